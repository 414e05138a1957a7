"""UCDP GED (from its codebook: no real file was at hand) and UCDP/PRIO into the event table."""

from datetime import date

import pytest
from dataset_rows import headed, one

from visavis.datasets import table

GED = {"id": "244657", "year": "2017", "type_of_violence": "1", "side_a": "Government of India",
       "side_b": "Government of Pakistan", "number_of_sources": "2", "source_office": "Reuters;Dawn",
       "where_coordinates": "Uri town", "adm_1": "Jammu and Kashmir", "latitude": "34.0", "longitude": "74.0",
       "country_id": "750", "date_prec": "1", "date_start": "2017-07-31 00:00:00.000", "date_end": "2017-07-31 00:00:00.000",
       "gwnoa": "750", "gwnob": "770.0"}
PRIO = {"conflict_id": "228", "location": "Egypt, Israel", "side_a": "Government of Egypt, Government of Iraq",
        "side_b": "Government of Israel", "year": "1948", "type_of_conflict": "2", "gwno_a": "651,  645", "gwno_b": "666"}


def load(tmp_path, name, *rows):
    path = tmp_path / f"{name}.csv"
    path.write_text(headed("ucdp", name, *rows, delimiter=","), encoding="utf-8")
    found = one("ucdp", path, tmp_path / "events")
    return found, table.read(found.segment).to_pylist()


def test_a_killing_between_two_states_is_an_event(tmp_path):
    _, (event,) = load(tmp_path, "ged", GED)
    assert (event["source"], event["target"], event["source_name"]) == ("IND", "PAK", "Government of India")
    assert (event["type"], event["quad"], event["cameo"], event["goldstein"]) == ("ASSAULT", 4, "190", -10.0)
    assert (event["start"], event["end"], event["precision"]) == (date(2017, 7, 31), date(2017, 7, 31), "day")
    assert (event["place_country"], event["place"], event["reports"]) == ("IND", "Uri town, Jammu and Kashmir", 2)


@pytest.mark.parametrize(("given", "precision"), [("2", "month"), ("4", "month"), ("5", "year")])
def test_days_known_roughly_are_an_interval_and_are_said_to_be_rough(tmp_path, given, precision):
    _, (event,) = load(tmp_path, "ged", GED | {"date_prec": given, "date_end": "2017-08-12"})
    assert (event["start"], event["end"], event["precision"]) == (date(2017, 7, 31), date(2017, 8, 12), precision)
    assert event["known_from"] == date(2017, 8, 12)


@pytest.mark.parametrize(("changed", "verdict"), [
    ({"side_b": "GNLA", "gwnob": ""}, "no_dyad"), ({"date_end": "2017-07-30"}, "rejects"), ({"date_prec": "9"}, "rejects"),
    ({"latitude": "91"}, "rejects"), ({"date_start": "2017-02-30"}, "rejects"), ({"type_of_violence": "4"}, "rejects")])
def test_what_is_set_aside_and_as_what(tmp_path, changed, verdict):
    found, rows = load(tmp_path, "ged", GED | changed)
    assert getattr(found.counts, verdict) == 1 and rows == []


def test_a_side_of_several_states_gives_an_event_for_each_pair(tmp_path):
    found, rows = load(tmp_path, "prio", PRIO)
    assert {(r["source"], r["source_name"], r["target"]) for r in rows} == {
        ("EGY", "Government of Egypt", "ISR"), ("IRQ", "Government of Iraq", "ISR")}
    assert all((r["start"], r["end"], r["precision"]) == (date(1948, 1, 1), date(1948, 12, 31), "year") for r in rows)
    assert (found.counts.read, found.counts.kept, found.counts.events) == (1, 1, 2)


def test_states_are_those_that_had_the_number_in_that_year(tmp_path):
    rows = (PRIO | {"conflict_id": "1", "gwno_a": "678", "gwno_b": "651", "year": "1965", "side_a": "Government of North Yemen"},
            PRIO | {"conflict_id": "2", "gwno_a": "365", "gwno_b": "369", "year": "2022", "side_a": "Government of Russia"})
    _, found = load(tmp_path, "prio", *rows)
    assert {(r["source"], r["target"]) for r in found} == {("YEM", "EGY"), ("RUS", "UKR")}


def test_every_row_of_the_real_file_is_accounted_for(tmp_path, shared):
    found = one("ucdp", shared / "events" / "conflict_event_csv" / "dev_UcdpPrioConflict_v24_1.csv.gz", tmp_path)
    counts = found.counts
    assert counts.read == 2686 == counts.kept + counts.no_dyad + counts.no_type + counts.rejects
    assert counts.rejects == 0
    rows = table.read(found.segment).to_pylist()
    assert ("RUS", "UKR", 202201) in {(r["source"], r["target"], r["month"]) for r in rows}
    assert ("PRK", "KOR", 195001) in {(r["source"], r["target"], r["month"]) for r in rows}
