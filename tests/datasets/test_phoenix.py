"""Phoenix into the event table. From its codebooks: no real file was at hand."""

from datetime import date

import pytest
from dataset_rows import headed, one, write

from visavis.datasets import table
from visavis.datasets.layouts import layout

LIVE = {"EventID": "1", "Date": "20150818", "Year": "2015", "Month": "8", "Day": "18", "SourceActorFull": "PRKGOV",
        "SourceActorEntity": "PRK", "SourceActorRole": "GOV", "TargetActorFull": "IGOUNO", "TargetActorEntity": "IGO",
        "EventCode": "112", "EventRootCode": "11", "PentaClass": "3", "GoldsteinScore": "-2.0", "Lat": "39.0",
        "Lon": "125.7", "LocationName": "Pyongyang", "CountryCode": "PRK", "URLs": "http://a.org/1;http://b.org/2",
        "NewsSources": "a;b"}
OLD = {"eid": "NYT1", "story_date": "1/9/1950", "year": "1950", "month": "1", "day": "9", "source": "RUSGOV",
       "source_root": "RUS", "source_agent": "GOV", "target": "PRK", "target_root": "PRK", "code": "010",
       "root_code": "1", "quad_class": "0", "goldstein": "0.0", "countryname": "PRK", "aid": "12"}


def live(tmp_path, **changed):
    line = "\t".join((LIVE | changed).get(column.name, "") for column in layout("phoenix", "live").columns)
    found = one("phoenix", write(tmp_path / "events.full.20150818.txt", line), tmp_path / "events")
    return found, table.read(found.segment).to_pylist()


def old(tmp_path, **changed):
    path = tmp_path / "PhoenixNYT.csv"
    path.write_text(headed("phoenix", "historical", OLD | changed, delimiter=","), encoding="utf-8")
    found = one("phoenix", path, tmp_path / "events")
    return found, table.read(found.segment).to_pylist()


def test_a_live_row_becomes_an_event_and_an_igo_the_organisation_its_code_names(tmp_path):
    found, (event,) = live(tmp_path)
    assert found.layouts == ("live",)
    assert (event["source"], event["target"], event["target_name"]) == ("PRK", "UNO", "IGOUNO")
    assert (event["type"], event["quad"], event["goldstein"]) == ("ACCUSE", 3, -2.0)
    assert (event["start"], event["place"], event["place_country"]) == (date(2015, 8, 18), "Pyongyang", "PRK")
    assert (event["url"], event["outlet"], event["reports"], event["outlets"]) == ("http://a.org/1", "a", 2, 2)


def test_a_historical_row_is_told_by_its_head(tmp_path):
    found, (event,) = old(tmp_path, code="042", quad_class="1", goldstein="1.9")
    assert found.layouts == ("historical",)
    assert (event["source"], event["target"], event["start"], event["document"]) == ("RUS", "PRK", date(1950, 1, 9), "12")


def test_the_neutral_class_is_not_taken_for_a_quad_class(tmp_path):
    _, (event,) = live(tmp_path, EventCode="023", PentaClass="0")
    assert event["quad"] == 1 and event["type"] == "REQUEST"


@pytest.mark.parametrize(("changed", "verdict"), [
    ({"TargetActorEntity": "NGO", "TargetActorFull": "NGOHRI"}, "no_dyad"), ({"TargetActorEntity": "PRK"}, "no_dyad"),
    ({"EventCode": "010"}, "no_type"), ({"EventCode": "77"}, "rejects"), ({"Date": "20150431"}, "rejects"),
    ({"Lat": "-91"}, "rejects"), ({"PentaClass": "7"}, "rejects")])
def test_what_is_set_aside_and_as_what(tmp_path, changed, verdict):
    found, rows = live(tmp_path, **changed)
    assert getattr(found.counts, verdict) == 1 and rows == []
