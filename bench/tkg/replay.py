"""The days in order: describe the queries of a day, hand them out, learn the day.

The rule: what is handed out for a day was made before `learn` saw it, from (subject, relation) alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.tkg.features import CEILING, FEATURES, describe_all, room
from bench.tkg.layout import Graph, Ints
from bench.tkg.scores import STRATA
from bench.tkg.state import Floats, Int32s, Known, Stream, build, learn
from bench.tkg.views import WIDTH, refresh

VIEWS_EVERY = 10
"""Days for which vectors and homes serve: they take half a second to make."""


@dataclass(frozen=True, slots=True)
class Day:
    """The queries of one day with their candidates and answers."""

    day: int
    queries: Ints
    """Rows of subject and relation, each once."""
    counts: Ints
    """Candidates by query."""
    candidates: Int32s
    rows: Floats
    """Features, one row a candidate."""
    answer: NDArray[np.bool_]
    """By candidate: does it answer its query."""
    stratum: Ints
    """By fact of the day: index of STRATA."""
    fact_query: Ints
    """By fact of the day: which query it answers."""
    fact_row: Ints
    """By fact of the day: the row of its candidate, or -1."""


def replay(
    graph: Graph, wanted: Collection[int], *, choose: Callable[[Ints], Ints] | None = None
) -> Iterator[Day]:
    """Each wanted day, ascending. `choose` picks among the queries (subject, relation) of a day before their turn."""
    known, stream = build(graph, width=WIDTH)
    scratch = room(graph.entities)
    viewed = None
    for day in range(max(wanted) + 1):
        rows = slice(stream.day_of[day], stream.day_of[day + 1])
        if day in wanted and rows.start < rows.stop:
            if viewed is None or day - viewed >= VIEWS_EVERY:
                refresh(known, graph, day)
                viewed = day
            queries = np.unique(stream.facts[rows, :2], axis=0)
            queries = choose(queries) if choose else queries
            counts = np.zeros(len(queries), np.int64)
            into = np.zeros(len(queries) * CEILING, np.int32)
            table = np.zeros((len(queries) * CEILING, len(FEATURES)), np.float32)
            total = describe_all(known, queries, day, scratch, into, table, counts)
            yield _answered(known, stream, rows, day, queries, counts, into[:total], table[:total])
        if rows.start < rows.stop:
            learn(known, stream.facts[rows], stream.triple[rows], day)


def _answered(
    known: Known, stream: Stream, rows: slice, day: int, queries: Ints, counts: Ints, candidates: Int32s, table: Floats
) -> Day:
    entities, relations = len(known.place), len(known.repeats)
    code = queries[:, 0] * relations + queries[:, 1]
    facts, triple = stream.facts[rows], stream.triple[rows]
    asked = np.isin(facts[:, 0] * relations + facts[:, 1], code)
    facts, triple = facts[asked], triple[asked]
    fact_query = np.searchsorted(code, facts[:, 0] * relations + facts[:, 1])
    keys = np.repeat(np.arange(len(queries)), counts) * entities + candidates
    order = np.argsort(keys)
    wanted = fact_query * entities + facts[:, 2]
    at = np.minimum(np.searchsorted(keys[order], wanted), max(len(keys) - 1, 0))
    fact_row = np.where(keys[order][at] == wanted, order[at], -1) if len(keys) else np.full(len(wanted), -1)
    answer = np.zeros(len(keys), np.bool_)
    answer[fact_row[fact_row >= 0]] = True
    pair = known.triple_pair[triple]
    stratum = np.where(known.triple_count[triple] > 0, 0, np.where(known.pair_count[pair] > 0, 1, len(STRATA) - 1))
    return Day(day, queries, counts, candidates, table, answer, stratum, fact_query, fact_row)
