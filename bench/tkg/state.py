"""What is known at the start of a day: counts that decay, by triple, pair, relation with object, entity; rules' record.

The rule: `learn` is the only writer, it takes one whole day, and it runs after every query of that day was described.
Nothing of a day is visible to its own queries, so their scores cannot depend on one another.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

from bench.tkg.layout import NOWHERE, Graph, Ints

F = TypeVar("F", bound=Callable[..., Any])
Floats = NDArray[np.float32]
Int32s = NDArray[np.int32]

HALF_LIVES = (2.0, 8.0, 32.0, 128.0)
"""Days in which a count loses half its weight: days, a week, a month, a season."""
DAYS, WEEK, MONTH, SEASON = range(4)
SPANS = len(HALF_LIVES)
NEVER = -1
"""The last day of what has not been seen."""
AGE_EDGES = np.array([1, 2, 3, 5, 8, 15, 30, 60, 120, 365])
"""Days since a body last held, where a rule's confidence changes bucket."""
COUNT_BUCKETS = 4
BUCKETS = (len(AGE_EDGES) + 1) * COUNT_BUCKETS
SAME, INVERSE, SAME_SIDE, OTHER_SIDE = range(4)
"""Kinds of rule r <- r2 that lend their confidence to a rule with few cases."""


def compiled(function: F) -> F:
    """`function` as machine code, kept on disk for the next run."""
    return cast("F", numba.njit(cache=True)(function))


class Known(NamedTuple):
    """Arrays over the doubled graph: relation r + relations is the inverse of r, so every query asks for an object."""

    # triples, sorted by subject, relation, object
    triples_of: Ints
    triple_relation: Int32s
    triple_object: Int32s
    triple_pair: Int32s
    triple_weight: Floats
    triple_last: Int32s
    triple_count: Int32s
    # pairs, sorted by subject, object
    pairs_of: Ints
    pair_object: Int32s
    pair_weight: Floats
    pair_last: Int32s
    pair_count: Int32s
    # facts by relation, in order of time
    facts_of: Ints
    fact_subject: Int32s
    fact_object: Int32s
    fact_day: Int32s
    # relation x object, and entities
    role_weight: Floats
    role_last: Int32s
    entity_weight: Floats
    entity_first: Int32s
    entity_last: Int32s
    entity_count: Int32s
    # place of the subject x object, place x place
    land_weight: Floats
    land_last: Int32s
    lands_weight: Floats
    lands_last: Int32s
    # first facts of a pair only: relation x object, entities, place of the subject x object
    fresh_role_weight: Floats
    fresh_role_last: Int32s
    fresh_weight: Floats
    fresh_last: Int32s
    fresh_land_weight: Floats
    fresh_land_last: Int32s
    # rules: cases and hits by head, body, bucket; by kind, bucket
    rule_cases: Floats
    rule_hits: Floats
    kind_cases: Floats
    kind_hits: Floats
    # relation: answers, of these triples seen before, pairs seen before
    repeats: Floats
    # sectors of objects: by relation; of these in the subject's place; by relation and the subject's sector
    sector_count: Floats
    sector_near: Floats
    sector_pairs: Floats
    # views, made anew every few days
    place: Int32s
    sector: Int32s
    residents_of: Ints
    residents: Int32s
    peers: Int32s
    vectors: Floats
    partners: Floats
    kin: Floats
    # 2 ** (-age / half-life)
    decay: Floats


class Stream(NamedTuple):
    """The doubled facts in order of time, sorted by subject, relation, object within a day; `day_of` cuts them."""

    facts: Ints
    triple: Ints
    day_of: Ints


