"""The door: who asks, whether they may, how often; and the log of what was changed.

The rule: with accounts, nothing but the login and the scripts of the package is answered to somebody unknown. Without,
the server is for this machine alone, and a request that a proxy hands on is refused.
"""

from __future__ import annotations

import math
from http.cookies import CookieError, SimpleCookie

import anyio.to_thread
from fastapi import Request
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from visavis.web import problems, rendering
from visavis.web.accounts import LOCAL, Account, Accounts
from visavis.web.guard import SAFE
from visavis.web.rates import Rates

COOKIE = "visavis"

OPEN = ("/login", "/static/")
"""What is answered to everybody: how to come in, and files of the package."""

READING = ("/api/v1/read", "/login", "/logout")
"""What is sent by POST and yet changes nothing of the desk."""

FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")
"""What proxies say of whom they ask for."""

REQUESTS = (600.0, 120)
"""Requests a minute of an account, and at once: ten pages a second, far above what reading needs."""


class Door:
    """Lets a request in, or not. `accounts`: None where no login is asked for; `audit`: where edits are noted."""

    def __init__(self, app: ASGIApp, *, accounts: Accounts | None, audit: Accounts | None) -> None:
        self._app, self._accounts, self._audit = app, accounts, audit
        self._rates = Rates(per_minute=REQUESTS[0], burst=REQUESTS[1])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers for a request that is not let in, or hands it on with who asks in `state.account`."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers, request = Headers(scope=scope), Request(scope)
        account = LOCAL if self._accounts is None else await self._who(headers)
        request.state.account = None if account is LOCAL else account
        refused = self._refused(request, headers, account)
        if refused is not None:
            status = refused[0]
            await self._note(request, account, status)
            await _answer(request, *refused)(scope, receive, send)
            return
        await self._app(scope, receive, self._noting(request, account, send))

    def _refused(self, request: Request, headers: Headers,
                 account: Account | None) -> tuple[int, str, dict[str, str]] | None:
        if self._accounts is None:
            if any(name in headers for name in FORWARDED):
                return 403, "handed on by a proxy; start the server with --login for that", {}
            return None
        if request.url.path.startswith(OPEN):
            return None
        if account is None:
            return 401, "who are you?", {"www-authenticate": "Bearer"}
        if needs(request) not in account.scopes:
            return 403, f"{account.name} may not {needs(request)} with this", {}
        if wait := self._rates.wait(account.name):
            return 429, "too many requests", {"retry-after": str(math.ceil(wait))}
        return None

    async def _who(self, headers: Headers) -> Account | None:
        assert self._accounts is not None
        kind, _, secret = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and secret:
            return await anyio.to_thread.run_sync(self._accounts.of_token, secret)
        if secret := session(headers):
            return await anyio.to_thread.run_sync(self._accounts.of_session, secret)
        return None

    def _noting(self, request: Request, account: Account | None, send: Send) -> Send:
        async def sender(message: Message) -> None:
            if message["type"] == "http.response.start":
                await self._note(request, account, message["status"])
            await send(message)

        return sender

    async def _note(self, request: Request, account: Account | None, status: int) -> None:
        """Edits, tried ones too, go into the audit log before they are answered."""
        if self._audit is None or request.method in SAFE or not is_edit(request):
            return
        address = request.client.host if request.client else ""
        await anyio.to_thread.run_sync(self._audit.note, account.name if account else "", address, request.method,
                                       request.url.path, str(status))


def _answer(request: Request, status: int, what: str, more: dict[str, str]) -> Response:
    if status != 401 or problems.is_api(request.url.path):
        return problems.answer(request, status, what, headers=more)
    query = f"?{request.url.query}" if request.url.query else ""
    return rendering.page(request, "login.html", status=401, wrong=False, following=request.url.path + query)


def session(headers: Headers) -> str:
    """The secret of the session in the cookies, or nothing."""
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def needs(request: Request) -> str:
    """The scope that a request needs."""
    return "write" if request.method not in SAFE and is_edit(request) else "read"


def is_edit(request: Request) -> bool:
    """Whether a request that is sent changes the desk."""
    path = request.url.path
    return path not in READING and not (path.startswith("/document/") and path.endswith("/why"))
