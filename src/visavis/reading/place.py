"""Where an act took place: this act's place, not the dateline's.

The rule: a place comes from a preposition of the act itself or of the verb that governs it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from visavis.reading.gazetteer import gazetteer
from visavis.reading.sentences import Mention
from visavis.records import Place

PLACE_PREPOSITIONS = {"in", "at", "near", "outside", "inside", "around", "off"}


def find(word: Token, governor: Token | None, mentions: Sequence[Mention], *, travels: bool = False) -> Place | None:
    """The place of an act: "in Beijing", "at the Kremlin"; for a journey its goal; None where none is told."""
    by_head = {m.head: m for m in mentions}
    wanted = PLACE_PREPOSITIONS | ({"to"} if travels else set())
    for node in (word, governor):
        if node is None:
            continue
        goals = [c for c in node.children if c.dep_ == "dobj"] if travels else []
        for token in [*goals, *_places(node, wanted)]:
            place = _place(token, by_head)
            if place is not None:
                return place
    return None


def _places(node: Token, wanted: set[str], *, depth: int = 0) -> Iterator[Token]:
    """What the place prepositions of a word introduce; those hung on its other arguments come after its own."""
    arguments = []
    for child in node.children:
        if child.dep_ == "prep" and child.lower_ in wanted:
            yield from (t for t in child.children if t.dep_ == "pobj")
        elif child.dep_ == "prep" and child.lower_ in {"with", "to", "by"}:
            arguments += [t for t in child.children if t.dep_ == "pobj"]
        elif child.dep_ == "dobj":
            arguments.append(child)
    if depth < 2:
        for argument in arguments:
            yield from _places(argument, PLACE_PREPOSITIONS - {"off", "around"}, depth=depth + 1)


def _place(token: Token, by_head: dict[int, Mention]) -> Place | None:
    mention = by_head.get(token.i)
    if mention is not None and mention.kind in {"state", "modifier"}:
        return Place(mention.actor.country, _proper(token))
    words = " ".join(t.text for t in token.subtree if t.pos_ == "PROPN" or t.i == token.i)
    for match in gazetteer().find(words):
        if match.kind in {"name", "capital", "city", "seat"}:
            return Place(match.code, match.text)
    return None


def _proper(token: Token) -> str:
    first = min((t.i for t in token.subtree if t.dep_ in {"compound", "nmod"} and t.pos_ == "PROPN"), default=token.i)
    return str(token.doc[first:token.i + 1].text)
