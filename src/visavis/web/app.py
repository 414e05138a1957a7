"""The application: pages, API, scripts, and the guard before them.

The rule: whatever is served is in the package or in the desk; nothing is fetched.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path

import anyio.to_thread
import vl_convert
from fastapi import FastAPI, Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles

from visavis.web import api, door, freshness, guard, login, pages, problems
from visavis.web.accounts import Accounts
from visavis.web.holdings import Holdings

THREADS = 4
"""Answers made at once. They are work for the processor, so more would only make all of them late, and hold the memory
of each."""

STATIC = Path(__file__).parent / "static"


def application(holdings: Holdings, *, accounts: Accounts | None = None) -> FastAPI:
    """The ASGI application over `holdings`.

    Without `accounts` it answers this machine alone and asks for no login; with them it answers to any name, and to
    nobody unknown.
    """
    app = FastAPI(title="visavis", version=version("visavis"), lifespan=_lifespan,
                  openapi_url="/api/v1/openapi.json", docs_url=None, redoc_url=None,
                  description="Events between states: series, events, documents, claims. Errors: problem details.")
    app.state.holdings = holdings
    problems.install(app)
    app.include_router(pages.router)
    app.include_router(api.router)
    if accounts is not None:
        app.include_router(login.router(accounts))
    app.add_api_route("/static/vega.js", _vega, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(freshness.Freshness, holdings=holdings)
    audit = accounts or (Accounts(holdings.folder.path) if holdings.folder else None)
    app.add_middleware(door.Door, accounts=accounts, audit=audit)
    app.add_middleware(guard.Guard, hosts=guard.LOOPBACK if accounts is None else None)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    yield


@cache
def script() -> tuple[bytes, str]:
    """Vega, Vega-Lite and vega-embed as one script, from the bundle of vl-convert, and its tag."""
    made = vl_convert.javascript_bundle(None).encode()  # type: ignore[arg-type]  # None: the usual bundle
    return made, f'"{hashlib.blake2b(made, digest_size=8).hexdigest()}"'


def _vega(request: Request) -> Response:
    made, tag = script()
    headers = {"etag": tag, "cache-control": "max-age=86400"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(made, media_type="text/javascript", headers=headers)
