"""Names that more than one bears: "the Democratic Party" of which state, the ICC that tries or that plays cricket.

The rule: a party's name means the state that stands beside it; its best known bearer only where that state is named.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import TypeAlias

from spacy.tokens import Doc, Token

from visavis.codes import tables
from visavis.reading.gazetteer import Match

Placed: TypeAlias = tuple[Match, tuple[int, int]]
"""A match and its tokens [first, last+1)."""

STATES = {"name", "demonym", "capital"}

PLACES = {"GPE", "NORP", "LOC", "ORG", "FAC"}
"""What the parser must take a form for that may be something else: "Jordan", "Chad", "Georgia"."""

DIRECTIONS = {"north", "northern", "south", "southern", "east", "eastern", "west", "western", "central"}


def is_party(match: Match) -> bool:
    """Whether a match is a party's name that parties of several states bear."""
    return match.form is not None and match.form.sector == "PTY" and "of other states" in match.form.trap


def states(found: Sequence[Placed], doc: Doc, families: Collection[str]) -> list[Placed]:
    """The matches without those that are a person's name: a form that may be one counts where the parser takes it for a
    place, or where it stands alone beside another state; never if the document has named a person so (`families`)."""
    sure = [one for one in found if not one[0].trap or is_party(one[0])
            or (_is_place(doc[one[1][0]]) and one[0].text not in families)]
    codes = {match.code for match, _ in sure}
    more = [(match, tokens) for match, tokens in found if (match, tokens) not in sure and codes - {match.code}
            and _stands_alone(doc, tokens) and match.text not in families]
    return sorted([*sure, *more], key=lambda one: one[1])


def _is_place(token: Token) -> bool:
    """Whether the parser, or a preposition of place, takes a word that may be something else for a state."""
    return token.ent_type_ in PLACES or (token.dep_ == "pobj" and token.head.lower_ in {"in", "to", "from", "against"})


def _stands_alone(doc: Doc, tokens: tuple[int, int]) -> bool:
    """Whether a word that may be a person's name has no name beside it: beside another state it is one."""
    before = doc[tokens[0] - 1] if tokens[0] > 0 else None
    after = doc[tokens[1]] if tokens[1] < len(doc) else None
    titled = before is not None and before.text[:1].isupper() and before.lower_ not in DIRECTIONS | {"the", "and"}
    opening = before is not None and before.i == doc[tokens[0]].sent.start if titled else False
    return (not titled or opening) and not (after is not None and after.pos_ == "PROPN")


def settled(found: Sequence[Placed], doc: Doc, seen: Mapping[str, int]) -> list[Placed]:
    """The matches, each party with the state it belongs to; without those that mean something else here.

    `seen`: how often the document named each state so far.
    """
    kept: list[Placed] = []
    for match, tokens in found:
        if (pattern := _other_meanings().get(match.text)) is not None and pattern.search(doc.text):
            continue
        if is_party(match):
            code = _state_of(match, tokens, found, doc, seen)
            if code is None:
                continue
            match = replace(match, code=code)
        kept.append((match, tokens))
    return kept


def _state_of(match: Match, tokens: tuple[int, int], found: Sequence[Placed], doc: Doc,
              seen: Mapping[str, int]) -> str | None:
    """The state of a party: "Japan's Democratic Party", "the Democratic Party of Japan"; else its best known bearer
    where that state is spoken of and no other name stands before it ("the Peoples' Democratic Party")."""
    first, last = tokens
    for other, (start, end) in found:
        if other.kind not in STATES:
            continue
        between = {token.lower_ for token in doc[end:first]} if end <= first else set()
        if end <= first and first - end <= 2 and between <= {"'s", "’s", "'", "’", "main", "ruling", "opposition"}:
            return other.code
        if start >= last and {token.lower_ for token in doc[last:start]} in ({"of"}, {"of", "the"}, {"in"}):
            return other.code
    before = doc[first - 1] if first > 0 else None
    if before is not None and before.text in {"'", "’", "'s", "’s"} and first > 1:
        before = doc[first - 2]
    if before is not None and before.text[:1].isupper() and before.pos_ in {"PROPN", "NOUN", "ADJ"}:
        return None
    home = seen.get(match.code, 0) or any(other.code == match.code for other, _ in found if other is not match)
    return match.code if home else None


@cache
def _other_meanings() -> dict[str, re.Pattern[str]]:
    rows = tables.read(files("visavis.reading") / "namesakes.tsv", ("form", "words"), key=("form",))
    return {row["form"]: re.compile(row["words"]) for row in rows}
