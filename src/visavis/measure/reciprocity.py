"""Reciprocity: who moves first, how much comes back, and after how long.

The rule: an answer comes after the act, never on its day (a meeting coded from both sides answers nothing), and what
would have come anyway is set beside it: the rate of acts in the days after an act of the other side against the rate
at all other times. That is association in time; it proves no cause, as both may answer a third.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

import pyarrow as pa

from visavis.measure.intervals import Interval, Ratio, dispersion, rate_ratio, share

Tone: TypeAlias = Literal["cooperation", "conflict"]

QUADS: dict[Tone, tuple[int, int]] = {"cooperation": (1, 2), "conflict": (3, 4)}

WINDOW = 30
"""Days in which an act counts as an answer: most exchanges of visits, notes and sanctions in the history's busy dyads
come back within a month. Not tuned; an argument changes it."""


LEAST = 3
"""One or two acts that happen to follow others are no habit, however rare both are. Not tuned."""

NEVER = date.max.toordinal() * 2


@dataclass(frozen=True, slots=True)
class Answered:
    """How one side answers the other in kind.

    `acts` by the first side, of them `answered` within the window by an act of `by` in kind; `ratio`: how many times
    as often `by` acts in the days after an act as at other times; `lag`: the median of days to the first answer, None
    without one. `opened`: of the `episodes` (runs of acts without a gap longer than the window) in which one side alone
    acted first, those that `of` opened.
    """

    tone: Tone
    of: str
    by: str
    acts: int
    answered: int
    ratio: Ratio
    lag: int | None
    episodes: int
    opened: int

    @property
    def answered_share(self) -> Interval | None:
        """The interval of the share of acts that were answered."""
        return share(self.answered, self.acts) if self.acts else None

    @property
    def opened_share(self) -> Interval | None:
        """The interval of the share of episodes that `of` opened."""
        return share(self.opened, self.episodes) if self.episodes else None

    @property
    def verdict(self) -> str:
        """`answers`, `holds back` or `cannot tell`; fewer than LEAST answers are none to speak of."""
        if not self.ratio.differs or (self.ratio.low > 1 and self.answered < LEAST):
            return "cannot tell"
        return "answers" if self.ratio.low > 1 else "holds back"


def reciprocity(events: pa.Table, a: str, b: str, *, first: date, last: date,
                window: int = WINDOW) -> tuple[Answered, ...]:
    """How each side answers the other, in cooperation and in conflict, in the days `first`..`last`.

    `events`: directed ones, done or not, as `dyad_events(..., directed=True)` gives for each direction; only those done
    and dated to the day are used.
    """
    told = []
    for tone, quads in QUADS.items():
        days = {side: _days(events, side, quads, first, last) for side in (a, b)}
        runs, opened = _episodes(days[a], days[b], window)
        for one, other in ((a, b), (b, a)):
            told.append(_answered(tone, one, other, days[one], days[other], (first, last), window, runs,
                                  opened[0] if one == a else opened[1]))
    return tuple(told)


def _days(events: pa.Table, side: str, quads: tuple[int, int], first: date, last: date) -> list[int]:
    """The days (as ordinals) on which that side acted in that tone, each act once."""
    names = ("source", "quad", "standing", "precision", "start")
    return sorted(row["start"].toordinal() for row in events.select(names).to_pylist()
                  if row["source"] == side and row["quad"] in quads and row["standing"] == "done"
                  and row["precision"] == "day" and first <= row["start"] <= last)


def _answered(tone: Tone, of: str, by: str, acts: Sequence[int], replies: Sequence[int], span: tuple[date, date],
              window: int, episodes: int, opened: int) -> Answered:
    last = span[1].toordinal()
    inside = {day for act in acts for day in range(act + 1, min(act + window, last) + 1)}
    length = last - span[0].toordinal() + 1
    within = sum(reply in inside for reply in replies)
    lags = sorted(lag for act in acts if (lag := _next(replies, act) - act) <= window)
    ratio = Ratio(None, 0.0, float("inf"))
    if inside and len(inside) < length:
        ratio = rate_ratio(within, len(inside), len(replies) - within, length - len(inside),
                           dispersion=_bursts(replies, span[0].toordinal(), length, window))
    return Answered(tone, of, by, len(acts), len(lags), ratio, lags[len(lags) // 2] if lags else None,
                    episodes, opened)


def _next(days: Sequence[int], day: int) -> int:
    """The first of the days after `day`; one out of reach if there is none."""
    at = bisect_right(days, day)
    return days[at] if at < len(days) else NEVER


def _bursts(days: Sequence[int], first: int, length: int, window: int) -> float:
    """How much more the acts scatter from window to window than chance would have them."""
    counts = [0] * (length // window + 1)
    for day in days:
        counts[(day - first) // window] += 1
    return dispersion(counts, [float(window)] * len(counts))


def _episodes(ones: Sequence[int], others: Sequence[int], window: int) -> tuple[int, tuple[int, int]]:
    """Runs of acts without a gap longer than the window, where both act and one alone is first; who opened how many."""
    opened, runs = [0, 0], 0
    both = sorted([(day, 0) for day in ones] + [(day, 1) for day in others])
    at = 0
    while at < len(both):
        end = at + 1
        while end < len(both) and both[end][0] - both[end - 1][0] <= window:
            end += 1
        sides = {side for _, side in both[at:end]}
        starters = {side for day, side in both[at:end] if day == both[at][0]}
        if len(sides) == 2 and len(starters) == 1:
            runs += 1
            opened[starters.pop()] += 1
        at = end
    return runs, (opened[0], opened[1])
