"""Acts without a date of their own go on in the time of the last act of the same two states."""

from __future__ import annotations

from datetime import date

import pytest

from visavis.reading import read
from visavis.records import Document

PUBLISHED = date(2024, 8, 30)


def days(text: str) -> list[str]:
    """Each report's pair, first day and origin, in order."""
    found = read(Document.from_text(text, PUBLISHED, language="en")).reports
    return [f"{one.source.country}-{one.target.country} {one.when.start} {one.when.origin}" for one in found]


@pytest.mark.parametrize(("text", "last"), [
    ("Russia's foreign minister visited Seoul on August 26. He met South Korea's president.", "RUS-KOR 2024-08-26 inferred"),
    ("Russia's foreign minister will visit Seoul on September 2. In Seoul he will meet South Korea's president.",
     "RUS-KOR 2024-09-02 inferred"),
    ("Russia's foreign minister visited Seoul on August 26. Japan condemned Russia.", "JPN-RUS 2024-08-30 publication"),
    ("Russia's foreign minister visited Seoul on August 26. Russia has sold coal to South Korea for years.",
     "RUS-KOR 2024-08-30 publication"),
    ("Russia's foreign minister visited Seoul on August 26. South Korea will send a delegation to Russia.",
     "KOR-RUS 2024-08-30 publication"),
    ("China's premier visited Minsk on August 20. China held talks with Belarus and agreed with Belarus to trade.",
     "CHN-BLR 2024-08-20 inferred"),
    ("China's envoy arrived in Minsk on August 20. Two days later China signed a treaty with Belarus.",
     "CHN-BLR 2024-08-22 inferred")])
def test_what_goes_on(text: str, last: str) -> None:
    assert last in days(text)[-2:]


def test_a_time_is_not_handed_on_over_pages() -> None:
    text = "China's premier visited Minsk on August 20.\n\n" + "The weather was fine. " * 80 + "\n\nChina thanked Belarus."
    assert days(text)[-1] == "CHN-BLR 2024-08-30 publication"


def test_a_headline_has_the_days_that_the_text_below_gives() -> None:
    text = "What follows Wang Yi's visit to Seoul\n\nWang Yi, China's foreign minister, visited South Korea from August 20 to 22."
    assert {one.split()[1] for one in days(text)} == {"2024-08-20"}


def test_acts_of_nobody_named_or_told_with_two_times_are_left_as_they_are() -> None:
    text = "What follows China's visit to Seoul\n\nA Chinese envoy visited Seoul on August 20."
    assert any("publication" in one for one in days(text))


def test_a_time_to_come_is_not_handed_on_to_the_past() -> None:
    text = "China will train engineers of Belarus this year. China praised Belarus."
    assert days(text)[-1] == "CHN-BLR 2024-08-30 publication"
