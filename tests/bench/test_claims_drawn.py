"""bench.claims: the draw shows each claim once, with its resolver, and never a sentence that holds one as without."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from bench import claims, draw
from visavis.records import Document

TEXTS = ("China is expected to hold talks with North Korea in May.", "The museum will open at nine.")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> None:
    def news(seed: int) -> Iterator[Document]:
        for text in TEXTS:
            yield Document.from_text(text, date(2020, 3, 1), outlet="made", language="en")

    monkeypatch.setitem(draw.SOURCES, "news", news)


@pytest.mark.usefixtures("made")
def test_the_draw_parts_claims_from_sentences_without() -> None:
    found, none = claims.drawn("news", 1, 5)
    assert [claim.hedge for _, claim in found] == ["expected to"]
    assert [text for _, text in none] == [TEXTS[1]]
    printed = list(claims.shown("news", 1, 5))
    assert "CONSULT" in printed[1] and printed[-1].endswith(TEXTS[1])


@pytest.mark.usefixtures("made")
def test_claims_with_a_resolver_are_settled_from_the_history() -> None:
    printed = list(claims.resolved(1, 3))
    assert printed[0].startswith("1. 2020-03-01 China is expected")
    assert printed[1].rsplit("|", 1)[1].split(":")[0].strip() in ("true", "false", "unsettled", "open")
