"""Means with intervals over outlets."""

from datetime import date

import numpy as np
import pyarrow.compute as pc
import pytest
from event_rows import document, history, report

from visavis.datasets import table
from visavis.measure.dyads import dyad_events, dyad_series
from visavis.measure.tone import over_outlets

MADE = history(2500, years=3)


def test_the_mean_is_that_of_the_events_and_lies_in_its_interval():
    series = dyad_series(MADE, "CHN", "PRK", by="year")
    events = dyad_events(MADE, "CHN", "PRK")
    done = events.filter(pc.equal(events["standing"], "done"))
    for row in series.to_pylist():
        mine = [one["goldstein"] for one in done.to_pylist() if row["from_day"] <= one["start"] <= row["to_day"]]
        assert row["goldstein"] == pytest.approx(sum(mine) / len(mine), abs=1e-6)
        assert row["outlets"] == 4 and row["goldstein_low"] <= row["goldstein"] <= row["goldstein_high"]


def test_the_interval_holds_the_mean_about_as_often_as_it_says():
    draw, held = np.random.default_rng(2), 0
    for _ in range(200):
        tones = draw.normal(2, 3, 30)  # each outlet has a leaning of its own
        counts = draw.poisson(5, 30) + 1
        low, high = over_outlets(counts.tolist(), [float(n * t) for n, t in zip(counts, tones, strict=True)], draws=600)
        held += low <= 2 <= high
    assert 175 <= held <= 199


def test_seeds_move_the_bounds_by_little():
    counts, sums = [20, 14, 9, 30, 22], [40.0, 50.0, 9.0, 75.0, 30.0]
    bounds = np.array([over_outlets(counts, sums, seed=seed) for seed in range(8)])
    assert (bounds.max(0) - bounds.min(0) < 0.1).all()


def test_many_outlets_are_drawn_as_few_are():
    draw = np.random.default_rng(4)
    counts = (draw.poisson(5, 63) + 1).tolist()
    sums = [float(n * t) for n, t in zip(counts, draw.normal(2, 3, 63), strict=True)]
    few = np.array(over_outlets(counts, sums))
    many = np.array(over_outlets([*counts, counts[0]], [*sums, sums[0]]))
    assert np.abs(few - many).max() < 0.25


def test_one_or_two_outlets_give_a_mean_and_no_interval():
    pages = [document(date(2015, 1, day), day, outlet) for day, outlet in ((3, "BBC"), (4, "BBC"), (5, "AP"))]
    made = table.from_reports(pages, [report(page, 1, "CHN", "PRK", "AID") for page in pages])
    (row,) = dyad_series(made, "CHN", "PRK", by="year").to_pylist()
    assert (row["goldstein"], row["outlets"], row["goldstein_low"]) == (7.0, 2, None)


def test_counts_are_set_against_coverage_with_their_interval():
    for row in dyad_series(MADE, "CHN", "PRK", by="quarter").to_pylist():
        assert row["per_1000"] == pytest.approx(row["events"] / row["covered"] * 1000)
        assert row["per_1000_low"] <= row["per_1000"] <= row["per_1000_high"]
        assert row["world_a"] == pytest.approx(row["covered_a"] / row["world"])
    silent = dyad_series(MADE, "CHN", "PRK", by="year", since=date(1990, 1, 1), until=date(1990, 12, 31)).to_pylist()[0]
    assert silent["per_1000"] is silent["world_a"] is silent["goldstein"] is None
