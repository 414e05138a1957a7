from datetime import UTC, date, datetime

import icalendar
import pytest

from visavis.desks import Anniversary, almanac, known, load_desk
from visavis.reading import read
from visavis.records import Document

KOREA = load_desk("korea").calendar
LEAP = Anniversary("Leap", date(1960, 2, 29), "leap")


def named(text, near=None):
    return [(one.day.isoformat(), one.entry.name) for one in almanac.called(text, KOREA, near=near)]


@pytest.mark.parametrize(("text", "day"), [
    ("the 75th anniversary of diplomatic relations between China and North Korea", "2024-10-06"),
    ("the 70th anniversary of the founding of the DPRK", "2018-09-09"),
    ("the 71st anniversary of victory in the Fatherland Liberation War", "2024-07-27"),
    ("the 60th anniversary of the China-DPRK treaty", "2021-07-11"),
    ("the 110th birthday of Kim Il Sung", "2022-04-15"),
    ("Kim Jong Il's 80th birth anniversary falls on 16 February; the 80th anniversary of the birth of Kim Jong Il", "2022-02-16"),
])
def test_a_number_and_a_name_are_one_day(text, day):
    assert [found for found, _ in named(text)] == [day]


def test_and_the_day_has_the_number():
    found = almanac.occurrences(KOREA, date(2024, 10, 6), date(2024, 10, 6))
    assert [(one.number, one.round, one.title) for one in found] == [
        (75, True, "Diplomatic relations of the PRC and the DPRK, 75th anniversary")]


def test_a_number_alone_is_every_day_of_that_number_in_the_year():
    found = named("a summit in the year of the 75th anniversary", date(2024, 4, 13))
    assert {name for _, name in found} >= {"Diplomatic relations of the PRC and the DPRK", "Founding of the People's Republic of China"}
    assert all(day.startswith("2024") for day, _ in found)
    assert named("a quiet year", date(2024, 4, 13)) == []


def test_both_ways_agree_for_every_day_and_number():
    for entry in (*KOREA, LEAP):
        for number in (1, 5, 60, 75):
            one = almanac.nth(entry, number)
            assert one in almanac.occurrences([entry], one.day, one.day)
            assert almanac.following(entry, one.day) == one


def test_29_february_is_kept():
    assert almanac.kept_on(LEAP, 2023) == date(2023, 3, 1) and almanac.kept_on(LEAP, 2024) == date(2024, 2, 29)


def test_filters():
    both = almanac.occurrences(KOREA, date(2024, 1, 1), date(2024, 12, 31), states={"PRK", "CHN"}, rounds=True)
    assert both and all(one.round and set(one.entry.states) <= {"PRK", "CHN"} for one in both)
    assert almanac.occurrences(KOREA, date(1900, 1, 1), date(1900, 12, 31)) == ()


def test_the_icalendar_file_is_read_back_by_its_library():
    found = almanac.occurrences(KOREA, date(2024, 1, 1), date(2025, 12, 31))
    made = almanac.to_icalendar(found, name="visavis: Korea", now=datetime(2024, 1, 1, tzinfo=UTC))
    assert made == almanac.to_icalendar(found, name="visavis: Korea", now=datetime(2024, 1, 1, tzinfo=UTC))
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))
    events = icalendar.Calendar.from_ical(made).walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == [one.day for one in found]
    uids = [str(event["uid"]) for event in events]
    assert len(set(uids)) == len(uids)
    relations = next(event for event in events if "75th" in str(event["summary"]) and "PRC and the DPRK" in str(event["summary"]))
    assert int(relations["priority"]) == 5 and str(relations["summary"]).endswith("(round)")


@pytest.mark.parametrize("name", known())
def test_no_two_days_of_a_calendar_have_one_name(name):
    days = load_desk(name).calendar
    assert len({(one.name, one.date) for one in days}) == len(days) > 0


def test_a_year_of_an_anniversary_is_read_as_that_year():
    text = "China and North Korea will hold a summit in the year of the 75th anniversary of relations between China and North Korea."
    reading = read(Document.from_text(text, date(2024, 4, 13)), calendar=KOREA)
    when = reading.reports[0].when
    assert when.start.year == 2024 and when.end == date(2024, 12, 31) and str(when.precision) == "year"
