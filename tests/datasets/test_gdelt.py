"""GDELT into the event table: what a row becomes, what is set aside and why."""

from datetime import date

import pytest
from dataset_rows import gdelt, mention, one, write

from visavis.datasets import table
from visavis.datasets.gdelt import Mentioned
from visavis.datasets.load import load


def row(tmp_path, *lines):
    found = one("gdelt", write(tmp_path / "a.csv", *lines), tmp_path / "events")
    return found, table.read(found.segment).to_pylist()


def test_a_row_becomes_an_event_with_the_files_own_codes_kept(tmp_path):
    found, rows = row(tmp_path, gdelt())
    assert found.counts.read == found.counts.kept == found.counts.events == 1
    (event,) = rows
    assert (event["dataset"], event["native_id"], event["coder"]) == ("gdelt", "410000001", "gdelt")
    assert (event["source"], event["target"]) == ("PRK", "CHN")
    assert (event["source_name"], event["source_sector"], event["target_name"]) == ("PRKGOV", "GOV", "CHN")
    assert (event["type"], event["mode"], event["cameo"]) == ("CONSULT", "visit", "042")
    assert (event["start"], event["end"], event["month"]) == (date(2015, 2, 18), date(2015, 2, 18), 201502)
    assert (event["precision"], event["date_origin"]) == ("day", "publication")
    assert (event["place_country"], event["place"]) == ("CHN", "Beijing, Beijing, China")
    assert (event["outlet"], event["url"]) == ("example.org", "http://www.example.org/1")
    assert (event["reports"], event["outlets"]) == (3, 2)
    assert (event["modality"], event["evidence"]) == ("actual", "reported")
    assert len(event["id"]) == 16


def test_the_files_own_quad_class_and_goldstein_score_stand(tmp_path):
    _, rows = row(tmp_path, gdelt(EventCode="090", QuadClass="2", GoldsteinScale="-2.5"))
    assert (rows[0]["quad"], rows[0]["goldstein"], rows[0]["cameo"]) == (2, -2.5, "090")


def test_scores_that_the_file_lacks_come_from_the_code(tmp_path):
    _, rows = row(tmp_path, gdelt(EventCode="163", QuadClass="", GoldsteinScale=""))
    assert (rows[0]["quad"], rows[0]["type"], rows[0]["context"]) == (4, "SANCTION", "economic")
    assert rows[0]["goldstein"] == pytest.approx(-8.0, abs=2)


@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_both_versions_are_told_by_their_columns(tmp_path, version):
    found, rows = row(tmp_path, gdelt(version=version))
    assert found.layouts == (version,)
    assert rows[0]["known_from"] == date(2015, 2, 18)


def test_rows_of_57_and_58_columns_may_stand_in_one_file(tmp_path):
    short = gdelt(2, version="1.0").rsplit("\t", 1)[0]
    found, rows = row(tmp_path, gdelt(1, version="1.0"), short)
    assert found.counts.kept == 2
    assert {event["url"] for event in rows} == {"http://www.example.org/1", None}


def test_an_event_dated_before_it_was_added_is_known_since_then_only(tmp_path):
    _, rows = row(tmp_path, gdelt(Day="20140218"))
    assert (rows[0]["start"], rows[0]["known_from"]) == (date(2014, 2, 18), date(2015, 2, 18))
    assert rows[0]["date_origin"] == "inferred"


def test_an_organisation_is_read_from_the_known_group_where_the_country_is_a_region(tmp_path):
    line = gdelt(Actor1Code="IGOWSTNAT", Actor1CountryCode="WST", Actor1KnownGroupCode="NAT")
    _, rows = row(tmp_path, line)
    assert (rows[0]["source"], rows[0]["source_name"]) == ("XNA", "IGOWSTNAT")


@pytest.mark.parametrize("changed", [
    {"Actor1CountryCode": "AFR"}, {"Actor1CountryCode": ""}, {"Actor2CountryCode": "", "Actor2Code": "COP"},
    {"Actor1CountryCode": "", "Actor1KnownGroupCode": "ALQ"}, {"Actor2CountryCode": "PRK"}])
def test_regions_groups_police_and_the_same_state_twice_are_no_dyad(tmp_path, changed):
    found, rows = row(tmp_path, gdelt(**changed))
    assert (found.counts.no_dyad, found.counts.rejects, rows) == (1, 0, [])


def test_a_statement_has_no_event_type_and_is_counted_so(tmp_path):
    found, _ = row(tmp_path, gdelt(EventCode="010"))
    assert (found.counts.no_type, found.counts.kept) == (1, 0)


def test_old_codes_and_codes_with_blanks_before_them_are_read(tmp_path):
    _, rows = row(tmp_path, gdelt(Actor1CountryCode="ROM", Actor2CountryCode=" RUS"))
    assert (rows[0]["source"], rows[0]["target"]) == ("ROU", "RUS")


def test_a_country_code_that_no_table_holds_is_named(tmp_path):
    found, _ = row(tmp_path, gdelt(Actor1CountryCode="QQQ"))
    assert found.unknown == ("actor country QQQ",)
    assert found.counts.no_dyad == 1


