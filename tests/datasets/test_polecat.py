"""POLECAT into the event table. From its codebook: no real file was at hand."""

from datetime import date

import pytest
from dataset_rows import headed, one

from visavis.datasets import table

ROW = {"Event ID": "20230105-1-a_1", "Event Date": "2023-01-04", "Event Type": "CONSULT", "Event Mode": "visit",
       "Intensity": "2.0", "Quad Code": "VERBAL COOPERATION", "Contexts": "diplomatic;military",
       "Actor Name": "Minister", "Actor Country": "CHN", "Primary Actor Sector": "GOV", "Actor Title": "foreign minister",
       "Recipient Name": "None", "Recipient Country": "PRK", "Placename": "Pyongyang", "Country": "PRK",
       "Latitude": "39.0", "Longitude": "125.7", "Source": "Xinhua", "Publication Date": "2023-01-05"}


def load(tmp_path, *rows, edit=lambda text: text):
    path = tmp_path / "ngecEvents.DV.2023.txt"
    path.write_text(edit(headed("polecat", "yearly", *rows)), encoding="utf-8")
    found = one("polecat", path, tmp_path / "events")
    return found, table.read(found.segment).to_pylist()


def test_a_row_keeps_its_own_type_mode_contexts_and_scores(tmp_path):
    _, (event,) = load(tmp_path, ROW)
    assert (event["source"], event["target"], event["type"], event["mode"]) == ("CHN", "PRK", "CONSULT", "visit")
    assert (event["context"], event["quad"], event["goldstein"], event["cameo"]) == ("diplomatic;military", 1, 2.0, "042")
    assert (event["source_name"], event["source_office"], event["source_sector"]) == ("Minister", "foreign minister", "GOV")
    assert (event["start"], event["known_from"], event["date_origin"]) == (date(2023, 1, 4), date(2023, 1, 5), "inferred")
    assert (event["place_country"], event["place"], event["outlet"]) == ("PRK", "Pyongyang", "Xinhua")
    assert event["target_name"] is None


def test_hypothetical_is_a_modality_and_no_context(tmp_path):
    _, (event,) = load(tmp_path, ROW | {"Contexts": "hypothetical;military"})
    assert (event["modality"], event["context"]) == ("hypothetical", "military")


def test_several_states_on_a_side_give_an_event_for_each_pair_and_the_row_counts_once(tmp_path):
    found, rows = load(tmp_path, ROW | {"Actor Country": "CHN;RUS;PRK"})
    assert {(r["source"], r["target"]) for r in rows} == {("CHN", "PRK"), ("RUS", "PRK")}
    assert (found.counts.read, found.counts.kept, found.counts.events) == (1, 1, 2)
    assert len({r["id"] for r in rows}) == 2


@pytest.mark.parametrize(("changed", "verdict"), [
    ({"Event Type": "DANCE"}, "rejects"), ({"Event Date": "2023-02-30"}, "rejects"), ({"Quad Code": "HEARSAY"}, "rejects"),
    ({"Intensity": "99"}, "rejects"), ({"Longitude": "-181"}, "rejects"), ({"Recipient Country": "None"}, "no_dyad"),
    ({"Recipient Country": "CHN"}, "no_dyad")])
def test_what_is_set_aside_and_as_what(tmp_path, changed, verdict):
    found, rows = load(tmp_path, ROW | changed)
    assert getattr(found.counts, verdict) == 1 and rows == []


def test_a_mode_or_country_that_no_table_holds_is_named(tmp_path):
    found, rows = load(tmp_path, ROW | {"Event Mode": "teleport"}, ROW | {"Event ID": "2", "Actor Country": "QQQ"})
    assert found.unknown == ("actor country QQQ", "mode teleport")
    assert [r["mode"] for r in rows] == [None]


def test_the_other_name_of_the_intensity_is_read(tmp_path):
    _, (event,) = load(tmp_path, ROW, edit=lambda text: text.replace("Intensity", "Event Intensity", 1))
    assert event["goldstein"] == 2.0
