"""ICEWS into the event table."""

from datetime import date

import pytest
from dataset_rows import headed, one

from visavis.datasets import table

ROW = {"Event ID": "1", "Event Date": "2018-06-01", "Source Name": "Foreign Affairs (Bangladesh)",
       "Source Sectors": "Executive,Foreign Ministry,Government", "Source Country": "Bangladesh",
       "CAMEO Code": "040", "Intensity": "1", "Target Name": "Military (Vietnam)", "Target Sectors": "NA",
       "Target Country": "Vietnam", "Story ID": "47400351", "Publisher": "Vietnam News Agency", "City": "Hanoi",
       "District": "NA", "Province": "Ha Noi", "Country": "Vietnam", "Latitude": "21.0", "Longitude": "105.8"}


def load(tmp_path, *rows):
    path = tmp_path / "events.tab"
    path.write_text(headed("icews", "20 columns", *rows), encoding="utf-8")
    found = one("icews", path, tmp_path / "events")
    return found, table.read(found.segment).to_pylist()


def test_a_row_becomes_an_event_with_its_own_names_and_intensity(tmp_path):
    _, (event,) = load(tmp_path, ROW | {"Intensity": "2.5"})
    assert (event["source"], event["target"], event["dataset"]) == ("BGD", "VNM", "icews")
    assert event["source_name"] == "Foreign Affairs (Bangladesh)"
    assert (event["source_sector"], event["target_sector"]) == ("Executive;Foreign Ministry;Government", None)
    assert (event["type"], event["cameo"], event["quad"], event["goldstein"]) == ("CONSULT", "040", 1, 2.5)
    assert (event["place_country"], event["place"]) == ("VNM", "Hanoi, Ha Noi")
    assert (event["outlet"], event["document"], event["native_id"]) == ("Vietnam News Agency", "47400351", "1")
    assert (event["start"], event["known_from"]) == (date(2018, 6, 1), date(2018, 6, 1))


def test_an_organisation_without_a_country_is_told_by_its_name(tmp_path):
    _, (event,) = load(tmp_path, ROW | {"Source Name": "United Nations", "Source Country": "NA"})
    assert event["source"] == "UNO"


@pytest.mark.parametrize(("changed", "verdict"), [
    ({"Target Country": "Bangladesh"}, "no_dyad"), ({"Source Country": "NA"}, "no_dyad"), ({"CAMEO Code": "010"}, "no_type"),
    ({"CAMEO Code": "999"}, "rejects"), ({"Event Date": "2018-06-31"}, "rejects"), ({"Latitude": "200"}, "rejects"),
    ({"Intensity": "eleven"}, "rejects"), ({"Event ID": "NA"}, "rejects")])
def test_what_is_set_aside_and_as_what(tmp_path, changed, verdict):
    found, rows = load(tmp_path, ROW | changed)
    assert getattr(found.counts, verdict) == 1 and rows == []


def test_a_country_that_no_table_holds_is_named(tmp_path):
    found, _ = load(tmp_path, ROW | {"Source Country": "Atlantis"})
    assert found.unknown == ("country Atlantis",)


def test_every_row_of_the_real_file_is_accounted_for(tmp_path, shared):
    found = one("icews", shared / "events" / "icews_raw_2018" / "dev_events.2018.sample.first200.tab", tmp_path)
    counts = found.counts
    assert counts.read == 200 == counts.kept + counts.no_dyad + counts.no_type + counts.rejects
    assert (counts.rejects, found.unknown) == (0, ())
    assert table.read(found.segment).num_rows == counts.events > 50
