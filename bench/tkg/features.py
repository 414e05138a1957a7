"""Candidates for one query (subject, relation, ?) on a day, and what is known about each: all that the ranker sees.

The rule: a function here sees the state at the start of the day, the subject and the relation; never another query. An
id of an entity is an index, not a value: candidates that a source scores the same get in together or not at all.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bench.tkg.layout import NOWHERE, Ints
from bench.tkg.state import (
    DAYS,
    INVERSE,
    MONTH,
    NEVER,
    SAME,
    SEASON,
    SPANS,
    WEEK,
    Floats,
    Int32s,
    Known,
    bucket,
    compiled,
    kind,
)

HISTORY = (
    "triple 2d", "triple 8d", "triple 32d", "triple 128d", "triple count", "triple age", "triple share 8d",
    "triple share 128d", "side 8d", "side 32d", "side 128d", "inverse 8d", "inverse 32d", "inverse age",
    "rules any", "rule best", "rule second", "rules sum", "relations",
    "triple share 2d", "triple share 32d", "side share 32d", "rules share")
PAIR = (
    "pair 2d", "pair 8d", "pair 32d", "pair 128d", "pair count", "pair age", "pair share 8d", "pair share 128d",
    "pair share of object", "pair share 2d", "pair share 32d")
ROLE = ("role 2d", "role 8d", "role 32d", "role 128d", "role age", "role share 32d", "role share 128d")
OBJECT = (
    "object 2d", "object 8d", "object 32d", "object 128d", "object age", "object count", "object born", "object trend")
NEIGHBOURS = (
    "two steps", "two steps even", "compatriots 128d", "compatriots 8d", "colleagues", "alike", "alike mean",
    "through partners", "two steps 8d", "alike 8d", "vector", "vector of role's objects", "vector of partners",
    "vector of object's partners", "alike share", "land 128d", "land 8d", "land share")
NAMES = (
    "same place", "places known", "place share in role", "place share", "sector share in role", "sector share",
    "sector prior", "prior", "place share of land", "sector share of land", "place share of alike",
    "sector share of alike", "lands 128d")
FRESH = (
    "first 2d", "first 8d", "first 32d", "first 128d", "first share of object", "first age", "first role 2d",
    "first role 8d", "first role 32d", "first role 128d", "first role share", "first land 8d", "first land 32d",
    "first land 128d", "kin role", "best rule share")
"""First facts of a pair: who meets whom anew does not follow from who meets whom."""
QUERY = (
    "q count", "q 8d", "q role 128d", "q role objects", "q partners", "q relation facts", "q repeats", "q pairs",
    "q inverse", "q born", "q sector", "q alike", "q best rules", "q role age", "q first", "q first 8d", "q first role",
    "q pair last")
RANKED = (
    "rules any", "two steps", "alike", "prior", "triple age", "vector of role's objects", "pair share 128d",
    "land 128d", "first role 32d", "kin role")
"""Features whose rank among the candidates is a feature too; an age counts from the youngest."""
FEATURES = (
    *HISTORY, *PAIR, *ROLE, *OBJECT, *NEIGHBOURS, *NAMES, *FRESH, *QUERY, *(f"rank of {name}" for name in RANKED))

_PAIR = len(HISTORY)
_ROLE = _PAIR + len(PAIR)
_OBJECT = _ROLE + len(ROLE)
_NEIGHBOURS = _OBJECT + len(OBJECT)
_NAMES = _NEIGHBOURS + len(NEIGHBOURS)
_FRESH = _NAMES + len(NAMES)
_QUERY = _FRESH + len(FRESH)
_RANKS = _QUERY + len(QUERY)
_RANKED = np.array([FEATURES.index(name) for name in RANKED])
_DOWN = np.array([-1.0 if name.endswith("age") else 1.0 for name in RANKED])

LONG_AGO = 9999.0
"""The age of what never was."""
MOST = np.array([70, 30, 25, 25, 40, 30, 25, 20, 25, 25, 20])
"""Candidates from each source: rules, alike, role, two steps, prior, vector, compatriots, partners, first facts under
the relation, first facts from the subject's place, kin relations."""
TIES = 20
"""Ties at a source's cut that still get in."""
CEILING = int(MOST.sum()) + TIES * len(MOST)
"""The most candidates that a query can have."""
BACK_OFF = 5.0
"""Cases at which a rule's own confidence weighs as much as its kind's; the same for sectors."""
LATEST = 30_000
"""Facts of the relation looked at, from the latest: bounds the time on large graphs."""
FAINT = 0.1
"""Least weight of a first step."""
FAINT_FIRST, FAINT_KIN = 0.02, 0.0005
"""Least weight of a first fact, and least share among the objects of kin relations, that make an entity a candidate."""
BETWEEN_PLACES = 50.0
"""Over how many foreign places the prior spreads."""
UNSETTLED = 1000.0
"""Peers of an entity that belongs nowhere."""

