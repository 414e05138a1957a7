"""Who is meant by a family name alone, without title or state, in a text that has not introduced him: "Putin", "Xi".

The rule: only the heads of state and government of `mononyms.tsv`, and only while they are that.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files

from visavis.codes import countries, officials, tables

HIGHEST = 2
"""Levels 1 and 2, heads of state and of government: whom texts name so on first mention."""


@cache
def leader(word: str, on: date) -> officials.OfficialMatch | None:
    """The head of state or government called `word` on a day; None where there is none.

    >>> leader("Xi", date(2024, 4, 20)).name
    'Xi Jinping'
    >>> leader("Trump", date(2024, 4, 20)) is None
    True
    """
    name = full_names().get(countries.plain(word))
    found = officials.resolve(name, on=on) if name else None
    return found if found is not None and found.level is not None and found.level <= HIGHEST else None


@cache
def full_names() -> dict[str, str]:
    """Family name -> full name, from `mononyms.tsv`."""
    rows = tables.read(files("visavis.reading") / "mononyms.tsv", ("word", "name"), key=("word",))
    return {row["word"]: row["name"] for row in rows}
