"""Reports that tell the same happening become one event, and the merge says why.

The rule: a merge hides nothing. Reports stay as they are; `Merged.members` tells for each of them the event it went to,
the score and its reasons, and an event is made anew from its reports each time, so that leaving a report alone
(`Merging.alone`) or another threshold undoes it. No order of the rows changes anything.

Reports are candidates where directed dyad, type and standing are equal and their days overlap. They are taken in one
order (finest dates first, then by day and id); each joins the best of the events whose days overlap its own, or opens
one. So the work is linear in the reports, times the events that are open at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from visavis.codes import countries, plover, tables
from visavis.errors import UnknownCode

WORD = re.compile(r"[^\W_]{4,}|\d+")
UNLIKE = 0.10
"""Share of common words below which two sentences count as telling of different things. Of the pairs read by hand
(docs/table.md) those under it that were one happening shared a text or a person, which outweigh it."""

KEPT = 8
"""Sentences of an event that a new report is compared with: more cost time and change little. Not tuned."""

NAMES = 10_000
"""Names and places kept as words: a dyad's come again and again. Not tuned."""

GRAINS = {"day": 1, "month": 2, "year": 3}

Ints: TypeAlias = npt.NDArray[np.int64]

MEMBERS = pa.schema([("event", pa.string()), ("report", pa.string()), ("score", pa.float64()), ("why", pa.string())])
"""What is told of each report: its event, the score of joining it (null for the report that opened it), and why."""


@cache
def weights() -> Mapping[str, float]:
    """The weights of merging.tsv by name."""
    rows = tables.read(files("visavis.datasets") / "merging.tsv", ("name", "weight", "reason"), key=("name",))
    return {row["name"]: float(row["weight"]) for row in rows}


@dataclass(frozen=True, slots=True)
class Merging:
    """How reports are merged: the threshold of the score (default: that of merging.tsv), and the ids of reports that
    tell an event of their own whatever the score says. `directed`: both directions are apart for every type."""

    threshold: float | None = None
    alone: frozenset[str] = frozenset()
    directed: bool = False


MERGING = Merging()
"""The merge as it is unless something else is asked for."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Who tells an event in one report: since when, in which document, of which group of copies, by which outlets."""

    since: date
    document: str
    copies: str
    outlets: frozenset[str]
    reports: int
    at_least: int


def independent(tellers: Sequence[Teller]) -> tuple[int, int]:
    """Reports and independent outlets of an event: of copies of a text only the first known counts.

    Documents by one outlet, or copies of one text, are one voice. A row that stands for several outlets (`at_least`)
    is taken at its word.

    >>> day = date(2024, 5, 1)
    >>> wire = [Teller(day, str(n), "same text", frozenset((name,)), 1, 1) for n, name in enumerate(("A", "B"))]
    >>> independent(wire), independent([*wire, Teller(day, "9", "own text", frozenset(("C",)), 1, 1)])
    ((1, 1), (2, 2))
    """
    first: dict[str, tuple[date, str]] = {}
    for one in tellers:
        key = (one.since, one.document)
        first[one.copies] = min(key, first.get(one.copies, key))
    reports = sum(one.reports for one in tellers if first[one.copies] == (one.since, one.document))
    voices: list[set[str]] = []
    for one in sorted(tellers, key=lambda teller: (teller.since, teller.document)):
        mine = {f"text {one.copies}", *(f"outlet {name}" for name in one.outlets)}
        joined = [voice for voice in voices if voice & mine]
        voices = [voice for voice in voices if not voice & mine] + [mine.union(*joined)]
    return reports, max(len(voices), *(one.at_least for one in tellers))


@dataclass(frozen=True, slots=True)
class Telling:
    """What of a report is compared: who (by side), where, in which words; `mode` is empty where none is told."""

    id: str
    first: int
    last: int
    grain: int
    mode: str
    one: frozenset[str]
    other: frozenset[str]
    place: str
    words: frozenset[str]
    document: str


