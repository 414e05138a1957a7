"""A stretch of text -> the dates it names, each as an interval of days.

The rule: a number or a word that may be something else ("may go", "march on", "2,019 people") is no date.
What a date stands for is worked out in `date_intervals`; here is only how dates are written in English.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, TypeAlias

from visavis.codes.tables import read
from visavis.desks import Anniversary
from visavis.reading import date_intervals as work
from visavis.reading.date_intervals import Frame, Tense, forms
from visavis.records import DateOrigin, Precision, When

Role: TypeAlias = Literal["at", "since", "until", "dateline"]


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text: its offsets [start, end) there, the interval it stands for, and what it tells.

    `role`: `at` the thing was then; `since` it began then; `until` it ends or is due by then; `dateline` it
    heads a story ("Pyongyang, July 23 (KCNA) --") and dates the report, not the act.
    """

    start: int
    end: int
    when: When
    role: Role


@dataclass(frozen=True, slots=True)
class _Rule:
    """How one kind of date is written; `floating`: its year may be left out, so that a neighbour can give
    it."""

    unit: str
    pattern: re.Pattern[str]
    build: work.Build
    floating: bool = False


@dataclass(frozen=True, slots=True)
class _Hit:
    """A stretch that looks like a date, still to be worked out."""

    start: int
    end: int
    unit: str
    build: Callable[[Frame], When | None]
    floating: bool
    ranged: bool = False
    role: Role = "at"


def find(text: str, *, anchor: date, tense: Tense | None = None, context: When | None = None,
         calendar: Sequence[Anniversary] = ()) -> tuple[DateMention, ...]:
    """The dates in `text`, in order, none overlapping.

    `anchor` is the day of publication; `tense` that of the verb they belong to, if it is known; `context` the
    time last spoken of ("three days later"); `calendar` a desk's anniversaries.

    >>> [str(m.when.start) for m in find("He left on July 27.", anchor=date(2024, 3, 1), tense="past")]
    ['2023-07-27']
    """
    if not _around("trigger").search(text):
        return ()
    frame = Frame(anchor, tense, context, calendar)
    found: list[DateMention] = []
    for hit in _hits(text, frame):
        leant = found and (hit.unit in LEANING or _around("back").search(text[hit.start:hit.end]))
        mention = _mention(text, hit, replace(frame, context=found[-1].when) if leant else frame)
        if mention is not None:
            found.append(mention)
    return tuple(found)


def dateline(text: str, *, anchor: date) -> When | None:
    """The day in the dateline that `text` begins with, if it has one.

    >>> dateline("Pyongyang, July 23 (KCNA) -- A delegation arrived.", anchor=date(2024, 7, 24)).start
    datetime.date(2024, 7, 23)
    """
    found = find(text[:DATELINE_REACH], anchor=anchor, tense="past")
    return next((one.when for one in found if one.role == "dateline"), None)


LEANING = frozenset({"context", "distance"})
"""Units of dates that are told from the one before them in the sentence, where there is one ("the next day")."""

def leans(text: str) -> bool:
    """Whether a date in `text` may be told from one before it: "the next day", "two weeks earlier"."""
    return _around("leaning").search(text) is not None


DATELINE_REACH = 150
"""A dateline ends within so many characters of the beginning; the longest seen in KCNA and Xinhua take 80."""


def _mention(text: str, hit: _Hit, frame: Frame) -> DateMention | None:
    when = hit.build(frame)
    if when is None:
        return None
    when = _clamp(when, frame)
    if hit.role == "since" and when.start <= frame.anchor and frame.tense != "future":
        when = _between(when, when.start, max(when.end, frame.anchor))
    if hit.role == "until" and when.end >= frame.anchor and frame.tense != "past":
        excluded = _around("before").search(text[:hit.start]) and not _around("ending").search(text[hit.start:hit.end])
        end = max(when.start - timedelta(days=1), frame.anchor) if excluded else when.end
        when = _between(when, min(frame.anchor, when.start, end), end)
    return DateMention(hit.start, hit.end, when, hit.role)


