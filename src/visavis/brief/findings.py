"""The records of a brief: what was found, and what each finding rests on.

The rule: a finding with no evidence cannot be made, and every label it names is in the brief's list of
evidence. What the data are unfit to tell is a note, never a finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

import pyarrow as pa

from visavis.measure.intervals import Interval

Kind: TypeAlias = Literal["event", "rival event", "not done", "claim", "signal", "data"]

PREFIXES: dict[Kind, str] = {"event": "E", "rival event": "R", "not done": "N", "claim": "C", "signal": "S",
                             "data": "D"}
"""The letter that begins the label of each kind (E1 is an event), in the order they are listed in."""

TITLES: dict[Kind, str] = {
    "event": "Events of {dyad}", "rival event": "Events of {rival}",
    "not done": "Told of {dyad}, but not counted as done", "claim": "Claims",
    "signal": "Sentences on indicators", "data": "Data sets"}
"""What each kind of evidence is called; `{dyad}` and `{rival}` stand for the codes."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage of a document, word for word."""

    text: str
    document: str
    outlet: str | None = None
    published: date | None = None
    url: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something a finding rests on: its label, what it says in one line, and where to look it up.

    `where` is the outlet and `address` the page of the day (history) or of the document; `quotes` are
    the sentences, where the archive has them. `reports` and `outlets` say who tells it, `told_in` how many of
    the reports are in which data set.
    """

    label: str
    kind: Kind
    text: str
    day: date | None = None
    where: str | None = None
    address: str | None = None
    quotes: tuple[Quote, ...] = ()
    reports: int = 0
    outlets: int = 0
    told_in: tuple[tuple[str, int], ...] = ()

    @property
    def tellers(self) -> str:
        """How many tell it, where it is more than one: 3 reports, 2 outlets: 2 in GDELT; 1 in ICEWS."""
        if self.reports < 2:
            return ""
        where = "; ".join(f"{number:,} in {name}" for name, number in self.told_in) if len(self.told_in) > 1 else ""
        told = f"{self.reports:,} reports, {self.outlets:,} outlet{'s' if self.outlets > 1 else ''}"
        return f"{told}: {where}" if where else told


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence, the number in it with its interval, and the labels of its evidence.

    Raises ValueError without evidence.
    """

    text: str
    value: float | None
    interval: Interval | None
    evidence: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError(f"a finding needs evidence: {self.text!r}")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, with the labels of what it rests on."""

    cells: tuple[str, ...]
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its caption, the heads of its columns (numeric ones named), its rows."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    numeric: frozenset[int] = frozenset()

    @property
    def cited(self) -> bool:
        """Whether any row names evidence."""
        return any(row.evidence for row in self.rows)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a brief: its heading, its findings, tables, and notes on what cannot be told; its `key` in
    `composition.SECTIONS`."""

    title: str
    findings: tuple[Finding, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A day that a chart points out: what happened, and the days between which it lies where that is not known."""

    day: date
    text: str
    between: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """One dyad of the chart: its label, its series by period, and the days pointed out in it."""

    label: str
    series: pa.Table
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Brief:
    """The answer for a reader: the answer first, then the sections, then all the evidence."""

    title: str
    subtitle: str
    a: str
    b: str
    versus: str | None
    today: date
    as_of: date | None
    answer: tuple[Finding, ...]
    sections: tuple[Section, ...]
    evidence: tuple[Evidence, ...]
    panels: tuple[Panel, ...] = ()
    unlisted: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        known = {item.label for item in self.evidence}
        unknown = sorted(label for label in self.cited if label not in known)
        if unknown:
            raise ValueError(f"evidence not listed: {', '.join(unknown)}")

    @property
    def by_kind(self) -> tuple[tuple[str, tuple[Evidence, ...]], ...]:
        """The evidence under the title of its kind, kinds that have none left out."""
        dyad, rival = f"{self.a}-{self.b}", f"{self.a}-{self.versus}"
        groups = ((title.format(dyad=dyad, rival=rival), tuple(e for e in self.evidence if e.kind == kind))
                  for kind, title in TITLES.items())
        return tuple((title, items) for title, items in groups if items)

    @property
    def cited(self) -> frozenset[str]:
        """Every label that a finding or a row names."""
        findings = [*self.answer, *(f for section in self.sections for f in section.findings)]
        rows = [row for section in self.sections for table in section.tables for row in table.rows]
        cited = [*(finding.evidence for finding in findings), *(row.evidence for row in rows)]
        return frozenset(label for labels in cited for label in labels)
