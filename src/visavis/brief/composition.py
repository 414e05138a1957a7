"""The brief of a dyad: composed from what was measured, with the evidence for each finding.

The rule: composing is pure. The day, the data and the desk come in as arguments; equal input, equal brief.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from visavis.brief import outlook, sections
from visavis.brief.ahead import Ahead, section
from visavis.brief.findings import Brief, Section
from visavis.brief.material import gather
from visavis.brief.question import Ground, Question, lay
from visavis.codes import countries
from visavis.desks import Desk
from visavis.errors import InputError
from visavis.measure.engine import Source

if TYPE_CHECKING:
    from visavis.archive import Archive
    from visavis.reading import Reading


def compose(a: str, b: str, *, today: date, versus: str | None = None, history: Source | None = None,
            archive: Archive | None = None, readings: Sequence[Reading] = (), desk: Desk | None = None,
            as_of: date | None = None) -> Brief:
    """The brief of the dyad `a`-`b`, beside `a`-`versus` if given, for a reader on the day `today`.

    States are given by code or name. `history`: the event table to work on; `archive`: a desk's;
    `readings`: files read for this brief only. `desk`: whose indicators and calendar to show; without it
    the shipped desk that watches the dyad, if there is one. `as_of`: use only what could be known then.
    Raises UnknownCode for an unknown state, InputError for equal states or no data at all.
    """
    question = _question(a, b, versus, today, as_of)
    material = gather(history, archive, readings, as_of=as_of)
    if not material.sets:
        raise InputError("there is nothing to make a brief from", where=question.dyad,
                         hint="give the history, a desk folder with documents, or --add FILE")
    ground = lay(question, material)
    desk = desk or outlook.desk_for(question.a, question.b)
    ahead = Ahead(ground, desk)
    parts = (sections.record(ground), sections.changed(ground), sections.contacts(ground),
             sections.beside(ground), section(ahead), outlook.claims(ground, ahead), outlook.watch(ground, desk),
             outlook.limits(ground))
    return _bind(ground, tuple(part for part in parts if part))


def _bind(ground: Ground, parts: tuple[Section, ...]) -> Brief:
    q, first = ground.question, ground.dyad[0]
    panels = (first.panel, ground.rival[0].panel) if ground.rival else (first.panel,)
    return Brief(q.title, sections.subtitle(ground), q.a, q.b, q.versus, q.today, q.as_of,
                 sections.answer(ground), parts, ground.book.evidence, panels, tuple(ground.book.unlisted))


def _question(a: str, b: str, versus: str | None, today: date, as_of: date | None) -> Question:
    codes = [countries.country(text, on=today) for text in (a, b, *([versus] if versus else []))]
    for at, code in enumerate(codes):
        if code in codes[:at]:
            raise InputError(f"{code} is given twice", where="-".join(codes), hint="name different states")
    return Question(codes[0], codes[1], codes[2] if versus else None, min(today, as_of or today), as_of)