@pytest.mark.parametrize(("changed", "reason"), [
    ({"Day": "20240230"}, "no such day: 20240230"), ({"Day": ""}, "no such day: empty"),
    ({"DATEADDED": "20241301000000"}, "no such day in DATEADDED: 20241301000000"),
    ({"EventCode": "999"}, "no CAMEO code: 999"), ({"EventCode": ""}, "no CAMEO code: empty"),
    ({"ActionGeo_Lat": "91"}, "a latitude out of range"), ({"Actor1Geo_Lat": "-90.1"}, "a latitude out of range"),
    ({"ActionGeo_Long": "181"}, "a longitude out of range"), ({"ActionGeo_Long": "x"}, "a longitude out of range"),
    ({"ActionGeo_Lat": "nan"}, "a latitude out of range"), ({"QuadClass": "5"}, "no quad class: 5"),
    ({"GoldsteinScale": "-10.5"}, "no Goldstein score: -10.5"), ({"NumArticles": "many"}, "NumArticles is no number: many"),
    ({"GlobalEventID": "x1"}, "GlobalEventID is no number: x1")])
def test_what_cannot_be_is_a_reject_with_its_line_and_reason(tmp_path, changed, reason):
    import json

    found, rows = row(tmp_path, gdelt(1), gdelt(2, **changed), gdelt(3))
    assert (found.counts.kept, found.counts.rejects, len(rows)) == (2, 1, 2)
    (reject,) = map(json.loads, found.rejects.read_text(encoding="utf-8").splitlines())
    assert (reject["line"], reject["reason"]) == (2, reason)
    assert reject["file"].endswith("a.csv")


def test_no_dyad_does_not_hide_that_a_row_is_malformed(tmp_path):
    found, _ = row(tmp_path, gdelt(1, Actor1CountryCode="", Day="20240230"))
    assert (found.counts.rejects, found.counts.no_dyad) == (1, 0)


# Mentions

def told(tmp_path, *mentions, event=None):
    events = write(tmp_path / "a.export.csv", event or gdelt(1))
    beside = write(tmp_path / "a.mentions.csv", *mentions)
    done = list(load("gdelt", [events, beside], tmp_path / "events"))
    return done, table.read(done[-1].segment).to_pylist()


def test_mentions_of_the_day_are_joined_to_their_event(tmp_path):
    lines = [mention(1, f"outlet{n}.org", f"http://outlet{n}.org/{m}", confidence=str(10 * n)) for n in range(1, 4)
             for m in range(3)]
    done, rows = told(tmp_path, *lines)
    assert isinstance(done[0], Mentioned) and (done[0].read, done[0].kept, done[0].rejected) == (9, 9, 0)
    assert (rows[0]["reports"], rows[0]["outlets"]) == (9, 3)
    assert rows[0]["confidence"] == pytest.approx(0.3)


def test_mentions_of_a_later_day_do_not_change_what_was_known_on_the_first(tmp_path):
    lines = [mention(1, f"o{n}.org", f"http://o{n}.org", when="20150219001500") for n in range(9)]
    _, rows = told(tmp_path, *lines)
    assert (rows[0]["reports"], rows[0]["outlets"], rows[0]["confidence"]) == (3, 2, None)


def test_the_same_article_twice_is_one_report(tmp_path):
    _, rows = told(tmp_path, *[mention(1)] * 5, event=gdelt(1, NumArticles="1", NumSources="1"))
    assert (rows[0]["reports"], rows[0]["outlets"]) == (1, 1)


def test_malformed_mentions_are_rejects_of_their_own_file(tmp_path):
    done, _ = told(tmp_path, mention(1), mention(1, when="20150230000000"), mention(1, confidence="101"), "1\t2")
    assert (done[0].read, done[0].kept, done[0].rejected) == (4, 1, 3)
    assert len(done[0].rejects.read_text(encoding="utf-8").splitlines()) == 3


def test_mentions_given_later_make_the_segment_anew_in_its_place(tmp_path):
    events = write(tmp_path / "a.export.csv", gdelt(1))
    before = one("gdelt", events, tmp_path / "events")
    done, rows = told(tmp_path, *[mention(1, f"o{n}.org", f"http://o{n}.org") for n in range(7)])
    assert done[-1].segment == before.segment
    assert rows[0]["reports"] == 7
    again = list(load("gdelt", [events, tmp_path / "a.mentions.csv"], tmp_path / "events"))
    assert again[-1].already


def test_mentions_alone_tell_no_events(tmp_path):
    done = list(load("gdelt", [write(tmp_path / "m.csv", mention(1))], tmp_path / "events"))
    assert [type(one) for one in done] == [Mentioned]


# Real files

def test_every_row_of_the_real_files_is_accounted_for(tmp_path, shared):
    folder = shared / "events" / "gdelt_raw"
    files = [*sorted(folder.glob("*export.CSV.gz")), folder / "dev_v1_1979_reduced57.CSV.gz"]
    for path, done in zip(files, load("gdelt", files, tmp_path), strict=True):
        counts = done.counts
        assert counts.read == counts.kept + counts.no_dyad + counts.no_type + counts.rejects > 0, path
        assert table.read(done.segment).num_rows == counts.events
        assert counts.events > 0
        assert done.unknown == ()


def test_the_real_events_of_both_directions_are_found(tmp_path, shared):
    path = shared / "events" / "gdelt_raw" / "dev_v2_20150218.export.CSV.gz"
    rows = table.read(one("gdelt", path, tmp_path).segment).to_pylist()
    meeting = [r for r in rows if (r["source"], r["target"], r["cameo"]) == ("AUS", "NZL", "042")]
    assert meeting and all(r["type"] == "CONSULT" and r["start"] == date(2014, 2, 18) for r in meeting)