# columns of the scratch table, one row an entity
(T2, T8, T32, T128, T_COUNT, T_LAST, S8, S32, S128, I8, I32, I_LAST, ANY, BEST, SECOND, SUM, RELATIONS,
 STEPS, LAND128, LAND8, COLLEAGUES, ALIKE, ALL, THROUGH, STEPS8, ALIKE8, PRIOR, PARTNER, ROLE_VECTOR,
 PLACE_IN_LIST, FIRST_ROLE, FIRST_LAND, KIN) = range(33)
COLUMNS = 33


class Scratch(NamedTuple):
    """Room for one query at a time, by entity; clean between queries."""

    table: Floats
    seen: Int32s
    touched: Int32s
    number: Ints
    """One number: how many entities are touched."""


class Profile(NamedTuple):
    """Sums over a subject's past."""

    to_role: Floats
    """Mean vector of the objects under this relation, length 1."""
    to_all: Floats
    place_in_role: Floats
    place: Floats
    sector_in_role: Floats
    sector: Floats
    prior: Floats
    """By sector of the object."""
    place_of_land: Floats
    sector_of_land: Floats
    """By place and sector: the objects of compatriots under this relation."""
    place_of_alike: Floats
    sector_of_alike: Floats
    likeness: Floats
    """By entity: its vector against the subject's."""
    sums: Floats
    """Numbers by the names below."""


(Q_ROLE8, Q_ROLE128, Q_OBJECTS, Q_LAST, Q_PAIR8, Q_PAIR128, Q_PARTNERS, Q_FACTS, Q_ALIKE, Q_ROLE_ALL32,
 Q_ROLE_ALL128, Q_ROLE2, Q_ROLE32, Q_SIDE32, Q_RULES, Q_PAIR2, Q_PAIR32) = range(17)
SUMS = 17


def room(entities: int) -> Scratch:
    """Clean room for queries over so many entities."""
    table = np.zeros((entities, COLUMNS), np.float32)
    return Scratch(table, np.zeros(entities, np.int32), np.zeros(entities, np.int32), np.zeros(1, np.int64))


@compiled
def describe(known: Known, query: Ints, day: int, scratch: Scratch, into: Int32s, rows: Floats) -> int:
    """How many candidates `query` (subject, relation) has: they are written into `into`, their features into `rows`."""
    subject, relation = query[0], query[1]
    profile = _profile(known, subject, relation, day)
    _past(known, subject, relation, day, scratch, profile)
    _two_steps(known, subject, day, scratch, profile)
    _others(known, subject, relation, day, scratch, profile)
    _compatriots(known, subject, scratch)
    _firsts(known, subject, relation, day, scratch, profile)
    _priors(known, subject, relation, day, scratch, profile)
    count = _choose(known, relation, day, scratch, into)
    for i in range(count):
        entity, row = into[i], rows[i]
        row[:] = 0
        _write_history(row, scratch.table[entity], day, profile.sums)
        _write_popular(known, row, entity, relation, day, profile.sums)
        _write_neighbours(known, row, subject, entity, day, scratch.table[entity], profile)
        _write_names(known, row, day, subject, entity, scratch.table[entity], profile)
        _write_firsts(known, row, day, subject, relation, entity, scratch.table[entity])
        scratch.table[entity, PLACE_IN_LIST] = i + 1
    _write_pairs(known, rows, subject, day, scratch, profile.sums)
    _write_query(known, rows[:count], subject, relation, day, profile)
    _write_ranks(rows[:count])
    _clean(scratch)
    return count


@compiled
def describe_all(
    known: Known, queries: Ints, day: int, scratch: Scratch, into: Int32s, rows: Floats, counts: Ints
) -> int:
    """`describe` for each query in turn, one after the other in `into` and `rows`; the number of rows comes back."""
    total = 0
    for i in range(len(queries)):
        counts[i] = describe(known, queries[i], day, scratch, into[total:], rows[total:])
        total += counts[i]
    return total


