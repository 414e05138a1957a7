from datetime import date

import pytest

from visavis.errors import InputError, UnknownCode
from visavis.forecast import condition, kind, suppose, tell

ORIGIN = date(2022, 3, 1)


def test_an_event_supposed_changes_the_forecast_and_says_how_often_it_was_seen(past):
    told = suppose(tell(past), "PRK", "CHN", kind("CONSULT"), 90, condition("CONSULT level 1 in 30d"), as_of=ORIGIN)
    assert told.given.probability != told.without.probability
    assert told.given.made == told.without.made == date(2022, 3, 31)
    assert 0 <= told.here.followed <= told.here.times <= told.anywhere.times
    assert told.thin == (told.here.times < 5)


def test_what_is_supposed_never_sees_what_was_later_known(past):
    import pyarrow as pa
    import pyarrow.compute as pc

    kept = past.filter(pc.less_equal(past["known_from"], pa.scalar(ORIGIN)))
    made = [suppose(tell(rows), "PRK", "CHN", kind("AID"), 30, condition("AID by CHN in 7 days"), as_of=ORIGIN)
            for rows in (past, kept)]
    assert made[0] == made[1]


@pytest.mark.parametrize("text", ["CONSULT", "in 30d", "quad 3 in 5d", "CONSULT in many days"])
def test_what_is_no_condition_is_refused(text):
    with pytest.raises((InputError, UnknownCode)):
        condition(text)


def test_a_third_side_cannot_act(past):
    with pytest.raises(InputError, match="USA"):
        suppose(tell(past), "PRK", "CHN", kind("AID"), 30, condition("AID by USA in 7d"), as_of=ORIGIN)
