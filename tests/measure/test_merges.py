"""Merges shown, and undone, in a desk."""

import pytest
from event_rows import document, history, report

from visavis.datasets import table
from visavis.datasets.merging import Merging
from visavis.errors import DeskError
from visavis.measure.dyads import dyad_events
from visavis.measure.merges import alone, explain, leave_alone, near_misses

MADE = history(1500, years=1)


def test_every_report_is_told_with_its_event_and_events_are_those_of_the_series():
    found = explain(MADE, "CHN", "PRK")
    assert sorted(set(found["event"].to_pylist())) == sorted(dyad_events(MADE, "CHN", "PRK")["id"].to_pylist())
    assert found.num_rows == len(set(found["report"].to_pylist()))
    opened = [row for row in found.to_pylist() if row["score"] is None]
    assert len(opened) == len(set(found["event"].to_pylist()))


def test_a_near_miss_is_not_in_the_event_that_it_missed():
    pairs = {(row["event"], row["report"]) for row in near_misses(MADE, "CHN", "PRK", merging=Merging(5.0)).to_pylist()}
    held = {(row["event"], row["report"]) for row in explain(MADE, "CHN", "PRK", merging=Merging(5.0)).to_pylist()}
    assert pairs and not pairs & held


def test_the_list_keeps_what_people_wrote_and_an_id_once(tmp_path):
    assert alone(tmp_path) == frozenset()
    (tmp_path / "alone.txt").write_text("abc  # asked the author\n\n# a word\n", encoding="utf-8")
    assert leave_alone(tmp_path, add=["def", "abc", "def"], note="two visits") == {"abc", "def"}
    text = (tmp_path / "alone.txt").read_text("utf-8")
    assert text == "abc  # asked the author\n\n# a word\ndef  # two visits\n"
    assert leave_alone(tmp_path, drop=["abc"]) == {"def"} and "# a word" in (tmp_path / "alone.txt").read_text("utf-8")


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(DeskError, match="none"):
        leave_alone(tmp_path / "none", add=["abc"])


def test_undoing_changes_the_figures_and_taking_it_back_restores_them():
    pages = [document(history(1)["start"][0].as_py(), key) for key in range(2)]
    made = table.from_reports(pages, [report(page, 1, "CHN", "PRK") for page in pages])
    before = dyad_events(made, "CHN", "PRK")
    assert before.num_rows == 1
    assert dyad_events(made, "CHN", "PRK", merging=Merging(alone=frozenset(made["id"].to_pylist()[:1]))).num_rows == 2
    assert dyad_events(made, "CHN", "PRK").equals(before)
