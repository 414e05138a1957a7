"""Which mentions are only what is talked about: "talks in Turkey on relations with Israel" are not held with Israel.

The rule: a place or a topic is no party. A mention is a topic by the preposition that leads to it and the word which
that preposition hangs on, never by what the sentence is about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files

from spacy.tokens import Doc, Token

from visavis.codes import tables
from visavis.reading.sentences import Mention

NOMINAL = {"pobj", "conj", "appos", "poss", "compound", "nmod", "amod", "prep", "dobj"}
"""Links inside a noun phrase, by which a mention hangs on the topic."""

STEPS = 8


@cache
def topic_words(kind: str) -> frozenset[str]:
    """The words of one kind in topic_words.tsv: talk, discuss, bond, above, ask, post, move, use, weapon."""
    rows = tables.read(files("visavis.reading") / "topic_words.tsv", ("word", "kind"), key=("word", "kind"))
    return frozenset(row["word"] for row in rows if row["kind"] == kind)


def marked(mention: Mention, doc: Doc) -> Mention:
    """The mention, of kind `topic` where it is only talked about."""
    token = doc[mention.head]
    if mention.kind in {"state", "organisation", "group"} and (is_topic(token) or in_reason(token) or is_tool(token)):
        return replace(mention, kind="topic")
    return mention


def is_topic(token: Token) -> bool:
    """Whether a word stands in what is talked about.

    "On" and "over" lead to a topic after words for talking ("talks on Cyprus", "a row over Taiwan"), "about" after any.
    What is joined to a topic by "with" is a party ("talks on trade with Chile") unless the topic is a bond of two
    ("talks on relations with Chile").
    """
    joined: Token | None = None
    top = token
    for below, preposition in _prepositions(token):
        top = preposition.head
        if preposition.lower_ in {"about", "regarding", "concerning"}:
            return joined is None
        if preposition.lower_ in {"on", "over"} and _talks(preposition):
            return joined is None
        if preposition.lower_ == "to" and preposition.head.lemma_.lower() in topic_words("post"):
            return not _moved(preposition.head)
        joins = preposition.lower_ in {"with", "between", "to", "by"}
        if joins and preposition.head.lemma_.lower() not in topic_words("bond"):
            joined = below
    return joined is None and _discussed(top)


def is_tool(token: Token) -> bool:
    """Whether a word is a weapon that somebody uses: whoever made "Iranian drones" is no party of the strike."""
    used = token.dep_ == "dobj" and token.head.lemma_.lower() in topic_words("use")
    used = used or (token.dep_ == "pobj" and token.head.lower_ == "with")
    return used and token.lemma_.lower() in topic_words("weapon")


def _moved(envoy: Token) -> bool:
    """Whether an envoy is recalled, sent or expelled, which is an act on the state of the post."""
    return envoy.dep_ in {"dobj", "nsubjpass"} and envoy.head.lemma_.lower() in topic_words("move")


def _discussed(token: Token) -> bool:
    """Whether a noun phrase is the object of a verb for discussing, alone or joined to it: "discussed Cyprus"."""
    while token.dep_ in {"conj", "poss", "compound", "amod", "nmod"} and token.head.pos_ in {"NOUN", "PROPN"}:
        token = token.head
    return token.dep_ in {"dobj", "nsubjpass"} and token.head.lemma_.lower() in topic_words("discuss")


def in_reason(token: Token) -> bool:
    """Whether a word stands in what somebody is asked, blamed or punished for, and does not itself do it.

    "Fined the firm for selling arms to CHILE", "urged Peru to end the expulsion of CHILEANS": the rules may pair it
    with who does it there; it is no party of the fine or the request.
    """
    node, subject = token, False
    for _ in range(STEPS):
        head = node.head
        if head.i == node.i:
            return False
        subject = subject or node.dep_ in {"nsubj", "nsubjpass"}
        if node.dep_ == "pcomp" and head.lower_ in {"for", "of"} and head.head.lemma_.lower() in topic_words("ask"):
            return not subject
        if node.dep_ == "pcomp" and head.lower_ == "without":
            return not subject
        if node.dep_ in {"xcomp", "ccomp"} and head.lemma_.lower() in topic_words("ask"):
            return not subject
        node = head
    return False


def _prepositions(token: Token) -> Iterator[tuple[Token, Token]]:
    """The prepositions above a word, inside its noun phrase, each with what it introduces."""
    node = token
    for _ in range(STEPS):
        head = node.head
        if head.i == node.i or node.dep_ not in NOMINAL:
            return
        if node.dep_ == "pobj":
            yield node, head
        node = head


def _talks(preposition: Token) -> bool:
    owner = preposition.head
    words = {owner.lemma_.lower()} | {c.lemma_.lower() for c in owner.children if c.dep_ in {"dobj", "nsubjpass"}}
    if preposition.lower_ == "over":
        return not words & topic_words("above")
    return bool(words & topic_words("talk"))
