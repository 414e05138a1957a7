"""When a watch speaks, in plain terms.

    any                                       each happening
    first in a year                           none in the year before; also: first in 90 days, in a month, in 2 weeks
    more than expected at 95 %                in 7 days, by the year before; also: ... in 30 days

The rule: a threshold says what is unusual, never how important it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from visavis.errors import DeskError

WINDOW = 7
"""Days that `more than expected` counts where it names none: a week evens out the days of the week."""

_STRETCH = r"(?:(?P<count>\d+|an?|one)\s+)?(?P<unit>day|week|month|year)s?"
_FIRST = re.compile(rf"first in {_STRETCH}")
_MORE = re.compile(rf"more than expected at (?P<level>\d{{1,2}}(?:\.\d+)?) ?%(?: in {_STRETCH})?")
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}


@dataclass(frozen=True, slots=True)
class Threshold:
    """`days`: for `first` how far back nothing may have happened, for `more` the window; `level`: of `more`, 0 to 1."""

    kind: Literal["any", "first", "more"]
    text: str
    days: int = 0
    level: float = 0.0


def threshold(text: str, *, where: str) -> Threshold:
    """The threshold that `text` names; DeskError names the ways to write one.

    >>> threshold("first in 90 days", where="x").days, threshold("more than expected at 99 %", where="x").level
    (90, 0.99)
    """
    plain = re.sub(r"\s+", " ", text.strip().lower())
    if plain == "any":
        return Threshold("any", plain)
    if found := _FIRST.fullmatch(plain):
        return Threshold("first", plain, _days(found))
    if (found := _MORE.fullmatch(plain)) and 50 <= float(found["level"]) < 100:
        return Threshold("more", plain, _days(found) if found["unit"] else WINDOW, float(found["level"]) / 100)
    raise DeskError(f"{text!r} is no threshold", where=where,
                    hint="write any, first in a year, or more than expected at 95 % in 7 days")


def _days(found: re.Match[str]) -> int:
    count = found["count"]
    return _DAYS[found["unit"]] * (int(count) if count and count.isdecimal() else 1)