@compiled
def _profile(known: Known, subject: int, relation: int, day: int) -> Profile:
    width, places, sectors = known.vectors.shape[1], len(known.residents_of), known.sector_count.shape[1]
    prior = np.zeros(sectors, np.float32)
    own = known.sector_pairs[relation, known.sector[subject]]
    everyone, all_own = known.sector_count[relation].sum(), own.sum()
    for x in range(sectors):
        common = (known.sector_count[relation, x] + 0.001) / (everyone + 1)
        prior[x] = (own[x] + BACK_OFF * common) / (all_own + BACK_OFF)
    likeness = np.dot(known.vectors, known.vectors[subject])
    sums = np.zeros(SUMS, np.float32)
    sums[Q_LAST] = NEVER
    return Profile(
        np.zeros(width, np.float32), np.zeros(width, np.float32), np.zeros(places, np.float32),
        np.zeros(places, np.float32), np.zeros(sectors, np.float32), np.zeros(sectors, np.float32), prior,
        np.zeros(places, np.float32), np.zeros(sectors, np.float32), np.zeros(places, np.float32),
        np.zeros(sectors, np.float32), likeness, sums)


@compiled
def _touch(scratch: Scratch, entity: int) -> Floats:
    row: Floats = scratch.table[entity]
    if scratch.seen[entity] == 0:
        scratch.seen[entity] = 1
        scratch.touched[scratch.number[0]] = entity
        scratch.number[0] += 1
        row[T_LAST] = NEVER
        row[I_LAST] = NEVER
    return row


@compiled
def _past(known: Known, subject: int, relation: int, day: int, scratch: Scratch, profile: Profile) -> None:
    """What the subject did and suffered, triple by triple; rules from it to the query's relation."""
    relations = len(known.repeats) // 2
    sums = profile.sums
    for t in range(known.triples_of[subject], known.triples_of[subject + 1]):
        if known.triple_count[t] == 0:
            continue
        entity, body, age = known.triple_object[t], known.triple_relation[t], day - known.triple_last[t]
        row = _touch(scratch, entity)
        k = kind(relation, body, relations)
        sums[Q_RULES] += _rule(known, row, relation, body, k, bucket(age, known.triple_count[t]))
        weight = known.triple_weight[t] * known.decay[age]
        profile.to_all[:] += weight[SEASON] * known.vectors[entity]
        profile.place[known.place[entity]] += weight[SEASON]
        profile.sector[known.sector[entity]] += weight[SEASON]
        if k == SAME:
            row[T2:T2 + SPANS] = weight
            row[T_COUNT], row[T_LAST] = known.triple_count[t], known.triple_last[t]
            profile.to_role[:] += weight[SEASON] * known.vectors[entity]
            profile.place_in_role[known.place[entity]] += weight[SEASON]
            profile.sector_in_role[known.sector[entity]] += weight[SEASON]
            sums[Q_ROLE2] += weight[DAYS]
            sums[Q_ROLE8] += weight[WEEK]
            sums[Q_ROLE32] += weight[MONTH]
            sums[Q_ROLE128] += weight[SEASON]
            sums[Q_OBJECTS] += 1
            sums[Q_LAST] = max(sums[Q_LAST], known.triple_last[t])
        elif k == INVERSE:
            row[I8], row[I32], row[I_LAST] = weight[WEEK], weight[MONTH], known.triple_last[t]
        if (body < relations) == (relation < relations):
            row[S8:S8 + SPANS - 1] += weight[WEEK:]
            sums[Q_SIDE32] += weight[MONTH]
    profile.to_role[:] /= np.sqrt((profile.to_role ** 2).sum()) + 1e-6
    profile.to_all[:] /= np.sqrt((profile.to_all ** 2).sum()) + 1e-6


@compiled
def _rule(known: Known, row: Floats, head: int, body: int, k: int, b: int) -> float:
    """Adds the confidence of head <- body at this age and frequency, smoothed towards its kind's, and gives it back."""
    usual = (known.kind_hits[k, b] + 0.02) / (known.kind_cases[k, b] + 1)
    confidence = (known.rule_hits[head, body, b] + BACK_OFF * usual) / (known.rule_cases[head, body, b] + BACK_OFF)
    row[ANY] -= np.log(1 - min(confidence, 0.99))
    row[SUM] += confidence
    row[RELATIONS] += 1
    if confidence > row[BEST]:
        row[SECOND], row[BEST] = row[BEST], confidence
    elif confidence > row[SECOND]:
        row[SECOND] = confidence
    return float(confidence)