def _clamp(when: When, frame: Frame) -> When:
    """A period that holds the anchor ends there for the past and begins there for the future."""
    if when.start <= frame.anchor <= when.end:
        if frame.tense == "past":
            return _between(when, when.start, frame.anchor)
        if frame.tense == "future":
            return _between(when, frame.anchor, when.end)
    return when


def _between(when: When, start: date, end: date) -> When:
    return When(start, end, when.precision, when.origin)


def _hits(text: str, frame: Frame) -> list[_Hit]:
    """The leftmost longest stretches, ranges joined, with their roles."""
    candidates = [*_written(text), *_anniversaries(text, frame.calendar)]
    chosen: list[_Hit] = []
    for hit in sorted(candidates, key=lambda one: (one.start, -one.end)):
        if not chosen or hit.start >= chosen[-1].end:
            chosen.append(hit)
    return [_with_role(text, hit) for hit in _joined(text, chosen)]


@lru_cache(maxsize=64)
def _written(text: str) -> tuple[_Hit, ...]:
    """Kept for the acts of one sentence, and for those that lean on the same text before them."""
    return tuple(_matched(text))


def _matched(text: str) -> Iterator[_Hit]:
    for rule in _patterns().rules:
        for match in rule.pattern.finditer(text):
            found = match.groupdict()
            start, end = match.span("span") if found.get("span") else match.span()
            fixed = ("year", "era", "relyear", "week")
            floating = rule.floating and not any(found.get(name) for name in fixed)
            ranged = bool(found.get("day2") or found.get("year2"))
            yield _Hit(start, end, rule.unit, _working(rule.build, match), floating, ranged)


def _working(build: work.Build, match: re.Match[str]) -> Callable[[Frame], When | None]:
    return lambda frame: build(match, frame)


# Ranges and roles ---------------------------------------------------------------------------------------

def _joined(text: str, hits: list[_Hit]) -> list[_Hit]:
    """Neighbours that tell the two ends of one range, or a distance and the day it is from, become one."""
    joined: list[_Hit] = []
    for hit in hits:
        last = joined[-1] if joined else None
        if last and last.unit == "beside" and _around("event").fullmatch(text[last.end:hit.start]):
            joined[-1] = _Hit(last.start, hit.end, "day", _from_there(last, hit), False)
        elif last and last.unit == hit.unit and _one_range(text, last, hit):
            floating = last.floating and hit.floating
            joined[-1] = _Hit(last.start, hit.end, hit.unit, _range(last, hit), floating, True)
        else:
            joined.append(hit)
    return [hit for hit in joined if hit.unit != "beside"]  # "two days after the visit": no day is named


def _one_range(text: str, first: _Hit, second: _Hit) -> bool:
    gap = text[first.end:second.start]
    if _around("range").fullmatch(gap):
        return True
    if gap.strip() == "and" and _around("between").search(text[:first.start]):
        return True
    return bool(_around("pair").fullmatch(gap)) and first.unit == "weekday"


def _range(first: _Hit, second: _Hit) -> Callable[[Frame], When | None]:
    """Both ends as one interval; an end without its year takes it from the other."""
    def build(frame: Frame) -> When | None:
        fixed = first.floating and not second.floating
        if (frame.tense == "future" and not fixed) or (second.floating and not first.floating):
            start = first.build(frame)
            near = Frame(start.start, "future") if start and second.floating else frame
            end = second.build(near)
        else:
            end = second.build(frame)
            near = Frame(end.start, "past") if end and first.floating else frame
            start = first.build(near)
        if start is None or end is None or start.start > end.end:
            return None
        return When(start.start, end.end, end.precision, end.origin)
    return build


def _from_there(distance: _Hit, day: _Hit) -> Callable[[Frame], When | None]:
    """The time that far from the day ("two days after the talks of June 19")."""
    def build(frame: Frame) -> When | None:
        base = day.build(frame)
        return distance.build(replace(frame, context=base)) if base is not None else None
    return build


def _with_role(text: str, hit: _Hit) -> _Hit:
    before, after = text[:hit.start], text[hit.end:]
    since = _around("since").search(before)
    role: Role = "at"
    heads = _around("dateline_tail").match(after) and _around("dateline_head").fullmatch(before)
    if hit.unit == "day" and heads:
        role = "dateline"
    elif _around("until").search(before):
        role = "until"
    elif since and not hit.ranged:
        role = "at" if _around("possessive").match(after) else "since"
    return replace(hit, role=role)


