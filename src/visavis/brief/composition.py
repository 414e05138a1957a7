"""The brief of a dyad: composed from what was measured, with the evidence for each finding.

The rule: composing is pure. The day, the data and the desk come in as arguments; equal input, equal brief.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from visavis.brief import outlook, rank, sections
from visavis.brief.ahead import Ahead, headline, section
from visavis.brief.findings import Brief, Finding, Section
from visavis.brief.material import gather
from visavis.brief.question import Ground, Question, lay
from visavis.codes import countries
from visavis.datasets.merging import MERGING, Merging
from visavis.desks import Desk
from visavis.errors import InputError
from visavis.measure.engine import Source

if TYPE_CHECKING:
    from visavis.archive import Archive
    from visavis.reading import Reading


Make: TypeAlias = Callable[[Ahead], Section | None]

SECTIONS: dict[str, Make] = {
    "record": lambda ahead: sections.record(ahead.of), "changed": lambda ahead: sections.changed(ahead.of),
    "contacts": lambda ahead: sections.contacts(ahead.of), "rank": lambda ahead: rank.section(ahead.of),
    "beside": lambda ahead: sections.beside(ahead.of), "next": section,
    "claims": lambda ahead: outlook.claims(ahead.of, ahead),
    "watch": lambda ahead: outlook.watch(ahead.of, ahead.desk),
    "limits": lambda ahead: outlook.limits(ahead.of)}
"""The sections of a brief by name, in their usual order."""


def compose(a: str, b: str, *, today: date, versus: str | None = None, history: Source | None = None,
            archive: Archive | None = None, readings: Sequence[Reading] = (), desk: Desk | None = None,
            loaded: Mapping[str, Source] = MappingProxyType({}), as_of: date | None = None,
            parts: Sequence[str] = (), merging: Merging = MERGING) -> Brief:
    """The brief of the dyad `a`-`b`, beside `a`-`versus` if given, for a reader on the day `today`.

    States are given by code or name. `history`: the event table to work on; `archive`: a desk's;
    `loaded`: further event tables by data set (see measure.shelf); `readings`: files read for this brief
    only. `desk`: whose indicators and calendar to show; without it the shipped desk that watches the dyad,
    if there is one. `as_of`: use only what could be known then. `parts`: the sections wanted, by their names
    in SECTIONS and in that order; all if none is named. `merging`: how reports become events.
    Raises UnknownCode for an unknown state, InputError for equal states, an unknown section or no data at all.
    """
    wanted = chosen(parts)
    question = _question(a, b, versus, today, as_of, merging)
    material = gather(history, archive, readings, loaded=loaded, as_of=as_of)
    if not material.sets:
        raise InputError("there is nothing to make a brief from", where=question.dyad,
                         hint="give the history, a desk folder with documents, or --add FILE")
    ground = lay(question, material)
    desk = desk or outlook.desk_for(question.a, question.b)
    ahead = Ahead(ground, desk)
    made = ((name, SECTIONS[name](ahead)) for name in wanted)
    told = tuple(replace(part, key=name) for name, part in made if part)
    return _bind(ground, told, (headline(ahead),) if "next" in wanted else ())


def chosen(parts: Sequence[str]) -> tuple[str, ...]:
    """The names of sections as they were asked for, each once; all of them if none was. InputError for an unknown one.

    >>> chosen(["limits", "record"])
    ('limits', 'record')
    """
    for name in parts:
        if name not in SECTIONS:
            raise InputError(f"no section is called {name!r}", where="brief_sections",
                             hint=f"choose from: {', '.join(SECTIONS)}")
    return tuple(dict.fromkeys(parts)) or tuple(SECTIONS)


def _bind(ground: Ground, parts: tuple[Section, ...], coming: tuple[Finding, ...]) -> Brief:
    q, first = ground.question, ground.dyad[0]
    panels = (first.panel, ground.rival[0].panel) if ground.rival else (first.panel,)
    return Brief(q.title, sections.subtitle(ground), q.a, q.b, q.versus, q.today, q.as_of,
                 (*sections.answer(ground), *coming), parts, ground.book.evidence, panels, tuple(ground.book.unlisted))


def _question(a: str, b: str, versus: str | None, today: date, as_of: date | None, merging: Merging) -> Question:
    day = min(today, as_of or today)
    codes = [countries.country(text, on=day) for text in (a, b, *([versus] if versus else []))]
    for at, code in enumerate(codes):
        if code in codes[:at]:
            raise InputError(f"{code} is given twice", where="-".join(codes), hint="name different states")
    return Question(codes[0], codes[1], codes[2] if versus else None, day, as_of, merging)