@compiled
def _two_steps(known: Known, subject: int, day: int, scratch: Scratch, profile: Profile) -> None:
    """Partners of partners, each step by its share of the one between."""
    for p in range(known.pairs_of[subject], known.pairs_of[subject + 1]):
        if known.pair_count[p] == 0:
            continue
        between, age = known.pair_object[p], day - known.pair_last[p]
        weight = known.pair_weight[p] * known.decay[age]
        profile.sums[Q_PARTNERS] += 1
        profile.sums[Q_PAIR2] += weight[DAYS]
        profile.sums[Q_PAIR8] += weight[WEEK]
        profile.sums[Q_PAIR32] += weight[MONTH]
        profile.sums[Q_PAIR128] += weight[SEASON]
        _touch(scratch, between)[PARTNER] = weight[MONTH]
        if weight[MONTH] < FAINT:
            continue
        busy = known.entity_weight[between] * known.decay[day - known.entity_last[between]] + 1
        step, step8 = weight[MONTH] / busy[MONTH] ** 1.5, weight[WEEK] / busy[WEEK] ** 1.5
        for q in range(known.pairs_of[between], known.pairs_of[between + 1]):
            if known.pair_count[q] > 0 and known.pair_object[q] != subject:
                row = _touch(scratch, known.pair_object[q])
                age = day - known.pair_last[q]
                row[STEPS] += step * known.pair_weight[q, MONTH] * known.decay[age, MONTH]
                row[STEPS8] += step8 * known.pair_weight[q, WEEK] * known.decay[age, WEEK]


@compiled
def _others(known: Known, subject: int, relation: int, day: int, scratch: Scratch, profile: Profile) -> None:
    """Whom others turned to under this relation, weighted by how the other is related to the subject."""
    first, end = known.facts_of[relation], known.facts_of[relation + 1]
    end = first + np.searchsorted(known.fact_day[first:end], day)
    profile.sums[Q_FACTS] = end - first
    home, sector = known.place[subject], known.sector[subject]
    for i in range(max(first, end - LATEST), end):
        other, entity = known.fact_subject[i], known.fact_object[i]
        if other == subject or entity == subject:
            continue
        row, age = _touch(scratch, entity), day - known.fact_day[i]
        weight = known.decay[age, SEASON]
        if home != NOWHERE and known.place[other] == home:
            row[LAND128] += weight
            row[LAND8] += known.decay[age, WEEK]
            profile.place_of_land[known.place[entity]] += weight
            profile.sector_of_land[known.sector[entity]] += weight
        if known.sector[other] == sector:
            row[COLLEAGUES] += weight
        like = max(profile.likeness[other], 0.0) ** 3
        row[ALIKE] += like * weight
        row[ALIKE8] += like * known.decay[age, WEEK]
        profile.place_of_alike[known.place[entity]] += like * weight
        profile.sector_of_alike[known.sector[entity]] += like * weight
        row[ALL] += weight
        row[THROUGH] += scratch.table[other, PARTNER] * known.decay[age, MONTH]
        profile.sums[Q_ALIKE] += like * weight


@compiled
def _firsts(known: Known, subject: int, relation: int, day: int, scratch: Scratch, profile: Profile) -> None:
    """Whom others met for the first time, under this relation or from the subject's place; objects of kin relations."""
    home = known.place[subject]
    for entity in range(len(known.fresh_last)):
        if known.fresh_last[entity] == NEVER or entity == subject:
            continue
        role = _faded(
            known.fresh_role_weight[relation, entity], known.fresh_role_last[relation, entity], day, known.decay, MONTH)
        land = 0.0
        if home != NOWHERE:
            land = _faded(
                known.fresh_land_weight[home, entity], known.fresh_land_last[home, entity], day, known.decay, MONTH)
        kin = known.kin[relation, entity]
        if role > FAINT_FIRST or land > FAINT_FIRST or kin > FAINT_KIN:
            row = _touch(scratch, entity)
            row[FIRST_ROLE], row[FIRST_LAND], row[KIN] = role, land, kin


