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

QUERIES = 36_000
"""Queries to learn from, about, drawn from the last DAYS days: bounds memory and time on large graphs."""
DAYS = 75
"""Days to learn from, at most."""
LONGEST = 0.35
"""Largest share of the days before that may serve for lessons: the state needs a past to learn from."""
BOOSTERS = (({"objective": "lambdarank", "lambdarank_truncation_level": 20, "seed": 1}, 90),
            ({"objective": "rank_xendcg", "seed": 2}, 110))
"""The objective of each booster and its trees; their scores, each in its own standard deviations, are added up. Each
errs otherwise: see docs/tkg.md. Between 60 and 160 trees LambdaRank's MRR on the tail of the lessons moves by 0.1."""
SETTINGS = {
    "learning_rate": 0.06, "num_leaves": 63, "min_data_in_leaf": 100, "feature_fraction": 0.5, "lambda_l2": 1.0,
    "max_bin": 127, "num_threads": 1, "deterministic": True, "force_col_wise": True, "verbose": -1}
"""One thread and a fixed order of work: the same data give the same trees."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """Candidates of past queries that have an answer among them."""

    rows: list[Floats] = field(default_factory=list)
    answer: list[NDArray[np.bool_]] = field(default_factory=list)
    counts: list[Ints] = field(default_factory=list)

    def add(self, day: Day) -> None:
        """Takes the queries of `day`. All their candidates: thinned out, LambdaRank puts the rare ones too high."""
        query = np.repeat(np.arange(len(day.counts)), day.counts)
        kept = np.bincount(query, day.answer, len(day.counts)) > 0
        self.rows.append(day.rows[kept[query]])
        self.answer.append(day.answer[kept[query]])
        self.counts.append(day.counts[kept])


@dataclass(frozen=True, slots=True)
class Ranker:
    """Boosters whose scores, each divided by its `scale`, add up to the score that ranks."""

    boosters: tuple[Any, ...]
    scales: tuple[float, ...]

    def predict(self, rows: Floats) -> NDArray[np.float64]:
        """A score for each row, higher is likelier."""
        made = np.zeros(len(rows))
        for booster, scale in zip(self.boosters, self.scales, strict=True) if len(rows) else ():
            made += booster.predict(rows) / scale
        return made


def lesson_days(graph: Graph, until: int) -> tuple[list[int], float]:
    """The days before `until` to learn from, ascending, and the share of their queries that makes QUERIES of them."""
    before = graph.facts[graph.facts[:, 3] < until]
    days = np.unique(before[:, 3])
    days = days[max(int(len(days) * (1 - LONGEST)), len(days) - DAYS):]
    queries = 2 * int((before[:, 3] >= days[0]).sum())
    return days.tolist(), min(1.0, QUERIES / queries)


def fit(lessons: Lessons, *, trees: int | None = None) -> Ranker:
    """A ranker of BOOSTERS; `trees`: of each, in place of those that they name."""
    answer, counts = np.concatenate(lessons.answer).astype(np.int8), np.concatenate(lessons.counts)
    names = [name.replace(" ", "_") for name in FEATURES]
    data = lightgbm.Dataset(lessons.rows, answer, group=counts, feature_name=names, params=SETTINGS)
    made = tuple(lightgbm.train(SETTINGS | own, data, trees or usual) for own, usual in BOOSTERS)
    some = lessons.rows[-1]  # one day tells the scale of a score well enough
    return Ranker(made, tuple(float(np.std(one.predict(some))) or 1.0 for one in made))


def day_ranks(ranker: Ranker, day: Day, *, entities: int) -> NDArray[np.float64]:
    """The filtered rank of each fact of `day`, in their order."""
    scores = ranker.predict(day.rows)
    ranks = np.empty(len(day.fact_query))
    edges = np.concatenate([[0], np.cumsum(day.counts)])
    for query in range(len(day.queries)):
        asked = np.flatnonzero(day.fact_query == query)
        span = slice(edges[query], edges[query + 1])
        answer, found = day.answer[span], day.fact_row[asked] >= 0
        by_row = np.zeros(len(answer))
        by_row[answer] = rank_answers(scores[span], answer)
        ranks[asked[found]] = by_row[day.fact_row[asked[found]] - span.start]
        absent = int((~found).sum())
        ranks[asked[~found]] = rank_of_absent(int((~answer).sum()), entities - len(answer) - absent)
    return ranks


def learn_ranker(graph: Graph, until: int) -> Ranker:
    """The ranker for days from `until` on, from queries of the days before."""
    days, share = lesson_days(graph, until)
    rng = np.random.default_rng(1)
    lessons = Lessons()
    for day in replay(graph, days, choose=lambda queries: queries[rng.random(len(queries)) < share]):
        lessons.add(day)
    return fit(lessons)


def rank_days(graph: Graph, ranker: Ranker, days: Iterable[int]) -> tuple[NDArray[np.float64], Ints]:
    """The ranks of all facts of `days`, and their strata."""
    ranks, strata = [], []
    for day in replay(graph, set(days)):
        ranks.append(day_ranks(ranker, day, entities=graph.entities))
        strata.append(day.stratum)
    return np.concatenate(ranks), np.concatenate(strata)
