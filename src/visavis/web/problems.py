"""Errors as an answer: one shape on every route (RFC 9457, problem details), as a page where a browser asks.

The rule: what is told is what a VisavisError says; of any other error only that it happened, and the log has the rest.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from visavis.errors import ArchiveError, DeskError, InputError, ModelError, UnknownCode, VisavisError
from visavis.web import rendering

log = logging.getLogger("visavis.web")

MEDIA_TYPE = "application/problem+json"

STATUS: dict[type[VisavisError], int] = {UnknownCode: 404, InputError: 400, DeskError: 404, ArchiveError: 503,
                                         ModelError: 503}
"""The status of each error; a class without one has that of its parent, and the root is a bad request."""


class Problem(BaseModel):
    """What every error looks like."""

    type: str = Field(description="Always about:blank: `title` is that of the status.")
    title: str
    status: int
    detail: str = Field(description="What is wrong.")
    where: str = Field(description="Where: the part of the question, a record's id; or empty.")
    hint: str = Field(description="What to do next; or empty.")


class NotFound(VisavisError):
    """A document, event or other thing of that id, which is not there."""


STATUS[NotFound] = 404

RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {"description": "An error.", "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}}}}
"""For the description of the API: any route may answer with a problem."""


def install(app: FastAPI) -> None:
    """Makes the application answer every error in the one shape."""
    app.add_exception_handler(VisavisError, _told)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _bug)


def problem(status: int, detail: str, *, where: str = "", hint: str = "",
            headers: dict[str, str] | None = None) -> JSONResponse:
    """The answer for an error."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail,
            "where": where, "hint": hint}
    return JSONResponse(body, status, headers, MEDIA_TYPE)


def answer(request: Request, status: int, detail: str, *, where: str = "", hint: str = "",
           headers: dict[str, str] | None = None) -> Response:
    """The same, as a page where a page was asked for."""
    if is_api(request.url.path):
        return problem(status, detail, where=where, hint=hint, headers=headers)
    return rendering.page(request, "problem.html", status=status, headers=headers,
                          problem={"title": HTTPStatus(status).phrase, "detail": detail, "where": where, "hint": hint})


def is_api(path: str) -> bool:
    """Whether a program asks: then the answer is JSON."""
    return path.startswith("/api/")


def status_of(error: VisavisError) -> int:
    """The status of an error."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 400)


async def _told(request: Request, error: Exception) -> Response:
    assert isinstance(error, VisavisError)
    return answer(request, status_of(error), error.what, where=error.where, hint=error.hint)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return answer(request, error.status_code, str(error.detail),
                  headers=dict(error.headers) if error.headers else None)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return answer(request, 422, str(first["msg"]), where=where, hint="see /api/v1/openapi.json")


async def _bug(request: Request, error: Exception) -> Response:
    log.error("%s %s", request.method, request.url.path, exc_info=error)
    return answer(request, 500, "a bug in visavis", hint="see the server's log and report it")
