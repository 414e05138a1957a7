"""Near-duplicates: the print of a text, by which copies of it in other outlets are found.

The rule: copies are grouped and never deleted. MinHash by rensa over runs of words (Broder 1997); a candidate is one
whose print agrees in a whole band, a copy one whose print agrees in enough places.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence

PLACES = 128
"""Numbers in a print: the standard error of the likeness is 1 / sqrt(128), 9 points at the worst."""

ROWS = 4
"""Numbers in a band. 32 bands of 4: a pair alike by 0.5 meets with 87 %, by 0.6 with 99 %, by 0.2 with 5 %."""

RUN = 3
"""Words in a run. Runs of three bear the trims and changed words of agency copy, and seldom meet by chance."""

ALIKE = 0.6
"""From this share of equal places two texts are copies. bench/copies.py on the KCNA stories of 2024 and the releases of
the State Department: see docs/watch.md."""

FEWEST_RUNS = 15
"""Below it a text is too short to be told from another: headlines and stock phrases are alike by nature."""

SEED = 20_240_501
"""Any number; a print is stored, so it must never change."""

_WORD = re.compile(r"[^\W_]+")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


def print_of(text: str) -> tuple[int, ...] | None:
    """The print of a text, PLACES numbers; None for one that is too short.

    >>> print_of("too short") is None
    True
    """
    runs = _runs(text)
    if len(runs) < FEWEST_RUNS:
        return None
    from rensa import RMinHash

    made = RMinHash(PLACES, SEED)
    made.update(sorted(runs))
    return tuple(made.digest())


def likeness(first: Sequence[int], second: Sequence[int]) -> float:
    """The share of equal places, which estimates the share of common runs (Jaccard)."""
    return sum(a == b for a, b in zip(first, second, strict=True)) / len(first)


def bands(made: Sequence[int]) -> list[tuple[int, int]]:
    """(band, number) for each band of a print; two texts that share one are candidates. Numbers fit SQLite's."""
    packed = [struct.pack(f"<{ROWS}I", *made[start:start + ROWS]) for start in range(0, PLACES, ROWS)]
    return [(place, hash_of(part)) for place, part in enumerate(packed)]


def hash_of(data: bytes) -> int:
    """A number of 63 bits, the same on every machine."""
    import hashlib

    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little") >> 1


def pack(made: Sequence[int]) -> bytes:
    """A print as it is stored."""
    return struct.pack(f"<{PLACES}I", *made)


def unpack(data: bytes) -> tuple[int, ...]:
    """The print that `pack` stored."""
    return struct.unpack(f"<{PLACES}I", data)


def _runs(text: str) -> set[str]:
    words = _WORD.findall(_CJK.sub(r" \g<0> ", text.lower()))
    return {" ".join(words[start:start + RUN]) for start in range(len(words) - RUN + 1)}
