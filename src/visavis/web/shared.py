"""What leaves the server: records and titles without the names of private persons.

The rule: each letter of such a name is a block, so that every span still holds; where a quote is shown to a reader the
name is `[name]`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from visavis.codes import persons
from visavis.records import Record

R = TypeVar("R", bound=Record)


def record(found: R, text: str | None = None) -> R:
    """The record with such names blanked in its quote; `text`: that of its document, already blanked."""
    quote = persons.blanked(found.quote, found.private) if text is None else text[slice(*found.span)]
    return found if quote == found.quote else replace(found, quote=quote)


def title(text: str | None) -> str | None:
    """A title alone, with `[name]` for such names."""
    return persons.masked(text) if text else text
