"""What stands before every answer: whose page asks, how much is sent, and what the browser is forbidden.

The rule: a page may load and run only what this server sends; a request that another site makes changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from visavis.web.problems import problem

POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
          " form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
"""Nothing inline, nothing evaluated, nothing from elsewhere. Vega's expressions run in its interpreter."""

HEADERS: dict[str, str] = {
    "content-security-policy": POLICY, "x-content-type-options": "nosniff", "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()", "x-frame-options": "DENY"}
"""Set on every answer that does not set them itself."""

SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
"""Methods that change nothing."""

LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))
"""The names of this machine for itself."""

BODY_LIMIT = 1_000_000
"""Bytes of a request's body at most: an article of 150,000 words. Longer ones are for the command line."""


class Guard:
    """The gate before the application.

    `hosts`: the names that it answers to, or None for any. On loopback they are those of loopback: else a page
    whose name is made to point here (DNS rebinding) could read everything.
    """

    def __init__(self, app: ASGIApp, *, hosts: Iterable[str] | None) -> None:
        self._app, self._hosts = app, None if hosts is None else frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuses a request, or hands it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        sender = _with_headers(send)
        if refused := self._refused(scope, headers):
            await problem(*refused)(scope, receive, sender)
            return
        scope["query_string"] = _without_empty(scope["query_string"])
        await self._app(scope, _limited(receive), sender)

    def _refused(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        if self._hosts is not None and _split(f"//{headers.get('host', '')}").hostname not in self._hosts:
            return 421, "not the name of this server"
        if scope["method"] not in SAFE and not _same_site(headers):
            return 403, "asked for by another site"
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > BODY_LIMIT:
            return 413, f"more than {BODY_LIMIT:,} bytes"
        return None


def _same_site(headers: Headers) -> bool:
    """Whether a request that changes something comes from our own page, or from no page at all.

    Browsers tell Sec-Fetch-Site on secure origins and Origin on every POST; programs tell neither.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site not in ("same-origin", "none"):
        return False
    return origin is None or _split(origin).netloc == headers.get("host")


def _split(address: str) -> SplitResult:
    """The parts of an address; of one that is none, nothing."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _with_headers(send: Send) -> Send:
    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sender


def _limited(receive: Receive) -> Receive:
    """Refuses a body that grows too long, as one sent in chunks can without its head saying so."""
    taken = 0

    async def receiver() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > BODY_LIMIT:
            raise HTTPException(413, f"more than {BODY_LIMIT:,} bytes")
        return message

    return receiver


def _without_empty(query: bytes) -> bytes:
    """The query without what was left empty in a form."""
    if b"=&" not in query and not query.endswith(b"="):
        return query
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=False, encoding="utf-8", errors="replace")
    return urlencode(pairs).encode()
