"""Patterns of words: how a desk's indicators and the tables of this room say which sentences they mean.

The rule: a pattern is words in order, in dictionary form or as written; hyphens and possessives do not count.
`a|b`: either word. `~`: up to six words between. A word with a capital must be written just so. `x*`: any word that
begins with x.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from visavis.reading.sentences import Sentence

GAP = 6
"""Words that `~` lets stand between; a verb and its object with their modifiers seldom lie further apart."""

Word: TypeAlias = tuple[str, str, str]
"""One word of a sentence: as written, in lower case, in dictionary form."""

Step: TypeAlias = frozenset[str] | None
"""The words that may stand at one place of a pattern; None is a gap."""

Steps: TypeAlias = tuple[Step, ...]

_RUN = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")



def words_of(sentence: Sentence) -> Iterator[Word]:
    """The words of a sentence without punctuation and possessives; hyphenated ones whole and in their
    parts."""
    for token in sentence.parse:
        text = token.text
        if not any(char.isalnum() for char in text) or token.tag_ == "POS":
            continue
        parts = [part for part in re.split(r"[-–]", text) if part]
        if len(parts) < 2:
            yield text, text.lower(), token.lemma_.lower()
        else:
            yield from ((part, part.lower(), part.lower()) for part in parts)


def words_as_written(text: str) -> list[Word]:
    """The words of a text that is not parsed: a pattern then meets what is written, and no dictionary form.

    >>> [lower for _, lower, _ in words_as_written("The North's co-operation (1999)")]
    ['the', 'north', 'co', 'operation', '1999']
    """
    found = (re.sub(r"['’]s?$", "", run) for run in _RUN.findall(text))
    return [(word, word.lower(), word.lower()) for word in found]


def steps_of(pattern: str) -> Steps:
    """The steps of a pattern; hyphens part words, possessives are dropped."""
    text = re.sub(r"['’]s?(?=[\s|]|$)", "", pattern)
    pieces = [piece for piece in re.split(r"[\s–-]+", text) if piece]
    return tuple(None if piece == "~" else frozenset(piece.split("|")) for piece in pieces)


def any_of(patterns: Sequence[Sequence[Step]], words: Sequence[Word]) -> bool:
    """Whether one of the patterns matches."""
    here = {form for word in words for form in word}
    return any(may(steps, here) and next(places(steps, words), None) is not None for steps in patterns)


def may(steps: Sequence[Step], here: set[str]) -> bool:
    """Whether the first step of a pattern occurs at all: a quick no for most."""
    first = steps[0]
    return first is None or any(form in here or form.endswith("*") for form in first)


def places(steps: Sequence[Step], words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Where a pattern matches: first and last+1 word."""
    for start in range(len(words)):
        end = _end(steps, words, start)
        if end is not None:
            yield start, end


def _end(steps: Sequence[Step], words: Sequence[Word], place: int) -> int | None:
    if not steps:
        return place
    step = steps[0]
    if step is None:
        ends = (_end(steps[1:], words, place + skip) for skip in range(GAP + 1))
        return next((end for end in ends if end is not None), None)
    if place >= len(words) or not any(_is(form, words[place]) for form in step):
        return None
    return _end(steps[1:], words, place + 1)


def _is(form: str, word: Word) -> bool:
    written, lower, lemma = word
    if form.endswith("*"):
        return lower.startswith(form[:-1].lower())
    return form == written if form != form.lower() else form in (lower, lemma)
