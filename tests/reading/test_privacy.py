from dataclasses import replace
from datetime import date

from visavis.codes import persons
from visavis.reading import read
from visavis.reading.privacy import cleared
from visavis.records import Document, Object, from_json, to_json

DAY = date(2024, 5, 3)
TOLD = "A worker named Pak Chol Gyu said North Korea and China signed an agreement on student exchanges."


def reading(text):
    return read(Document.from_text(text, DAY))


def test_a_quote_is_the_longest_stretch_without_the_name():
    found = reading(TOLD).reports
    assert found and all(one.quote == "said North Korea and China signed an agreement on student exchanges." for one in found)
    assert all(TOLD[slice(*one.span)] == one.quote and one.private == () for one in found)


def test_the_ids_do_not_depend_on_what_is_hidden():
    assert [one.id for one in reading(TOLD).reports] == [one.id for one in reading(TOLD).reports]


def test_a_name_without_a_role_stays_and_is_marked():
    text = "China and North Korea signed an agreement, Quentin Zarbo said."
    one = reading(text).reports[0]
    assert one.quote == text and one.shown == "China and North Korea signed an agreement, [name] said."
    assert [one.quote[slice(*span)] for span in one.private] == ["Quentin Zarbo"]
    assert from_json(to_json(one)) == one


def test_a_line_without_marks_is_still_read():
    row = to_json(reading("China and North Korea signed an agreement.").reports[0])
    del row["private"]
    assert from_json(row).private == ()


def test_a_short_name_is_not_taken_for_a_part_of_a_word():
    text = "A worker named Pak Su left. Pak said nothing. Pakistan and China signed an agreement, Pakistan said."
    one, *_ = [report for report in reading(text).reports if {report.source.country, report.target.country} == {"PAK", "CHN"}]
    kept, = cleared([replace(one, attributed_to="Pakistan", objects=(Object("aid", None, None, "aid to Pakistan"),))], text, persons.private(text))
    assert kept.attributed_to == "Pakistan" and kept.objects[0].quote == "aid to Pakistan"
    gone, = cleared([replace(one, attributed_to="Pak Su")], text, persons.private(text))
    assert gone.attributed_to is None
