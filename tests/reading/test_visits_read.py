"""Visits as they are told: under way, and dated by the visit and not by who leads it."""

from datetime import date

import pytest

from visavis.reading import read
from visavis.records import Document, Modality

DAY = date(2024, 7, 19)


def report(text):
    return read(Document.from_text(text, DAY)).reports[0]


@pytest.mark.parametrize(("text", "modality"), [
    ("Chinese President Hu Jintao begins a landmark five-day state visit to Japan.", Modality.ACTUAL),
    ("North Korean Premier Kim Tok Hun begins a five-day goodwill tour of China.", Modality.ACTUAL),
    ("Chinese President Hu Jintao will begin a state visit to Japan on Monday.", Modality.PLANNED),
])
def test_what_begins_is_under_way(text, modality):
    assert report(text).modality is modality


def test_a_day_after_who_leads_the_delegation_is_that_of_the_visit():
    told = report("Kim Jong Un received a military delegation of the Russian Federation led by Vice-Minister of Defence"
                  " Aleksey Krivoruchko on July 18.")
    assert told.when.start == date(2024, 7, 18)
