"""Which texts are copies of each other: syndicated wire stories, a story under several topics, a page fetched again.

The rule: groups do not depend on the order of the texts. Two texts are copies where they have most three-word runs in
common (Jaccard at THRESHOLD or above); copies of copies are in one group. Candidates come from MinHash bands, so the
work is linear in the texts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

THRESHOLD = 0.8
"""Share of three-word runs in common. A wire story with another headline and a cut last paragraph stays above, two
reports of one event in own words are far below (under 0.3 in the feeds that bench/events.py reads)."""

PERMUTATIONS, BANDS, SEED = 128, 16, 1
"""16 bands of 8: of pairs at the threshold 95 in 100 become candidates, of those at 0.5 six. Not tuned further."""

WORD = re.compile(r"\w+")


def copies(texts: Mapping[str, str], *, threshold: float = THRESHOLD) -> dict[str, str]:
    """The group of each text (by its key), named by the smallest key in it; a text without a word is alone.

    Method: MinHash with locality-sensitive hashing (Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, ch. 3).

    >>> wire = "The delegation arrived on Thursday and was met by the premier at the airport, the agency said."
    >>> copies({"b": wire, "a": wire.upper(), "c": "The premier met the delegation."})
    {'b': 'a', 'a': 'a', 'c': 'c'}
    """
    from rensa import RMinHash, RMinHashLSH  # a Rust extension: loaded where it is needed

    group = {key: key for key in texts}
    index = RMinHashLSH(threshold, PERMUTATIONS, BANDS)
    keys: list[str] = []
    prints: list[RMinHash] = []
    for key, text in texts.items():
        if not (runs := _runs(text)):
            continue
        mark = RMinHash(PERMUTATIONS, SEED)
        mark.update(runs)
        for other in index.query(mark):
            if mark.jaccard(prints[other]) >= threshold:
                _join(group, key, keys[other])
        index.insert(len(keys), mark)
        keys.append(key)
        prints.append(mark)
    return {key: _root(group, key) for key in texts}


def _runs(text: str) -> list[str]:
    """The different runs of three words; of a shorter text, the text."""
    words = WORD.findall(text.casefold())
    return sorted({" ".join(words[at:at + 3]) for at in range(max(1, len(words) - 2))}) if words else []


def _root(group: dict[str, str], key: str) -> str:
    while group[key] != key:
        group[key] = key = group[group[key]]
    return key


def _join(group: dict[str, str], key: str, other: str) -> None:
    first, second = sorted((_root(group, key), _root(group, other)))
    group[second] = first
