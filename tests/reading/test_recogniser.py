"""The recogniser finds what spaCy's own decoder finds."""

from __future__ import annotations

import pytest

from visavis.errors import ModelError
from visavis.reading.recogniser import Recogniser
from visavis.reading.syntax import parser, recogniser

TEXTS = (
    "Norwegian Foreign Minister Espen Barth Eide met Wang Yi, his Chinese counterpart, in Oslo on Tuesday.",
    "Oslo",
    "",
    "It rained. Nobody came.",
    "The European Bank for Reconstruction and Development lent Moldova 1.2 billion euros on May 3, 2021. "
    "Maia Sandu thanked the Bank of Finland, Hans-Peter von der Heide and the United Nations Security Council",
    "  In Peru  the Ministry of Foreign Affairs of the Republic of Chile \n said two \n thirds of it.",
    "Jordan and Chad signed; Georgia, 45, of Atlanta, did not. Mr. Jordan did on the 20th at 5 p.m., for $3 million",
    "President Ilham Aliyev and Prime Minister Nikol Pashinyan of Armenia talked of the Zangezur corridor in Prague "
    "with Emmanuel Macron and Charles Michel. Baku, Yerevan, Paris and Brussels each told it in another way.",
)


def _names(text: str, *, by_spacy: bool) -> tuple[list[tuple[int, int, str]], list[str]]:
    doc = parser()(text)
    found = parser().get_pipe("ner")(doc) if by_spacy else recogniser()(doc)
    return [(name.start, name.end, name.label_) for name in found.ents], [token.ent_iob_ for token in found]


@pytest.mark.parametrize("text", TEXTS)
def test_the_same_names_as_by_spacy(text: str) -> None:
    assert _names(text, by_spacy=False) == _names(text, by_spacy=True)


def test_there_are_names_in_the_texts() -> None:
    assert sum(len(_names(text, by_spacy=False)[0]) for text in TEXTS) > 30


def test_several_texts_at_once_as_each_alone() -> None:
    docs = [parser()(text) for text in TEXTS]
    recogniser().name(docs)
    assert [[(name.text, name.label_) for name in doc.ents] for doc in docs] == [
        [(name.text, name.label_) for name in recogniser()(parser()(text)).ents] for text in TEXTS]


def test_another_make_of_model_is_refused() -> None:
    ner = parser().get_pipe("ner")
    ner.cfg["beam_width"] = 4  # type: ignore[attr-defined]
    try:
        with pytest.raises(ModelError, match="another way"):
            Recogniser(ner)
    finally:
        ner.cfg["beam_width"] = 1  # type: ignore[attr-defined]
