"""What a desk's files say, checked against the tables: codes, types, modes, thresholds, patterns, persons.

The rule: every complaint names the file and the line where the word stands, and what would be right.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from visavis.codes import countries, officials, plover
from visavis.codes.states import organisation_names
from visavis.desks.desk import Anniversary, Desk, Indicator, Outlet, Watched
from visavis.errors import DeskError, UnknownCode

LEAST_WHY = 30
"""Characters of a `why`: shorter ones say nothing that a title does not."""

OWNERSHIP = ("state", "party", "government", "public", "private", "ngo")
"""Who may own an outlet; the first three speak for their state."""

KINDS = ("founding", "liberation", "armistice", "war", "relations", "treaty", "agreement", "victory", "birthday",
         "memorial", "festival")
"""What a day of a calendar may be."""

_STRETCH = r"(?:(?:\d+|an?|one) )?(?:day|week|month|year)s?"
_THRESHOLD = re.compile(rf"any|first in {_STRETCH}|more than expected at \d{{1,2}}(?:\.\d+)? ?%(?: in {_STRETCH})?")
_EVER = [date(year, 7, 1) for year in range(1950, 2027)]


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of one file of a desk, to find where something stands."""

    path: Path
    lines: tuple[str, ...]

    @classmethod
    def of(cls, path: Path) -> _Lines:
        return cls(path, tuple(path.read_text(encoding="utf-8").splitlines()) if path.exists() else ())

    def block(self, header: str, number: int) -> range:
        """The lines of the `number`th [[header]] table, counted from 0."""
        heads = [at for at, line in enumerate(self.lines) if re.match(rf"\s*\[\[\s*{header}\s*\]\]", line)]
        following = heads[number + 1] if number + 1 < len(heads) else len(self.lines)
        return range(heads[number], following) if number < len(heads) else range(len(self.lines))

    def where(self, inside: range, *needles: str) -> str:
        """File and line of the first line inside that holds the first needle that any line there holds."""
        for needle in needles:
            for at in inside:
                if needle in self.lines[at]:
                    return f"{self.path}:{at + 1}"
        return f"{self.path}:{inside.start + 1}"


def complaints(desk: Desk) -> Iterator[DeskError]:
    """Every complaint about what the files of a desk say, in the order of the files."""
    yield from _dyads(desk, _Lines.of(desk.folder / "desk.toml"))
    yield from _each(desk, "indicators.toml", "indicator", desk.indicators, _indicator)
    yield from _each(desk, "calendar.toml", "day", desk.calendar, _day)
    yield from _each(desk, "officials.toml", "official", desk.officials, _official)
    yield from _outlets(desk, _Lines.of(desk.folder / "outlets.opml"))


Problem = tuple[str, str, tuple[str, ...]]
"""What is wrong, what would be right, and the words by which its line is found."""


def _each(desk: Desk, name: str, header: str, items: Iterable[object],
          check: Callable[[object], Iterator[Problem]]) -> Iterator[DeskError]:
    lines = _Lines.of(desk.folder / name)
    for number, one in enumerate(items):
        inside = lines.block(header, number)
        for what, hint, needles in check(one):
            yield DeskError(what, where=lines.where(inside, *needles), hint=hint)


def _dyads(desk: Desk, lines: _Lines) -> Iterator[DeskError]:
    for number, dyad in enumerate(desk.dyads):
        inside = lines.block("dyads", number)
        for code in dict.fromkeys((dyad.a, dyad.b, *(dyad.versus or ()))):
            if not _is_code(code):
                yield DeskError(f"{code} is no state", where=lines.where(inside, f'"{code}"'),
                                hint=f"use ISO 3166-1 alpha-3{_near(code)}")
        if dyad.a == dyad.b:
            yield DeskError(f"{dyad.a} with itself is no dyad", where=lines.where(inside), hint="name two states")
    for what, hint, needles in _patterns("border", "border", desk.border):
        yield DeskError(what, where=lines.where(range(len(lines.lines)), *needles), hint=hint)
    twice = [pair for pair, count in Counter(frozenset((one.a, one.b)) for one in desk.dyads).items() if count > 1]
    for pair in twice:
        yield DeskError(f"the dyad {' and '.join(sorted(pair))} stands twice", where=str(lines.path),
                        hint="keep one of the two")


def _indicator(one: object) -> Iterator[Problem]:
    assert isinstance(one, Indicator)
    if len(one.why) < LEAST_WHY:
        yield f"indicator {one.id!r}: `why` is too short to be a reason", "say why it matters", ("why",)
    if not _THRESHOLD.fullmatch(" ".join(one.threshold.lower().split())):
        yield (f"indicator {one.id!r}: {one.threshold!r} is no threshold",
               "write any, first in a year, or more than expected at 95 %", ("threshold",))
    yield from _events(one)
    for kind, patterns in (("terms", one.terms), ("needs", one.needs), ("excludes", one.excludes),
                           ("needs of news", one.news.needs), ("excludes of news", one.news.excludes)):
        yield from _patterns(f"indicator {one.id!r}: {kind}", kind, patterns)


