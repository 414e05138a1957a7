"""Which texts are copies of each other: syndicated wire stories, a story under several topics, a page fetched again.

The rule: copies are grouped and never deleted, and groups do not depend on the order of the texts. MinHash by rensa
over runs of words (Broder 1997); a candidate is a text whose print agrees in a whole band, a copy one whose print
agrees in enough places. `copies` groups texts at hand; `archive.copies` keeps prints, and finds a copy as it comes in.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Mapping, Sequence

PLACES = 128
"""Numbers in a print: the standard error of the likeness is 1 / sqrt(128), 9 points at the worst."""

ROWS = 4
"""Numbers in a band. 32 bands of 4: a pair alike by 0.6 meets with 99 %, by 0.5 with 87 %, by 0.2 with 5 %."""

RUN = 3
"""Words in a run. Runs of three bear the trims and changed words of agency copy, and seldom meet by chance."""

ALIKE = 0.6
"""From this share of equal places two texts of different outlets are copies. bench/copies.py, on what another outlet
makes of a story: with its tail cut by 15 % and 5 % of its words changed 90 of 100 are found at 0.6, 46 at 0.7, 6 at
0.8."""

SAME_OUTLET = 0.85
"""An outlet's own texts must be as alike as this to be one. bench/copies.py on three sets of one outlet each: all pairs
under one title are alike by 0.9 or more; of the pairs between 0.5 and 0.8 none is a copy, but a formula filled in anew,
two reports of one day or the same remarks to another committee; there is none between 0.8 and 0.9."""

FEWEST_RUNS = 15
"""Below it a text is a copy only of the same words: headlines and stock phrases are alike by nature."""

SEED = 20_240_501
"""Any number; prints are stored, so it must never change."""

_WORD = re.compile(r"[^\W_]+")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


def copies(texts: Mapping[str, str], *, outlets: Mapping[str, str | None] | None = None) -> dict[str, str]:
    """The group of each text (by its key), named by the smallest key in it; a text without a word is alone.

    Copies of copies are in one group. `outlets`: who published each text, where that is known. Work is linear in the
    texts. Method: locality-sensitive hashing (Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, ch. 3).

    >>> wire = "The delegation arrived on Thursday and was met by the premier at the airport, the agency said."
    >>> copies({"b": wire, "a": wire.upper(), "c": "The premier met the delegation."})
    {'b': 'a', 'a': 'a', 'c': 'c'}
    """
    from rensa import RMinHash, RMinHashLSH  # a Rust extension: loaded where it is needed

    of = outlets or {}
    group = {key: key for key in texts}
    index = RMinHashLSH(ALIKE, PLACES, PLACES // ROWS)
    keys: list[str] = []
    prints: list[RMinHash] = []
    for key, text in texts.items():
        if not (runs := _runs(text)):
            continue
        mark = RMinHash(PLACES, SEED)
        mark.update(runs)
        for other in index.query(mark):
            if mark.jaccard(prints[other]) >= due(of.get(key), of.get(keys[other])):
                _join(group, key, keys[other])
        index.insert(len(keys), mark)
        keys.append(key)
        prints.append(mark)
    return {key: _root(group, key) for key in texts}


def due(outlet: str | None, other: str | None) -> float:
    """How alike the texts of two outlets must be to be copies.

    >>> due("Yonhap", "KCNA"), due("KCNA", "KCNA"), due(None, None)
    (0.6, 0.85, 0.6)
    """
    return SAME_OUTLET if outlet and outlet == other else ALIKE


def print_of(text: str) -> tuple[int, ...] | None:
    """The print of a text, PLACES numbers; None for one without a word.

    >>> print_of("...") is None
    True
    """
    runs = _runs(text)
    if not runs:
        return None
    from rensa import RMinHash

    made = RMinHash(PLACES, SEED)
    made.update(runs)
    return tuple(made.digest())


def likeness(first: Sequence[int], second: Sequence[int]) -> float:
    """The share of equal places, which estimates the share of common runs (Jaccard)."""
    return sum(a == b for a, b in zip(first, second, strict=True)) / len(first)


def bands(made: Sequence[int]) -> list[tuple[int, int]]:
    """(band, number) for each band of a print; two texts that share one are candidates. Numbers fit SQLite's."""
    packed = [struct.pack(f"<{ROWS}I", *made[start:start + ROWS]) for start in range(0, PLACES, ROWS)]
    return [(place, _number(part)) for place, part in enumerate(packed)]


def pack(made: Sequence[int]) -> bytes:
    """A print as it is stored."""
    return struct.pack(f"<{PLACES}I", *made)


def unpack(data: bytes) -> tuple[int, ...]:
    """The print that `pack` stored."""
    return struct.unpack(f"<{PLACES}I", data)


def _number(data: bytes) -> int:
    """A number of 63 bits, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little") >> 1


def _runs(text: str) -> list[str]:
    """The different runs of a text, in order; of one that is too short, all its words as one run."""
    words = _WORD.findall(_CJK.sub(r" \g<0> ", text.lower()))
    runs = sorted({" ".join(words[start:start + RUN]) for start in range(len(words) - RUN + 1)})
    if len(runs) >= FEWEST_RUNS:
        return runs
    return [" ".join(words)] if words else []


def _root(group: dict[str, str], key: str) -> str:
    while group[key] != key:
        group[key] = key = group[group[key]]
    return key


def _join(group: dict[str, str], key: str, other: str) -> None:
    first, second = sorted((_root(group, key), _root(group, other)))
    group[second] = first
