"""The commands: collect, sources, watch, alerts, digest, from the first feed to an alert with a note."""

from __future__ import annotations

import json
import shlex
import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from feed_samples import page, rss, story

from visavis.cli import collect, main, reading
from visavis.intake.opml import read_opml
from visavis.records import Document, Signal, content_id

Run = Callable[[str], tuple[int, str, str]]

TOLD = "A first group of 100 tourists from Jilin reached Rason by bus under a new agreement of the two provinces."


class _Reading:
    def __init__(self, document: Document) -> None:
        self.reports = self.claims = ()
        start = document.text.find(TOLD)
        span = (start, start + len(TOLD))
        self.signals = () if start < 0 else (Signal(content_id("s", document.id), document.id, "tourism", TOLD, span, ("PRK", "CHN")),)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("VISAVIS_FETCH_LOOPBACK", "1")
    monkeypatch.setenv("VISAVIS_FETCH_DELAY", "0")
    monkeypatch.setattr(reading, "load", lambda: ("test-1", lambda document, **more: _Reading(document)))
    assert main(["init", str(tmp_path / "desk"), "--desk", "korea"]) == 0
    monkeypatch.chdir(tmp_path / "desk")
    capsys.readouterr()

    def call(line: str) -> tuple[int, str, str]:
        code = main(shlex.split(line))
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.fixture
def collected(server: Any, run: Run) -> Run:
    """A desk that has collected one story with an alert in it."""
    today = date.today().isoformat()
    server.serve("/a", page(TOLD + "\n" + story(1), title="Tourists", day=today))
    feed = rss([("k", server.url("/a"), "Tourists", "")]).replace("02 May 2024", f"{date.today():%d %b %Y}").replace("Thu, ", "")
    server.serve("/feed", feed, etag='"1"')
    assert run(f"sources add {server.url('/feed')} --outlet Paper --country KOR --ownership private --reliability B --rhythm 1d")[0] == 0
    code, out, err = run("collect --once --only Paper")
    assert code == 0, err
    assert "1 new" in out and "1 alert fired" in out
    return run


def test_from_a_feed_to_an_alert_and_what_is_done_with_it(collected: Run) -> None:
    (row,) = [json.loads(line) for line in collected("alerts list")[1].splitlines()]
    assert (row["watch"], row["dyads"], row["corroboration"], row["reliability"]) == ("tourism", [["CHN", "PRK"]], "single source", "B")
    assert row["evidence"][0]["quote"] == TOLD and row["evidence"][0]["outlet"] == "Paper"
    code, out, _ = collected(f"alerts show {row['id'][:6]}")
    assert code == 0 and TOLD in out and "single source: Paper" in out
    assert collected(f"alerts ack {row['id']} --note 'seen by me'")[0] == 0
    assert collected(f"alerts mute {row['id'][:8]} --days 3 --note later")[0] == 0
    assert collected(f"alerts close {row['id'][:8]} --note done")[0] == 0
    out = collected(f"alerts show {row['id']}")[1]
    assert "acknowledged: seen by me" in out and "closed: done" in out
    assert collected("alerts list --state open")[1] == ""
    assert "<feed" in collected("alerts list --format atom")[1]
    assert collected("collect --once --only Paper")[1].startswith("1 source, 1 unchanged: 0 new")


def test_the_digest_is_told_once_and_written_to_a_file(collected: Run, tmp_path: Path) -> None:
    assert TOLD[:40] in collected("digest --peek")[1]
    assert collected("digest --format html --out morning.html")[0] == 0
    assert TOLD[:40] in Path("morning.html").read_text(encoding="utf-8")
    assert "No alert." in collected("digest")[1]


def test_sources_are_listed_exported_imported_and_removed(collected: Run, server: Any) -> None:
    rows = [json.loads(line) for line in collected("sources list")[1].splitlines()]
    assert {row["outlet"]: row["standing"] for row in rows}["Paper"] == "speaks"
    assert {row["standing"] for row in rows if row["outlet"] != "Paper"} == {"not asked"}
    Path("list.opml").write_text(collected("sources export")[1], encoding="utf-8")
    assert len(read_opml(Path("list.opml").read_bytes(), where="x")) == len(rows)
    code, out, _ = collected("sources import list.opml")
    assert code == 0 and "replaced" in out
    assert collected("sources remove Paper")[0] == 0
    assert "Paper" not in collected("sources list")[1]


def test_a_search_and_a_question_become_watches(collected: Run) -> None:
    assert collected("""watch add groups --search '"first group" Rason'""")[0] == 0
    assert collected('watch add envoys --dyad china "north korea" --type consult --level 4 --threshold "first in 90 days"')[0] == 0
    rows = [json.loads(line) for line in collected("watch list")[1].splitlines()]
    own = {row["name"]: row for row in rows if row["own"]}
    assert own["groups"]["query"] == '"first group" Rason' and own["envoys"]["dyads"] == [["CHN", "PRK"]]
    assert "1 alert fired" in collected("watch run")[1]
    assert "0 alerts fired" in collected("watch run")[1]
    assert collected("watch remove groups")[0] == 0


