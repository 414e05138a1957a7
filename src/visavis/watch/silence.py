"""What silence means: a source that is broken, one that says nothing new, one that is not there at all.

The rule: nothing is told of the world from a source that is broken or silent; that it is so is told to whoever runs the
desk, and is never an alert.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from visavis.archive import Archive
from visavis.archive.collected import Collected, SourceState
from visavis.intake.opml import Source

SURE = 0.99
"""How sure silence must be. If new items came at random at the source's own rhythm, a gap of 4.6 times the rhythm would
come up by chance once in a hundred times."""

FEWEST_GAPS = 10
"""Gaps from which a rhythm is learned; with fewer no source is called silent that states none."""

BROKEN_AFTER = 3
"""Failures in a row before a source counts as broken: a night's maintenance is not news."""

UNASKED = timedelta(days=2)
"""After which time it is said that a source was not asked: the collector itself may have stopped."""

What: TypeAlias = Literal["speaks", "silent", "broken", "failing", "new", "not asked"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a source stands, since when, and in words."""

    source: Source
    what: What
    since: datetime | None
    text: str

    def as_row(self) -> dict[str, object]:
        """The standing as a JSON object."""
        source = self.source
        return {"record": "source", "id": source.id, "outlet": source.outlet, "kind": source.kind,
                "address": source.address, "country": source.country or None, "language": source.language or None,
                "ownership": source.ownership, "reliability": source.reliability, "standing": self.what,
                "since": self.since.isoformat() if self.since else None, "text": self.text}


def standing(archive: Archive, sources: Sequence[Source], *, now: datetime) -> list[Standing]:
    """How each source stands at `now`, in the order given."""
    collected = Collected(archive)
    states = collected.states()
    return [_standing(source, states.get(source.id), _rhythm(collected, source), now) for source in sources]


def quiet_after(rhythm: timedelta) -> timedelta:
    """After which time without anything new a source of that rhythm is silent.

    >>> quiet_after(timedelta(days=1))
    datetime.timedelta(days=4, seconds=52286, microseconds=704069)
    """
    return rhythm * -math.log(1 - SURE)


def _rhythm(collected: Collected, source: Source) -> timedelta | None:
    if source.rhythm:
        return source.rhythm
    gaps = collected.gaps(source.id)
    return sum(gaps, timedelta()) / len(gaps) if len(gaps) >= FEWEST_GAPS else None


def _standing(source: Source, state: SourceState | None, rhythm: timedelta | None, now: datetime) -> Standing:
    if state is None:
        return Standing(source, "not asked", None, "not asked yet")
    if state.broken_since:
        what: What = "broken" if state.failures >= BROKEN_AFTER else "failing"
        return Standing(source, what, state.broken_since,
                        f"{what} since {_at(state.broken_since)} ({state.failures} times in a row): {state.problem}")
    more = f"; it says that it has moved to {state.moved}" if state.moved else ""
    if now - state.last_polled > UNASKED:
        more += f"; not asked since {_at(state.last_polled)}"
    last = state.last_new or state.first_polled
    if rhythm and state.last_polled - last > quiet_after(rhythm):  # not by the clock: a collector at rest hears nothing
        return Standing(source, "silent", last,
                        f"silent since {_at(last)}; something new was due every {_stretch(rhythm)}{more}")
    if state.last_new is None:
        return Standing(source, "new", state.first_polled,
                        f"nothing so far, asked since {_at(state.first_polled)}{more}")
    return Standing(source, "speaks", state.last_new, f"last new {_at(state.last_new)}{more}")


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _stretch(value: timedelta) -> str:
    hours = value.total_seconds() / 3600
    return f"{hours / 24:.1f} days" if hours >= 48 else f"{hours:.1f} hours"