def build(graph: Graph, *, width: int) -> tuple[Known, Stream]:
    """The state before the first day, and the facts to be learned. `width`: dimensions of an entity's vector.

    The index lists every triple of the files; one that has not happened yet has count 0 and is passed over.
    """
    n, relations = graph.entities, 2 * graph.relations
    there = graph.facts
    back = np.stack([there[:, 2], there[:, 1] + graph.relations, there[:, 0], there[:, 3]], 1)
    facts = np.concatenate([there, back])
    facts = facts[np.lexsort((facts[:, 2], facts[:, 1], facts[:, 0], facts[:, 3]))]
    keys, triple = np.unique((facts[:, 0] * relations + facts[:, 1]) * n + facts[:, 2], return_inverse=True)
    subject, relation, object_ = keys // (relations * n), keys // n % relations, keys % n
    pairs, of_pair = np.unique(subject * n + object_, return_inverse=True)
    by_relation = facts[np.lexsort((facts[:, 3], facts[:, 1]))]
    days = int(facts[:, 3].max()) + 2

    def zeros(*shape: int) -> Floats:
        return np.zeros(shape, np.float32)

    def never(*shape: int) -> Int32s:
        return np.full(shape, NEVER, np.int32)

    def none(*shape: int) -> Int32s:
        return np.zeros(shape, np.int32)

    known = Known(
        _cuts(subject, n), _int32(relation), _int32(object_), _int32(of_pair),
        zeros(len(keys), SPANS), never(len(keys)), none(len(keys)),
        _cuts(pairs // n, n), _int32(pairs % n), zeros(len(pairs), SPANS), never(len(pairs)), none(len(pairs)),
        _cuts(by_relation[:, 1], relations), _int32(by_relation[:, 0]), _int32(by_relation[:, 2]),
        _int32(by_relation[:, 3]),
        zeros(relations, n, SPANS), never(relations, n), zeros(n, SPANS), never(n), never(n), none(n),
        zeros(graph.places + 1, n, SPANS), never(graph.places + 1, n),
        zeros(graph.places + 1, graph.places + 1, SPANS), never(graph.places + 1, graph.places + 1),
        zeros(relations, n, SPANS), never(relations, n), zeros(n, SPANS), never(n),
        zeros(graph.places + 1, n, SPANS), never(graph.places + 1, n),
        zeros(relations, relations, BUCKETS), zeros(relations, relations, BUCKETS), zeros(4, BUCKETS),
        zeros(4, BUCKETS),
        zeros(relations, 3), zeros(relations, graph.sectors), zeros(relations, graph.sectors),
        zeros(relations, graph.sectors, graph.sectors),
        graph.place.copy(), graph.sector, np.zeros(graph.places + 1, np.int64), none(n),
        none(max(graph.places, 1), graph.sectors), zeros(n, width), zeros(n, width), zeros(relations, n),
        (2.0 ** (-np.arange(days)[:, None] / np.array(HALF_LIVES))).astype(np.float32))
    return known, Stream(facts, triple, np.searchsorted(facts[:, 3], np.arange(days)))


def _cuts(sorted_ids: Ints, count: int) -> Ints:
    return np.searchsorted(sorted_ids, np.arange(count + 1))


def _int32(values: Ints) -> Int32s:
    return values.astype(np.int32)


@compiled
def bucket(age: int, count: int) -> int:
    """The bucket of a rule's body: days since it last held, days on which it held."""
    often = 0 if count == 1 else 1 if count < 4 else 2 if count < 10 else 3
    return int(np.searchsorted(AGE_EDGES, age)) * COUNT_BUCKETS + often


@compiled
def kind(head: int, body: int, relations: int) -> int:
    """How the body's relation stands to the head's; `relations` without inverses."""
    if head == body:
        return SAME
    if (head + relations) % (2 * relations) == body:
        return INVERSE
    return SAME_SIDE if (head < relations) == (body < relations) else OTHER_SIDE


@compiled
def learn(known: Known, facts: Ints, triple: Ints, day: int) -> None:
    """Adds the facts of one day, sorted by subject, relation, object, to the state."""
    start = 0
    for end in range(1, len(facts) + 1):
        if end == len(facts) or facts[end, 0] != facts[start, 0] or facts[end, 1] != facts[start, 1]:
            _judge_rules(known, facts[start:end], triple[start:end], day)
            start = end
    fresh = known.pair_count[known.triple_pair[triple]] == 0
    for row in range(len(facts)):
        _count(known, facts[row], triple[row], day, fresh[row])


@compiled
def _judge_rules(known: Known, answers: Ints, triple: Ints, day: int) -> None:
    subject, head = answers[0, 0], answers[0, 1]
    relations = len(known.repeats) // 2
    for t in range(known.triples_of[subject], known.triples_of[subject + 1]):
        if known.triple_count[t] == 0:
            continue
        body = known.triple_relation[t]
        b = bucket(day - known.triple_last[t], known.triple_count[t])
        k = kind(head, body, relations)
        known.rule_cases[head, body, b] += 1
        known.kind_cases[k, b] += 1
        for row in range(len(answers)):
            if answers[row, 2] == known.triple_object[t]:
                known.rule_hits[head, body, b] += 1
                known.kind_hits[k, b] += 1
    for t in triple:
        known.repeats[head, 0] += 1
        known.repeats[head, 1] += known.triple_count[t] > 0
        known.repeats[head, 2] += known.pair_count[known.triple_pair[t]] > 0


@compiled
def _count(known: Known, fact: Ints, triple: int, day: int, fresh: bool) -> None:
    subject, relation, object_ = fact[0], fact[1], fact[2]
    pair = known.triple_pair[triple]
    _bump(known.triple_weight[triple], known.triple_last, triple, day, known.decay)
    _bump(known.pair_weight[pair], known.pair_last, pair, day, known.decay)
    _bump(known.role_weight[relation, object_], known.role_last[relation], object_, day, known.decay)
    _bump(known.entity_weight[object_], known.entity_last, object_, day, known.decay)
    home, place = known.place[subject], known.place[object_]
    _bump(known.land_weight[home, object_], known.land_last[home], object_, day, known.decay)
    _bump(known.lands_weight[home, place], known.lands_last[home], place, day, known.decay)
    if fresh:
        _bump(known.fresh_role_weight[relation, object_], known.fresh_role_last[relation], object_, day, known.decay)
        _bump(known.fresh_weight[object_], known.fresh_last, object_, day, known.decay)
        _bump(known.fresh_land_weight[home, object_], known.fresh_land_last[home], object_, day, known.decay)
    if known.entity_count[object_] == 0:
        known.entity_first[object_] = day
    known.triple_count[triple] += 1
    known.pair_count[pair] += 1
    known.entity_count[object_] += 1
    sector = known.sector[object_]
    known.sector_count[relation, sector] += 1
    known.sector_pairs[relation, known.sector[subject], sector] += 1
    if home != NOWHERE and home == place:
        known.sector_near[relation, sector] += 1


@compiled
def _bump(weight: Floats, last: Int32s, index: int, day: int, decay: Floats) -> None:
    for span in range(SPANS):
        before = weight[span] * decay[day - last[index], span] if last[index] != NEVER else 0.0
        weight[span] = before + 1
    last[index] = day
