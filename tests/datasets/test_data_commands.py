"""`visavis load` and `visavis export` from the command line."""

import gzip
import json
import subprocess
import sys

import pytest
from dataset_rows import gdelt, write

from visavis.archive import init_desk
from visavis.cli import main
from visavis.datasets import segments, table


@pytest.fixture
def desk(tmp_path):
    return init_desk(tmp_path / "desk", "korea", version="1").path


@pytest.fixture
def run(capfd, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VISAVIS_DESK", raising=False)

    def call(*words):
        code = main([str(word) for word in words])
        return code, *capfd.readouterr()

    return call


def test_load_tells_a_line_a_file_and_lists_it_in_the_desk(run, desk, tmp_path):
    path = write(tmp_path / "a.csv", gdelt(1), gdelt(2, Day="20240230"), gdelt(3, Actor1CountryCode="AFR"), gdelt(1))
    code, out, err = run("load", "gdelt", path, "--desk", desk)
    assert (code, err) == (0, "")
    assert out.startswith(f"{path}: gdelt 2.0: 4 rows = 1 events + 1 no dyad + 0 no event type + 2 rejects"
                          " (1 with an id that comes again; the later row is kept); see ")
    assert len(segments.live(desk, "gdelt")) == 1
    again = run("load", "gdelt", path, "--desk", desk)
    assert again[0] == 0 and again[1].rstrip().endswith("loaded before")
    assert len(segments.live(desk)) == 1


def test_a_load_that_was_stopped_before_the_list_was_written_is_completed(run, desk, tmp_path):
    path = write(tmp_path / "a.csv", gdelt(1))
    run("load", "gdelt", path, "--out", desk / "events")
    assert segments.live(desk) == []
    run("load", "gdelt", path, "--desk", desk)
    assert len(segments.live(desk)) == 1


def test_load_ends_with_1_where_a_file_failed_and_loads_the_others(run, tmp_path):
    good, bad = write(tmp_path / "a.csv", gdelt(1)), tmp_path / "b.csv.gz"
    bad.write_bytes(gzip.compress(gdelt(2).encode() * 99)[:-20])
    code, out, err = run("load", "gdelt", bad, good, "--out", "events")
    assert code == 1
    assert out.count("\n") == 1 and err.count("\n") == 1
    assert str(bad) in err and "cut off" in err
    assert len(list((tmp_path / "events").rglob("*.parquet"))) == 1


@pytest.mark.parametrize(("words", "said"), [
    (("load", "gdelt", "a.csv"), "--out DIR, or --desk DIR"), (("load", "idea", "a.csv"), "idea"),
    (("export", "--dyad", "PRK"), "no pair"), (("export", "--since", "yesterday"), "is not a day"),
    (("export", "--format", "xml"), "xml")])
def test_wrong_usage_is_told_and_ends_with_2(run, words, said):
    code, _, err = run(*words)
    assert code == 2 and said in err and err.count("\n") == 1


@pytest.mark.parametrize(("words", "said"), [
    (("export", "--events", "nowhere"), "no such folder"), (("export", "--dyad", "PRK,Atlantis"), "Atlantis"),
    (("export", "-t", "DANCE", "-e", "."), "DANCE"), (("load", "gdelt", "nowhere.csv", "-o", "x"), "no such file")])
def test_what_cannot_be_done_is_one_line_of_error_and_ends_with_1(run, words, said):
    code, _, err = run(*words)
    assert code == 1 and said in err.splitlines()[0]


def test_what_the_desk_loaded_can_be_exported_and_loaded_again(run, desk, tmp_path):
    lines = [gdelt(n, ("PRK", "CHN")[n % 2], "RUS", Day=f"201502{n + 1:02}") for n in range(20)]
    run("load", "gdelt", write(tmp_path / "a.csv", *lines), "--desk", desk)
    code, out, err = run("export", "--desk", desk, "--dyad", "North Korea,RUS", "-d", "gdelt", "--since", "2015-02-11",
                         "--format", "csv", "-o", "pair.csv")
    assert (code, out) == (0, "") and "pair.csv: 5 rows written" in err
    run("load", "events", "pair.csv", "--out", "back")
    back = table.read(tmp_path / "back")
    assert back.num_rows == 5 and set(back["source"].to_pylist()) == {"PRK"}
    mine = table.read(segments.live(desk)).to_pylist()
    assert all(row in mine for row in back.to_pylist())


def test_export_to_standard_output_gives_rows_alone(run, tmp_path):
    run("load", "gdelt", write(tmp_path / "a.csv", gdelt(1), gdelt(2)), "--out", "events")
    code, out, err = run("export", "--events", "events", "-f", "jsonl")
    assert code == 0 and [json.loads(line)["native_id"] for line in out.splitlines()]
    assert "2 rows written" in err
    code, out, _ = run("export", "--events", "events", "-f", "gdelt")
    assert [line.count("\t") for line in out.splitlines()] == [60, 60]
    code, out, _ = run("export", "--events", "events", "-f", "ftm")
    assert {json.loads(line)["schema"] for line in out.splitlines()} == {"PublicBody", "Address", "Trip"}


def test_export_that_fails_leaves_the_file_as_it_was(run, tmp_path):
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "a.parquet").write_bytes(b"no")
    (tmp_path / "out.csv").write_text("mine")
    code, _, _ = run("export", "--events", "events", "-o", "out.csv")
    assert code == 1 and (tmp_path / "out.csv").read_text() == "mine"
    assert sorted(p.name for p in tmp_path.glob("*out*")) == ["out.csv"]


def test_a_reader_that_has_had_enough_is_no_error(tmp_path):
    write(tmp_path / "a.csv", *(gdelt(n) for n in range(5000)))
    visavis = [sys.executable, "-c", "import sys; from visavis.cli import main; sys.exit(main())"]
    subprocess.run([*visavis, "load", "gdelt", "a.csv", "-o", "events"], cwd=tmp_path, check=True, capture_output=True)
    with subprocess.Popen([*visavis, "export", "-e", "events", "-f", "jsonl"], cwd=tmp_path, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as process:
        process.stdout.readline()
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()
    assert process.returncode == 0
