"""Sentences that touch a watched indicator of a desk.

The rule: a term alone is no signal. "Students" at home are not students sent abroad: the sentence must also
name one of the desk's states and cross a border, as the indicator's scope asks.

A pattern is words in order, in dictionary form or as written; hyphens and possessives do not count.
`a|b`: either word. `~`: up to six words between. A word with a capital must be written just so. `x*`: any
word that begins with x. Words inside an excluded pattern do not count for a term.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TypeAlias

from visavis.codes import countries
from visavis.codes.tables import read
from visavis.desks import Indicator
from visavis.reading.sentences import Mention, Sentence
from visavis.records import Document, Signal, content_id

GAP = 6
"""Words that `~` lets stand between; a verb and its object with their modifiers seldom lie further apart."""

Word: TypeAlias = tuple[str, str, str]
"""One word of a sentence: as written, in lower case, in dictionary form."""

Step: TypeAlias = frozenset[str] | None
"""The words that may stand at one place of a pattern; None is a gap."""


@dataclass(frozen=True, slots=True)
class _Compiled:
    """An indicator's patterns as steps."""

    terms: tuple[tuple[Step, ...], ...]
    needs: tuple[tuple[Step, ...], ...]
    excludes: tuple[tuple[Step, ...], ...]


def find(sentence: Sentence, mentions: Sequence[Mention], *, document: Document, indicators: Sequence[Indicator],
         topic: Sequence[str] = ()) -> tuple[Signal, ...]:
    """The signals of a sentence, one for each indicator that it touches, in the desk's order.

    `mentions`: who is named in it. `topic`: the states that the document is about; they stand in where the
    sentence names none. `countries` of a signal: the states named, in order.
    """
    states = named_states(mentions)
    words: list[Word] = []
    found: list[Signal] = []
    for indicator in indicators:
        if not _in_reach(indicator, states, topic):
            continue
        words = words or list(_words(sentence))
        if touches(indicator, words) and _crosses(indicator, states, words):
            found.append(_signal(indicator, sentence, document, states or tuple(topic)))
    return tuple(found)


def named_states(mentions: Sequence[Mention]) -> tuple[str, ...]:
    """The states of the mentions, in order, each once; organisations of states are left out."""
    codes = dict.fromkeys(mention.actor.country for mention in sorted(mentions, key=lambda one: one.span))
    return tuple(code for code in codes if countries.is_state(code))


def touches(indicator: Indicator, words: Sequence[Word]) -> bool:
    """Whether a term of the indicator occurs, outside what it excludes, and something that it needs."""
    compiled = _compile(indicator)
    here = {form for word in words for form in word}
    barred = {place for steps in compiled.excludes if _may(steps, here)
              for start, end in _places(steps, words) for place in range(start, end)}
    if not any(barred.isdisjoint(range(start, end)) for steps in compiled.terms if _may(steps, here)
               for start, end in _places(steps, words)):
        return False
    return not compiled.needs or any(_may(steps, here) and next(_places(steps, words), None) is not None
                                     for steps in compiled.needs)


def _signal(indicator: Indicator, sentence: Sentence, document: Document, states: tuple[str, ...]) -> Signal:
    identifier = content_id("signal", document.id, indicator.id, sentence.span)
    return Signal(identifier, document.id, indicator.id, document.text[slice(*sentence.span)], sentence.span, states)


def _in_reach(indicator: Indicator, states: Sequence[str], topic: Sequence[str]) -> bool:
    """Whether a watched pair or a hub is named; the document's topic may complete a pair."""
    if indicator.scope == "term":
        return True
    here = set(states or topic)
    both = here | set(topic)
    return not here.isdisjoint(indicator.hubs) or any(
        both.issuperset(pair) and not here.isdisjoint(pair) for pair in indicator.dyads)


def _crosses(indicator: Indicator, named: Sequence[str], words: Sequence[Word]) -> bool:
    """Two states are named, or a partner in a document about the hub, or a word crosses the border."""
    if indicator.scope != "pair" or len(named) > 1 or (named and named[0] not in indicator.hubs):
        return True
    return any(lower in border_words() or lemma in border_words() for _, lower, lemma in words)


@lru_cache(maxsize=1)
def border_words() -> frozenset[str]:
    """The words of `border_words.tsv`."""
    rows = read(files("visavis.reading") / "border_words.tsv", ("word",), key=("word",))
    return frozenset(row["word"] for row in rows)


# Patterns -----------------------------------------------------------------------------------------------

def _words(sentence: Sentence) -> Iterator[Word]:
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


@lru_cache(maxsize=512)
def _compile(indicator: Indicator) -> _Compiled:
    return _Compiled(*(tuple(_steps(pattern) for pattern in patterns)
                       for patterns in (indicator.terms, indicator.needs, indicator.excludes)))


def _steps(pattern: str) -> tuple[Step, ...]:
    """The steps of a pattern; hyphens part words, possessives are dropped."""
    text = re.sub(r"['’]s?(?=[\s|]|$)", "", pattern)
    pieces = [piece for piece in re.split(r"[\s–-]+", text) if piece]
    return tuple(None if piece == "~" else frozenset(piece.split("|")) for piece in pieces)


def _may(steps: Sequence[Step], here: set[str]) -> bool:
    """Whether the first step of a pattern occurs at all: a quick no for most."""
    first = steps[0]
    return first is None or any(form in here or form.endswith("*") for form in first)


def _places(steps: Sequence[Step], words: Sequence[Word]) -> Iterator[tuple[int, int]]:
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
