"""When each two states last did something in a document: the time in which acts without a date of their own go on.

The rule: a time is handed on only between the same two states, and only while the text stays near; what a text says
of others, or pages later, is of no known time.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from visavis.records import DateOrigin, Report, When

Pair: TypeAlias = frozenset[str]
"""Two states by their codes."""

REACH = 1200
"""Characters from one act of the two to the next at most: some two paragraphs of wire copy or a whole read-out.
Chosen by reading State Department read-outs and KCNA stories, not tuned."""


@dataclass(slots=True)
class Story:
    """The last dated act of each two states, and where in the document it stands."""

    times: dict[Pair, tuple[When, int]] = field(default_factory=dict)

    def note(self, report: Report) -> None:
        """Keep the time of a report whose text tells one."""
        if report.when.origin is not DateOrigin.PUBLICATION:
            pair = frozenset((report.source.country, report.target.country))
            self.times[pair] = (report.when, report.span[1])

    def recall(self, pair: Pair, start: int) -> When | None:
        """The time of the last act of the two, if it stands in the sentence that begins at
        `start`, or near enough before it."""
        when, end = self.times.get(pair, (None, 0))
        return when if when is not None and start - end <= REACH else None


def told_again(reports: Sequence[Report]) -> list[Report]:
    """The reports, each that gives no time with that of a report of the same act by the same person in the document.

    A headline names the visit whose days the text below gives. Only where a person is named, and the document
    gives that act one time alone.
    """
    known: dict[tuple[object, ...], set[When]] = {}
    for report in reports:
        if report.when.origin is not DateOrigin.PUBLICATION:
            known.setdefault(_act(report), set()).add(report.when)
    return [_dated(report, known.get(_act(report), set())) for report in reports]


def _act(report: Report) -> tuple[object, ...]:
    return (report.type, report.mode, report.modality, report.source.country, report.source.name,
            report.target.country)


def _dated(report: Report, times: Collection[When]) -> Report:
    if report.when.origin is not DateOrigin.PUBLICATION or report.source.name is None or len(times) != 1:
        return report
    (when,) = times
    return replace(report, when=replace(when, origin=DateOrigin.INFERRED))
