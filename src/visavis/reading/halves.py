"""Which state "the North" and "the South" are: the two Koreas, in a text that names one of them.

The rule: only with the article, and never as a part of a longer name ("the North Atlantic", "the South of France").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Token

from visavis.reading.gazetteer import Match
from visavis.reading.sentences import Sentence

HALVES = {"North": "PRK", "South": "KOR"}
BOTH = ("KOR", "PRK")
NORTHERN = re.compile(r"\(KCNA\)|^(?:KCNA|Korean Central News Agency|"
                       r"Rodong Sinmun|Minju Joson|(?:The )?Pyongyang Times)")
"""Its outlets, by which a text is signed or filed."""
OPENING = 200
"""Characters of a text in which the line stands that says where and by whom it was filed."""


def find(sentence: Sentence) -> Iterator[tuple[Match, tuple[int, int]]]:
    """The halves of Korea that a sentence means, as matches with the token that each covers.

    The caller answers for it that the text speaks of Korea.
    """
    base = sentence.parse.start_char
    for token in sentence.parse:
        if token.text in HALVES and _alone(token):
            start = token.idx - base
            yield Match(start, start + len(token.text), token.text, HALVES[token.text], "name"), (token.i, token.i + 1)


def _alone(token: Token) -> bool:
    """Whether a word stands with the article and without a name, a direction or "of" behind it."""
    if token.i == 0 or token.nbor(-1).lower_ != "the":
        return False
    after = token.nbor(1) if token.i + 1 < len(token.doc) else None
    return after is None or not (after.text[:1].isupper() or after.lower_ == "of" or after.text in {"-", "–"})


def is_northern(outlet: str | None, text: str) -> bool:
    """Whether a text is the North's own press, in which "Korea" is the North."""
    return bool(NORTHERN.search(outlet or "") or NORTHERN.search(text[:OPENING]))


def is_both(token: Token) -> bool:
    """Whether a word is "Koreas": "the two Koreas", "both Koreas"."""
    return token.text == "Koreas"
