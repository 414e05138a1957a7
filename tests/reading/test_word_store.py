"""Parts of speech and dictionary forms are those of spaCy's own pipeline."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from visavis.reading.syntax import parser

TEXTS = (
    "There are two ways; there's one more that they're gonna take, aren't they? Let's see, y'all.",
    "",
    "The delegation has been fined, having visited Oslo's port; its leaders' hopes were met by \n  others.",
    "She said that if the talks ended, nothing would be done about anybody who'd left, but they did not end.",
    "It ain't so: he has to, he's going to, he'd better. More than 3,000 of the worst cut-off villages got rice.",
    "These co-chaired talks, which others co-chair, are what the best of them wanted most: peace, and its costs.",
)


def _parsed(text: str) -> Doc:
    """The Doc before and without `words`."""
    with parser().select_pipes(disable=["words"]):
        return parser()(text)


@pytest.mark.parametrize("text", TEXTS)
def test_the_same_values_as_by_spacy(text: str) -> None:
    ours, theirs = parser()(text), _parsed(text)
    for name in ("attribute_ruler", "lemmatizer"):
        theirs = parser().get_pipe(name)(theirs)
    assert [(t.pos_, t.lemma_, t.tag_, t.dep_) for t in ours] == [(t.pos_, t.lemma_, t.tag_, t.dep_) for t in theirs]


def test_a_text_of_known_words_asks_nothing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The values are those of the form, tag and dependency, so the second reading is by look-up alone."""
    words = parser().get_pipe("words")
    parser()(TEXTS[3])
    with monkeypatch.context() as patch:
        patch.setattr(type(words), "_learn", lambda *_: pytest.fail("asked again"))
        parser()(TEXTS[3])


def test_a_full_store_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    words = parser().get_pipe("words")
    expected = [token.lemma_ for token in parser()(TEXTS[3])]
    monkeypatch.setattr("visavis.reading.words.KEPT", 20)
    monkeypatch.setattr(words, "_known", {})
    assert [[token.lemma_ for token in parser()(text)] for text in (*TEXTS, TEXTS[3])][-1] == expected
    assert len(words._known) < 60  # type: ignore[attr-defined]
