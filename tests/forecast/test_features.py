"""Nothing that became known after the origin may change what is forecast on it."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from event_rows import STATES, document, history, report
from hypothesis import given, settings
from hypothesis import strategies as some

from visavis.datasets import table
from visavis.forecast import Forecaster
from visavis.forecast.features import FAMILIES, NAMES, Snapshot
from visavis.forecast.kinds import HORIZONS, kind
from visavis.forecast.told import tell

ORIGIN = date(2021, 6, 1)
KINDS = tuple(map(kind, ("CONSULT", "AID", "quad 3", "CONSULT level 1", "CONSULT/visit")))
PAIRS = [(a, b) for a in STATES for b in STATES if a != b]
PAST = history(600)


def columns(rows, origin=ORIGIN, calendar=(), horizon=90, kinds=KINDS):
    told = tell(rows)
    shot = Snapshot(told, origin, calendar=calendar)
    sides = [np.array([told.at(pair[side]) for pair in PAIRS]) for side in (0, 1)]
    return np.stack([shot.columns(*sides, one, horizon) for one in kinds])


def made_up(days, *, known, source="CHN", target="PRK", kind="CONSULT", **more):
    """A report of `ORIGIN + days` that is known since `known` days after the origin."""
    page = document(ORIGIN + timedelta(days=known), (days, known, source, target, kind, str(more)))
    rows = table.from_reports([page], [report(page, days, source, target, kind, **more)], dataset="history")
    start = pa.array([ORIGIN + timedelta(days=days)], pa.date32())
    return rows.set_column(rows.column_names.index("start"), "start", start).set_column(
        rows.column_names.index("end"), "end", start)


later = some.builds(
    made_up, some.integers(-2000, 400), known=some.integers(1, 900), source=some.sampled_from(("CHN", "RUS", "FRA")),
    target=some.sampled_from(("PRK", "USA", "XKX")), kind=some.sampled_from(("CONSULT", "AID", "SANCTION")),
    modality=some.sampled_from(("actual", "planned", "negated")), office=some.sampled_from(((None, None), ("President", 1))))


@pytest.fixture(scope="module")
def before():
    return columns(PAST)


@settings(max_examples=15, deadline=None)
@given(some.lists(later, max_size=6), some.booleans())
def test_changing_anything_after_the_origin_changes_nothing_before_it(before, added, emptied):
    kept = PAST.filter(pc.less_equal(PAST["known_from"], pa.scalar(ORIGIN))) if emptied else PAST
    # to rounding: a state that is new later moves the places of the tables, and so the order of sums
    np.testing.assert_allclose(columns(pa.concat_tables([kept, *added])), before, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("days", HORIZONS)
def test_a_forecast_is_the_same_with_and_without_the_later_rows(days):
    kept = PAST.filter(pc.less_equal(PAST["known_from"], pa.scalar(ORIGIN)))
    made = [Forecaster(rows, as_of=ORIGIN).forecast("PRK", "CHN", kind("CONSULT"), days) for rows in (PAST, kept)]
    assert made[0] == made[1]


def test_the_order_of_the_rows_changes_nothing(before):
    assert np.array_equal(columns(PAST.take(np.random.default_rng(3).permutation(PAST.num_rows))), before)


def value(rows, name, of="CONSULT", pair=("CHN", "PRK"), **more):
    found = columns(rows, kinds=[kind(of)], **more)[0]
    return found[PAIRS.index(pair), NAMES.index(name)]


def test_a_recent_event_counts_more_than_an_old_one_and_in_both_directions_if_two_sided():
    recent, old = (pa.concat_tables([made_up(-days, known=-days), made_up(-900, known=-900, source="USA")])
                   for days in (3, 300))
    assert value(recent, "own_30") > value(old, "own_30") > 0
    assert value(recent, "own_30", pair=("PRK", "CHN")) == value(recent, "own_30")
    one_sided = made_up(-3, known=-3, kind="AID")
    assert value(one_sided, "own_30", "AID", ("PRK", "CHN")) == 0 < value(one_sided, "reverse_30", "AID", ("PRK", "CHN"))


def test_an_event_told_twice_on_one_day_counts_once():
    twice = pa.concat_tables([made_up(-3, known=-3), made_up(-3, known=-2, office=("President", 1))])
    assert value(twice, "own_30") == value(made_up(-3, known=-3), "own_30")


def test_what_is_announced_for_the_window_counts_since_it_was_announced():
    known, unknown = (made_up(20, known=days, modality="planned") for days in (-5, 5))
    assert value(known, "announced") > 0 == value(unknown, "announced") == value(known, "announced", horizon=7)


def test_a_day_of_the_calendar_counts_when_it_falls_into_the_window():
    calendar = [(date(1961, 7, 11), frozenset({"CHN", "PRK"})), (date(1948, 9, 9), frozenset({"PRK"}))]
    usual = 3 * 90 / 365.25  # three days of a state's calendar a year
    assert value(PAST, "round", calendar=calendar, horizon=90) == pytest.approx(2 - usual / 5)  # 60 years, both sides
    assert value(PAST, "calendar", calendar=calendar, horizon=90) == pytest.approx(2 - usual)
    assert value(PAST, "calendar", calendar=calendar, horizon=30) == pytest.approx(-usual / 3)


def test_a_whole_year_holds_a_calendar_once_and_tells_nothing():
    calendar = [(date(1948, 9, day), frozenset({"PRK"})) for day in range(1, 20)]
    assert abs(value(PAST, "calendar", calendar=calendar, horizon=365)) < 0.1


def test_every_feature_has_its_column_and_none_is_not_a_number(before):
    assert np.isfinite(before).all() and set(FAMILIES) <= set(NAMES) and len(set(NAMES)) == len(NAMES)
    dead = [name for name in FAMILIES if not before[:, :, NAMES.index(name)].any()]
    assert set(dead) <= {"visits_out", "visits_in", "announced", "calendar", "round", "unsure_own"}
