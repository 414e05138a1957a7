"""A sentence with its pair marked, as the learned coder reads it: `# source #` and `@ target @`.

The rule: training and reading mark in the same way, by this module alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from visavis.records import Span

SOURCE, TARGET = "#", "@"
WINDOW = 320
"""Characters kept on each side of the pair: some 60 words; what stands further off does not tell the act."""
LONGEST = 128
"""Word pieces at most; the encoder's cost grows with the square; the longest training sentence has 76."""


class Encoding(Protocol):
    """What a tokenizer gives back for one text."""

    @property
    def ids(self) -> list[int]:
        """The ids of its word pieces."""


class Tokenizer(Protocol):
    """The part of `tokenizers.Tokenizer` that is used here."""

    def encode_batch(self, input: list[str]) -> Sequence[Encoding]:
        """Encode several texts."""

    def token_to_id(self, token: str) -> int | None:
        """The id of a token."""


def mark(text: str, source: Span, target: Span) -> str:
    """The text with source and target between markers, cut to a window round them.

    Spans that overlap (a state inside the other actor's name) are kept apart by cutting the longer one.

    >>> mark("Oslo urged Bern to act.", (0, 4), (11, 15))
    '# Oslo # urged @ Bern @ to act.'
    """
    source, target = apart(source, target)
    low = max(0, min(source[0], target[0]) - WINDOW)
    high = min(len(text), max(source[1], target[1]) + WINDOW)
    out, last = [], low
    for (start, end), sign in sorted([(source, SOURCE), (target, TARGET)]):
        out += [_plain(text[last:start]), f"{sign} ", _plain(text[start:end]), f" {sign}"]
        last = end
    return "".join([*out, _plain(text[last:high])])


def apart(source: Span, target: Span) -> tuple[Span, Span]:
    """The two spans without overlap: the one that holds the other loses what they share."""
    (a, b), (c, d) = source, target
    if b <= c or d <= a:
        return source, target
    if (b - a) >= (d - c):
        return ((a, c) if c > a else (d, max(b, d))), target
    return source, ((c, a) if a > c else (b, max(d, b)))


def _plain(text: str) -> str:
    return text.replace(SOURCE, " ").replace(TARGET, " ")


def encode(tokenizer: Tokenizer, texts: Sequence[str]) -> tuple[list[list[int]], list[tuple[int, int]]]:
    """Token ids of marked texts, each at most LONGEST, and where their two markers open (0 where cut off)."""
    first, second = tokenizer.token_to_id(SOURCE), tokenizer.token_to_id(TARGET)
    rows, marks = [], []
    for encoding in tokenizer.encode_batch(list(texts)):
        ids = encoding.ids if len(encoding.ids) <= LONGEST else _trim(encoding.ids, first, second)
        rows.append(ids)
        marks.append((ids.index(first) if first in ids else 0, ids.index(second) if second in ids else 0))
    return rows, marks


def _trim(ids: list[int], first: int | None, second: int | None) -> list[int]:
    """LONGEST ids round the two markers, the opening and closing tokens kept."""
    places = [i for i, token in enumerate(ids) if token in {first, second}]
    middle = (min(places) + max(places)) // 2 if places else len(ids) // 2
    start = min(max(1, middle - (LONGEST - 2) // 2), len(ids) - 1 - (LONGEST - 2))
    return [ids[0], *ids[start:start + LONGEST - 2], ids[-1]]
