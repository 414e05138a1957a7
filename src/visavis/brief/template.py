"""A brief by a reader's own Jinja template.

The rule: a template gets the brief as it is printed (see `printed`), so that each of its sentences has its footnote;
it runs in Jinja's sandbox and reaches neither files nor Python.
"""

from __future__ import annotations

from pathlib import Path

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from visavis.brief.findings import Brief
from visavis.brief.page import link
from visavis.brief.printed import printed
from visavis.errors import InputError

ESCAPED = (".html", ".htm", ".xml")
"""Endings of templates (before .jinja, .j2) in which what is filled in is escaped."""


def render(brief: Brief, template: Path) -> str:
    """The text that a template makes of a brief; in it `brief` is a `Printed`, `link` a filter (None for no link).

    Raises InputError, with the line, for a template that cannot be read or does not run, and ValueError for a sentence
    without evidence.
    """
    name = template.name.removesuffix(".jinja").removesuffix(".j2")
    environment = ImmutableSandboxedEnvironment(autoescape=name.endswith(ESCAPED), undefined=StrictUndefined,
                                                trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
    environment.filters["link"] = link
    try:
        return environment.from_string(template.read_text(encoding="utf-8")).render(brief=printed(brief))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("the template cannot be read", where=str(template), hint=str(error)) from error
    except (TemplateError, TypeError, ZeroDivisionError, AttributeError, IndexError) as error:
        line = getattr(error, "lineno", None)
        raise InputError(f"the template does not run: {error}", where=f"{template}:{line}" if line else str(template),
                         hint="what it can name is in docs/briefs.md") from error
