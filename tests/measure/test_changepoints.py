"""Changes of the rate: found where they are, seldom where none is, never an answer without an interval."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from visavis.measure.changepoints import MOST, change_points, scatter
from visavis.measure.periods import periods

MONTHS = periods(date(2002, 1, 1), date(2024, 12, 31), by="month")
HALF = MONTHS[138].first


def series(counts, *, covered=None, status=None):
    spans = MONTHS[:len(counts)]
    return pa.table({"from_day": [p.first for p in spans], "to_day": [p.last for p in spans], "days": [p.days for p in spans],
                     "events": [int(n) for n in counts], "covered": covered or [100] * len(spans),
                     "status": status or ["events"] * len(spans)})


def test_a_steady_rate_seldom_has_a_change_and_bursts_are_none():
    draw = np.random.default_rng(7)
    steady = sum(bool(change_points(series(draw.poisson(3, 276)))) for _ in range(40))
    bursts = sum(bool(change_points(series(draw.negative_binomial(1.5, 1 / 3, 276)))) for _ in range(40))
    assert steady <= 2 and bursts <= 2


def test_a_doubling_is_found_with_its_day_inside_its_interval():
    draw = np.random.default_rng(7)
    found = [change_points(series([*draw.poisson(4, 138), *draw.poisson(8, 138)])) for _ in range(20)]
    assert sum(len(one) == 1 for one in found) >= 18
    assert sum(any(c.between[0] <= HALF <= c.between[1] for c in one) for one in found) >= 18
    (one,) = found[0]
    assert one.between[0] <= one.day <= one.between[1] and one.probability > 0.8
    assert one.before_interval[0] <= one.before <= one.before_interval[1] < one.after <= one.after_interval[1]
    assert one.ratio.low <= one.ratio.value <= one.ratio.high and one.ratio.low > 1


def test_two_changes_are_told_in_order():
    draw = np.random.default_rng(3)
    first, second = change_points(series([*draw.poisson(2, 92), *draw.poisson(20, 92), *draw.poisson(2, 92)]))
    assert first.day < second.day and first.ratio.low > 1 > second.ratio.high


def test_more_news_is_not_taken_for_more_events():
    draw = np.random.default_rng(5)
    counts, covered = [*draw.poisson(4, 138), *draw.poisson(12, 138)], [100] * 138 + [300] * 138
    made = series(counts, covered=covered)
    assert change_points(made) and not change_points(made, per="covered")


def test_what_was_not_covered_is_no_change():
    draw = np.random.default_rng(5)
    counts = [0] * 100 + list(draw.poisson(6, 176))
    status = ["not covered"] * 100 + ["events"] * 176
    assert not change_points(series(counts, status=status))
    assert change_points(series(counts))


@pytest.mark.parametrize("counts", [[], [5, 5, 5], [0] * 50])
def test_too_little_has_no_change(counts):
    assert change_points(series(counts)) == ()


def test_a_series_that_is_too_long_is_refused():
    rows = [{"from_day": date(2000, 1, 1), "to_day": date(2000, 1, 1), "days": 1, "events": 1, "covered": 1, "status": "events"}]
    with pytest.raises(ValueError, match="too many"):
        change_points(pa.Table.from_pylist(rows * (MOST + 1)))


def test_scatter_is_of_neighbours_so_a_step_hardly_counts():
    ones = np.ones(200)
    step = np.concatenate((np.full(100, 5.0), np.full(100, 50.0)))
    assert scatter(step, ones) == 1
    assert scatter(np.tile([0.0, 20.0], 100), ones) > 10
