from __future__ import annotations

import gzip
import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from visavis.records import from_json
from visavis.settings import setting

Run = Callable[..., Any]
TEXT = "China sent rice to North Korea. A summit is likely, with workers. Nothing else was told."

pytestmark = pytest.mark.usefixtures("reader")


def test_lines_of_the_contract_by_place_then_kind(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    done = run("read", "a.txt", "--published", "2024-07-27", "--format", "jsonl")
    assert (done.code, done.err) == (0, "")
    rows = [json.loads(line) for line in done.lines]
    assert [row["record"] for row in rows] == ["report", "claim", "signal"]
    for row in rows:
        assert TEXT[row["span"][0]:row["span"][1]] == row["quote"]
        assert from_json(row).id == row["id"]
    assert run("read", "a.txt", "--published", "2024-07-27").out == done.out  # no terminal: lines without asking


def test_a_record_stays_on_one_line_whatever_line_ends_its_text_has(run: Run, tmp_path: Path) -> None:
    text = "China sent\u2028rice\u2029to\x85North\x0bKorea."
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": text, "published": "2024-07-27"}), encoding="utf-8")
    [line] = run("read", "a.jsonl").out.splitlines()
    assert json.loads(line)["quote"] == text


def test_failed_input_ends_with_1_and_the_rest_is_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "empty.txt").write_text("")
    done = run("read", "none.txt", "empty.txt", "a.txt", "--published", "2024-07-27")
    assert done.code == 1 and len(done.lines) == 3
    assert [line.split(": ")[2] for line in done.err.splitlines()] == ["none.txt", "empty.txt"]


def test_a_document_that_breaks_the_reader_is_told_and_the_rest_is_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A crash.")
    (tmp_path / "b.txt").write_text(TEXT)
    done = run("read", "a.txt", "b.txt", "--published", "2024-07-27")
    assert done.code == 1 and len(done.lines) == 3
    assert "a bug in visavis (ZeroDivisionError: crash)" in done.err and done.err.count("\n") == 1
    assert "Traceback" in run("read", "a.txt", "--published", "2024-07-27", "--debug").err


def test_unknown_day_and_a_day_in_the_future(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    done = run("read", "a.txt")
    assert done.code == 1 and "--published YYYY-MM-DD" in done.err and done.out == ""
    done = run("read", "a.txt", "--published", "2999-01-01")
    assert done.code == 1 and "after today" in done.err and done.out == ""


def test_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for data, more in ((TEXT.encode(), ["--published", "2024-07-27"]),
                       (json.dumps({"id": "mine", "text": TEXT, "published": "2024-07-27"}).encode(), []),
                       (gzip.compress(TEXT.encode()), ["--published", "2024-07-27"])):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        done = run("read", "-", *more)
        assert (done.code, len(done.lines)) == (0, 3)
        assert (json.loads(done.lines[0])["document"] == "mine") == (not more)


def test_table_and_explanation(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    done = run("read", "a.txt", "--published", "2024-07-27", "--format", "table", "--explain")
    assert done.code == 0 and "\x1b" not in done.out
    assert all(word in done.out for word in ("2024-07-27", "CHN", "PRK", "AID", "55%-80%", "signal workers"))
    assert "let go: predicates" in done.out and "[0:31]" in done.out
    lines = run("read", "a.txt", "--published", "2024-07-27", "--format", "jsonl", "--explain")
    assert len(lines.lines) == 3 and "let go: predicates" in lines.err


def test_nothing_found_says_how_to_learn_why(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Nothing was told.")
    done = run("read", "a.txt", "--published", "2024-07-27", "--format", "table")
    assert done.code == 0 and "--explain" in done.out
    assert run("read", "a.txt", "--published", "2024-07-27").out == ""


def test_indicators_are_those_of_the_desk_at_hand(run: Run, tmp_path: Path, reader: Any,
                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[set[str]] = []
    inner = reader.read

    def spy(document: object, *, indicators: Any, **others: Any) -> object:
        given.append({one.id for one in indicators})
        return inner(document, indicators=indicators, **others)

    reader.read = spy
    (tmp_path / "a.txt").write_text(TEXT)
    command = ("read", "a.txt", "--published", "2024-07-27")
    run(*command)
    run(*command, "--desk", "caucasus")
    run("init", "work", "--desk", "korea")
    run(*command, "--desk", "work")
    monkeypatch.setenv("VISAVIS_DESK", "work")
    run(*command)
    everything, caucasus, korea, by_environment = given
    assert caucasus and korea and not caucasus & korea
    assert everything == caucasus | korea
    assert by_environment == korea


def test_the_coder_is_chosen_by_flag_environment_or_desk(run: Run, tmp_path: Path, reader: Any,
                                                         monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    inner = reader.read

    def spy(document: object, **others: Any) -> object:
        asked.append(setting("coder"))
        return inner(document, **others)

    reader.read = spy
    (tmp_path / "a.txt").write_text(TEXT)
    command = ("read", "a.txt", "--published", "2024-07-27")
    run(*command)
    run(*command, "--coder", "rules")
    run("init", "work")
    with Path("work/desk.toml").open("a") as file:
        file.write('[settings]\ncoder = "model"\n')
    run(*command, "--desk", "work")
    monkeypatch.setenv("VISAVIS_CODER", "rules")
    run(*command, "--desk", "work")
    assert asked == ["auto", "rules", "model", "rules"]
    assert os.environ["VISAVIS_CODER"] == "rules"
    assert run(*command, "--coder", "magic").code == 2
    monkeypatch.setenv("VISAVIS_CODER", "magic")
    assert run(*command).code == 2


def test_limits_and_wrong_settings(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    monkeypatch.setenv("VISAVIS_MAX_TEXT_BYTES", "20")
    done = run("read", "a.txt", "--published", "2024-07-27")
    assert done.code == 1 and "more than 20 bytes" in done.err
    monkeypatch.setenv("VISAVIS_MAX_TEXT_BYTES", "much")
    done = run("read", "a.txt", "--published", "2024-07-27")
    assert done.code == 2 and "max_text_bytes" in done.err
