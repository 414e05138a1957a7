from datetime import date

import pytest
from event_rows import document, report

from visavis.datasets import table
from visavis.errors import UnknownCode
from visavis.forecast.kinds import Kind, kind


@pytest.mark.parametrize("text", ["CONSULT", "CONSULT/visit", "quad 3", "CONSULT/visit level 1", "quad 1 level 4"])
def test_a_kind_is_written_as_it_is_read(text):
    assert kind(text).name == text and kind(kind(text).name.lower()) == kind(text)


@pytest.mark.parametrize("text", ["", "CONSLT", "quad 5", "CONSULT/vist", "CONSULT level 9", "quad"])
def test_what_is_no_kind_is_refused(text):
    with pytest.raises(UnknownCode):
        kind(text)


def test_a_visit_has_a_direction_and_a_meeting_has_none():
    assert kind("CONSULT").undirected and not kind("CONSULT/visit").undirected and not kind("AID").undirected
    assert not Kind(quad=1).undirected and Kind(quad=1).two_sided("AGREE") and not Kind(quad=1).two_sided("SUPPORT")


def test_a_level_asks_for_the_higher_office_of_both_sides():
    page = document(date(2020, 1, 1))
    made = [report(page, 1, "CHN", "PRK", office=("President", 1)), report(page, 2, "CHN", "PRK", office=("Minister", 5)),
            report(page, 3, "CHN", "PRK")]
    events = table.from_reports([page], made)
    matched = [kind(text).matches(events).to_pylist().count(True) for text in ("CONSULT", "CONSULT level 5", "CONSULT level 1")]
    assert matched == [3, 2, 1]
