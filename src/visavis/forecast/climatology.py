"""The floor that every forecast must beat: how often a dyad has had such an event, drawn towards its peers.

The rule: it knows only past counts; nothing recent weighs more than a slow decay gives it. For a kind and a horizon of
h days the past is cut into blocks of h days, back from the origin. The share of blocks with an event is the posterior
mean of a Beta whose prior is what the dyad's activity in all and the kind's share of all events would give (the
empirical Bayes of a table of counts with two margins; Efron & Morris 1975, Casella 1985).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visavis.forecast.told import Cells, Ints

Floats = NDArray[np.float64]

HALF_LIFE = 3650.0
"""Days after which a block counts half. Ten years: 5 and 20 differ by under 0.002 in Brier score on the history."""

PRIOR_DAYS = 730.0
"""How many days of blocks the prior is worth, at least one block. See docs/forecasting.md for the values tried."""

LEAST, MOST = 1e-4, 1 - 1e-4
"""No past makes a thing impossible or certain."""


@dataclass(frozen=True, slots=True)
class Climatology:
    """The share of blocks with an event, by pair (N x N), what the peers alone would give, and the blocks' number."""

    probability: Floats
    peers: Floats
    blocks: float
    hits: Floats


def climatology(own: Cells, everything: Cells, *, states: int, origin: int, first: int, horizon: int) -> Climatology:
    """The climatology of a kind on the day `origin` (as a number), from data that begin on the day `first`.

    `own`: the cells of the kind, `everything`: of all that is done; both as they were known on `origin`.
    """
    blocks = max(1, (origin - first) // horizon)
    weights = 0.5 ** (np.arange(blocks) * horizon / HALF_LIFE)
    hits = _hits(own, states, origin, horizon, weights)
    peers = _peers(own, everything, states, hits, float(weights.sum()) * horizon, horizon, origin)
    worth = max(1.0, PRIOR_DAYS / horizon)
    shares = (hits + worth * peers) / (weights.sum() + worth)
    return Climatology(np.clip(shares, LEAST, MOST), np.clip(peers, LEAST, MOST), float(weights.sum()), hits)


def _hits(cells: Cells, states: int, origin: int, horizon: int, weights: Floats) -> Floats:
    """Blocks with an event, by pair, each with its weight."""
    block = (origin - cells.day) // horizon
    kept = block < len(weights)
    keys = np.unique((cells.source[kept] * states + cells.target[kept]) * len(weights) + block[kept])
    return _counted(keys // len(weights), weights[keys % len(weights)], states)


def _peers(own: Cells, everything: Cells, states: int, hits: Floats, days: float, horizon: int, origin: int) -> Floats:
    """What the two margins give: the pair's activity and the kind's share, as the chance of a block with an event."""
    decay = 0.5 ** ((origin - everything.day) / HALF_LIFE)
    activity = _counted(everything.source * states + everything.target, decay, states)
    share = _total(own, origin) / max(decay.sum(), 1e-9)
    seen = activity > 0
    usual = activity[seen].mean() if seen.any() else 0.0
    # a pair never told of is taken for a tenth of the least that a pair told of may be
    rates = share * np.where(seen, activity, 0.1 * min(1.0, usual)) / max(days, 1.0)
    expected = -np.expm1(-rates * horizon)
    bursts = hits[seen].sum() / max(expected[seen].sum() * days / horizon, 1e-9)
    return np.asarray(expected * min(bursts, 1.0))


def _total(cells: Cells, origin: int) -> float:
    return float((0.5 ** ((origin - cells.day) / HALF_LIFE)).sum())


def _counted(keys: Ints, weights: Floats, states: int) -> Floats:
    return np.asarray(np.bincount(keys, weights, minlength=states * states), float).reshape(states, states)
