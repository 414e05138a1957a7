"""bench.tkg on a small made graph: the layout, the ranks of the protocol, and no query sees another of its day."""

from __future__ import annotations

import doctest
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("lightgbm", reason="needs the extra tkg")
pytest.importorskip("numba", reason="needs the extra tkg")

from bench.tkg import leak, ranker, scores
from bench.tkg.__main__ import main
from bench.tkg.features import FEATURES
from bench.tkg.layout import NOWHERE, PLACE, Graph, graph, load
from bench.tkg.replay import replay
from visavis.errors import InputError

PLACES = ("Avalon", "Brobdingnag", "Cockaigne")
SECTORS = ("Police", "Citizen", "Ministry", "Media")
NAMES = [*PLACES, *(f"{sector}_({place})" for place in PLACES for sector in SECTORS), "Alice", "Bob", "Carol"]
RELATIONS = 4
DAYS = 40


def _made(seed: int = 3) -> np.ndarray:
    """Facts with habits: most repeat one of a few fixed triples, the rest are drawn at random."""
    rng = np.random.default_rng(seed)
    habits = rng.integers([len(NAMES), RELATIONS, len(NAMES)], size=(25, 3))
    rows = set()
    for day in range(DAYS):
        for _ in range(16):
            row = habits[rng.integers(25)] if rng.random() < 0.7 else rng.integers([len(NAMES), RELATIONS, len(NAMES)])
            rows.add((*(int(value) for value in row), day))
    return np.array(sorted(rows, key=lambda row: row[3]))


@pytest.fixture(scope="module")
def small() -> Graph:
    facts = _made()
    return graph([facts[facts[:, 3] < 32], facts[facts[:, 3] >= 32]], NAMES, relations=RELATIONS)


@pytest.fixture(scope="module")
def booster(small: Graph) -> ranker.Ranker:
    lessons = ranker.Lessons()
    for day in replay(small, range(20, 32)):
        lessons.add(day)
    return ranker.fit(lessons, trees=20)