def _events(one: Indicator) -> Iterator[Problem]:
    for name in one.events.types:
        if name not in plover.TYPES:
            yield (f"indicator {one.id!r}: {name!r} is no PLOVER type", f"known: {', '.join(plover.TYPES)}",
                   (f'"{name}"', "types"))
    modes = {mode.name for mode in plover.MODES if not one.events.types or mode.type in one.events.types}
    for name in one.events.modes:
        if name not in modes:
            yield (f"indicator {one.id!r}: {name!r} is no mode of {', '.join(one.events.types) or 'any type'}",
                   f"known: {', '.join(sorted(modes)) or 'none'}", (f'"{name}"', "modes"))
    if one.events.level is not None and one.events.level not in range(1, 9):
        yield f"indicator {one.id!r}: {one.events.level} is no level", "levels go from 1 to 8", ("level",)
    if not one.events.types:
        yield (f"indicator {one.id!r} has no event filter", 'write types = ["CONSULT"] under [indicator.events]',
               ("[indicator.events]", "id"))


def _patterns(whose: str, kind: str, patterns: tuple[str, ...]) -> Iterator[Problem]:
    for pattern in patterns:
        words = pattern.split()
        if any(not part for word in words for part in word.split("|")):
            yield _bad(whose, kind, pattern, "an empty alternative beside |")
        elif words and "~" in (words[0], words[-1]):
            yield _bad(whose, kind, pattern, "~ at an end stands for nothing")
        elif any("*" in part.rstrip("*") or part == "*" for word in words for part in word.split("|")):
            yield _bad(whose, kind, pattern, "* may only end a word")
        elif not words:
            yield _bad(whose, kind, pattern, "no word in it")
    for pattern, count in Counter(patterns).items():
        if count > 1:
            yield _bad(whose, kind, pattern, "it stands twice")


def _bad(whose: str, kind: str, pattern: str, why: str) -> Problem:
    return (f"{whose}: {pattern!r}: {why}", "see the head of reading/patterns.py for patterns",
            (f'"{pattern}"', kind))


def _day(one: object) -> Iterator[Problem]:
    assert isinstance(one, Anniversary)
    if not one.states:
        yield f"{one.name!r} names no states", 'write states = ["PRK"]', ("states", "name")
    for code in one.states:
        if not _is_code(code):
            yield f"{code!r} is no state", f"use ISO 3166-1 alpha-3{_near(code)}", (f'"{code}"', "states")
    if one.kind not in KINDS:
        yield f"{one.kind!r} is no kind of day", f"known: {', '.join(KINDS)}", ("kind", "name")
    for pattern in filter(None, (one.pattern, one.day)):
        if _matches_nothing(pattern):
            yield f"{one.name!r}: the pattern matches anything", "name what happened", ("pattern", "day")


def _matches_nothing(pattern: str) -> bool:
    """Whether the pattern matches the empty text; one that is no regular expression is told of by the loader."""
    try:
        return re.search(pattern, "") is not None
    except re.error:
        return False


def _official(one: object) -> Iterator[Problem]:
    assert isinstance(one, Watched)
    if not _is_code(one.country):
        yield f"{one.country!r} is no state", f"use ISO 3166-1 alpha-3{_near(one.country)}", (f'"{one.country}"',)
    elif not any(officials.resolve(one.name, on=day, country=one.country) for day in _EVER):
        yield (f"{one.name!r} of {one.country} is not in the register of officials, or not one person",
               "write the name as in codes/officials.tsv", (f'"{one.name}"', "name"))
    if len(one.why) < LEAST_WHY:
        yield f"{one.name!r}: `why` is too short to be a reason", "say why he or she matters", ("why", "name")


def _outlets(desk: Desk, lines: _Lines) -> Iterator[DeskError]:
    seen: dict[str, str] = {}
    for one in desk.outlets:
        where = lines.where(range(len(lines.lines)), f'text="{_xml(one.name)}"')
        for what, hint in _outlet(one):
            yield DeskError(what, where=where, hint=hint)
        for name in (one.name, *one.aliases):
            if seen.setdefault(name.casefold(), one.name) != one.name:
                yield DeskError(f"outlet {one.name!r}: {name!r} is a name of {seen[name.casefold()]!r} too",
                                where=where, hint="keep it in one place")


def _outlet(one: Outlet) -> Iterator[tuple[str, str]]:
    if one.country and not _is_code(one.country):
        yield f"outlet {one.name!r}: {one.country!r} is no state", f"use ISO 3166-1 alpha-3{_near(one.country)}"
    if one.ownership and one.ownership not in OWNERSHIP:
        yield f"outlet {one.name!r}: {one.ownership!r} is no ownership", f"known: {', '.join(OWNERSHIP)}"
    if one.language and not re.fullmatch(r"[a-z]{2,3}(?:-[A-Za-z]{2,4})?", one.language):
        yield f"outlet {one.name!r}: {one.language!r} is no language", "use a code as en or ko"
    for address in filter(None, (one.address, one.feed)):
        if not re.fullmatch(r"https?://[^\s/]+\S*", address):
            yield f"outlet {one.name!r}: {address!r} is no web address", "begin it with https://"


def _is_code(code: str) -> bool:
    return countries.is_state(code) or code in organisation_names()


def _near(code: str) -> str:
    try:
        return f", as {countries.country(code)}"
    except UnknownCode:
        return ", as PRK"


def _xml(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;")