@dataclass(frozen=True, slots=True)
class Score:
    """How alike a report and an event are, and the parts of the sum."""

    value: float
    parts: tuple[tuple[str, float], ...]

    @property
    def why(self) -> str:
        """The parts in words: same days +1.00, same person +0.75."""
        return ", ".join(f"{name} {weight:+.2f}" for name, weight in self.parts)


@dataclass(slots=True)
class Happening:
    """An event in the making: what its reports tell together."""

    members: list[Telling]
    first: int
    last: int
    mode: str
    one: list[frozenset[str]] = field(default_factory=list)
    other: list[frozenset[str]] = field(default_factory=list)
    places: set[str] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)
    words: list[frozenset[str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The smallest id of its reports."""
        return min(one.id for one in self.members)

    def take(self, told: Telling) -> None:
        """Adds a report."""
        self.members.append(told)
        self.mode = self.mode or told.mode
        if told.grain == self.members[0].grain:  # a month does not make a day longer
            self.first, self.last = min(self.first, told.first), max(self.last, told.last)
        for names, mine in ((told.one, self.one), (told.other, self.other)):
            if names and names not in mine:
                mine.append(names)
        if told.place:
            self.places.add(told.place)
        if told.document:
            self.documents.add(told.document)
        if told.words and len(self.words) < KEPT and told.words not in self.words:
            self.words.append(told.words)


def score(told: Telling, event: Happening) -> Score:
    """How alike a report and an event are; their days overlap."""
    parts = ["same days", _mode(told.mode, event), "same text" if told.document in event.documents else ""]
    parts += [_persons(told, event), _place(told.place, event.places)]
    found = [(name, weights()[name]) for name in parts if name]
    if told.words and event.words:
        common = max(len(told.words & words) / len(told.words | words) for words in event.words)
        name = "unlike" if common < UNLIKE else f"alike {common:.0%}"
        found.append((name, weights()["unlike"] if common < UNLIKE else weights()["alike"] * common))
    return Score(sum(weight for _, weight in found), tuple(found))


def _mode(mode: str, event: Happening) -> str:
    if mode == event.mode:
        return "same mode"
    return "another mode" if mode and event.mode else "one mode"


def _persons(told: Telling, event: Happening) -> str:
    """Both sides are looked at; one person in common outweighs others on the other side."""
    verdicts = {any(_same_name(names, other) for other in known)
                for names, known in ((told.one, event.one), (told.other, event.other)) if names and known}
    return "same person" if True in verdicts else "other persons" if False in verdicts else ""


def _same_name(names: frozenset[str], others: frozenset[str]) -> bool:
    """Whether two names can be one person's: Blinken and Antony Blinken; not Kim Jong Un and Kim Yong Nam."""
    return names <= others or others <= names


def _place(place: str, places: set[str]) -> str:
    if not place or not places:
        return ""
    return "same place" if any(place in other or other in place for other in places) else "other place"


def tell(row: Mapping[str, Any], *, turned: bool) -> Telling:
    """What of a row of reports is compared; `turned`: its sides change places."""
    sides = [_name(row["source_name"], row["source"]), _name(row["target_name"], row["target"])]
    if turned:
        sides.reverse()
    quote = row.get("quote")
    own = _own(row["source"]) | _own(row["target"])
    words = frozenset(WORD.findall(quote.casefold())) - own if quote else frozenset()
    return Telling(row["id"], row["first"], row["last"], GRAINS[row["precision"]], row["mode"] or "",
                   sides[0], sides[1], _within(row["place"], row["place_country"]), words, row["document"] or "")


@lru_cache(maxsize=NAMES)
def _within(place: str | None, state: str | None) -> str:
    """A place within a state; none where only the state is named."""
    name = (place or "").casefold()
    return "" if state and frozenset(re.findall(r"[^\W_]{2,}", name)) <= _own(state) else name


@lru_cache(maxsize=NAMES)
def _name(name: str | None, state: str) -> frozenset[str]:
    """The words of a person's name; none where the state itself is named."""
    return frozenset(re.findall(r"[^\W\d_]{2,}", name.casefold())) - _own(state) if name else frozenset()


@cache
def _own(code: str) -> frozenset[str]:
    """The words that name a state: in every report of it, so they tell nothing."""
    try:
        texts = (*countries.names(code), *countries.demonyms(code), code)
    except UnknownCode:  # an organisation
        texts = (code,)
    return frozenset(word for text in texts for word in re.findall(r"[^\W_]{2,}", text.casefold()))


def gather(tellings: Iterable[Telling], merging: Merging, scores: dict[str, Score | None]) -> list[Happening]:
    """The events that the reports of one dyad, type and standing tell; `scores` is told how each report joined."""
    threshold = weights()["threshold"] if merging.threshold is None else merging.threshold
    ordered = sorted(tellings, key=attrgetter("grain", "first", "last", "id"))
    finished: list[Happening] = []
    for grain in sorted({one.grain for one in ordered}):
        finished = _sweep([one for one in ordered if one.grain == grain], finished, scores, threshold, merging.alone)
    return finished


def _sweep(tellings: Sequence[Telling], known: list[Happening], scores: dict[str, Score | None], threshold: float,
           alone: frozenset[str]) -> list[Happening]:
    """The events after the reports of one grain, in order: those whose days are over are looked at no more."""
    waiting = sorted(known, key=lambda one: (one.first, one.members[0].id))
    open_: list[Happening] = []
    done: list[Happening] = []
    at = 0
    for told in tellings:
        while at < len(waiting) and waiting[at].first <= told.last:
            open_.append(waiting[at])
            at += 1
        still: list[Happening] = []
        for event in open_:
            (still if event.last >= told.first else done).append(event)
        open_ = still
        best = None if told.id in alone else _best(told, open_, threshold, alone)
        scores[told.id] = best[1] if best else None
        if best:
            best[0].take(told)
        else:
            made = Happening([], told.first, told.last, told.mode)
            made.take(told)
            open_.append(made)
    return [*done, *open_, *waiting[at:]]


def _best(told: Telling, events: Sequence[Happening], threshold: float,
          alone: frozenset[str]) -> tuple[Happening, Score] | None:
    """The event that the report is most alike, among equals the earliest; None below the threshold."""
    found = [(event, score(told, event)) for event in events
             if event.first <= told.last and event.members[0].id not in alone]
    above = [one for one in found if one[1].value >= threshold]
    return min(above, key=lambda one: (-one[1].value, one[0].first, one[0].members[0].id), default=None)


def members(reports: pa.Table, merging: Merging) -> pa.Table:
    """Which report went into which event and why, in MEMBERS; `reports`: the event table with `standing`, each id once.

    A column `quote`, where there is one, is compared too.
    """
    scores: dict[str, Score | None] = {}
    met = meetings(reports, merging)
    events = [event for block in _in_blocks(reports.take(pa.array(met.rows)), met.groups, merging)
              for event in gather(block, merging, scores)]
    found = [(event.name, one.id, scores[one.id]) for event in events for one in event.members]
    lone = reports["id"].take(pa.array(met.alone)).combine_chunks()
    joined = pa.table([pa.array([event for event, _, _ in found], pa.string()),
                       pa.array([report for _, report, _ in found], pa.string()),
                       pa.array([one.value if one else None for *_, one in found], pa.float64()),
                       pa.array([one.why if one else None for *_, one in found], pa.string())], schema=MEMBERS)
    alone = pa.table([lone, lone, pa.nulls(len(lone), pa.float64()), pa.nulls(len(lone), pa.string())], schema=MEMBERS)
    return pa.concat_tables([joined, alone]).sort_by([("event", "ascending"), ("report", "ascending")]).combine_chunks()


NEAR = pa.schema([("event", pa.string()), ("report", pa.string()), ("score", pa.float64()), ("why", pa.string())])
"""A report and an event that it did not go to, though dyad, type, standing and days would allow it."""


def near_misses(reports: pa.Table, merging: Merging) -> pa.Table:
    """Reports that opened an event of their own beside another whose days overlap, with the score of joining that one,
    in NEAR, highest first.
    """
    least = weights()["threshold"] if merging.threshold is None else merging.threshold
    best: dict[frozenset[str], tuple[float, str, str, str]] = {}
    met = meetings(reports, merging)
    for block in _in_blocks(reports.take(pa.array(met.rows)), met.groups, merging):
        events = gather(block, merging, {})
        for event in events:
            opener = event.members[0]
            missed = [(score(opener, other), other) for other in events if other is not event
                      and other.first <= opener.last and other.last >= opener.first]
            for found, other in missed:  # each pair of events once, by the better of its two scores
                made = (-found.value, other.name, opener.id, found.why)
                pair = frozenset((event.name, other.name))
                best[pair] = min(made, best.get(pair, made))
    rows = [(-minus, name, report, why) for minus, name, report, why in best.values() if -minus < least]
    rows.sort(key=lambda one: (-one[0], one[1], one[2]))
    return pa.Table.from_pylist([{"event": event, "report": report, "score": value, "why": why}
                                 for value, event, report, why in rows], schema=NEAR)


COMPARED = ("id", "source", "target", "source_name", "target_name", "type", "mode", "standing", "precision", "place",
            "place_country", "document")
"""The columns that decide, besides the days and the quote."""


@dataclass(frozen=True, slots=True)
class Meetings:
    """Which rows meet others that may tell the same happening, with a number for each such group; and which none."""

    rows: Ints
    groups: Ints
    alone: Ints


def meetings(reports: pa.Table, merging: Merging) -> Meetings:
    """The reports parted where no days overlap within a dyad, type and standing: nothing is compared over the gaps.

    Of most dyads most reports meet none, and cost no more than being sorted.
    """
    sides = [reports[name].combine_chunks().dictionary_encode() for name in ("source", "target", "type", "standing")]
    source, target, kind, standing = (one.indices.to_numpy().astype(np.int64) for one in sides)
    codes = {name: place for place, name in enumerate(sorted({*sides[0].dictionary.to_pylist(),
                                                              *sides[1].dictionary.to_pylist()}))}
    source, target = (np.array([codes[name] for name in side.dictionary.to_pylist()], np.int64)[found]
                      for side, found in zip(sides, (source, target), strict=False))
    twosided = _symmetric(merging)
    turned = np.array([name in twosided for name in sides[2].dictionary.to_pylist()], bool)[kind] & (source > target)
    ways = np.where(turned, target, source) * len(codes) + np.where(turned, source, target)
    blocks = (ways * len(sides[2].dictionary) + kind) * len(sides[3].dictionary) + standing
    first, last = (reports[name].cast(pa.int32()).to_numpy().astype(np.int64) for name in ("start", "end"))
    places = np.lexsort((first, blocks))
    blocks, first, last = np.unique(blocks, return_inverse=True)[1][places], first[places], last[places]
    span = int(last.max(initial=0) - first.min(initial=0)) + 2
    until = np.maximum.accumulate(blocks * span + last)
    begins = np.ones(len(places), bool)
    begins[1:] = blocks[1:] * span + first[1:] > until[:-1]
    groups = np.cumsum(begins)
    many = np.bincount(groups, minlength=1)[groups] > 1
    return Meetings(places[many], groups[many], places[~many])


def _symmetric(merging: Merging) -> frozenset[str]:
    """The types for which the direction is not asked for."""
    return frozenset(() if merging.directed else (name for name in plover.TYPES if plover.event_type(name).symmetric))


def _in_blocks(reports: pa.Table, groups: Ints, merging: Merging) -> Iterator[list[Telling]]:
    """The reports by group, whose numbers come in order."""
    names = [*COMPARED, *(["quote"] if "quote" in reports.column_names else [])]
    rows = reports.select(names).append_column("first", reports["start"].cast(pa.int32())) \
        .append_column("last", reports["end"].cast(pa.int32()))
    symmetric = _symmetric(merging)
    for _, block in groupby(zip(groups.tolist(), rows.to_pylist(), strict=True), key=itemgetter(0)):
        yield [tell(row, turned=row["type"] in symmetric and row["source"] > row["target"]) for _, row in block]
