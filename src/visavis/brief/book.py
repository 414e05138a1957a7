"""The book of evidence: gives each event, claim, signal and data set its label, once.

The rule: an event has one label in a brief, whatever data sets tell it. Events are labelled newest
first, so that the labels of a stretch of time run without a gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from visavis.brief import words
from visavis.brief.findings import PREFIXES, Evidence, Kind, Quote
from visavis.brief.material import Material
from visavis.codes import persons
from visavis.datasets import history, table
from visavis.datasets.merging import MERGING, Merging
from visavis.measure.shelf import title_of
from visavis.measure.visits import Visit
from visavis.records import Document

LISTED = 400
"""Events of one dyad that a brief lists: more would bury the reader; the newest are kept. Not tuned."""

SHORT = 300
"""Characters of a quoted sentence; longer ones are cut with an ellipsis. Not tuned."""


class Book:
    """Evidence, in the order of its labels."""

    def __init__(self, material: Material, merging: Merging = MERGING) -> None:
        self._material, self._merging = material, merging
        self._items: dict[str, Evidence] = {}
        self._counts: dict[Kind, int] = {}
        self._labels: dict[str, str] = {}
        self.unlisted: list[str] = []

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """All that was labelled: by kind in the order of PREFIXES, then by number."""
        order = list(PREFIXES.values())
        return tuple(sorted(self._items.values(),
                            key=lambda one: (order.index(one.label[0]), int(one.label[1:]))))

    def add(self, kind: Kind, text: str, **more: Any) -> str:
        """The label of a new piece of evidence."""
        self._counts[kind] = self._counts.get(kind, 0) + 1
        label = f"{PREFIXES[kind]}{self._counts[kind]}"
        self._items[label] = Evidence(label, kind, text, **more)
        return label

    def add_events(self, kind: Kind, reports: pa.Table, dyad: str, *, other: Kind | None = None) -> pa.Table:
        """The events of a dyad, newest first, those done labelled; all its reports lead to its label.

        What is told but not done is labelled as the kind `other`, or not at all.
        """
        merged = table.merged(reports, self._merging)
        events = table.with_standing(merged.events).sort_by(
            [("start", "descending"), ("end", "descending"), ("id", "ascending")])
        done = pc.equal(events["standing"], "done")
        self._add(kind, events.filter(done), reports, merged.members, dyad)
        if other:
            self._add(other, events.filter(pc.invert(done)), reports, merged.members, dyad)
        return events

    def _add(self, kind: Kind, events: pa.Table, reports: pa.Table, members: pa.Table, dyad: str) -> None:
        inside: dict[str, list[str]] = {}
        for row in members.to_pylist():
            inside.setdefault(row["event"], []).append(row["report"])
        native = dict(zip(reports["id"].to_pylist(), reports["native_id"].to_pylist(), strict=True))
        sets = dict(zip(reports["id"].to_pylist(),
                        zip(reports["dataset"].to_pylist(), reports["reports"].to_pylist(), strict=True), strict=True))
        for row in events.slice(0, LISTED).to_pylist():
            ids = inside[row["id"]]
            label = self.add(kind, describe(row), day=row["start"], where=row["outlet"],
                             address=address(row["url"]), reports=row["reports"], outlets=row["outlets"],
                             told_in=_by_set(sets[one] for one in ids),
                             quotes=self._quotes(native[one] for one in ids))
            self._labels.update(dict.fromkeys(ids, label))
        if events.num_rows > LISTED:
            self.unlisted.append(
                f"Of the {words.count(events.num_rows, 'event')} of {dyad} the newest {LISTED} are listed;"
                f" `visavis dyad {dyad.replace('-', ' ')} --events` gives them all.")

    def of(self, events: pa.Table) -> tuple[str, ...]:
        """The labels of events (rows after a merge), newest first; those not listed are left out."""
        found = {self._labels[one] for one in events["id"].to_pylist() if one in self._labels}
        return tuple(sorted(found, key=lambda label: (label[0], int(label[1:]))))

    def label(self, event: str) -> tuple[str, ...]:
        """The label of one event, or none if it is not listed."""
        return (self._labels[event],) if event in self._labels else ()

    def visit(self, one: Visit) -> str:
        """The label of a visit that is among the events of no dyad of the brief, given once."""
        if one.id not in self._labels:
            text = f"{words.days(one.start, one.end, one.precision)}: visit, {one.sender} → {one.host}"
            self._labels[one.id] = self.add(
                "event", text, day=one.start, where="; ".join(one.outlets) or None,
                address=next(map(address, one.pages), None), reports=one.reports, outlets=len(one.outlets) or 1,
                quotes=self._quotes(one.evidence))
        return self._labels[one.id]

    def quote(self, document: str, text: str) -> Quote:
        """A passage of a document with what is known of the document."""
        found = self._material.documents.get(document)
        return Quote(_cut(text), document, *_source(found))

    def _quotes(self, natives: Iterable[str]) -> tuple[Quote, ...]:
        found = [self._material.reports[one] for one in natives if one in self._material.reports]
        made = [self.quote(one.document, one.shown) for one in found]
        return tuple(sorted(set(made), key=lambda one: (str(one.published), one.document, one.text)))


def describe(row: Mapping[str, Any]) -> str:
    """An event in one line: when, what, who to whom, where, and if it was not done, how it stands.

    `row` is a row of the event table with `standing`.
    """
    kind = f"{row['type']} ({row['mode']})" if row["mode"] else row["type"]
    place = f", at {row['place']}" if row["place"] else ""
    standing = "" if row["standing"] == "done" else f" [{row['standing']}, not counted as done]"
    when = words.days(row["start"], row["end"], row["precision"])
    return f"{when}: {kind}, {side(row, 'source')} → {side(row, 'target')}{place}{standing}"


def side(row: Mapping[str, Any], which: str) -> str:
    """A side of an event: the state, and who acts for it if told: PRK (Premier Pak Pong-ju)."""
    who = " ".join(part for part in (row[f"{which}_office"], row[f"{which}_name"]) if part and part != row[which])
    if who and row[f"{which}_rank"]:
        who += f", no. {row[f'{which}_rank']} in rank"
    return f"{row[which]} ({who})" if who else str(row[which])


def address(url: str | None) -> str | None:
    """An address that can be opened: the history names its page of the day, which has one."""
    return history.page_address(url) if url else None


def _by_set(told: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Reports by data set, most first."""
    sums: dict[str, int] = {}
    for name, reports in told:
        sums[name] = sums.get(name, 0) + reports
    return tuple(sorted(((title_of(name), number) for name, number in sums.items()), key=lambda one: (-one[1], one[0])))


def _source(document: Document | None) -> tuple[Any, ...]:
    if document is None:
        return (None,) * 4
    title = persons.masked(document.title) if document.title else None
    return document.outlet, document.published, document.url, title


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= SHORT else flat[:SHORT].rsplit(" ", 1)[0] + " …"
