"""ETags, and answers kept: what the asker has already is not sent again, what was made already is not made again.

The rule: the tag is known before the answer is made, from all that the answer depends on: the data, the day, the
address, what is accepted, and who asks. An answer is kept under its tag, so it is never given to another question.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from importlib.metadata import version
from threading import Lock

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from visavis.web.holdings import Holdings

KEPT = 64_000_000
"""Bytes of answers kept: some 1,500 pages of a dyad."""

LONGEST = 2_000_000
"""Bytes of an answer that is kept; longer ones are streams, made anew each time."""


class Freshness:
    """Tags the answers to GET, says 304 where the asker has the same, and gives again what it has given."""

    def __init__(self, app: ASGIApp, *, holdings: Holdings) -> None:
        self._app, self._holdings, self._answers = app, holdings, _Answers()
        self._version = version("visavis")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers from what is kept, or hands the request on and keeps what comes back."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or scope["path"].startswith("/static/"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        tag = self._tag(scope, headers)
        if tag in [part.strip() for part in headers.get("if-none-match", "").split(",")]:
            await Response(status_code=304, headers=_about(tag))(scope, receive, send)
            return
        if (kept := self._answers.get(tag)) is not None:
            for message in kept:
                await send({**message, "headers": list(message["headers"])} if "headers" in message else message)
            return
        await self._app(scope, receive, _Keeping(send, tag, self._answers))

    def _tag(self, scope: Scope, headers: Headers) -> str:
        who = scope.get("state", {}).get("account")
        account = (who.name, sorted(who.scopes)) if who else ""
        told = (self._version, self._holdings.fingerprint(), self._holdings.today().isoformat(), scope["method"],
                scope["path"], scope["query_string"], headers.get("accept"), headers.get("hx-request"), account)
        return f'W/"{hashlib.blake2b(repr(told).encode(), digest_size=12).hexdigest()}"'


class _Keeping:
    """Passes an answer on with its tag, and keeps it if it is whole, good, and not long."""

    def __init__(self, send: Send, tag: str, answers: _Answers) -> None:
        self._send, self._tag, self._answers = send, tag, answers
        self._messages: list[Message] | None = None
        self._bytes = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            found = MutableHeaders(scope=message)
            for name, value in _about(self._tag).items():
                found.setdefault(name, value)
            self._messages = [{**message, "headers": list(message["headers"])}]
        elif self._messages is not None:
            self._bytes += len(message.get("body", b""))
            self._messages.append(message)
            if self._bytes > LONGEST:
                self._messages = None
            elif not message.get("more_body"):
                self._answers.keep(self._tag, self._messages, self._bytes)
        await self._send(message)


class _Answers:
    """The answers last given, by tag, up to KEPT bytes."""

    def __init__(self) -> None:
        self._lock, self._held = Lock(), 0
        self._answers: OrderedDict[str, tuple[list[Message], int]] = OrderedDict()

    def get(self, tag: str) -> list[Message] | None:
        with self._lock:
            if tag not in self._answers:
                return None
            self._answers.move_to_end(tag)
            return self._answers[tag][0]

    def keep(self, tag: str, messages: list[Message], size: int) -> None:
        with self._lock:
            self._held += size - (self._answers.pop(tag, ([], 0))[1])
            self._answers[tag] = messages, size
            while self._held > KEPT:
                self._held -= self._answers.popitem(last=False)[1][1]


def _about(tag: str) -> dict[str, str]:
    return {"etag": tag, "cache-control": "private, no-cache", "vary": "accept, cookie, authorization"}