@compiled
def _compatriots(known: Known, subject: int, scratch: Scratch) -> None:
    home = known.place[subject]
    if home == NOWHERE:
        return
    for i in range(known.residents_of[home], known.residents_of[home + 1]):
        if known.residents[i] != subject:
            _touch(scratch, known.residents[i])


@compiled
def _priors(known: Known, subject: int, relation: int, day: int, scratch: Scratch, profile: Profile) -> None:
    """The chance by place and sector alone, for the cold start; the vectors; the sums over the role's objects."""
    home = known.place[subject]
    near = known.vectors @ (profile.to_role + np.float32(0.3) * profile.to_all)
    for i in range(scratch.number[0]):
        entity = scratch.touched[i]
        row, sector, place = scratch.table[entity], known.sector[entity], known.place[entity]
        within = (known.sector_near[relation, sector] + 0.3) / (known.sector_count[relation, sector] + 1)
        chance = within if home != NOWHERE and place == home else (1 - within) / BETWEEN_PLACES
        peers = known.peers[place, sector] if place != NOWHERE else UNSETTLED
        busy = _faded(known.entity_weight[entity], known.entity_last[entity], day, known.decay, SEASON)
        row[PRIOR] = profile.prior[sector] * chance / (1 + peers) * np.log(2 + busy)
        row[ROLE_VECTOR] = near[entity] + 2
        role, last = known.role_weight[relation, entity], known.role_last[relation, entity]
        profile.sums[Q_ROLE_ALL32] += _faded(role, last, day, known.decay, MONTH)
        profile.sums[Q_ROLE_ALL128] += _faded(role, last, day, known.decay, SEASON)


@compiled
def _faded(weight: Floats, last: int, day: int, decay: Floats, span: int) -> float:
    return weight[span] * decay[day - last, span] if last != NEVER else 0.0


@compiled
def _choose(known: Known, relation: int, day: int, scratch: Scratch, into: Int32s) -> int:
    """The best of each source, each entity once."""
    touched = scratch.touched[:scratch.number[0]]
    value = np.empty(len(touched), np.float32)
    count = 0
    for source, column in enumerate(
            (ANY, ALIKE, -1, STEPS, PRIOR, ROLE_VECTOR, LAND128, THROUGH, FIRST_ROLE, FIRST_LAND, KIN)):
        for i in range(len(touched)):
            if column >= 0:
                value[i] = scratch.table[touched[i], column]
            else:
                role, last = known.role_weight[relation, touched[i]], known.role_last[relation, touched[i]]
                value[i] = _faded(role, last, day, known.decay, MONTH)
        count = _take(value, touched, MOST[source], scratch.seen, into, count)
    return count


@compiled
def _take(value: Floats, touched: Int32s, most: int, seen: Int32s, into: Int32s, count: int) -> int:
    cut = np.partition(value, len(value) - most)[len(value) - most] if len(value) > most else np.float32(0)
    fits = (value >= cut).sum() <= most + TIES
    for i in range(len(touched)):
        if value[i] > 0 and (value[i] > cut or (fits and value[i] == cut)) and seen[touched[i]] == 1:
            seen[touched[i]] = 2
            into[count] = touched[i]
            count += 1
    return count


@compiled
def _write_history(row: Floats, found: Floats, day: int, sums: Floats) -> None:
    row[0:5] = found[T2:T2 + 5]
    row[5] = _age(found[T_LAST], day)
    row[6] = found[T8] / (sums[Q_ROLE8] + 0.5)
    row[7] = found[T128] / (sums[Q_ROLE128] + 0.5)
    row[8:13] = found[S8:S8 + 5]
    row[13] = _age(found[I_LAST], day)
    row[14:19] = found[ANY:ANY + 5]
    row[19] = found[T2] / (sums[Q_ROLE2] + 0.2)
    row[20] = found[T32] / (sums[Q_ROLE32] + 0.5)
    row[21] = found[S32] / (sums[Q_SIDE32] + 0.5)
    row[22] = found[SUM] / (sums[Q_RULES] + 0.01)
    row[_PAIR + 5] = LONG_AGO


@compiled
def _age(last: float, day: int) -> float:
    return day - last if last >= 0 else LONG_AGO


