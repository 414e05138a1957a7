"""The learned ranker: gradient-boosted trees (LightGBM, LambdaRank) over the features of a candidate.

The rule: the number of trees, and all else that was tuned, is chosen on the last days of what it learns from; the days
that are reported are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from bench.tkg.features import FEATURES
from bench.tkg.layout import Graph, Ints
from bench.tkg.replay import Day, replay
from bench.tkg.scores import rank_answers, rank_of_absent
from bench.tkg.state import Floats

QUERIES = 40_000
"""Queries to learn from, about, drawn from the last DAYS days: bounds memory and time on large graphs."""
DAYS = 75
"""Days to learn from, at most."""
LONGEST = 0.35
"""Largest share of the days before that may serve for lessons: the state needs a past to learn from."""
TAIL = 0.25
"""Share of the days of lessons on which the number of trees is chosen, at most TAIL_QUERIES of them."""
TAIL_QUERIES = 6_000
KEPT_RANK = 15
"""A wrong candidate that one of the ranked features puts this high is kept for learning; of the rest one in SPARED."""
SPARED = 6
STEP = 50
"""Trees between two looks at the tail."""
TREES = 400
"""The most trees."""
SETTINGS = {
    "objective": "lambdarank", "lambdarank_truncation_level": 20, "learning_rate": 0.06, "num_leaves": 63,
    "min_data_in_leaf": 100, "feature_fraction": 0.5, "lambda_l2": 1.0, "max_bin": 127, "num_threads": 1, "seed": 1,
    "deterministic": True, "force_col_wise": True, "verbose": -1}
"""One thread and a fixed order of work: the same data give the same trees."""


@dataclass(slots=True)
class Lessons:
    """Candidates of past queries, the easy wrong ones thinned out."""

    rows: list[Floats] = field(default_factory=list)
    answer: list[NDArray[np.bool_]] = field(default_factory=list)
    counts: list[Ints] = field(default_factory=list)

    def add(self, day: Day, rng: np.random.Generator) -> None:
        """Takes the queries of `day` that have an answer among their candidates."""
        ranks = day.rows[:, [i for i, name in enumerate(FEATURES) if name.startswith("rank of ")]]
        kept = day.answer | (ranks.min(1) < KEPT_RANK) | (rng.integers(SPARED, size=len(ranks)) == 0)
        query = np.repeat(np.arange(len(day.counts)), day.counts)
        kept &= np.bincount(query, day.answer, len(day.counts))[query] > 0
        counts = np.bincount(query[kept], minlength=len(day.counts))
        self.rows.append(day.rows[kept])
        self.answer.append(day.answer[kept])
        self.counts.append(counts[counts > 0])


def lesson_days(graph: Graph, until: int) -> tuple[list[int], float]:
    """The days before `until` to learn from, ascending, and the share of their queries that makes QUERIES of them."""
    before = graph.facts[graph.facts[:, 3] < until]
    days = np.unique(before[:, 3])
    days = days[max(int(len(days) * (1 - LONGEST)), len(days) - DAYS):]
    queries = 2 * int((before[:, 3] >= days[0]).sum())
    return days.tolist(), min(1.0, QUERIES / queries)


def fit(lessons: Lessons, trees: int) -> Any:
    """A booster of so many trees."""
    answer, counts = np.concatenate(lessons.answer).astype(np.int8), np.concatenate(lessons.counts)
    names = [name.replace(" ", "_") for name in FEATURES]
    data = lightgbm.Dataset(lessons.rows, answer, group=counts, feature_name=names, params=SETTINGS)
    return lightgbm.train(SETTINGS, data, trees)


def _mean_reciprocal(booster: Any, tail: list[Day], *, entities: int, trees: int) -> float:
    ranks = np.concatenate([day_ranks(booster, day, entities=entities, trees=trees) for day in tail])
    return float(np.mean(1 / ranks))


def day_ranks(booster: Any, day: Day, *, entities: int, trees: int | None = None) -> NDArray[np.float64]:
    """The filtered rank of each fact of `day`, in their order."""
    scores = booster.predict(day.rows, num_iteration=trees) if len(day.rows) else np.empty(0)
    ranks = np.empty(len(day.fact_query))
    edges = np.concatenate([[0], np.cumsum(day.counts)])
    for query in range(len(day.queries)):
        asked = np.flatnonzero(day.fact_query == query)
        span = slice(edges[query], edges[query + 1])
        answer, found = day.answer[span], day.fact_row[asked] >= 0
        wrong = int((~answer).sum())
        by_row = np.zeros(len(answer))
        by_row[answer] = rank_answers(scores[span], answer)
        ranks[asked[found]] = by_row[day.fact_row[asked[found]] - span.start]
        ranks[asked[~found]] = rank_of_absent(wrong, entities - len(answer) - int((~found).sum()))
    return ranks


def learn_ranker(graph: Graph, until: int) -> tuple[Any, dict[int, float]]:
    """The ranker for days from `until` on, and the mean reciprocal rank on the tail by number of trees."""
    days, share = lesson_days(graph, until)
    tail_days = days[int(len(days) * (1 - TAIL)):]
    rng = np.random.default_rng(1)
    early, late, tail = Lessons(), Lessons(), list[Day]()
    for day in replay(graph, days, choose=lambda queries: queries[rng.random(len(queries)) < share]):
        if day.day < tail_days[0]:
            early.add(day, rng)
        else:
            late.add(day, rng)
            if sum(len(d.queries) for d in tail) < TAIL_QUERIES:
                tail.append(day)
    trial = fit(early, TREES)
    steps = range(STEP, TREES + 1, STEP)
    looks = {trees: _mean_reciprocal(trial, tail, entities=graph.entities, trees=trees) for trees in steps}
    trees = max(looks, key=lambda look: looks[look])
    both = Lessons(early.rows + late.rows, early.answer + late.answer, early.counts + late.counts)
    return fit(both, trees), looks


def rank_days(graph: Graph, booster: Any, days: Iterable[int]) -> tuple[NDArray[np.float64], Ints]:
    """The ranks of all facts of `days`, and their strata."""
    ranks, strata = [], []
    for day in replay(graph, set(days)):
        ranks.append(day_ranks(booster, day, entities=graph.entities))
        strata.append(day.stratum)
    return np.concatenate(ranks), np.concatenate(strata)
