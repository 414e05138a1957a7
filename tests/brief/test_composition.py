import re
from datetime import date
from types import SimpleNamespace

import pyarrow as pa
import pytest
from event_rows import document, history, report
from made_up import TODAY, brief, reading

from visavis.brief import compose
from visavis.datasets import table
from visavis.errors import InputError, UnknownCode
from visavis.measure.dyads import dyad_series
from visavis.records import DateOrigin, Precision, When


@pytest.fixture(scope="module")
def made():
    return brief()


def section(made, title):
    return next(part for part in made.sections if part.title.startswith(title))


def texts(part):
    return " ".join([*(finding.text for finding in part.findings), *part.notes])


def test_it_has_its_sections_in_order(made):
    assert [part.title for part in made.sections] == [
        "What the record shows", "What changed in the last year", "High-level contacts",
        "Side by side: PRK-CHN and PRK-RUS", "What is next between PRK and CHN", "Open claims", "What to watch", "Limits"]
    assert (made.a, made.b, made.versus) == ("PRK", "CHN", "RUS")


def test_its_count_is_that_of_the_measure_and_each_counted_event_is_listed(made):
    series = dyad_series(history(900), "PRK", "CHN", by="year")
    events = sum(series["events"].to_pylist())
    first = made.answer[0]
    assert f" {events} events " in first.text and f"{sum(series['reports'].to_pylist())} reports" in first.text
    assert sum(label.startswith("E") for label in first.evidence) == events
    low, high = first.interval
    assert low <= first.value <= high


def test_every_number_with_an_interval_lies_in_it(made):
    findings = [*made.answer, *(one for part in made.sections for one in part.findings)]
    with_bounds = [one for one in findings if one.interval and one.value is not None]
    assert len(with_bounds) > 5
    assert all(one.interval[0] <= one.value <= one.interval[1] for one in with_bounds)


def test_evidence_is_numbered_without_gaps_and_newest_first(made):
    for letter in "ERN":
        items = [one for one in made.evidence if one.label[0] == letter]
        assert [one.label for one in items] == [f"{letter}{n}" for n in range(1, len(items) + 1)]
        assert [one.day for one in items] == sorted((one.day for one in items), reverse=True)


def test_an_event_of_the_history_names_its_page_of_the_day_and_one_of_a_file_its_sentence(made):
    old = next(one for one in made.evidence if one.day and one.day.year == 2020)
    assert old.address.startswith("https://en.wikipedia.org/wiki/Portal:Current_events/2020_")
    new = next(one for one in made.evidence if one.label == "E1")
    assert new.day == date(2026, 11, 20) and new.quotes[0].outlet == "A <Wire>"


def test_what_is_planned_is_listed_apart_and_never_counted(made):
    planned = [one for one in made.evidence if one.kind == "not done"]
    assert planned and all("not counted as done" in one.text for one in planned)
    assert not any(label.startswith("N") for label in made.answer[0].evidence)


def test_a_claim_is_printed_with_its_hedge_as_word_and_number(made):
    row, = section(made, "Open claims").tables[0].rows
    assert row.cells[2] == "“highly likely”: 88 % (80 to 95 %)"
    assert row.cells[0] == "an analyst" and "2027-06-30" in row.cells[4]


def test_a_claim_whose_window_is_over_is_not_open():
    made = brief(today=date(2028, 1, 1))
    part = section(made, "Open claims")
    assert not part.tables and "1 claim with a window that is over" in texts(part)


def test_signals_and_days_to_come_are_under_what_to_watch(made):
    part = section(made, "What to watch")
    assert "Visas: 1 sentence" in texts(part)
    days = next(table for table in part.tables if table.caption.startswith("Days to come"))
    dates = [row.cells[0] for row in days.rows]
    assert dates == sorted(dates) and dates[0] >= TODAY.isoformat()


def test_the_last_year_is_said_to_end_with_the_data(made):
    part = section(made, "What changed")
    assert re.search(r"ends on \d+ December 2024.*not today \(24 November 2026\)", texts(part))


def test_a_source_too_short_for_a_rate_gives_none(made):
    one = next(finding for finding in made.answer if "files added" in finding.text)
    assert "too short a time for a rate" in one.text and one.interval is None


def test_a_file_is_counted_for_all_it_tells_whatever_the_day():
    told = reading()
    days = [date(2026, 11, 17), date(2026, 3, 1), date(2027, 1, 1)]
    reports = tuple(report(told.document, n, "CHN", "PRK", "AID", when=When(
        day, day, Precision.DAY, DateOrigin.STATED)) for n, day in enumerate(days))
    made = brief(readings=[SimpleNamespace(document=told.document, reports=reports, claims=(), signals=())])
    one = next(finding for finding in made.answer if "files added" in finding.text)
    assert "3 events done" in one.text and sum(label[0] == "E" for label in one.evidence) == 3


