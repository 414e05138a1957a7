"""What a written date stands for: the match of an expression -> an interval of days.

The rule: what is not written is worked out from the frame (anchor, tense, context) and nothing else; a date
that cannot be worked out is None, never a guess.

- A day or month without its year: the last on or before the anchor for the past, the next on or after it
  for the future, else the nearest. A weekday likewise; where the tense is not known it is taken as past.
- `origin`: `stated` where the text writes the calendar unit itself (day and month, month, year), also where
  the year is left out; `inferred` where the date had to be worked out (weekdays, "last month",
  anniversaries).
- `precision`: day for days and weeks; month for months, quarters, seasons and parts of a year; year above
  that.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Literal, TypeAlias

from visavis.codes.tables import read, several
from visavis.desks import Anniversary
from visavis.records import DateOrigin, Precision, When

Tense: TypeAlias = Literal["past", "present", "future"]


@dataclass(frozen=True, slots=True)
class Frame:
    """What a date is worked out from."""

    anchor: date
    tense: Tense | None = None
    context: When | None = None
    calendar: Sequence[Anniversary] = ()


Build: TypeAlias = Callable[[re.Match[str], Frame], When | None]


# Words --------------------------------------------------------------------------------------------------

@cache
def words(kind: str) -> dict[str, str]:
    """form (lower case) -> value, for one kind of `date_words.tsv`."""
    rows = read(files("visavis.reading") / "date_words.tsv", ("forms", "kind", "value"))
    chosen = (row for row in rows if row["kind"] == kind)
    return {form.lower(): row["value"] for row in chosen for form in several(row["forms"])}


def forms(kind: str) -> str:
    """The words of one kind as alternatives of a regular expression, longest first."""
    return "|".join(re.escape(form) for form in sorted(words(kind), key=len, reverse=True))


def numbers(text: str) -> tuple[int, int]:
    """Least and most of a count in digits or words; (1, 1) where none is written."""
    text = re.sub(r"\s+", " ", text.strip().lower())
    if text.isdigit():
        return int(text), int(text)
    least, most = words("number").get(text, "1-1").split("-")
    return int(least), int(most)


# Making intervals ---------------------------------------------------------------------------------------

def _day(day: date, origin: DateOrigin = DateOrigin.INFERRED) -> When:
    return When(day, day, Precision.DAY, origin)


def days(start: date, end: date, origin: DateOrigin = DateOrigin.INFERRED) -> When:
    """The days from `start` to `end`."""
    return When(start, end, Precision.DAY, origin)


def _month(year: int, month: int, *, months: int = 1, origin: DateOrigin = DateOrigin.STATED) -> When:
    last = _shift(year, month, months - 1)
    return When(date(year, month, 1), date(*last, monthrange(*last)[1]), Precision.MONTH, origin)


def _year(year: int, *, years: int = 1, origin: DateOrigin = DateOrigin.STATED) -> When:
    return When(date(year, 1, 1), date(year + years - 1, 12, 31), Precision.YEAR, origin)


def _shift(year: int, month: int, by: int) -> tuple[int, int]:
    index = year * 12 + month - 1 + by
    return index // 12, index % 12 + 1


def _part(when: When, name: str) -> When:
    """An early, middle or late part of a month, year or decade, in twelfths of it."""
    share = words("part")[re.sub(r"\s+", " ", name.strip().lower())]
    low, high = (int(number) for number in share.split("-"))
    if when.precision is Precision.YEAR and when.start.year == when.end.year:
        return _month(when.start.year, low + 1, months=high - low, origin=when.origin)
    if when.precision is Precision.YEAR:
        years = when.end.year - when.start.year + 1
        before, until = round(years * low / 12), round(years * high / 12)
        return _year(when.start.year + before, years=max(until - before, 1), origin=when.origin)
    length = (when.end - when.start).days + 1
    start = when.start + timedelta(days=round(length * low / 12))
    end = when.start + timedelta(days=round(length * high / 12) - 1)
    return When(start, end, when.precision, when.origin)


def choose(options: Iterable[When], frame: Frame) -> When | None:
    """The option that the tense asks for: last, next, or nearest."""
    found = sorted(options, key=lambda one: one.start)
    past = [one for one in found if one.start <= frame.anchor]
    coming = [one for one in found if one.end >= frame.anchor]
    if frame.tense == "past":
        return past[-1] if past else None
    if frame.tense == "future":
        return coming[0] if coming else None
    return min(found, key=lambda one: (_distance(one, frame.anchor), one.start > frame.anchor), default=None)


def _distance(when: When, day: date) -> int:
    return max((when.start - day).days, (day - when.end).days, 0)


def _valid(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if 1 <= day <= monthrange(year, month)[1] else None


def _years_around(anchor: date) -> range:
    return range(max(anchor.year - 8, 1), anchor.year + 9)  # 8: the longest wait for a 29 February


# Builders -----------------------------------------------------------------------------------------------

def group(match: re.Match[str], name: str) -> str:
    """A group of the match, empty where it is missing."""
    return match.groupdict().get(name) or ""


def _written_year(match: re.Match[str], frame: Frame) -> int | None:
    """The year of a match, from digits, an era, or "last year"; None where it is left out."""
    if group(match, "year"):
        return int(match["year"])
    if group(match, "era"):
        return int(match["erayear"]) + int(words("era")[match["era"].lower()])
    word = re.sub(r"\s+", " ", group(match, "relyear").lower())
    if word in {"that", "the same"}:  # the year last spoken of
        return frame.context.start.year if frame.context is not None else frame.anchor.year
    return frame.anchor.year + {"last": -1, "next": 1}.get(word, 0) if word else None


def calendar_day(match: re.Match[str], frame: Frame) -> When | None:
    """"July 27", "11-13 April 2024": a day or a run of days in a month."""
    month = int(words("month")[match["month"].lower().rstrip(".")])
    first = int(match["day"])
    last = int(group(match, "day2") or first)
    year = _written_year(match, frame)
    options: list[When] = []
    for one in [year] if year else _years_around(frame.anchor):
        start, end = _valid(one, month, first), _valid(one, month, last)
        if start and end and start <= end:
            options.append(days(start, end, DateOrigin.STATED))
    return choose(options, frame) if not year else options[0] if options else None


def numeric(match: re.Match[str], frame: Frame) -> When | None:
    """ISO order; day first with dots; with slashes only where one number cannot be a month."""
    if group(match, "iso"):
        year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
    else:
        first, second, year = int(match["p"]), int(match["q"]), int(match["y4"])
        if match["sep"] == "." or first > 12:
            day, month = first, second
        elif second > 12:
            month, day = first, second
        elif first == second:
            month = day = first
        else:
            return None
    found = _valid(year, month, day) if 1 <= month <= 12 else None
    return _day(found, DateOrigin.STATED) if found else None


def named_month(match: re.Match[str], frame: Frame) -> When | None:
    """"In March", "late July", "next February"."""
    month = int(words("month")[match["month"].lower().rstrip(".")])
    year = _written_year(match, frame)
    which = re.sub(r"\s+", " ", group(match, "which").lower())
    options = [_month(one, month) for one in ([year] if year else _years_around(frame.anchor))]
    anchor = _month(frame.anchor.year, frame.anchor.month)
    if year:
        return _parted(options[0], match)
    if which in ("last", "past", "this past"):
        options = [one for one in options if one.end < anchor.start]
        frame = Frame(frame.anchor, "past")
    elif which in ("next", "coming", "this coming"):
        options = [one for one in options if one.start > anchor.end]
        frame = Frame(frame.anchor, "future")
    elif which == "this":
        options = [_month(frame.anchor.year, month)]
    return choose((_parted(one, match) for one in options), frame)


def edge_day(match: re.Match[str], frame: Frame) -> When | None:
    """"The last day of August"."""
    month = named_month(match, frame)
    if month is None:
        return None
    whole = _month(month.start.year, month.start.month)  # cut short at the anchor, a month keeps its last day
    day = whole.start if match["edge"].lower() == "first" else whole.end
    return _day(day, DateOrigin.STATED)


def since_then(match: re.Match[str], frame: Frame) -> When | None:
    """"And has sent shells since": from the day last spoken of to the anchor."""
    if frame.context is None or frame.context.start > frame.anchor:
        return None
    return When(frame.context.start, frame.anchor, frame.context.precision, frame.context.origin)


def _parted(found: When, match: re.Match[str]) -> When:
    """The part that the match names of what was found, or all of it."""
    return _part(found, match["part"]) if group(match, "part") else found


def year_number(match: re.Match[str], frame: Frame) -> When | None:
    """"In 2019", "1950-53", "mid-2024", "Juche 113"."""
    if group(match, "era"):
        return _year(int(match["erayear"]) + int(words("era")[match["era"].lower()]))
    first = int(match["year"])
    second = group(match, "year2")
    last = int(str(first)[: 4 - len(second)] + second) if second else first
    if not first <= last < first + 100:
        return None
    found = _year(first, years=last - first + 1)
    return _parted(found, match)


def decade(match: re.Match[str], frame: Frame) -> When | None:
    """"The 1990s", "the early 1950s"."""
    digits = match["decade"]
    found = _year(int(digits) if len(digits) == 4 else 1900 + int(digits), years=10)
    return _parted(found, match)


def stretch_of_year(match: re.Match[str], frame: Frame) -> When | None:
    """Quarters, halves, "the first ten months"."""
    names = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "final": 4, "latter": 2}
    year = _written_year(match, frame) or frame.anchor.year
    origin = DateOrigin.STATED if group(match, "year") else DateOrigin.INFERRED
    if group(match, "months"):
        return _month(year, 1, months=min(numbers(match["months"])[0], 12), origin=origin)
    kind = group(match, "kind")[:1].lower() or group(match, "letter").lower()
    size = 3 if kind == "q" else 6
    number = int(group(match, "number") or names.get(group(match, "ordinal").lower(), 1))
    if number * size > 12:
        return None
    options = [_month(one, (number - 1) * size + 1, months=size, origin=origin)
               for one in ([year] if _written_year(match, frame) else (year - 1, year, year + 1))]
    return choose(options, frame)


def season(match: re.Match[str], frame: Frame) -> When | None:
    """"Last winter", "spring 2023"; seasons of the north."""
    first = int(words("season")[match["season"].lower()])
    year = _written_year(match, frame)
    which = group(match, "which").lower().split()[-1:] or [""]
    origin = DateOrigin.STATED if year else DateOrigin.INFERRED
    years = [year] if year else _years_around(frame.anchor)
    options = [_month(one, first, months=3, origin=origin) for one in years]
    if year:
        return _parted(options[0], match)
    if which[0] == "this":
        return _parted(_month(frame.anchor.year, first, months=3, origin=origin), match)
    if which[0] in ("last", "past"):
        options = [one for one in options if one.end < frame.anchor]
        frame = Frame(frame.anchor, "past")
    elif which[0] in ("next", "coming"):
        options = [one for one in options if one.start > frame.anchor]
        frame = Frame(frame.anchor, "future")
    return choose((_parted(one, match) for one in options), frame)


def weekday(match: re.Match[str], frame: Frame) -> When | None:
    """"Tuesday", "last Friday", "Monday next week"."""
    number = int(words("weekday")[match["weekday"].lower()])
    which = (group(match, "which").lower().split() or [""])[-1]
    week = group(match, "week").lower()
    monday = frame.anchor - timedelta(days=frame.anchor.weekday())
    if week:
        return _day(monday + timedelta(days=number + {"last": -7, "next": 7}.get(week, 0)))
    back = timedelta(days=(frame.anchor.weekday() - number) % 7)
    ahead = timedelta(days=(number - frame.anchor.weekday()) % 7)
    if which == "last" or (which == "past" and not back):
        return _day(frame.anchor - (back or timedelta(days=7)))
    if which == "next":  # nobody writes "next Friday" for today or tomorrow
        return _day(frame.anchor + ahead + timedelta(days=7 if ahead.days < 2 else 0))
    if which == "coming":
        return _day(frame.anchor + (ahead or timedelta(days=7)))
    if which == "this" and frame.tense is None:
        return _day(monday + timedelta(days=number))
    if frame.tense == "future":
        return _day(frame.anchor + ahead)
    if frame.tense == "present" and which != "past":
        return _day(frame.anchor + ahead if ahead.days <= 3 else frame.anchor - back)
    return _day(frame.anchor - back)


def weekend(match: re.Match[str], frame: Frame) -> When | None:
    """"At the weekend", "next weekend": Saturday and Sunday."""
    which = (group(match, "which").lower().split() or [""])[-1]
    saturday = frame.anchor + timedelta(days=5 - frame.anchor.weekday())
    before = saturday - timedelta(days=7)
    if which == "next":
        start = saturday + timedelta(days=7 if frame.anchor.weekday() >= 5 else 0)
    elif which == "last" or (which == "past" and frame.anchor.weekday() < 5):
        start = before
    elif which in ("this", "coming") or frame.tense in ("future", "present"):
        start = before if frame.tense == "past" and frame.anchor.weekday() < 5 else saturday
    else:
        start = saturday if frame.anchor.weekday() >= 5 else before
    return days(start, start + timedelta(days=1))


def deictic_day(match: re.Match[str], frame: Frame) -> When | None:
    """"Today", "yesterday", "last night"."""
    word = re.sub(r"\s+", " ", match["deictic"].lower())
    by = {"yesterday": -1, "last night": -1, "overnight": 0, "tomorrow": 1, "the day before yesterday": -2,
          "day before yesterday": -2, "the day after tomorrow": 2, "day after tomorrow": 2}.get(word, 0)
    return _day(frame.anchor + timedelta(days=by))


def _period(which: str, unit: str, anchor: date) -> When:
    """The week, month, year, decade or quarter that is `which` step from the anchor's."""
    step = {"last": -1, "previous": -1, "next": 1, "following": 1, "coming": 1}.get(which, 0)
    if unit == "week":
        monday = anchor - timedelta(days=anchor.weekday() - 7 * step)
        return days(monday, monday + timedelta(days=6))
    if unit == "month":
        return _month(*_shift(anchor.year, anchor.month, step), origin=DateOrigin.INFERRED)
    if unit == "quarter":
        first = _shift(anchor.year, (anchor.month - 1) // 3 * 3 + 1, 3 * step)
        return _month(*first, months=3, origin=DateOrigin.INFERRED)
    if unit == "decade":
        return _year(anchor.year // 10 * 10 + 10 * step, years=10, origin=DateOrigin.INFERRED)
    return _year(anchor.year + step, origin=DateOrigin.INFERRED)


def relative_period(match: re.Match[str], frame: Frame) -> When | None:
    """This, last and next week, month and year, and parts of them."""
    which, unit = group(match, "which").lower(), match["unit"].lower()
    found = _period(which, unit, frame.anchor)
    side, part = group(match, "side").lower(), group(match, "part").lower()
    if side == "earlier" and which not in ("last", "next"):
        return When(found.start, frame.anchor, found.precision, found.origin)
    if side == "later" and which not in ("last", "next"):
        return When(frame.anchor, found.end, found.precision, found.origin)
    return _part(found, part) if part else found


def context_period(match: re.Match[str], frame: Frame) -> When | None:
    """"The next day", "the previous month", "that year": by what was last spoken of."""
    which, unit = group(match, "which").lower(), match["unit"].lower()
    if frame.context is None:
        return None
    if unit == "day":
        by = {"next": 1, "following": 1, "previous": -1, "preceding": -1}.get(which, 0)
        base = frame.context.end if by > 0 else frame.context.start
        return _day(base + timedelta(days=by)) if frame.context.precision is Precision.DAY else None
    return _period({"preceding": "previous"}.get(which, which), unit, frame.context.start)


def step(day: date, unit: str, least: int, most: int) -> When:
    """The time `least` to `most` units away from `day` (negative: before), as finely as the unit tells."""
    low, high = min(least, most), max(least, most)
    if unit == "hour":
        return _day(day)
    if unit == "day":
        return days(day + timedelta(days=low), day + timedelta(days=high))
    if unit == "week":  # "two weeks ago" is seldom meant to the day
        return days(day + timedelta(days=7 * low - 3), day + timedelta(days=7 * high + 3))
    if unit == "month":
        return _month(*_shift(day.year, day.month, low), months=high - low + 1, origin=DateOrigin.INFERRED)
    scale = 10 if unit == "decade" else 1
    return _year(day.year + scale * low, years=scale * (high - low) + 1, origin=DateOrigin.INFERRED)


LONGEST = 200
"""More days, years or decades than that are history or a slip, not the date of an act."""


def _away(day: date, unit: str, count: int) -> date:
    """The day `count` units later, on the same day of the month where there is one."""
    if unit in ("month", "year", "decade"):
        year, month = _shift(day.year, day.month, count * {"month": 1, "year": 12, "decade": 120}[unit])
        return date(year, month, min(day.day, monthrange(year, month)[1]))
    return day + timedelta(days=count * {"day": 1, "week": 7}.get(unit, 0))


def distance_away(match: re.Match[str], frame: Frame) -> When | None:
    """"Two weeks ago", "three days later", "in ten days"."""
    least, most = numbers(match["count"])
    if most > LONGEST:
        return None
    unit, side = words("unit")[match["unit"].lower()], match["side"].lower().split()[0]
    base = frame.context
    if side == "ago":
        return step(frame.anchor, unit, -most, -least)
    if side in ("from", "hence", "time"):
        return step(frame.anchor, unit, least, most)
    if side in ("later", "after", "afterwards", "afterward", "on"):
        return step(base.end, unit, least, most) if base else None
    return step(base.start if base else frame.anchor, unit, -most, -least)


def due_in(match: re.Match[str], frame: Frame) -> When | None:
    """"In two weeks", "within a month": only of what is to come, else it tells how long a thing took."""
    least, most = numbers(match["count"])
    if frame.tense != "future" or most > LONGEST:
        return None
    unit = words("unit")[match["unit"].lower()]
    if match["due"].lower() != "in":
        precision = Precision.DAY if unit in ("hour", "day", "week") else Precision.MONTH
        return When(frame.anchor, _away(frame.anchor, unit, most), precision, DateOrigin.INFERRED)
    return step(frame.anchor, unit, least, most)


def last_few(match: re.Match[str], frame: Frame) -> When | None:
    """"The past two years", "the next six months"."""
    count, unit = group(match, "count"), words("unit")[match["unit"].lower()]
    most = numbers(count)[1]
    if most > LONGEST:
        return None
    ahead = match["which"].lower() in ("next", "coming", "following")
    other = _away(frame.anchor, unit, most if ahead else -most)
    start, end = sorted((frame.anchor, other))
    coarse = {"month": Precision.MONTH, "year": Precision.YEAR, "decade": Precision.YEAR}
    precision = coarse.get(unit, Precision.DAY)
    return When(start, end, precision, DateOrigin.INFERRED)


VAGUE_PRECISION = {"days": Precision.DAY, "weeks": Precision.DAY, "years": Precision.YEAR}
"""How finely a vague time is known; months where it does not say."""


def vague(match: re.Match[str], frame: Frame) -> When | None:
    """"In the coming weeks", "in the near future", "recently": the defaults of the table."""
    unit = group(match, "unit").lower()
    side = "recent" if group(match, "back") else "coming"
    term = re.sub(r"\s+", " ", f"{side} {unit}" if unit else match["word"].lower())
    reach = int(words("vague")[term])
    if (frame.tense == "past") == (reach > 0) and frame.tense in ("past", "future"):
        return None
    other = frame.anchor + timedelta(days=reach)
    start, end = sorted((frame.anchor, other))
    return When(start, end, VAGUE_PRECISION.get(unit, Precision.MONTH), DateOrigin.INFERRED)


def day_of_month(match: re.Match[str], frame: Frame) -> When | None:
    """"On the 15th": of the month that the tense asks for."""
    day = int(match["day"])
    months = (_shift(frame.anchor.year, frame.anchor.month, by) for by in (-2, -1, 0, 1, 2))
    return choose((_day(found) for month in months if (found := _valid(*month, day))), frame)


def day_beside(match: re.Match[str], frame: Frame) -> When | None:
    """"The day before", "a day later": beside the context; before the anchor where there is none."""
    later = match["side"].lower() in ("after", "later")
    if frame.context is None:
        return None if later else _day(frame.anchor - timedelta(days=1))
    return _day(frame.context.end + timedelta(days=1) if later else frame.context.start - timedelta(days=1))


def recurring(frame: Frame, day: date, number: int | None) -> When | None:
    """The anniversary of `day` with that number, or the one that the tense asks for."""
    if number is not None:
        found = _valid(day.year + number, day.month, day.day) if day.year + number < 10000 else None
        return _day(found) if found else None
    days = (_valid(year, day.month, day.day) for year in _years_around(frame.anchor))
    options = (_day(found) for found in days if found)
    return choose(options, frame)


def period_end(match: re.Match[str], frame: Frame) -> When | None:
    """"Year-end", "the month's end"."""
    return _part(_period("this", match["unit"].lower(), frame.anchor), "end of")


def rest_of_period(match: re.Match[str], frame: Frame) -> When | None:
    """"Within the year": from the anchor to its end."""
    found = _period("this", match["unit"].lower(), frame.anchor)
    return When(frame.anchor, found.end, found.precision, found.origin)
