"""A text with an invented worker and an invented student: neither is named by anything that visavis puts out."""

import json
import logging
from datetime import date, timedelta

import pytest

from visavis.archive import Archive
from visavis.cli import main

NAMES = ("Pak Chol Gyu", "Chol Gyu", "Ryom Un Byol", "Un Byol")
TITLE = "Worker Pak Chol Gyu and student Ryom Un Byol sent abroad"
TEXT = """North Korea sent 300 workers, among them Pak Chol Gyu, a 34-year-old welder from Hamhung, to Russia on Tuesday.

A student named Ryom Un Byol said North Korea and China signed an agreement on student exchanges.

Russian Deputy Prime Minister Alexander Kozlov visited Pyongyang on Monday and met Premier Kim Tok Hun. Pak Chol Gyu told a relative that more workers are likely to be dispatched to Russia this year. Ryom Un Byol will study in Beijing.

Chinese Foreign Minister Wang Yi arrived in North Korea on Wednesday. Kim Tok Hun received him, said Ryom Un Byol.
"""


@pytest.fixture
def desk(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    row = {"id": "d1", "text": TEXT, "title": TITLE, "published": "2024-05-03", "outlet": "Paper"}
    (tmp_path / "docs.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert main(["init", "desk"]) == 0
    assert main(["add", "docs.jsonl", "--desk", "desk"]) == 0
    capsys.readouterr()
    return tmp_path / "desk"


def said(capsys, *words):
    code = main(list(words))
    out, err = capsys.readouterr()
    return code, out + err


COMMANDS = [
    ("read", "docs.jsonl", "--format", "jsonl"), ("read", "docs.jsonl", "--format", "table"),
    ("read", "docs.jsonl", "--format", "table", "--explain"), ("read", "docs.jsonl", "--format", "jsonl", "--explain"),
    ("--debug", "read", "docs.jsonl"),
    ("search", "workers", "--desk", "desk"), ("search", "workers", "--format", "table", "--desk", "desk"),
    ("search", "student", "--desk", "desk"), ("search", "agreement OR exchanges", "--desk", "desk"),
    ("brief", "PRK", "CHN", "--versus", "RUS", "--desk", "desk", "--format", "md"),
    ("brief", "PRK", "RUS", "--desk", "desk", "--format", "html"), ("brief", "PRK", "RUS", "--desk", "desk"),
    ("brief", "PRK", "RUS", "--add", "docs.jsonl", "--format", "md"),
    ("export", "--dataset", "desk", "--desk", "desk", "-f", "csv"),
    ("export", "--dataset", "desk", "--desk", "desk", "-f", "jsonl"),
    ("export", "--dataset", "desk", "--desk", "desk", "-f", "ftm"),
    ("export", "--dataset", "desk", "--desk", "desk", "-f", "gdelt"),
    ("visits", "PRK", "--desk", "desk", "--all", "-f", "md"), ("visits", "PRK", "--desk", "desk", "--all", "-f", "jsonl"),
    ("dyad", "PRK", "CHN", "--dataset", "desk", "--desk", "desk", "--events", "-f", "csv"), ("doctor", "--desk", "desk"),
    ("events", "PRK", "RUS", "--desk", "desk"), ("events", "PRK", "RUS", "--desk", "desk", "-f", "jsonl"),
    ("ledger", "--desk", "desk"), ("ledger", "--format", "jsonl", "--desk", "desk"),
    ("ledger", "export", "-f", "csv", "--desk", "desk"), ("ledger", "export", "-f", "ics", "--desk", "desk"),
    ("revisions", "d1", "--desk", "desk"), ("watch", "people", "--since", "2024", "--desk", "desk"),
    ("watch", "silence", "--desk", "desk"), ("alerts", "calendar", "--desk", "desk"),
    ("brief", "PRK", "RUS", "--desk", "desk", "--format", "bibtex"), ("brief", "PRK", "RUS", "--desk", "desk", "--format", "csl"),
]


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words)[:50])
def test_no_output_names_them(desk, capsys, caplog, words):
    caplog.set_level(logging.DEBUG)
    code, text = said(capsys, *words)
    assert code == 0 and text.strip()
    assert [name for name in NAMES if name in text or name in caplog.text] == []


@pytest.fixture
def watched(tmp_path, monkeypatch, capsys):
    """The same text of yesterday in a desk whose watches were run, so that alerts fired; and once more, changed."""
    monkeypatch.chdir(tmp_path)
    assert main(["init", "desk"]) == 0
    assert main(["watch", "add", "workers", "--search", "workers", "--threshold", "any", "--desk", "desk"]) == 0
    rows = [{"text": text, "title": TITLE, "published": str(date.today() - timedelta(days=1)), "outlet": "Paper",
             "url": "https://paper.example/1"} for text in (TEXT, TEXT.replace("300 workers", "400 workers"))]
    for row in rows:
        (tmp_path / "docs.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
        assert main(["add", "docs.jsonl", "--desk", "desk"]) == 0
    assert main(["watch", "run", "--desk", "desk"]) == 0
    capsys.readouterr()


def test_no_alert_names_them_and_no_digest(watched, capsys):
    _, listed = said(capsys, "alerts", "list", "--format", "jsonl", "--desk", "desk")
    first = json.loads(listed.splitlines()[0])
    assert "[name]" in first["evidence"][0]["title"]
    for words in (("alerts", "list"), ("alerts", "list", "--format", "atom"), ("alerts", "show", first["id"]),
                  ("digest", "--peek"), ("digest", "--peek", "--format", "html"),
                  ("revisions", first["evidence"][0]["document"])):
        code, text = said(capsys, *words, "--desk", "desk")
        assert code == 0 and text.strip()
        assert [name for name in NAMES if name in listed + text] == []


@pytest.mark.parametrize("words", ["Ryom Un Byol", '"Chol Gyu"', "Byol", "ryom un byol student"])
def test_they_cannot_be_searched_for(desk, capsys, words):
    code, text = said(capsys, "search", words, "--desk", "desk")
    assert code == 0 and "d1" not in text and "no document holds" in text
    assert not any(name.lower() in text.lower() for name in NAMES)


def test_the_officials_stay(desk, capsys):
    _, text = said(capsys, "visits", "PRK", "--dataset", "desk", "--desk", "desk", "-f", "md")
    assert "Kozlov" in text and "Wang Yi" in text
    _, found = said(capsys, "search", "Kozlov", "--desk", "desk")
    assert "Kozlov" in found and "d1" in found


def test_quotes_of_records_still_stand_in_the_text(desk, capsys):
    _, lines = said(capsys, "read", "docs.jsonl", "--format", "jsonl")
    rows = [json.loads(line) for line in lines.splitlines()]
    assert {"report", "signal"} <= {row["record"] for row in rows}
    for row in rows:
        assert TEXT[slice(*row["span"])] == row["quote"]


def test_the_exported_archive_has_spans_that_hold_and_no_names(desk):
    with Archive.open(desk) as archive:
        first, *rest = [json.loads(line) for line in archive.export()]
    assert not any(name in json.dumps([first, *rest], ensure_ascii=False) for name in NAMES)
    assert len(first["text"]) == len(TEXT) and rest
    for row in rest:
        assert first["text"][slice(*row["span"])] == row["quote"]
