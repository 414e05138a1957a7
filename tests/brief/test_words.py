from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.brief import words
from visavis.measure.intervals import rate_ratio


@given(st.sets(st.tuples(st.sampled_from("ER"), st.integers(1, 60)), max_size=40))
def test_runs_of_labels_stand_for_exactly_these_labels(pairs):
    told = words.labels(f"{letter}{number}" for letter, number in sorted(pairs))
    found = set()
    for piece in filter(None, told.split(", ")):
        first, _, last = piece.partition("–")
        found |= {(first[0], n) for n in range(int(first[1:]), int((last or first)[1:]) + 1)}
    assert found == pairs


@pytest.mark.parametrize(("number", "told"), [
    (0, "0 events"), (1, "1 event"), (2, "2 events"), (12345, "12,345 events")])
def test_a_count_has_its_noun(number, told):
    assert words.count(number, "event") == told


def test_a_ratio_with_nothing_to_divide_by_says_so():
    told = words.times(rate_ratio(12, 1, 0, 1))
    assert "without a best value" in told and "or more" in told


def test_a_coarse_date_is_told_no_finer_than_it_is_known():
    assert words.days(date(2013, 1, 1), date(2013, 12, 31), "year") == "2013"
    assert words.days(date(2013, 8, 1), date(2013, 9, 30), "month") == "2013-08 to 2013-09"
    assert words.days(date(2013, 8, 30), date(2013, 9, 2)) == "2013-08-30 to 2013-09-02"
