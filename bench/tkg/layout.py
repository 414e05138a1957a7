"""A temporal knowledge graph read from the layout of the literature (RE-GCN split): tab-separated files in a folder.

The rule: the order of ids says nothing. Some files number entities by how often they occur, test days included, so an
id is never a feature and never breaks a tie.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from visavis.errors import InputError

Ints = NDArray[np.int64]
SPLITS = ("train", "valid", "test")
NOWHERE = -1
"""The place of an entity whose name tells none."""
PERSON, PLACE, OTHER, FIRST_SECTOR = 0, 1, 2, 3
"""Sectors of a name without brackets, of a place itself, of a rare sector; the first number of the frequent ones."""
SECTORS, MEMBERS = 150, 3
"""How many sectors get a number of their own, and the members that one needs: bounds the tables by sector."""
BRACKETED = re.compile(r"^(.+?)[ _]\(([^()]+)\)$")
"""`Police_(Australia)` in one edition, `Police (Australia)` in another: sector and place."""


@dataclass(frozen=True, slots=True)
class Graph:
    """Facts in order of time, and what the names tell of each entity."""

    facts: Ints
    """One row a fact: subject, relation, object, day; days count from 0, one step each."""
    split: Ints
    """Which of SPLITS each fact belongs to."""
    entities: int
    relations: int
    place: NDArray[np.int32]
    """By entity: the place in its name (an entity whose name is a place belongs to it), or NOWHERE."""
    sector: NDArray[np.int32]
    places: int
    sectors: int

    def days(self, split: str) -> Ints:
        """The days of a split on which there are facts, ascending."""
        return np.unique(self.facts[self.split == SPLITS.index(split), 3])


def load(folder: Path, *, last: str = "valid") -> Graph:
    """The graph in `folder` up to and with the split `last`; later files are not opened.

    Raises InputError where a file is missing or holds something else.
    """
    names = _names(folder / "entity2id.txt")
    relations = len(_names(folder / "relation2id.txt"))
    parts = [_facts(folder / f"{name}.txt") for name in SPLITS[:SPLITS.index(last) + 1]]
    return graph(parts, names, relations=relations, where=str(folder))


def graph(parts: list[Ints], names: list[str], *, relations: int, where: str = "") -> Graph:
    """A graph of facts by split (rows of subject, relation, object, time stamp) over the entities called `names`."""
    facts = np.concatenate(parts)
    split = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    if facts[:, :3].min() < 0 or facts[:, [0, 2]].max() >= len(names) or facts[:, 1].max() >= relations:
        hint = "take all files from one data set"
        raise InputError("a fact holds an entity or a relation that has no name", where=where, hint=hint)
    stamps = np.unique(facts[:, 3])
    step = np.gcd.reduce(np.diff(stamps)) if len(stamps) > 1 else 1  # ICEWS18 counts hours, 24 a day
    facts[:, 3] = (facts[:, 3] - stamps[0]) // step
    order = np.argsort(facts[:, 3], kind="stable")
    place, sector = _told_by(names)
    places, sectors = int(place.max()) + 1, int(sector.max()) + 1
    return Graph(facts[order], split[order], len(names), relations, place, sector, places, sectors)


def _told_by(names: list[str]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    found = [BRACKETED.match(name) for name in names]
    places = {name: number for number, name in enumerate(sorted({m[2] for m in found if m}))}
    counted = Counter(m[1] for m in found if m).most_common(SECTORS)
    sectors = {name: FIRST_SECTOR + number for number, (name, n) in enumerate(counted) if n >= MEMBERS}
    place, sector = np.full(len(names), NOWHERE, np.int32), np.full(len(names), PERSON, np.int32)
    for entity, (name, m) in enumerate(zip(names, found, strict=True)):
        if name in places:
            place[entity], sector[entity] = places[name], PLACE
        elif m:
            place[entity], sector[entity] = places[m[2]], sectors.get(m[1], OTHER)
    return place, sector


def _names(path: Path) -> list[str]:
    rows = [line.split("\t") for line in _lines(path)]
    if any(len(row) < 2 or not row[1].strip().isdigit() for row in rows):
        raise InputError("a line is not `name<TAB>number`", where=str(path), hint="see the layout in docs/tkg.md")
    by_number = {int(row[1]): row[0] for row in rows}
    return [by_number.get(number, "") for number in range(max(by_number) + 1)]


def _facts(path: Path) -> Ints:
    rows = [line.split()[:4] for line in _lines(path)]  # some editions carry a fifth column of zeros
    try:
        facts = np.array(rows, np.int64)
    except ValueError:
        facts = np.empty((0, 0), np.int64)
    if facts.ndim != 2 or facts.shape[1] != 4:
        what = "a line is not four whole numbers (subject, relation, object, day)"
        raise InputError(what, where=str(path), hint="see docs/tkg.md")
    return facts


def _lines(path: Path) -> list[str]:
    if not path.is_file():
        hint = "give a folder with entity2id.txt, relation2id.txt, train.txt, valid.txt"
        raise InputError("no such file", where=str(path), hint=hint)
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    if not lines:
        raise InputError("the file is empty", where=str(path), hint="see the layout in docs/tkg.md")
    return lines
