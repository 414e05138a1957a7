"""A document's text as parsed sentences that know where they stand in it.

The rule: offsets are into the document's text, never into a paragraph's.
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token

from visavis.records import Actor, Span


@dataclass(frozen=True, slots=True)
class Sentence:
    """One parsed sentence: `parse` is its spaCy span, `offset` where that span's Doc begins in the document."""

    parse: SpacySpan
    offset: int

    @property
    def text(self) -> str:
        """The sentence as written."""
        return str(self.parse.text)

    @property
    def span(self) -> Span:
        """Its offsets in the document."""
        return self.parse.start_char + self.offset, self.parse.end_char + self.offset

    def place(self, token: Token) -> Span:
        """The offsets in the document of one of its tokens."""
        return token.idx + self.offset, token.idx + len(token.text) + self.offset


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a sentence that names an actor.

    `span` is in document offsets; `tokens` are indices [first, last+1) into the spaCy Doc of the sentence;
    `head` is the index of its syntactic head. `kind`: state (a country, its demonym, capital or seat of power),
    person, organisation (of states), group (part of a state: army, ministry, delegation, company), pronoun,
    modifier, place, topic (only talked about).
    """

    span: Span
    tokens: tuple[int, int]
    head: int
    actor: Actor
    kind: str
