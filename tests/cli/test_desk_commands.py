from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from visavis.archive import Archive

Run = Callable[..., Any]
pytestmark = pytest.mark.usefixtures("reader")


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text("China sent rice to North Korea. A summit is likely.")
    (folder / "b.txt").write_text("Many workers left for 평양 on Friday.")
    return folder


def test_init_makes_a_desk_that_add_and_search_use(run: Run, articles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = run("init", "work", "--desk", "korea")
    assert done.code == 0 and "visavis add" in done.out
    done = run("add", articles, "--published", "2024-07-27", "--desk", "work")
    assert (done.code, done.err) == (0, "")
    assert done.out == "2 documents: 2 new; read 1 report, 1 claim, 1 signal\n"
    monkeypatch.chdir("work")  # a desk is found where one stands
    [row] = [json.loads(line) for line in run("search", "평양").lines]
    assert row["snippet"] == "Many workers left for 평양 on Friday." and row["published"] == "2024-07-27"
    assert [row["snippet"][slice(*mark)] for mark in row["marks"]] == ["평양"]
    shown = run("search", "rice", "--format", "table")
    assert "China sent rice" in shown.out and "1 report" in shown.out and "\x1b" not in shown.out


def test_add_twice_changes_nothing(run: Run, articles: Path) -> None:
    run("init", "work")
    run("add", articles, "--published", "2024-07-27", "--desk", "work")
    with Archive.open("work") as archive:
        before = list(archive.export())
    done = run("add", articles, "--published", "2024-07-27", "--desk", "work")
    assert done.out == "2 documents: 2 there already; read 0 reports, 0 claims, 0 signals\n"
    with Archive.open("work") as archive:
        assert list(archive.export()) == before


def test_other_indicators_or_another_coder_read_again(run: Run, articles: Path, reader: Any) -> None:
    run("init", "work")
    run("add", articles, "--published", "2024-07-27", "--desk", "work")
    reader.name = "test-2"
    assert "2 coded again" in run("add", articles, "--published", "2024-07-27", "--desk", "work").out
    toml = Path("work/desk.toml")
    toml.write_text(toml.read_text().replace("korea", "caucasus"))
    assert "2 coded again" in run("add", articles, "--published", "2024-07-27", "--desk", "work").out


def test_add_goes_on_past_bad_input_and_ends_with_1(run: Run, articles: Path) -> None:
    (articles / "c.txt").write_text("A crash.")
    (articles / "d.txt").write_text("")
    run("init", "work")
    done = run("add", articles, "--published", "2024-07-27", "--desk", "work")
    assert done.code == 1 and done.err.count("\n") == 2
    assert done.out.startswith("2 documents: 2 new;") and done.out.endswith("; 2 failed\n")


@pytest.mark.parametrize("command", [["add", "x.txt"], ["search", "rice"], ["add", "x.txt", "--desk", "nowhere"]])
def test_no_desk_is_told_how_to_make_one(run: Run, command: list[str]) -> None:
    done = run(*command)
    assert done.code == 1 and "visavis init DIR" in done.err and done.err.count("\n") == 1


def test_init_of_an_unknown_desk_or_in_a_desk(run: Run) -> None:
    done = run("init", "work", "--desk", "atlantis")
    assert done.code == 1 and "korea" in done.err and not Path("work").exists()
    run("init", "work")
    done = run("init", "work")
    assert done.code == 1 and "there is a desk already" in done.err


def test_a_desk_of_a_newer_version(run: Run) -> None:
    run("init", "work")
    toml = Path("work/desk.toml")
    toml.write_text(toml.read_text().replace("format_version = 1", "format_version = 9"))
    done = run("search", "rice", "--desk", "work")
    assert done.code == 1 and "newer visavis" in done.err


def test_a_search_without_a_hit_is_no_failure(run: Run) -> None:
    run("init", "work")
    done = run("search", "rice", "--desk", "work")
    assert (done.code, done.out) == (0, "") and "no document" in done.err
