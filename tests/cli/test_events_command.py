"""Merges on the command line."""

import json
from pathlib import Path


def add(run, *stories):
    assert run("init", "work", "--desk", "korea").code == 0
    for number, text in enumerate(stories):
        Path(f"{number}.txt").write_text(text, encoding="utf-8")
        assert run("add", f"{number}.txt", "--published", "2024-05-02", "--desk", "work").code == 0


def test_a_merge_is_shown_undone_and_restored(run, reader):
    add(run, "China sent rice to North Korea.", "China has sent rice to North Korea again.")
    asked = ("events", "CHN", "PRK", "-d", "desk", "--desk", "work")
    shown = run(*asked)
    assert shown.code == 0 and "2 reports tell 1 event." in shown.lines[0] and "score" in shown.out
    rows = [json.loads(line) for line in run(*asked, "-f", "jsonl").lines]
    joined = next(row["report"] for row in rows if row["why"])
    assert "2 reports tell 2 events." in run(*asked, "--alone", joined).lines[0]
    assert "2 reports tell 2 events." in run(*asked).lines[0]
    assert json.loads(run("dyad", "CHN", "PRK", "-d", "desk", "--desk", "work", "-f", "jsonl").out)["events"] == 2
    assert "2 reports tell 1 event." in run(*asked, "--together", joined).lines[0]


def test_a_threshold_parts_what_is_not_alike_enough(run, reader):
    add(run, "China sent rice to North Korea.", "China has sent rice to North Korea again.")
    asked = ("events", "CHN", "PRK", "-d", "desk", "--desk", "work", "--threshold", "9")
    assert "2 reports tell 2 events." in run(*asked).lines[0]
    assert "1 near miss." in run(*asked, "--near").lines[0]


def test_undoing_needs_a_desk(run):
    done = run("events", "CHN", "PRK", "--alone", "abc")
    assert done.code == 1 and "no desk here" in done.err


def test_a_data_set_that_is_not_at_hand_is_named(run):
    done = run("events", "CHN", "PRK", "-d", "gdelt")
    assert done.code == 1 and "at hand: history" in done.err
