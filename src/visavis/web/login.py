"""Logging in and out."""

from __future__ import annotations

import math
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from visavis.web.accounts import SESSION, Accounts
from visavis.web.door import COOKIE, session
from visavis.web.problems import answer
from visavis.web.rates import Rates
from visavis.web.rendering import page

TRIES = (5.0, 5)
"""Passwords a minute for one account from one address, and at once. At that rate even a list of the
million commonest takes 138 days."""


NEIGHBOURS = (60.0, 30)
"""The same from one address for all accounts together: an office behind one router."""


def router(accounts: Accounts) -> APIRouter:
    """The routes /login and /logout over these accounts."""
    made = APIRouter(include_in_schema=False)
    of_name, of_address = (Rates(per_minute=fill, burst=burst) for fill, burst in (TRIES, NEIGHBOURS))

    @made.get("/login")
    def ask(request: Request, following: str = "/") -> Response:
        """The form."""
        return page(request, "login.html", wrong=False, following=local(following))

    @made.post("/login")
    def log_in(request: Request, name: Annotated[str, Form(max_length=64)],
               password: Annotated[str, Form(max_length=1_000)], following: Annotated[str, Form()] = "/") -> Response:
        """A session, if the password is right."""
        address = request.client.host if request.client else ""
        if wait := max(of_name.wait(f"{address} {name}"), of_address.wait(address)):
            return answer(request, 429, "too many tries", headers={"retry-after": str(math.ceil(wait))})
        secret = accounts.log_in(name, password)
        accounts.note(name, address, "login", "", "done" if secret else "refused")
        if secret is None:
            return page(request, "login.html", status=401, wrong=True, following=local(following))
        found = RedirectResponse(local(following), 303)
        found.set_cookie(COOKIE, secret, max_age=int(SESSION.total_seconds()), httponly=True, samesite="lax",
                         secure=request.url.scheme == "https")
        return found

    @made.post("/logout")
    def log_out(request: Request) -> Response:
        """The session ends."""
        if secret := session(request.headers):
            accounts.end(secret)
        found = RedirectResponse("/login", 303)
        found.delete_cookie(COOKIE, httponly=True, samesite="lax")
        return found

    return made


def local(address: str) -> str:
    """The address if it is one of this server, else that of the desk.

    >>> local("/dyad/PRK/CHN?by=month"), local("//evil.example"), local("https://evil.example"), local("/\\\\evil")
    ('/dyad/PRK/CHN?by=month', '/', '/', '/')
    """
    plain = address.startswith("/") and address[1:2] not in ("/", "\\") and address.isprintable()
    return address if plain else "/"