def _folder(to: Path, stamp: int = 24, blank: str = " ", extra: str = "\t0") -> Path:
    facts = _made()
    to.mkdir()
    for name, part in (("train", facts[facts[:, 3] < 32]), ("valid", facts[facts[:, 3] >= 32])):
        lines = ["\t".join(str(v) for v in (*row[:3], row[3] * stamp)) + extra for row in part]
        (to / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (to / "entity2id.txt").write_text("".join(f"{n.replace('_', blank)}\t{i}\n" for i, n in enumerate(NAMES)), encoding="utf-8")
    (to / "relation2id.txt").write_text("".join(f"r{i}\t{i}\n" for i in range(RELATIONS)), encoding="utf-8")
    return to


def test_the_layout_is_read_with_hours_for_days_blanks_for_underscores_and_a_fifth_column(tmp_path: Path, small: Graph) -> None:
    found = load(_folder(tmp_path / "g"))
    assert np.array_equal(found.facts, small.facts)
    assert np.array_equal(found.place, small.place)
    assert found.days("valid").tolist() == list(range(32, 40))


def test_a_name_tells_place_and_sector(small: Graph) -> None:
    avalon, police, alice = NAMES.index("Avalon"), NAMES.index("Police_(Avalon)"), NAMES.index("Alice")
    assert small.place[avalon] == small.place[police] != NOWHERE
    assert small.sector[avalon] == PLACE
    assert small.place[alice] == NOWHERE
    assert small.sector[police] == small.sector[NAMES.index("Police_(Cockaigne)")] != small.sector[NAMES.index("Media_(Avalon)")]


@pytest.mark.parametrize(("file", "text", "word"), [("train.txt", "1\t2\tx\t3\n", "four whole numbers"), ("valid.txt", "", "empty"),
                                                   ("valid.txt", "1\t1\t999\t900\n", "no name"), ("entity2id.txt", "Avalon\n", "name<TAB>number")])
def test_a_broken_file_is_named(tmp_path: Path, file: str, text: str, word: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder = _folder(tmp_path / "g")
    (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=word):
        load(folder)
    assert main([str(folder)]) == 1
    assert "g" in capsys.readouterr().err


def test_ranks_leave_other_answers_out_and_split_ties() -> None:
    assert doctest.testmod(scores).failed == 0
    assert doctest.testmod(scores).attempted >= 3


def test_ranks_equal_those_of_a_slow_ranking_of_all_entities(small: Graph, booster: ranker.Ranker) -> None:
    for day in replay(small, [33, 34]):
        ranks, edges = ranker.day_ranks(booster, day, entities=small.entities), np.concatenate([[0], np.cumsum(day.counts)])
        predicted = booster.predict(day.rows)
        facts = small.facts[small.facts[:, 3] == day.day]
        asked = sorted([(s, r, o) for s, r, o, _ in facts.tolist()] + [(o, r + RELATIONS, s) for s, r, o, _ in facts.tolist()])
        for (s, r, o), rank in zip(asked, ranks, strict=True):
            query = day.queries.tolist().index([s, r])
            span = slice(edges[query], edges[query + 1])
            value = np.full(small.entities, -1e9)
            value[day.candidates[span]] = predicted[span]
            value[[x for a, b, x in asked if (a, b) == (s, r) and x != o]] = np.nan
            assert rank == 1 + (value > value[o]).sum() + ((value == value[o]).sum() - 1) / 2


def test_the_other_queries_of_the_day_change_no_score(small: Graph, booster: ranker.Ranker) -> None:
    assert leak.differences(small, booster, list(range(32, 40)), count=12) == []


def test_the_leak_test_finds_a_leak(small: Graph, booster: ranker.Ranker, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = leak.replay

    def leaking(graph: Graph, wanted: set[int]) -> object:
        """Shows each day's own facts to its queries, as if they were of the day before."""
        day = max(wanted)
        early = graph.facts.copy()
        early[:, 3] -= early[:, 3] == day
        both = np.concatenate([early, graph.facts[graph.facts[:, 3] == day]])
        return honest(replace(graph, facts=both, split=np.zeros(len(both), np.int64)), wanted)

    monkeypatch.setattr(leak, "replay", leaking)
    assert leak.differences(small, booster, list(range(32, 40)), count=4) != []


def test_later_facts_change_nothing(small: Graph) -> None:
    cut = replace(small, facts=small.facts[small.facts[:, 3] <= 33], split=small.split[small.facts[:, 3] <= 33])
    whole, short = (next(iter(replay(g, [33]))) for g in (small, cut))
    assert np.array_equal(whole.candidates, short.candidates)
    assert np.array_equal(whole.rows, short.rows)


def test_new_numbers_for_the_entities_change_no_feature(small: Graph) -> None:
    """Ids may follow how often an entity occurs, test days included; only sums of floats in another order may differ."""
    new = np.random.default_rng(5).permutation(small.entities)
    facts = small.facts.copy()
    facts[:, 0], facts[:, 2] = new[facts[:, 0]], new[facts[:, 2]]
    names = [""] * len(NAMES)
    for old, name in enumerate(NAMES):
        names[new[old]] = name
    renamed = graph([facts[small.split == 0], facts[small.split == 1]], names, relations=RELATIONS)
    for before, after in zip(replay(small, [35]), replay(renamed, [35]), strict=True):
        there = _by_query(after)
        vectors = np.array([name.startswith(("vector", "alike", "rank of vector", "rank of alike", "q alike")) for name in FEATURES])
        for (s, r), known in _by_query(before).items():
            moved = there[int(new[s]), r]
            assert {int(new[e]) for e in known} == set(moved)
            for entity, row in known.items():
                np.testing.assert_allclose(row[~vectors], moved[int(new[entity])][~vectors], rtol=1e-4, atol=1e-5)


def _by_query(day: object) -> dict[tuple[int, int], dict[int, np.ndarray]]:
    edges = np.concatenate([[0], np.cumsum(day.counts)])  # type: ignore[attr-defined]
    return {(int(s), int(r)): {int(e): row for e, row in zip(day.candidates[a:b], day.rows[a:b], strict=True)}  # type: ignore[attr-defined]
            for (s, r), a, b in zip(day.queries, edges[:-1], edges[1:], strict=True)}  # type: ignore[attr-defined]


def test_the_command_prints_the_whole_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(_folder(tmp_path / "g")), "--leak", "2"]) == 0
    out = capsys.readouterr().out
    assert "repeat" in out and "new relation" in out and "new pair" in out
    assert "CountTRuCoLa" in out
    assert "2 queries alone and among shuffled ones, 0 scored otherwise" in out


def test_the_leak_test_on_the_real_graph_takes_part_of_it(shared: Path) -> None:
    whole = load(shared / "forecasting" / "icews14")
    late = whole.facts[:, 3] >= 270  # a month of past is enough to see a leak
    part = replace(whole, facts=whole.facts[late] - np.array([0, 0, 0, 270]), split=whole.split[late])
    lessons = ranker.Lessons()
    for day in replay(part, [30]):
        lessons.add(day)
    assert leak.differences(part, ranker.fit(lessons, trees=20), [34, 35], count=1) == []
