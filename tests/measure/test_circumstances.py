from datetime import date

from visit_rows_made import telling

from visavis.measure.circumstances import of_reports
from visavis.records import Document

ARRIVED = "A delegation of the Prosecutor's Office headed by Vice-Minister Ivan Petrov arrived on Monday."
GREETED = "The delegation was greeted by officials concerned."


def report(quote):
    from dataclasses import replace

    page, made = telling("2024-07-23", "RUS", "PRK")
    return page, replace(made, quote=quote)


def test_who_leads_may_stand_in_another_sentence():
    page, told = report(GREETED)
    one = of_reports([told], {page.id: f"{ARRIVED} {GREETED}"})[told.id]
    assert (one.head, one.level) == ("Ivan Petrov", 6)
    assert of_reports([told])[told.id].head is None


def test_not_where_the_text_tells_of_two():
    page, told = report(GREETED)
    other = "Another delegation led by Deputy Prime Minister Anna Sidorova left."
    assert of_reports([told], {page.id: f"{ARRIVED} {GREETED} {other}"})[told.id].head is None


def test_only_consultations():
    page = Document.from_text("x", date(2024, 1, 1))
    assert of_reports([], {page.id: page.text}) == {}
