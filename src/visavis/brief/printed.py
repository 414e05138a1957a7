"""A brief as it is printed: plain texts in their order, each finding with the footnote that names its sources.

The rule: this is the one gate to paper. A finding with no evidence, or with evidence that the brief does not list,
raises ValueError here, and nothing is printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from visavis.brief import words
from visavis.brief.citations import Source, sources
from visavis.brief.findings import Brief, Evidence, Finding, Table

NAMED = 3
"""Sources that a footnote names in full; the others are in the list of evidence, which it points to."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A finding on paper: its text, the number of its footnote (from 1), the labels of its evidence."""

    text: str
    note: int
    labels: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table on paper; `cited` rows have their labels in a last column."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A section on paper."""

    key: str
    title: str
    sentences: tuple[Sentence, ...]
    tables: tuple[Grid, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of evidence in the list at the end: label, text, source, address, quotes with their source."""

    label: str
    text: str
    source: str
    address: str
    quotes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """A brief on paper. `notes`: the footnotes in the order of their first mention; equal ones are one."""

    title: str
    subtitle: str
    day: str
    notes: tuple[str, ...]
    answer: tuple[Sentence, ...]
    parts: tuple[Part, ...]
    evidence: tuple[tuple[str, tuple[Item, ...]], ...]
    sources: tuple[Source, ...]
    unlisted: tuple[str, ...]


def printed(brief: Brief) -> Printed:
    """The brief as it is printed. ValueError for a sentence that names no evidence, or one that is not listed."""
    notes = _Notes(brief)
    answer = notes.sentences(brief.answer)
    parts = tuple(Part(section.key, section.title, notes.sentences(section.findings),
                       tuple(_grid(table) for table in section.tables), section.notes) for section in brief.sections)
    evidence = tuple((title, tuple(_item(one) for one in items)) for title, items in brief.by_kind)
    return Printed(brief.title, brief.subtitle, brief.today.isoformat(), tuple(notes.texts), answer, parts, evidence,
                   sources(brief), brief.unlisted)


class _Notes:
    """The footnotes so far."""

    def __init__(self, brief: Brief) -> None:
        self._listed = {item.label: item for item in brief.evidence}
        self.texts: dict[str, int] = {}

    def sentences(self, findings: Sequence[Finding]) -> tuple[Sentence, ...]:
        return tuple(Sentence(one.text, self._number(one), words.labels(one.evidence)) for one in findings)

    def _number(self, finding: Finding) -> int:
        missing = [label for label in finding.evidence if label not in self._listed]
        if missing or not finding.evidence:
            raise ValueError(f"no evidence for {finding.text!r}; it cannot be printed"
                             f" (not listed: {', '.join(missing) or 'none is named'})")
        text = _note([self._listed[label] for label in dict.fromkeys(finding.evidence)])
        return self.texts.setdefault(text, len(self.texts) + 1)


def _note(items: Sequence[Evidence]) -> str:
    """Whose word a finding rests on, the newest first, and in which data it was counted."""
    told = sorted((one for one in items if one.kind != "data"), key=lambda one: one.day or date.min, reverse=True)
    named = list(dict.fromkeys(_source(one) for one in told))
    parts = []
    if named:
        more = f"; and {words.count(len(named) - NAMED, 'more', 'more')}" if len(named) > NAMED else ""
        labels = words.labels(one.label for one in items if one.kind != "data")
        parts.append(f"{labels}: {'; '.join(named[:NAMED])}{more}")
    parts += [f"{one.label}: {one.text}" for one in items if one.kind == "data"]
    return ". ".join(parts) + "."


def _source(item: Evidence) -> str:
    return f"{item.where or 'no outlet'}, {words.day(item.day) if item.day else 'no date'}"


def _grid(table: Table) -> Grid:
    cited = table.cited
    rows = tuple((*row.cells, *([words.labels(row.evidence)] if cited else [])) for row in table.rows)
    return Grid(table.caption, (*table.columns, *(["evidence"] if cited else [])), rows, tuple(sorted(table.numeric)))


def _item(item: Evidence) -> Item:
    told = f" ({item.tellers})" if item.tellers else ""
    quotes = tuple((quote.text, f"{quote.outlet or 'no outlet'}, {quote.published or 'no date'}, document"
                    f" {quote.document}") for quote in item.quotes)
    return Item(item.label, item.text + told, item.where or "", item.address or "", quotes)
