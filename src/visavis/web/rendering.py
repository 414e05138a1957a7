"""Pages from templates.

The rule: the templates escape everything and no text of a document is ever handed on as markup.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from visavis.brief import words
from visavis.brief.page import link
from visavis.codes import countries, persons

NAV: Sequence[tuple[str, str]] = (("/", "Desk"), ("/dyad", "Dyad"), ("/visits", "Visits"), ("/forecasts", "Forecasts"),
                                      ("/watch", "Watch"), ("/search", "Search"), ("/sources", "Sources"))
"""The rooms that can be gone to from every page."""


def page(request: Request, template: str, *, status: int = 200, headers: Mapping[str, str] | None = None,
         **given: Any) -> HTMLResponse:
    """The page of a template; what is `given` can be named in it, and always `request`, `nav` and `here`."""
    text = environment().get_template(template).render(
        request=request, nav=NAV, here=request.url.path,
        account=getattr(request.state, "account", None), **given)
    return HTMLResponse(text, status, dict(headers or {}))


@cache
def environment() -> Environment:
    """The templates' environment."""
    made = Environment(loader=PackageLoader("visavis.web", "templates"), autoescape=True,
                       undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.globals["version"] = version("visavis")
    made.filters |= {"link": link, "state": countries.name, "days": _days, "count": words.count,
                     "percent": words.percent, "figure": words.figure, "day": words.day,
                     "masked": persons.masked, "bare": lambda text: text.split("//", 1)[-1]}
    return made


def _days(row: Mapping[str, Any]) -> str:
    return words.days(row["start"], row["end"], row["precision"])
