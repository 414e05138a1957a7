"""Rank as a measure: what levels of envoys two states send each other, and when an envoy is out of the ordinary.

The rule: an envoy of unknown level is no envoy of low level: he is left out and counted apart. Few cases give a wide
interval, not a verdict.

A level is 1 (head of state) to 8 (other official). What a state sends is taken as drawn from a distribution over the
eight levels, with a Dirichlet prior worth one visit that has the shape of all visits of the ledger (Gelman et al.,
Bayesian Data Analysis, 3rd ed., section 3.4). A mean level and its interval come from that posterior, and what would
be expected next from its predictive distribution, (cases + prior) / (n + 1).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from visavis.measure.intervals import LEVEL, Interval
from visavis.measure.visits import NOT_TOLD, Visit

LEVELS = range(1, 9)

PRIOR = 1.0
"""What the prior is worth in visits: one, as a reference prior over eight levels together (Perks 1947). Not tuned."""

USUAL = 0.9
"""How much of what is expected counts as usual. Cases are few: at 95 % no envoy could surprise with under ten cases."""

LEAST = 3
"""Cases below which nothing is called unusual."""

NEAR = timedelta(days=7)
"""Two envoys of one occasion come within a week of each other: a delegation stays some days. Not tuned."""

DRAWS, SEED = 4000, 20240413
"""Draws from a posterior: the bounds of a mean level move by less than 0.05 with another seed."""

Verdict: TypeAlias = Literal["higher than usual", "lower than usual", "usual", "too few cases to tell"]


@dataclass(frozen=True, slots=True)
class Sent:
    """What one state sent another: visits with a known level, the highest first; `unknown`: how many others."""

    sender: str
    host: str
    visits: tuple[Visit, ...]
    unknown: int

    @property
    def levels(self) -> tuple[int, ...]:
        """The levels, in the order of `visits`."""
        return tuple(one.level for one in self.visits if one.level is not None)

    @property
    def mean(self) -> float | None:
        """The mean level; None without a visit."""
        return sum(self.levels) / len(self.levels) if self.levels else None


@dataclass(frozen=True, slots=True)
class ByOccasion:
    """The envoys that a state sent a host for one kind of occasion."""

    occasion: str
    sent: Sent

    @property
    def middle(self) -> float | None:
        """The median level."""
        return median(self.sent.levels) if self.sent.levels else None


@dataclass(frozen=True, slots=True)
class Gap:
    """The reciprocity gap: the mean level that `a` sent `b` minus the mean level that `b` sent back, in a window.

    Above 0: `a` sent lower officials than it received. `value` is None where one side sent nobody of known level.
    """

    sent: Sent
    returned: Sent
    since: date | None
    until: date | None
    value: float | None
    interval: Interval | None

    @property
    def verdict(self) -> str:
        """Who sent the higher officials, as far as the interval tells."""
        if self.interval is None:
            return "cannot tell"
        low, high = self.interval
        if low > 0:
            return f"{self.returned.sender} sent higher officials"
        return f"{self.sent.sender} sent higher officials" if high < 0 else "cannot tell"


@dataclass(frozen=True, slots=True)
class Surprise:
    """How a visit stands against what its sender had sent that host before, and against rivals' envoys of the day.

    `cases`: the visits it is compared with, `basis` which those are; `usual`: the levels that hold USUAL of what was to
    be expected; `as_high`, `as_low`: the probability of an envoy at least as high, or as low. `rivals`: envoys of
    other states for the same occasion, `rival_unknown` of them without a known level.
    """

    visit: Visit
    cases: tuple[Visit, ...]
    basis: Literal["same occasion", "any occasion"]
    usual: tuple[int, int]
    as_high: float
    as_low: float
    verdict: Verdict
    rivals: tuple[Visit, ...]

    def against(self, rival: Visit) -> int | None:
        """The levels by which the rival's envoy stood higher (below 0: lower); None where one is not known."""
        if self.visit.level is None or rival.level is None:
            return None
        return self.visit.level - rival.level


def sent(ledger: Iterable[Visit], sender: str, host: str, *, since: date | None = None,
         until: date | None = None) -> Sent:
    """What `sender` sent `host` in `since`..`until`, of the visits made in `ledger`."""
    found = [one for one in ledger if (one.sender, one.host, one.standing, one.kind) == (sender, host, "done", "visit")
             and (since is None or one.start >= since) and (until is None or one.start <= until)]
    known = sorted((one for one in found if one.level is not None), key=lambda one: (one.level or 9, one.start, one.id))
    return Sent(sender, host, tuple(known), len(found) - len(known))


def by_occasion(ledger: Iterable[Visit], sender: str, host: str, *, since: date | None = None,
                until: date | None = None) -> tuple[ByOccasion, ...]:
    """Level of the envoys by kind of occasion, the occasion with the most visits first."""
    told = list(ledger)
    kinds = {one.occasion for one in told if one.sender == sender and one.host == host}
    parts = {kind: [one for one in told if one.occasion == kind] for kind in kinds}
    made = [ByOccasion(kind, sent(part, sender, host, since=since, until=until)) for kind, part in parts.items()]
    return tuple(sorted((one for one in made if one.sent.visits or one.sent.unknown),
                        key=lambda one: (-len(one.sent.visits), -one.sent.unknown, one.occasion)))