def test_silence_is_told_for_each_outlet(collected: Run) -> None:
    rows = {row["outlet"]: row for row in map(json.loads, collected("watch silence")[1].splitlines())}
    assert rows["Paper"]["watches"]["tourism"] == "1" and rows["Paper"]["watches"]["visas"] == "covered, nothing"
    assert rows["KCNA"]["watches"]["tourism"] == "not covered"


def test_people_and_the_calendar(collected: Run) -> None:
    assert collected("watch people")[1] == "month,class,source,target,country,province,people,hidden,reports\n"
    assert collected("watch people --class workers --format jsonl")[0] == 0
    assert "BEGIN:VEVENT" in collected("alerts calendar")[1]


def test_a_revision_is_shown_with_what_went_and_came(collected: Run, server: Any) -> None:
    server.serve("/note", page("The ministry said on Monday that the border crossing at Dandong may open.\nA second line stays as it is."))
    assert collected(f"sources add {server.url('/note')} --outlet Note --kind page")[0] == 0
    assert "1 new" in collected("collect --only Note")[1]
    server.serve("/note", page("The ministry said on Monday that the border crossing at Dandong opened.\nA second line stays as it is."))
    assert "1 revised" in collected("collect --only Note")[1]
    (hit,) = [json.loads(line) for line in collected("search Dandong --format jsonl")[1].splitlines()]
    code, out, _ = collected(f"revisions {hit['document']}")
    assert code == 0 and "- The ministry said on Monday that the border crossing at Dandong may open." in out
    assert "+ The ministry said on Monday that the border crossing at Dandong opened." in out and "second line" not in out
    assert collected("revisions nothing")[0] == 1


@pytest.mark.parametrize(("line", "code", "what"), [
    ("sources add http://127.0.0.1:22/x --outlet P", 1, "port 22"), ("sources add http://10.0.0.1/x --outlet P", 1, "not a public address"),
    ("sources add https://a.example.org --outlet P --country Korea", 1, "country"), ("sources add x --outlet P --kind radio", 2, "unknown kind"),
    ("sources import missing.opml", 1, "no such file"), ("sources remove Nobody", 1, "no such source"),
    ("collect --once --only Nobody", 1, "no source"), ("collect --once --every 30m", 2, "exclude"), ("collect --every often", 1, "stretch of time"),
    ("watch add tourism --search x", 1, "the desk has an indicator"), ("watch add BAD --search x", 1, "no name"),
    ("watch add a --search '!!!'", 1, "no word"), ("watch add a", 2, "either --search"), ("watch add a --dyad CHN CHN", 1, "two different"),
    ("watch add a --dyad CHN PRK --type DANCE", 1, "DANCE"), ("watch add a --search x --threshold often", 1, "no threshold"),
    ("watch remove nothing", 1, "no such watch"), ("watch people --class wizards", 1, "unknown class"), ("alerts show zz", 1, "no such alert"),
    ("alerts show ''", 1, "no such alert"), ("alerts ack zz", 1, "no such alert"), ("alerts send", 1, "no way out"),
    ("digest --out /proc/nothing/x", 1, "/proc/nothing"), ("watch silence --since 2024-05-02 --until 2024-05-01", 2, "after")])
def test_what_cannot_be_done_is_one_line_with_what_to_do(run: Run, line: str, code: int, what: str) -> None:
    got, _, err = run(line)
    assert got == code and what in err and len(err.strip().splitlines()) == 1 and "Traceback" not in err


def test_a_webhook_that_fails_does_not_end_the_round(collected: Run, server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISAVIS_WEBHOOK", server.url("/hook"))
    monkeypatch.setenv("VISAVIS_WEBHOOK_HOSTS", "127.0.0.1")
    code, _, err = collected("collect --once --only Paper")
    assert code == 0 and "404" in err
    server.serve("/hook", "", status=204)
    assert "1 alert sent by webhook" in collected("collect --once --only Paper")[1]
    assert "0 alerts sent by webhook" in collected("alerts send")[1]


def test_rounds_go_on_after_one_that_fails_and_until_they_are_stopped(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    stop, rounds = threading.Event(), list[int]()

    def fake(*arguments: object) -> None:
        rounds.append(len(rounds))
        if len(rounds) == 1:
            raise OSError("no space left on device")
        stop.set()

    monkeypatch.setattr(collect, "_round", fake)
    collect._rounds(None, [], stop, timedelta(seconds=1))  # type: ignore[arg-type]
    assert rounds == [0, 1] and "no space left on device" in capsys.readouterr().err
