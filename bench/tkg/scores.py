"""Ranks and their means: the protocol of Gastinger et al. (ECML 2023).

The rule: a tie costs its average rank, and what was no candidate ties with everything else that was none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

STRATA = ("repeat", "new relation", "new pair")
"""What was known of the answer: the same triple before; its pair, but under other relations; nothing of the pair."""
HITS = (1, 3, 10)


@dataclass(frozen=True, slots=True)
class Score:
    """Mean reciprocal rank and Hits@1/3/10 of `queries` queries, times 100."""

    queries: int
    mrr: float
    hits: tuple[float, ...]


def rank_answers(scores: NDArray[np.float64], answer: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The rank of each answer of one query among the candidates that are none, in the order of the candidates.

    `scores` and `answer` run over the candidates. The other answers of the query are left out (time-aware filter).

    >>> rank_answers(np.array([3.0, 2.0, 2.0, 1.0]), np.array([False, True, False, True]))
    array([2.5, 3. ])
    """
    wrong = np.sort(scores[~answer])
    below = np.searchsorted(wrong, scores[answer], "left")
    not_above = np.searchsorted(wrong, scores[answer], "right")
    return 1 + len(wrong) - (below + not_above) / 2


def rank_of_absent(wrong: int, others: int) -> float:
    """The rank of an answer that was no candidate: after `wrong` candidates, tied with `others` that are no answers.

    >>> rank_of_absent(3, 4)
    6.0
    """
    return 1 + wrong + others / 2


def score(ranks: NDArray[np.float64]) -> Score:
    """The means over ranks.

    >>> score(np.array([1.0, 2.0, 4.0, 20.0]))
    Score(queries=4, mrr=45.0, hits=(25.0, 50.0, 75.0))
    """
    if not len(ranks):
        return Score(0, 0.0, tuple(0.0 for _ in HITS))
    hits = tuple(100 * float(np.mean(ranks <= most)) for most in HITS)
    return Score(len(ranks), 100 * float(np.mean(1 / ranks)), hits)
