"""Does a query see the others of its day? Score it with these removed, and with these shuffled: nothing may change.

The rule: the whole path runs again from the altered facts, not a part of it, so that nothing is taken on trust.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bench.tkg.layout import Graph, Ints
from bench.tkg.ranker import Ranker
from bench.tkg.replay import replay

Scored = tuple[NDArray[np.int32], NDArray[np.float64]]


def alone(graph: Graph, day: int, query: tuple[int, int]) -> Graph:
    """The graph without the facts of `day` that do not answer `query` (subject, relation), and without later days."""
    keep = (graph.facts[:, 3] < day) | _answers(graph, day, query)
    return replace(graph, facts=graph.facts[keep], split=graph.split[keep])


def shuffled(graph: Graph, day: int, query: tuple[int, int], *, seed: int = 0) -> Graph:
    """The graph in which the other facts of `day` have their subjects, relations and objects drawn anew among them.

    Facts that would answer the query by chance are left out. Later days are left out.
    """
    rng = np.random.default_rng(seed)
    others = np.flatnonzero((graph.facts[:, 3] == day) & ~_answers(graph, day, query))
    facts = graph.facts.copy()
    for column in range(3):
        facts[others, column] = facts[rng.permutation(others), column]
    made = replace(graph, facts=facts)
    keep = (facts[:, 3] < day) | _answers(graph, day, query)
    keep[others] = ~_answers(made, day, query)[others]
    return replace(made, facts=facts[keep], split=graph.split[keep])


def differences(
    graph: Graph, ranker: Ranker, days: list[int], *, count: int, seed: int = 0
) -> list[tuple[int, int, int]]:
    """The queries (subject, relation, day), of `count` drawn from `days`, that score otherwise in an altered day."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(count):
        day = int(rng.choice(days))
        fact = graph.facts[rng.choice(np.flatnonzero(graph.facts[:, 3] == day))]
        query = (int(fact[0]), int(fact[1])) if rng.integers(2) else (int(fact[2]), int(fact[1]) + graph.relations)
        kept = replace(graph, facts=graph.facts[graph.facts[:, 3] <= day], split=graph.split[graph.facts[:, 3] <= day])
        truth = scored(kept, ranker, day, query)
        for altered in (alone(graph, day, query), shuffled(graph, day, query)):
            there = scored(altered, ranker, day, query)
            if not (np.array_equal(truth[0], there[0]) and np.array_equal(truth[1], there[1])):
                found.append((*query, day))
                break
    return found


def scored(graph: Graph, ranker: Ranker, day: int, query: tuple[int, int]) -> Scored:
    """The candidates of one query, by number, and their scores; all queries of `day` are described with it."""
    made = next(iter(replay(graph, {day})))
    at = int(np.flatnonzero((made.queries == query).all(1))[0])
    end = int(made.counts[:at + 1].sum())
    span = slice(end - int(made.counts[at]), end)
    order = np.argsort(made.candidates[span])
    return made.candidates[span][order], ranker.predict(made.rows)[span][order]


def _answers(graph: Graph, day: int, query: tuple[int, int]) -> NDArray[np.bool_]:
    subject, relation = query
    column, plain = (0, relation) if relation < graph.relations else (2, relation - graph.relations)
    facts: Ints = graph.facts
    made: NDArray[np.bool_] = (facts[:, 3] == day) & (facts[:, 1] == plain) & (facts[:, column] == subject)
    return made
