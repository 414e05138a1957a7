import json

import pytest

from visavis.cli import main

TEXT = ("Kim Jong Un is likely to visit China in 2019, experts said. A summit between Xi Jinping and Kim Jong Un is entirely"
        " possible this year, an analyst said.")


@pytest.fixture
def desk(tmp_path, monkeypatch):
    assert main(["init", str(tmp_path / "desk")]) == 0
    monkeypatch.chdir(tmp_path / "desk")
    (tmp_path / "desk" / "a.txt").write_text(TEXT, encoding="utf-8")
    assert main(["add", "a.txt", "--published", "2018-12-02"]) == 0
    return tmp_path / "desk"


def shown(capsys, *words):
    capsys.readouterr()
    assert main(["ledger", *words, "-f", "jsonl"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_claims_are_shown_resolved_and_scored(desk, capsys):
    assert [row["state"] for row in shown(capsys)] == ["due", "due"]
    assert main(["ledger", "resolve"]) == 0
    rows = shown(capsys, "--resolved")
    assert {row["state"] for row in rows} <= {"true", "false"} and len(rows) == 2
    assert not shown(capsys, "--due") and not shown(capsys, "--open")
    assert main(["ledger", "--resolved"]) == 0
    assert "nobody is ranked under 20" in capsys.readouterr().out


def test_a_query_is_edited_and_the_claim_is_settled_anew(desk, capsys):
    claim = shown(capsys)[0]["claim"]["id"]
    assert main(["ledger", "edit", claim, "--type", "CONSULT", "-u", "2019-12", "--reason", "any meeting"]) == 0
    row = next(row for row in shown(capsys) if row["claim"]["id"] == claim)
    assert row["version"] == 2 and row["resolver"]["kind"] == "CONSULT" and row["resolver"]["window"][1] == "2019-12-31"


def test_one_adds_ones_own_and_exports_and_brings_in_again(desk, capsys):
    asked = ["--dyad", "CHN,PRK", "-t", "CONSULT/visit level 1", "-u", "2040"]
    assert main(["forecast", "add", "Xi visits", *asked, "-p", "0.2"]) == 0
    assert main(["forecast", "add", "Xi visits again", *asked, "--hedge", "highly likely"]) == 0
    assert main(["forecast", "add", "Xi visits", *asked]) == 2
    for name in ("l.csv", "l.jsonl"):
        assert main(["ledger", "export", "-f", name[2:], "-o", name]) == 0
        assert main(["ledger", "import", name]) == 0
        assert "4 claims" in (out := capsys.readouterr().out) and "0 new" in out
    assert main(["ledger", "export", "-f", "ics"]) == 0
    assert capsys.readouterr().out.count("BEGIN:VEVENT") == 4


def test_forecasts_are_published_and_scored(desk, capsys):
    for expected in ("29 forecasts published", "0 forecasts published"):
        assert main(["forecast", "publish", "f.jsonl", "-n", "30", "--dyad", "PRK,CHN"]) == 0
        assert expected in capsys.readouterr().out
    assert main(["forecast", "score", "f.jsonl"]) == 0
    assert main(["forecast", "score", "none.jsonl"]) == 1


@pytest.mark.parametrize("words", [["ledger", "edit", "none", "--reason", "x"], ["ledger", "import", "none.csv"], ["ledger", "--dyad", "PRK"],
                                   ["ledger", "nonsense"], ["forecast", "add", "x", "--dyad", "CHN,CHN", "-t", "AID", "-u", "2040", "-p", "0.2"]])
def test_bad_input_ends_with_an_error_and_no_traceback(desk, capsys, words):
    assert main(words) in (1, 2)
    assert "Traceback" not in capsys.readouterr().err
