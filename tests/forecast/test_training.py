"""The fit and the backtest, small, on a made-up history."""

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from event_rows import history

from train.forecast import card, dyad_lines, record_lines
from train.forecast_fit import fit, join, rolling, spread, thin
from train.forecast_rows import draw, kinds_of
from visavis.forecast import kind, model
from visavis.forecast.features import NAMES
from visavis.forecast.record import COLUMNS, DYAD_COLUMNS

PAST = history(900)
KINDS = tuple(map(kind, ("CONSULT", "AID", "quad 1")))
REFITS = [date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1)]
CUT = date(2022, 6, 1)


def rows(reports, days=90):
    return draw(reports, KINDS, days, date(2017, 1, 1), scored_from=REFITS[0])


@pytest.fixture(scope="module")
def drawn():
    return rows(PAST)


@pytest.fixture(scope="module")
def scored(drawn):
    return join(list(rolling(drawn, 90, REFITS)))


def test_changing_anything_after_a_day_changes_no_forecast_that_was_scored_by_it(scored):
    kept = PAST.filter(pc.less_equal(PAST["known_from"], pa.scalar(CUT)))
    again = join(list(rolling(rows(kept), 90, REFITS)))
    early = scored.rows.origin <= again.rows.origin.max()
    assert early.sum() == len(again.said) > 300
    assert np.array_equal(scored.said[early], again.said) and np.array_equal(scored.rows.number[early], again.rows.number)


def test_a_fit_uses_only_windows_that_were_over(drawn):
    day = (REFITS[0] - date(1970, 1, 1)).days
    known = drawn.where(drawn.origin + 90 <= day)
    later = drawn.where(drawn.origin + 90 > day)
    turned = later.where(np.ones(len(later.number), bool))
    turned.number[:] = 1 - np.minimum(turned.number, 1)
    mixed = type(drawn)(*(np.concatenate([getattr(known, name), getattr(turned, name)]) for name in type(drawn).__slots__))
    first = [next(iter(rolling(each, 90, REFITS))).said for each in (drawn, mixed)]
    assert np.array_equal(*first)


def test_thinning_keeps_every_event_and_the_sum_of_the_weights(drawn):
    kept = thin(drawn, 90, 1)
    assert (kept.number > 0).sum() == (drawn.number > 0).sum() and len(kept.number) < len(drawn.number)
    assert kept.weight.sum() == pytest.approx(drawn.weight.sum(), rel=0.25)


def test_a_fit_is_calibrated_on_its_own_rows_and_can_be_written_and_read(drawn):
    made = fit(drawn, 90, spread=20.0, floor=0.0)
    columns = drawn.columns.astype(float)
    said = np.average(made.probability(columns), weights=drawn.weight)
    assert said == pytest.approx(np.average(drawn.number > 0, weights=drawn.weight), abs=0.01)
    told = np.average(made.expected(columns), weights=drawn.weight)
    assert told == pytest.approx(np.average(drawn.number, weights=drawn.weight), rel=0.1)
    again = model.parse(model.to_text({90: made}, {})).horizons[90]
    assert np.allclose(again.probability(columns), made.probability(columns), atol=1e-4)


def test_chance_alone_gives_a_wide_size_and_dyads_that_differ_a_small_one(drawn):
    draws = np.random.default_rng(0)
    big = join(list(rolling(drawn, 90, REFITS)))
    chance = big.said.copy()
    even = type(big)(big.rows, chance, chance, chance)
    even.rows.number[:] = draws.random(len(chance)) < chance
    alike = spread(even, 90)
    _, group = np.unique(big.rows.pair, return_inverse=True)
    even.rows.number[:] = (group % 2 == 0)
    assert alike > 5 * spread(even, 90)


def test_the_files_of_the_record_have_their_columns_and_add_up(drawn):
    found = join(list(rolling(drawn, 90, REFITS)))
    lines = [line.split("\t") for line in record_lines({90: found}, KINDS) if line[0] != "#"]
    assert tuple(lines[0]) == COLUMNS and sum(int(row[4]) for row in lines[1:]) == len(found.said)
    from visavis.forecast.told import tell

    dyads = [line.split("\t") for line in dyad_lines({90: found}, tell(PAST).states, KINDS) if line[0] != "#"]
    assert tuple(dyads[0]) == DYAD_COLUMNS
    assert sum(float(row[7]) for row in dyads[1:]) == pytest.approx(sum(float(row[8]) for row in lines[1:]), rel=1e-3)
    made = fit(drawn, 90)
    assert "| 90 |" in card({90: made}, {90: found}, {"rows": 1, "dataset": "x", "first": "", "last": "", "sha256": ""}, "d")


def test_the_kinds_are_the_types_the_classes_and_what_has_enough_events():
    found = kinds_of(PAST)
    assert len(found) == 16 + 4 + 2 and len(NAMES) == len(set(NAMES))
