from datetime import date

from event_rows import document, history, report

from visavis.datasets import table
from visavis.measure.contact import contacts


def test_contacts_are_the_high_ones_newest_first_then_highest():
    days = [date(2015, 1, 1), date(2015, 3, 1), date(2015, 3, 1), date(2015, 4, 1), date(2015, 5, 1)]
    offices = [("President", 1), ("Vice Premier", 4), ("Premier", 2), ("Foreign Minister", 5),
               ("Envoy", None)]
    pages = [document(day, n) for n, day in enumerate(days)]
    made = table.from_reports(pages, [
        report(page, n, "CHN", "PRK", mode=str(n), office=office)
        for n, (page, office) in enumerate(zip(pages, offices, strict=True))])
    found = contacts(made, "PRK", "CHN")
    assert found["source_office"].to_pylist() == ["Envoy", "Premier", "Vice Premier", "President"]
    assert found["level"].to_pylist() == [None, 2, 4, 1]


def test_only_meetings_that_took_place_with_an_office_named():
    found = contacts(history(1500), "CHN", "PRK")
    assert found.num_rows > 10
    assert set(found["type"].to_pylist()) == {"CONSULT"} and set(found["standing"].to_pylist()) == {"done"}
    assert all(level <= 4 for level in found["level"].to_pylist())
    assert found["start"].to_pylist() == sorted(found["start"].to_pylist(), reverse=True)