# Anniversaries ------------------------------------------------------------------------------------------

ANNIVERSARY_REACH = 90
"""Characters between "anniversary" and the name of what is remembered; a sentence seldom puts more there."""


_YEAR_OF = re.compile(r"\byear (?:of|marking|that marks|which marks) (?:its |their |the )?$", re.IGNORECASE)


def _anniversaries(text: str, calendar: Sequence[Anniversary]) -> Iterator[_Hit]:
    if not calendar:
        return
    for match in _around("anniversary").finditer(text):
        if found := _remembered(text, match, calendar):
            day, start, end = found
            number = int(match["nth"]) if match["nth"] else 1 if match["first"] else None
            if number is not None and (year := _YEAR_OF.search(text, 0, start)):
                yield _Hit(year.start(), end, "year", _whole_year(day.date.year + number), False)
            else:
                yield _Hit(start, end, "day", _recurring(day.date, number), False)
    for day in calendar:
        for match in re.finditer(f"(?i:{day.day})", text) if day.day else ():
            yield _Hit(*match.span(), "day", _recurring(day.date, None), False)


def _whole_year(year: int) -> Callable[[Frame], When | None]:
    """In "the year of the 75th anniversary of ...", that year."""
    span = When(date(year, 1, 1), date(year, 12, 31), Precision.YEAR, DateOrigin.INFERRED) if year < 10000 else None
    return lambda frame: span


def _remembered(text: str, match: re.Match[str],
                calendar: Sequence[Anniversary]) -> tuple[Anniversary, int, int] | None:
    """The entry that an anniversary names, and the stretch that names it; the nearest name decides."""
    best: tuple[int, Anniversary, int, int] | None = None
    low = max(match.start() - ANNIVERSARY_REACH, 0)
    for day in calendar:
        for named in re.finditer(f"(?i:{day.pattern})", text[low:match.end() + ANNIVERSARY_REACH]):
            start, end = named.start() + low, named.end() + low
            gap = max(start - match.end(), match.start() - end, 0)
            if best is None or (gap, start - end) < (best[0], best[2] - best[3]):
                best = gap, day, start, end
    if best is None:
        return None
    _, day, start, end = best
    return day, min(start, match.start()), max(end, match.end())


def _recurring(day: date, number: int | None) -> Callable[[Frame], When | None]:
    return lambda frame: work.recurring(frame, day, number)


# How dates are written ----------------------------------------------------------------------------------

_FRAGMENT = re.compile(r"\{(?:(any|Any):)?([a-z]\w*)\}")


@dataclass(frozen=True, slots=True)
class _Patterns:
    """`date_patterns.tsv`: how dates are written, and what stands around them."""

    rules: tuple[_Rule, ...]
    around: Mapping[str, re.Pattern[str]]


@cache
def _patterns() -> _Patterns:
    fragments: dict[str, str] = {}
    rules: list[_Rule] = []
    around: dict[str, re.Pattern[str]] = {}
    columns = ("name", "unit", "build", "pattern")
    for row in read(files("visavis.reading") / "date_patterns.tsv", columns, key=("name",)):
        name, unit, build = row["name"], row["unit"], row["build"]
        pattern = _FRAGMENT.sub(lambda match: _filled(match, fragments), row["pattern"])
        if unit == "-":
            fragments[name] = pattern
        elif unit == "around":
            around[name] = re.compile(pattern)
        else:
            rules.append(_Rule(unit, re.compile(pattern), getattr(work, build), build in FLOATING))
    return _Patterns(tuple(rules), around)


def _around(name: str) -> re.Pattern[str]:
    return _patterns().around[name]


FLOATING = ("calendar_day", "named_month", "weekday")
"""Builders of dates whose year or week may be left out."""


def _filled(match: re.Match[str], fragments: dict[str, str]) -> str:
    case, name = match.groups()
    if case is None:
        return fragments[name]
    if case == "any":
        return forms(name)
    return "|".join(form for word in forms(name).split("|") for form in (word.capitalize(), word.upper()))
