"""The application: pages, API, scripts, and the guard before them.

The rule: whatever is served is in the package or in the desk; nothing is fetched.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path

import anyio.to_thread
import vl_convert
from fastapi import FastAPI, Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles

from visavis.web import api, freshness, guard, pages, problems
from visavis.web.holdings import Holdings

THREADS = 8
"""Answers made at once. They are work for the processor, so more would only make all of them late."""

STATIC = Path(__file__).parent / "static"


def application(holdings: Holdings, *, hosts: Iterable[str] | None = guard.LOOPBACK) -> FastAPI:
    """The ASGI application over `holdings`; `hosts`: the names it answers to, None for any (see Guard)."""
    app = FastAPI(title="visavis", version=version("visavis"), lifespan=_lifespan,
                  openapi_url="/api/v1/openapi.json", docs_url=None, redoc_url=None,
                  description="Events between states: series, events, documents, claims. Errors: problem details.")
    app.state.holdings = holdings
    problems.install(app)
    app.include_router(pages.router)
    app.include_router(api.router)
    app.add_api_route("/static/vega.js", _vega, include_in_schema=False)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(freshness.Freshness, holdings=holdings)
    app.add_middleware(guard.Guard, hosts=hosts)
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