def test_the_rival_is_set_beside_by_type_and_the_rows_add_up(made):
    rows = section(made, "Side by side").tables[0].rows
    for column, (a, b) in ((1, ("PRK", "CHN")), (3, ("PRK", "RUS"))):
        events = sum(dyad_series(history(900), a, b, by="year")["events"].to_pylist())
        assert sum(int(row.cells[column]) for row in rows) == events


def test_contacts_by_level_add_up_for_both_dyads(made):
    part = section(made, "High-level contacts")
    levels = next(one for one in part.tables if "by the highest office" in one.caption)
    for column, letter in ((1, "E"), (3, "R")):
        assert sum(int(row.cells[column]) for row in levels.rows) == len(
            {label for row in levels.rows for label in row.evidence if label[0] == letter})
    assert part.findings[0].value == sum(int(row.cells[1]) for row in levels.rows)


def test_a_dyad_that_is_never_told_of_is_silence_and_not_peace():
    made = compose("Fiji", "Iceland", history=history(300), today=TODAY)
    assert "0 events" in made.answer[0].text and made.answer[0].evidence == ("D1",)
    assert "not what happened" in texts(section(made, "What the record shows"))
    assert "No desk watches these states" in texts(section(made, "What to watch"))


def test_silence_in_a_well_covered_year_is_more_than_chance_and_in_a_thin_one_is_not():
    def rows(silent_year_reports):
        pages = [(document(date(year, 1 + n % 12, 1 + n // 12), n), n) for year in (2015, 2016, 2017)
                 for n in range(40)]
        made = [(page, report(page, n, "CHN", "PRK" if n % 2 else "USA", mode=str(n))) for page, n in pages]
        pages = [document(date(2018, 1 + n % 12, 1 + n // 12), n) for n in range(silent_year_reports)]
        made += [(page, report(page, n, "CHN", "USA", mode=str(n))) for n, page in enumerate(pages)]
        return table.from_reports([page for page, _ in made], [one for _, one in made])
    told = [texts(section(compose("CHN", "PRK", history=rows(n), today=TODAY), "What the record shows"))
            for n in (60, 2)]
    assert "More than chance could leave out" in told[0] and "either state: 2018" in told[0]
    assert "chance alone could leave out as much" in told[1]


def test_as_of_a_day_nothing_later_is_used():
    day = date(2019, 6, 30)
    rows = history(900)
    later = pa.concat_tables([rows, table.from_reports(
        [page := document(date(2020, 1, 1))], [report(page, 1, "CHN", "PRK", "AID")])])
    asked = {"history": rows, "as_of": day}
    assert brief(**asked).sections == brief(**asked | {"history": later}).sections
    assert all(one.day is None or one.day <= day for one in brief(**asked).evidence if one.kind == "event")


def test_equal_input_gives_an_equal_brief():
    one, other = brief(), brief()
    assert (one.answer, one.sections, one.evidence) == (other.answer, other.sections, other.evidence)


def test_the_same_file_added_twice_changes_nothing():
    assert brief(readings=[reading(), reading()]).sections == brief().sections


def test_a_brief_of_files_alone_needs_no_history():
    made = compose("PRK", "CHN", readings=[reading()], today=TODAY)
    assert "1 event done" in made.answer[0].text


def test_more_events_than_can_be_read_are_cut_and_said(monkeypatch):
    monkeypatch.setattr("visavis.brief.book.LISTED", 10)
    made = brief()
    assert sum(one.kind == "event" for one in made.evidence) == 10
    assert any("newest 10 are listed" in note for note in made.unlisted)


def test_what_cannot_be_answered_is_said_in_one_line():
    for asked, error in ((("PRK", "Atlantis"), UnknownCode), (("PRK", "North Korea"), InputError)):
        with pytest.raises(error) as caught:
            compose(*asked, history=history(10), today=TODAY)
        assert "\n" not in str(caught.value)
    with pytest.raises(InputError, match="nothing to make a brief from"):
        compose("PRK", "CHN", readings=[], today=TODAY)


def test_a_record_whose_document_was_not_known_yet_is_left_out():
    made = brief(as_of=date(2026, 11, 1))
    assert not any("A <Wire>" in (one.where or "") for one in made.evidence)
    assert isinstance(reading(), SimpleNamespace)


def test_the_answer_ends_with_what_is_next_as_the_section_of_it_says(made):
    last, first = made.answer[-1], section(made, "What is next").findings[0]
    assert last.text.startswith("What is next: AID by China") and last.evidence == first.evidence
    assert (last.value, last.interval) == (first.value, first.interval) and "base rate" in last.text
    assert not any(one.text.startswith("What is next") for one in brief(parts=("record",)).answer)


def test_where_no_document_was_read_no_indicator_has_a_count():
    table = section(brief(readings=[]), "What to watch").tables[0]
    assert {row.cells[2] for row in table.rows} == {"×"} and "no documents were read" in table.caption
