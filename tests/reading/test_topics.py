"""A state that is only talked about is no party."""

from __future__ import annotations

from datetime import date

import pytest

from visavis.reading import names
from visavis.reading.sentences import Sentence
from visavis.reading.syntax import parser, recogniser
from visavis.reading.topics import is_topic

CASES = [
    ("The secretary held talks in Turkey on relations with Israel.", "Israel", True),
    ("Kenya and Uganda spoke about the war in Sudan.", "Kenya", False),
    ("France pressed China on Taiwan.", "Taiwan", True),
    ("France pressed China on Taiwan.", "China", False),
    ("Chile condemned Peru over Bolivia.", "Bolivia", True),
    ("Chile held talks on trade with Peru.", "Peru", False),
    ("Chile imposed sanctions on Peru.", "Peru", False),
    ("Chilean jets flew over Peru.", "Peru", False),
    ("Envoys of Japan and India met on Monday.", "India", False),
]


@pytest.mark.parametrize(("text", "word", "expected"), CASES)
def test_a_topic_is_told_from_a_party(text: str, word: str, expected: bool) -> None:
    token = next(t for t in parser()(text) if t.text == word)
    assert is_topic(token) is expected


def test_a_topic_is_marked_as_one() -> None:
    doc = recogniser()(parser()("France pressed China on Taiwan."))
    found = names.find(Sentence(doc[:], 0), names.Memory(date(2024, 5, 1)))
    assert [(m.actor.country, m.kind) for m in found] == [("FRA", "state"), ("CHN", "state"), ("TWN", "topic")]
