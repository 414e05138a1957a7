from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.measure.periods import periods, year_before

DAYS = st.dates(date(1990, 1, 1), date(2030, 12, 31))


@given(DAYS, st.integers(0, 1500), st.sampled_from(("day", "month", "quarter", "year")))
def test_periods_leave_no_day_out_and_hold_none_twice(first, length, by):
    last = first + timedelta(days=length)
    made = periods(first, last, by=by)
    assert (made[0].first, made[-1].last) == (first, last)
    assert sum(period.days for period in made) == length + 1
    assert all(a.last + timedelta(days=1) == b.first for a, b in pairwise(made))
    assert len({period.name for period in made}) == len(made)


@pytest.mark.parametrize(("until", "first"), [
    (date(2024, 12, 31), date(2024, 1, 1)), (date(2025, 2, 28), date(2024, 3, 1)),
    (date(2024, 2, 28), date(2023, 3, 1)), (date(2024, 6, 30), date(2023, 7, 1))])
def test_the_year_that_ends_on_a_day(until, first):
    assert year_before(until) == first


@given(DAYS)
def test_a_year_has_365_or_366_days(until):
    assert (until - year_before(until)).days + 1 in (365, 366)
