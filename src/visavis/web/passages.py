"""A text cut where records begin and end, so that each stretch knows which records quote it.

The rule: the stretches put together are the text, character for character.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from visavis.records import Record


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a text, the records that quote it, and those that begin with it."""

    text: str
    records: tuple[Record, ...]
    begins: tuple[Record, ...]


def passages(text: str, records: Sequence[Record]) -> list[Passage]:
    """The stretches of a text.

    >>> [part.text for part in passages("one two three", [])]
    ['one two three']
    """
    cuts = sorted({0, len(text), *(at for record in records for at in record.span)})
    made = []
    for start, end in pairwise(cuts):
        inside = tuple(one for one in records if one.span[0] <= start and end <= one.span[1])
        made.append(Passage(text[start:end], inside, tuple(one for one in inside if one.span[0] == start)))
    return made
