"""When each two states last did something in a document: the time in which acts without a date of their own go on.

The rule: a time is handed on only between the same two states, and only while the text stays near; what a text says
of others, or pages later, is of no known time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
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