def reciprocity(ledger: Iterable[Visit], a: str, b: str, *, since: date | None = None,
                until: date | None = None) -> Gap:
    """The reciprocity gap of `a` and `b` in `since`..`until`, with its 95 % interval."""
    told = list(ledger)
    there, back = (sent(told, *pair, since=since, until=until) for pair in ((a, b), (b, a)))
    return Gap(there, back, since, until, *difference(there, back, told))


def difference(first: Sent, second: Sent, ledger: Iterable[Visit]) -> tuple[float | None, Interval | None]:
    """The mean level of the first minus that of the second, with its 95 % interval; None where either has none."""
    if first.mean is None or second.mean is None:
        return None, None
    base, draw = shape(ledger), np.random.default_rng(SEED)
    drawn = _means(first.levels, base, draw) - _means(second.levels, base, draw)
    return first.mean - second.mean, _bounds(drawn)


def mean_interval(levels: Sequence[int], ledger: Iterable[Visit]) -> Interval:
    """The 95 % interval of the mean level behind `levels`."""
    return _bounds(_means(levels, shape(ledger), np.random.default_rng(SEED)))


def surprise(ledger: Iterable[Visit], visit: Visit, *, rivals: Iterable[str] | None = None) -> Surprise | None:
    """How `visit` stands against its sender's own past and against `rivals` (all others if None); None where its level
    is not known or it is no visit that was made.
    """
    if visit.level is None or visit.standing != "done" or visit.kind != "visit":
        return None
    told = list(ledger)
    past = sent(told, visit.sender, visit.host, until=visit.start - timedelta(days=1)).visits
    same = tuple(one for one in past if one.occasion == visit.occasion)
    alike = len(same) >= LEAST and visit.occasion != NOT_TOLD
    cases = same if alike else past
    weights = _expected([one.level for one in cases if one.level is not None], shape(told))
    as_high, as_low = float(weights[:visit.level].sum()), float(weights[visit.level - 1:].sum())
    return Surprise(visit, tuple(sorted(cases, key=lambda one: one.start)),
                    "same occasion" if alike else "any occasion", _usual(weights), as_high, as_low,
                    _verdict(as_high, as_low, len(cases)), _rivals(told, visit, rivals))


def shape(ledger: Iterable[Visit]) -> npt.NDArray[np.float64]:
    """The shares of the eight levels among the visits made of known level, each level counted once more than seen."""
    counts = np.ones(len(LEVELS))
    for one in ledger:
        if one.level is not None and one.kind == "visit" and one.standing == "done":
            counts[one.level - 1] += 1
    made: npt.NDArray[np.float64] = counts / counts.sum()
    return made


def _rivals(told: Sequence[Visit], visit: Visit, rivals: Iterable[str] | None) -> tuple[Visit, ...]:
    """The envoys of other states to the same host for the same occasion, a `regular` visit having none."""
    if visit.occasion in ("regular", NOT_TOLD):
        return ()
    wanted = None if rivals is None else frozenset(rivals)
    found = [one for one in told if one.host == visit.host and one.sender != visit.sender
             and one.occasion == visit.occasion and one.kind == "visit" and one.standing == "done"
             and one.start - NEAR <= visit.end and visit.start - NEAR <= one.end
             and (wanted is None or one.sender in wanted)]
    return tuple(sorted(found, key=lambda one: (one.level or 9, one.sender, one.start)))


def _expected(levels: Sequence[int], base: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The predictive distribution over the levels, from 1 to 8."""
    made: npt.NDArray[np.float64] = (_counts(levels) + PRIOR * base) / (len(levels) + PRIOR)
    return made


def _means(levels: Sequence[int], base: npt.NDArray[np.float64],
           draw: np.random.Generator) -> npt.NDArray[np.float64]:
    made: npt.NDArray[np.float64] = draw.dirichlet(_counts(levels) + PRIOR * base, DRAWS) @ np.array(LEVELS, float)
    return made


def _counts(levels: Sequence[int]) -> npt.NDArray[np.float64]:
    return np.bincount(np.array(levels, int) - 1, minlength=len(LEVELS)).astype(float)


def _bounds(values: npt.NDArray[np.float64]) -> Interval:
    low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def _usual(weights: npt.NDArray[np.float64]) -> tuple[int, int]:
    """The levels between which USUAL of the distribution lies, both included."""
    tail, sums = (1 - USUAL) / 2, np.cumsum(weights)
    low = int(np.argmax(sums > tail)) + 1
    return low, max(low, int(np.argmax(sums >= 1 - tail)) + 1)


def _verdict(as_high: float, as_low: float, cases: int) -> Verdict:
    if cases < LEAST:
        return "too few cases to tell"
    tail = (1 - USUAL) / 2
    return "higher than usual" if as_high <= tail else "lower than usual" if as_low <= tail else "usual"
