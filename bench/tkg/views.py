"""Views of the whole graph that are made anew every few days: vectors of entities, and where the nameless belong.

The rule: they are made from the state at the start of a day, so they know nothing of it.
Method: truncated SVD (randomised, Halko et al. 2011) of four views side by side: partners, relations, relation with
object, and what the names tell; a name without brackets belongs to the place of a good share of its partners.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp

from bench.tkg.layout import NOWHERE, Graph
from bench.tkg.state import SEASON, Floats, Int32s, Known

WIDTH = 64
"""Dimensions of a vector."""
HOME_SHARE = 0.35
"""Least share of an entity's weighted ties with one place for it to count as its home."""
SHARES = {"partner": 1.0, "relation": 0.5, "role": 0.7, "name": 0.3}
"""Weight of each view."""
FLOOR = 0.1
"""What an old tie still weighs."""
OVERSAMPLE, ROUNDS = 10, 3


def refresh(known: Known, graph: Graph, day: int) -> None:
    """Writes the vectors and the homes as of the start of `day` into the state."""
    live = known.triple_count > 0
    subject = np.repeat(np.arange(graph.entities), np.diff(known.triples_of))[live]
    relation, object_ = known.triple_relation[live].astype(np.int64), known.triple_object[live]
    weight = known.triple_weight[live, SEASON] * known.decay[day - known.triple_last[live], SEASON] + FLOOR
    ties = _view(weight, subject, object_, graph)
    known.place[:] = _homes(ties, graph)
    _settle(known, graph)
    _, role = np.unique(relation * graph.entities + object_, return_inverse=True)
    named = known.sector > 1
    views = [SHARES["partner"] * _even(ties), SHARES["relation"] * _even(_view(weight, subject, relation, graph)),
             SHARES["role"] * _even(_view(weight, subject, role, graph)),
             SHARES["name"] * _marks(known.place != NOWHERE, known.place), SHARES["name"] * _marks(named, known.sector)]
    known.vectors[:] = _unit(_left(sp.hstack(views).tocsr().astype(np.float32), known.vectors.shape[1]))
    known.partners[:] = _unit(ties @ known.vectors)
    _write_kin(known, day)


def _write_kin(known: Known, day: int) -> None:
    """How often each entity was the object of relations akin to a relation: those that meet the same objects."""
    age = np.maximum(day - known.role_last, 0)
    weight = np.where(known.role_last < 0, 0, known.role_weight[:, :, SEASON] * known.decay[age, SEASON])
    unit = np.log1p(weight)
    unit *= np.log((len(unit) + 1) / ((unit > 0).sum(0) + 1))
    unit /= np.linalg.norm(unit, axis=1, keepdims=True) + 1e-6
    akin = np.maximum(unit @ unit.T, 0) ** 2
    np.fill_diagonal(akin, 0)
    akin /= akin.sum(1, keepdims=True) + 1e-6
    known.kin[:] = akin @ (weight / (weight.sum(1, keepdims=True) + 1))


def _view(weight: Floats, row: Any, column: Any, graph: Graph) -> Any:
    made = sp.csr_matrix((weight, (row, column)), shape=(graph.entities, max(int(column.max()) + 1, graph.entities)))
    made.data = np.log1p(3 * made.data)
    return made


def _marks(which: Any, column: Int32s) -> Any:
    rows = np.flatnonzero(which)
    shape = (len(column), int(column.max()) + 2)
    return sp.csr_matrix((np.ones(len(rows), np.float32), (rows, column[rows])), shape=shape)


def _even(view: Any) -> Any:
    """Rare columns weigh more, rows have length 1."""
    rare = np.log((view.shape[0] + 1) / (np.asarray((view > 0).sum(0)).ravel() + 1))
    view = view @ sp.diags(rare)
    length = np.sqrt(np.asarray(view.multiply(view).sum(1)).ravel())
    return sp.diags(1 / np.maximum(length, 1e-6)) @ view


def _left(view: Any, width: int) -> Any:
    """The left singular vectors, each times the root of its singular value."""
    draws = np.random.default_rng(0).standard_normal((view.shape[1], width + OVERSAMPLE)).astype(np.float32)
    found = view @ draws
    for _ in range(ROUNDS):
        found = view @ (view.T @ np.linalg.qr(found)[0])
    basis = np.linalg.qr(found)[0]
    left, values, _ = np.linalg.svd((view.T @ basis).T, full_matrices=False)
    made = ((basis @ left) * np.sqrt(values))[:, :width]
    return np.pad(made, ((0, 0), (0, width - made.shape[1])))  # a graph with fewer entities than dimensions


def _unit(vectors: Any) -> Any:
    return vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-6)


def _homes(ties: Any, graph: Graph) -> Int32s:
    home = graph.place.copy()
    told = np.flatnonzero(graph.place != NOWHERE)
    if not len(told):
        return home
    marks = _marks(home != NOWHERE, home)
    share = np.asarray((ties @ marks).todense())
    clear = (home == NOWHERE) & (share.max(1) > HOME_SHARE * share.sum(1))
    home[clear] = share.argmax(1)[clear]
    return home


def _settle(known: Known, graph: Graph) -> None:
    """The lists of residents by place, and how many peers share a place and a sector."""
    settled = np.flatnonzero(known.place != NOWHERE)
    settled = settled[np.argsort(known.place[settled], kind="stable")]
    known.residents[:len(settled)] = settled
    known.residents_of[:] = np.searchsorted(known.place[settled], np.arange(graph.places + 1))
    known.peers[:] = 0
    np.add.at(known.peers, (known.place[settled], known.sector[settled]), 1)
