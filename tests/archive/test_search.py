from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from archive_samples import report, text
from hypothesis import given
from hypothesis import strategies as st

from visavis.archive import Archive
from visavis.archive.search import indexed, quoted, snippet

MOMENT = datetime(2024, 7, 27, tzinfo=UTC)
TEXTS = (
    "Zhao Leji's visit to Pyongyang began on Thursday.",
    "Rice AND oil were sent, not only words; NEAR the border trucks waited.",
    "조선을 방문한 중국 대표단이 평양에서 회담하였다.",
    "中国代表团抵达平壤，双方举行会谈。",
    "The president of Mexico spoke to Pérez about trade.",
)


@pytest.fixture
def filled(archive: Archive) -> Archive:
    for words in TEXTS:
        archive.add(text(words, title=words.split()[0]), [], known_from=MOMENT)
    return archive


@pytest.mark.parametrize(("query", "found"), [
    ("Zhao Leji's", [0]), ("zhao", [0]), ("visits", [0, ]), ("visit*", [0]), ("vis*", [0]), ('"visit to"', [0]),
    ('"to visit"', []), ("rice oil", [1]), ("rice AND oil", [1]), ("rice NEAR oil", [1]), ("rice OR visit", []),
    ("NOT rice", [1]), ("평양", [2]), ("중국 대표", [2]), ("平壤", [3]), ("会谈", [3]), ("谈会", []), ("Perez", [4]),
    ("", []), ("*", []), ('"', []), ("()", []), ("title:Zhao", []), ("Zhao -Leji", [0]), ("^Zhao", [0]),
])
def test_queries(filled: Archive, query: str, found: list[int]) -> None:
    ids = [text(TEXTS[number], title=TEXTS[number].split()[0]).id for number in found]
    assert [hit.document for hit in filled.search(query)] == ids


def test_a_hit_tells_what_is_needed_to_open_it(archive: Archive) -> None:
    long = " ".join(f"Word{n}" for n in range(300))
    document = text(f"{long}. Trucks brought rice to 평양 on Friday. {long}", title="Trucks", url="https://x/1")
    archive.add(document, [one := report(document, "Trucks brought rice")], known_from=MOMENT)
    [hit] = archive.search("rice 평양")
    assert (hit.document, hit.title, hit.published, hit.outlet, hit.url) == (
        document.id, "Trucks", document.published, "KCNA", "https://x/1")
    assert hit.reports == (one.id,)
    assert "rice to 평양 on" in hit.snippet and len(hit.snippet) < 400
    assert [hit.snippet[start:end] for start, end in hit.marks] == ["rice", "평양"]


def test_titles_weigh_more_and_the_number_of_hits_is_limited(archive: Archive) -> None:
    for number in range(5):
        archive.add(text(f"Talk number {number} was about rice and much else.", title="Talk"), [], known_from=MOMENT)
    archive.add(text("Trucks came.", title="Rice"), [], known_from=MOMENT)
    assert archive.search("rice", limit=1)[0].title == "Rice"
    assert len(archive.search("rice", limit=3)) == 3


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder: Path = tmp_path_factory.mktemp("archive")
    with Archive.open(folder) as archive:
        for words in TEXTS:
            archive.add(text(words), [], known_from=MOMENT)
        yield archive


FTS = st.lists(st.sampled_from(['"', "'", "*", "(", ")", "AND", "OR", "NOT", "NEAR(", ":", "^", "-", "+", "{", "}", ",",
                                "rice", "Leji's", " ", "\0", "\x1f", "평", "\ud800", "text:", "\u0301"]), max_size=8)


@given(st.one_of(st.text(), FTS.map("".join)))
def test_no_query_raises(small: Archive, query: str) -> None:
    small.search(query, limit=3)


@given(st.lists(st.sampled_from(["visit", "Pyongyang", "Thursday", "Zhao", "평양", "oil"]), min_size=1, max_size=4),
       st.sampled_from(["", '"', "'", "*", " -", "("]))
def test_quoting_keeps_every_word(words: list[str], noise: str) -> None:
    """A text made of the query's own words is found by the query, whatever stands round them."""
    with sqlite3.connect(":memory:") as memory:
        memory.execute("CREATE VIRTUAL TABLE words USING fts5 (text)")
        memory.execute("INSERT INTO words VALUES (?)", (indexed(" ".join(words)),))
        match = quoted(" ".join(f"{noise}{word}" for word in words))
        assert memory.execute("SELECT count(*) FROM words WHERE words MATCH ?", (match,)).fetchone() == (1,)
    memory.close()


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_a_snippet_is_part_of_the_text_as_written(words: str) -> None:
    found, marks = snippet("T", f"rice {words}", quoted("rice"))
    assert found[slice(*marks[0])] == "rice"
    assert "\x1f" not in found and "\x02" not in found
