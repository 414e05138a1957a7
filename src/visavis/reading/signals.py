"""Sentences that touch a watched indicator of a desk.

The rule: a term alone is no signal. "Students" at home are not students sent abroad: the sentence must also
name one of the desk's states and cross a border, as the indicator's scope asks. A sentence that tells what to
keep an eye on needs no more than a term and a document about the pair.

Words inside an excluded pattern do not count for a term (the language of patterns: visavis.reading.patterns).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from visavis.codes import countries
from visavis.codes.tables import read
from visavis.desks import Indicator
from visavis.reading.patterns import Steps, Word, any_of, may, places, steps_of, words_of
from visavis.reading.sentences import Mention, Sentence
from visavis.records import Document, Signal, content_id


@dataclass(frozen=True, slots=True)
class _Compiled:
    """An indicator's patterns as steps."""

    terms: tuple[Steps, ...]
    needs: tuple[Steps, ...]
    excludes: tuple[Steps, ...]
    border: tuple[Steps, ...]


def find(sentence: Sentence, mentions: Sequence[Mention], *, document: Document, indicators: Sequence[Indicator],
         topic: Sequence[str] = ()) -> tuple[Signal, ...]:
    """The signals of a sentence, one for each indicator that it touches, in the desk's order.

    `mentions`: who is named in it. `topic`: the states that the document is about, the most named first; they stand
    in where the sentence names none. `countries` of a signal: the states named, in order, else the pair it is about.
    """
    states = named_states(mentions)
    reached = [one for one in indicators if _in_reach(one, states, topic)]
    if not reached:
        return ()
    words = list(words_of(sentence))
    watched = any_of(_table("watch_frames.tsv"), words)
    return tuple(_signal(one, sentence, document, states or _pair(one, topic)) for one in reached
                 if touches(one, words, watched=watched) and _crosses(one, states, topic, words, watched=watched))


def named_states(mentions: Sequence[Mention]) -> tuple[str, ...]:
    """The states of the mentions, in order, each once; organisations of states are left out."""
    codes = dict.fromkeys(mention.actor.country for mention in sorted(mentions, key=lambda one: one.span))
    return tuple(code for code in codes if countries.is_state(code))


def _pair(indicator: Indicator, topic: Sequence[str]) -> tuple[str, ...]:
    """The watched pair that a document is about, in the order of the topic; else the two states named most."""
    pairs = (sorted(pair, key=topic.index) for pair in indicator.dyads if set(pair) <= set(topic))
    return tuple(min(pairs, key=lambda pair: [topic.index(one) for one in pair], default=topic[:2]))


def touches(indicator: Indicator, words: Sequence[Word], *, watched: bool = False) -> bool:
    """Whether a term of the indicator occurs, outside what it excludes, and something that it needs.

    `watched`: the sentence says what to keep an eye on, and needs nothing else.
    """
    compiled = _compile(indicator)
    here = {form for word in words for form in word}
    barred = {place for steps in compiled.excludes if may(steps, here)
              for start, end in places(steps, words) for place in range(start, end)}
    if not any(barred.isdisjoint(range(start, end)) for steps in compiled.terms if may(steps, here)
               for start, end in places(steps, words)):
        return False
    return watched or not compiled.needs or any_of(compiled.needs, words)


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


def _crosses(indicator: Indicator, named: Sequence[str], topic: Sequence[str], words: Sequence[Word], *,
             watched: bool) -> bool:
    """Two states are named, or a partner in a document about the hub, or a word crosses the border; where no state is
    named and the document is about a watched pair, also what may come of it."""
    if indicator.scope != "pair" or len(named) > 1 or (named and named[0] not in indicator.hubs):
        return True
    if any(set(topic) >= set(pair) for pair in indicator.dyads) and (
            watched or (not named and any(lower in PROSPECT for _, lower, _ in words))):
        return True
    return any_of(_table("border_words.tsv"), words) or any_of(_compile(indicator).border, words)


PROSPECT = frozenset(("will", "would", "could", "may", "might", "should", "shall", "whether", "if"))
"""Words of what may come, which an analysis of two states need not name again: "workers may be sent"."""


@cache
def _table(name: str) -> tuple[Steps, ...]:
    """The patterns of a table of this room."""
    return tuple(steps_of(row["words"]) for row in read(files("visavis.reading") / name, ("words",), key=("words",)))


@lru_cache(maxsize=512)
def _compile(indicator: Indicator) -> _Compiled:
    return _Compiled(*(tuple(steps_of(pattern) for pattern in patterns)
                       for patterns in (indicator.terms, indicator.needs, indicator.excludes, indicator.border)))