@compiled
def _write_pairs(known: Known, rows: Floats, subject: int, day: int, scratch: Scratch, sums: Floats) -> None:
    for p in range(known.pairs_of[subject], known.pairs_of[subject + 1]):
        place = int(scratch.table[known.pair_object[p], PLACE_IN_LIST])
        if known.pair_count[p] == 0 or place == 0:
            continue
        row, age = rows[place - 1], day - known.pair_last[p]
        row[_PAIR:_PAIR + SPANS] = known.pair_weight[p] * known.decay[age]
        row[_PAIR + 4] = known.pair_count[p]
        row[_PAIR + 5] = age
        row[_PAIR + 6] = row[_PAIR + WEEK] / (sums[Q_PAIR8] + 0.5)
        row[_PAIR + 7] = row[_PAIR + SEASON] / (sums[Q_PAIR128] + 0.5)
        row[_PAIR + 8] = row[_PAIR + MONTH] / (row[_OBJECT + MONTH] + 0.5)
        row[_PAIR + 9] = row[_PAIR] / (sums[Q_PAIR2] + 0.2)
        row[_PAIR + 10] = row[_PAIR + MONTH] / (sums[Q_PAIR32] + 0.5)


@compiled
def _write_popular(known: Known, row: Floats, entity: int, relation: int, day: int, sums: Floats) -> None:
    last = known.role_last[relation, entity]
    if last != NEVER:
        row[_ROLE:_ROLE + SPANS] = known.role_weight[relation, entity] * known.decay[day - last]
    row[_ROLE + 4] = _age(last, day)
    row[_ROLE + 5] = row[_ROLE + MONTH] / (sums[Q_ROLE_ALL32] + 1)
    row[_ROLE + 6] = row[_ROLE + SEASON] / (sums[Q_ROLE_ALL128] + 1)
    last = known.entity_last[entity]
    if last != NEVER:
        row[_OBJECT:_OBJECT + SPANS] = known.entity_weight[entity] * known.decay[day - last]
    row[_OBJECT + 4] = _age(last, day)
    row[_OBJECT + 5] = known.entity_count[entity]
    row[_OBJECT + 6] = day - known.entity_first[entity] if last != NEVER else -1
    row[_OBJECT + 7] = (row[_OBJECT + WEEK] / 8 + 0.02) / (row[_OBJECT + SEASON] / 128 + 0.02)


@compiled
def _write_neighbours(
    known: Known, row: Floats, subject: int, entity: int, day: int, found: Floats, profile: Profile
) -> None:
    at = _NEIGHBOURS
    row[at] = found[STEPS]
    row[at + 1] = found[STEPS] * np.sqrt(row[_OBJECT + MONTH] + 1)
    row[at + 2:at + 6] = found[LAND128:LAND128 + 4]
    row[at + 6] = found[ALIKE] / (found[ALL] + 1)
    row[at + 7] = found[THROUGH]
    row[at + 8] = found[STEPS8]
    row[at + 9] = found[ALIKE8]
    row[at + 10] = profile.likeness[entity]
    row[at + 11] = np.dot(profile.to_role, known.vectors[entity])
    row[at + 12] = np.dot(profile.to_all, known.vectors[entity])
    row[at + 13] = np.dot(known.vectors[subject], known.partners[entity])
    row[at + 14] = found[ALIKE] / (profile.sums[Q_ALIKE] + 0.01)
    home = known.place[subject]
    if home != NOWHERE and known.land_last[home, entity] != NEVER:
        faded = known.land_weight[home, entity] * known.decay[day - known.land_last[home, entity]]
        row[at + 15] = faded[SEASON]
        row[at + 16] = faded[WEEK]
        row[at + 17] = faded[SEASON] / (row[_OBJECT + SEASON] + 1)


@compiled
def _write_names(
    known: Known, row: Floats, day: int, subject: int, entity: int, found: Floats, profile: Profile
) -> None:
    at, place, sector, home = _NAMES, known.place[entity], known.sector[entity], known.place[subject]
    row[at] = home != NOWHERE and place == home
    row[at + 1] = (home != NOWHERE) + 2 * (place != NOWHERE)
    row[at + 2] = profile.place_in_role[place] / (profile.place_in_role.sum() + 1e-6)
    row[at + 3] = profile.place[place] / (profile.place.sum() + 1e-6)
    row[at + 4] = profile.sector_in_role[sector] / (profile.sector_in_role.sum() + 1e-6)
    row[at + 5] = profile.sector[sector] / (profile.sector.sum() + 1e-6)
    row[at + 6] = profile.prior[sector]
    row[at + 7] = found[PRIOR]
    row[at + 8] = profile.place_of_land[place] / (profile.place_of_land.sum() + 0.5)
    row[at + 9] = profile.sector_of_land[sector] / (profile.sector_of_land.sum() + 0.5)
    row[at + 10] = profile.place_of_alike[place] / (profile.place_of_alike.sum() + 0.01)
    row[at + 11] = profile.sector_of_alike[sector] / (profile.sector_of_alike.sum() + 0.01)
    if home != NOWHERE and place != NOWHERE:
        row[at + 12] = _faded(known.lands_weight[home, place], known.lands_last[home, place], day, known.decay, SEASON)


