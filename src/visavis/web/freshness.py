"""ETags: an answer that the asker has already is not made again.

The rule: the tag is known before the answer is made, from what the answer depends on: the data, the day, the
address, what is accepted, and who asks.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import version

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from visavis.web.holdings import Holdings


class Freshness:
    """Tags the answers to GET, and says 304 where the asker has the same."""

    def __init__(self, app: ASGIApp, *, holdings: Holdings) -> None:
        self._app, self._holdings = app, holdings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers 304, or hands the request on and tags what comes back."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or scope["path"].startswith("/static/"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        tag = self._tag(scope, headers)
        kept = {"etag": tag, "cache-control": "private, no-cache", "vary": "accept, cookie, authorization"}
        if tag in [part.strip() for part in headers.get("if-none-match", "").split(",")]:
            await Response(status_code=304, headers=kept)(scope, receive, send)
            return

        async def tagged(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                found = MutableHeaders(scope=message)
                for name, value in kept.items():
                    found.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, tagged)

    def _tag(self, scope: Scope, headers: Headers) -> str:
        account = getattr(scope.get("state", {}).get("account"), "name", "")
        told = (version("visavis"), self._holdings.fingerprint(), self._holdings.today().isoformat(), scope["path"],
                scope["query_string"], headers.get("accept"), headers.get("hx-request"), account)
        return f'W/"{hashlib.blake2b(repr(told).encode(), digest_size=12).hexdigest()}"'
