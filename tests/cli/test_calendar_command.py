import csv
import io
import json

import icalendar
import pytest

from visavis.cli import main


def run(capsys, *words):
    code = main(["calendar", *words])
    return code, *capsys.readouterr()


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_every_format_has_the_same_days(capsys, tmp_path):
    asked = ("--desk", "korea", "--since", "2024", "--until", "2024")
    _, table, _ = run(capsys, *asked, "-f", "csv")
    _, lines, _ = run(capsys, *asked, "-f", "jsonl")
    assert main(["calendar", *asked, "-f", "ics", "-o", "k.ics"]) == 0
    days = [row["date"] for row in csv.DictReader(io.StringIO(table))]
    events = icalendar.Calendar.from_ical((tmp_path / "k.ics").read_bytes()).walk("VEVENT")
    assert days == [json.loads(line)["date"] for line in lines.splitlines()]
    assert days == [event.decoded("dtstart").isoformat() for event in events] and len(days) > 20
    assert "2024-10-06" in run(capsys, *asked)[1] and "2024-10-06" in run(capsys, *asked, "-f", "md")[1]


def test_round_ones_of_a_state(capsys):
    _, lines, _ = run(capsys, "--desk", "korea", "--since", "2025", "--until", "2025", "--round", "--state", "North Korea", "-f", "jsonl")
    rows = [json.loads(line) for line in lines.splitlines()]
    assert rows and all(row["round"] and row["states"] == "PRK" for row in rows)
    assert "2025-10-10" in {row["date"] for row in rows}


def test_find(capsys):
    _, lines, _ = run(capsys, "--find", "75th anniversary of relations between China and North Korea", "-f", "jsonl")
    assert [json.loads(line)["date"] for line in lines.splitlines()] == ["2024-10-06"]


@pytest.mark.parametrize(("words", "code"), [(("--since", "2025", "--until", "2024"), 2), (("--state", "Nowhereland"), 1),
                                             (("-o", "no/such/place.csv", "-f", "csv"), 1)])
def test_errors(capsys, words, code):
    assert run(capsys, *words)[0] == code