@compiled
def _write_firsts(
    known: Known, row: Floats, day: int, subject: int, relation: int, entity: int, found: Floats
) -> None:
    at, last, home = _FRESH, known.fresh_last[entity], known.place[subject]
    if last != NEVER:
        row[at:at + SPANS] = known.fresh_weight[entity] * known.decay[day - last]
        row[at + 4] = row[at + SEASON] / (row[_OBJECT + SEASON] + 1)
    row[at + 5] = _age(last, day)
    last = known.fresh_role_last[relation, entity]
    if last != NEVER:
        row[at + 6:at + 6 + SPANS] = known.fresh_role_weight[relation, entity] * known.decay[day - last]
        row[at + 10] = row[at + 9] / (row[_ROLE + SEASON] + 1)
    if home != NOWHERE and known.fresh_land_last[home, entity] != NEVER:
        faded = known.fresh_land_weight[home, entity] * known.decay[day - known.fresh_land_last[home, entity]]
        row[at + 11:at + 14] = faded[WEEK:]
    row[at + 14] = known.kin[relation, entity]


@compiled
def _write_query(known: Known, rows: Floats, subject: int, relation: int, day: int, profile: Profile) -> None:
    sums, asked = profile.sums, known.repeats[relation]
    last = known.entity_last[subject]
    best = rows[:, 14].max() if len(rows) else 0.0
    values = np.zeros(len(QUERY))
    values[0] = known.entity_count[subject]
    values[1] = _faded(known.entity_weight[subject], last, day, known.decay, WEEK)
    values[2] = sums[Q_ROLE128]
    values[3] = sums[Q_OBJECTS]
    values[4] = sums[Q_PARTNERS]
    values[5] = sums[Q_FACTS]
    values[6] = (asked[1] + 1) / (asked[0] + 2)
    values[7] = (asked[2] + 1) / (asked[0] + 2)
    values[8] = relation >= len(known.repeats) // 2
    values[9] = day - known.entity_first[subject] if last != NEVER else -1
    values[10] = known.sector_pairs[relation, known.sector[subject]].sum()
    values[11] = sums[Q_ALIKE]
    values[12] = best
    values[13] = _age(sums[Q_LAST], day)
    if known.fresh_last[subject] != NEVER:
        faded = known.fresh_weight[subject] * known.decay[day - known.fresh_last[subject]]
        values[14] = faded[SEASON] / (_faded(known.entity_weight[subject], last, day, known.decay, SEASON) + 1)
        values[15] = faded[WEEK]
    back = (relation + len(known.repeats) // 2) % len(known.repeats)
    met = known.fresh_role_last[back, subject]
    if met != NEVER:
        fresh = _faded(known.fresh_role_weight[back, subject], met, day, known.decay, SEASON)
        values[16] = (fresh + 0.3) / (sums[Q_ROLE128] + 1)
    values[17] = _age(last, day)
    rows[:, _FRESH + 15] = rows[:, 14] / (best + 1e-4)
    for i in range(len(values)):
        rows[:, _QUERY + i] = values[i]


@compiled
def _write_ranks(rows: Floats) -> None:
    for i in range(len(_RANKED)):
        value = -_DOWN[i] * rows[:, _RANKED[i]]
        order = np.argsort(value)
        rank = 0
        for at in range(len(order)):
            if at > 0 and value[order[at]] != value[order[at - 1]]:
                rank = at
            rows[order[at], _RANKS + i] = rank


@compiled
def _clean(scratch: Scratch) -> None:
    for i in range(scratch.number[0]):
        scratch.table[scratch.touched[i]] = 0
        scratch.seen[scratch.touched[i]] = 0
    scratch.number[0] = 0
