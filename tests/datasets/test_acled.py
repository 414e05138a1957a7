"""ACLED into the event table, in its old and new layouts."""

from datetime import date

import pytest
from dataset_rows import headed, one

from visavis.datasets import table

NEW = {"event_id_cnty": "UKR1", "event_date": "2022-06-30", "time_precision": "1", "event_type": "Explosions/Remote violence",
       "sub_event_type": "Shelling/artillery/missile attack", "actor1": "Military Forces of Russia (2000-)",
       "inter1": "External/Other forces", "actor2": "Civilians (Ukraine)", "inter2": "Civilians", "iso": "804",
       "country": "Ukraine", "location": "Kharkiv", "admin1": "Kharkiv", "latitude": "49.9", "longitude": "36.2",
       "source": "Ukrinform; Reuters", "timestamp": "1657041386"}
OLD = NEW | {"event_date": "30 June 2022", "inter1": "8", "inter2": "7.0", "iso": "804.0", "time_precision": "1.0"}


def load(tmp_path, *rows):
    path = tmp_path / "acled.csv"
    path.write_text(headed("acled", "events", *rows, delimiter=","), encoding="utf-8")
    found = one("acled", path, tmp_path / "events")
    return found, table.read(found.segment).to_pylist()


@pytest.mark.parametrize("given", [NEW, OLD], ids=["new", "old"])
def test_a_row_of_either_layout_becomes_the_same_event(tmp_path, given):
    _, (event,) = load(tmp_path, given)
    assert (event["source"], event["target"]) == ("RUS", "UKR")
    assert (event["source_name"], event["target_sector"]) == ("Military Forces of Russia (2000-)", "Civilians")
    assert (event["type"], event["mode"], event["cameo"], event["quad"]) == ("ASSAULT", "heavy-weapons", "194", 4)
    assert (event["start"], event["known_from"]) == (date(2022, 6, 30), date(2022, 7, 5))
    assert (event["place_country"], event["place"], event["outlets"]) == ("UKR", "Kharkiv, Kharkiv", 2)


@pytest.mark.parametrize(("precision", "first", "last"), [
    ("2", date(2022, 6, 27), date(2022, 7, 3)), ("3", date(2022, 6, 1), date(2022, 6, 30))])
def test_days_known_roughly_are_an_interval(tmp_path, precision, first, last):
    _, (event,) = load(tmp_path, NEW | {"time_precision": precision})
    assert (event["start"], event["end"], event["precision"]) == (first, last, "month")


@pytest.mark.parametrize(("changed", "verdict"), [
    ({"actor2": ""}, "no_dyad"), ({"actor1": "Unidentified Armed Group (Russia)", "inter1": "3"}, "no_dyad"),
    ({"actor1": "Private Security Forces (Russia)", "inter1": "8"}, "no_dyad"),
    ({"actor2": "Civilians (Russia)"}, "no_dyad"), ({"sub_event_type": "Change to group/activity"}, "no_type"),
    ({"sub_event_type": "Dance"}, "rejects"), ({"event_date": "2022-02-30"}, "rejects"), ({"latitude": "99"}, "rejects"),
    ({"time_precision": "0"}, "rejects")])
def test_what_is_set_aside_and_as_what(tmp_path, changed, verdict):
    found, rows = load(tmp_path, NEW | changed)
    assert getattr(found.counts, verdict) == 1 and rows == []


def test_line_ends_and_commas_in_a_quoted_field_are_no_new_rows(tmp_path):
    rows = (NEW | {"source": 'A "quoted",\nsource'}, NEW | {"event_id_cnty": "UKR2", "event_date": "2022-02-30"})
    found, events = load(tmp_path, *rows)
    assert (found.counts.read, found.counts.kept, found.counts.rejects) == (2, 1, 1)
    assert events[0]["outlet"] == 'A "quoted",\nsource'
    assert '"line": 4,' in found.rejects.read_text(encoding="utf-8")


def test_a_quote_that_is_never_closed_spoils_its_own_line_only(tmp_path):
    path = tmp_path / "a.csv"
    head, *rows = headed("acled", "events", *(NEW | {"event_id_cnty": f"U{n}"} for n in range(5)), delimiter=",").splitlines()
    rows[1] = rows[1].replace("Kharkiv", '"Kharkiv', 1)
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    found = one("acled", path, tmp_path / "events")
    assert (found.counts.read, found.counts.kept, found.counts.rejects) == (5, 4, 1)


def test_every_row_of_the_real_layout_is_accounted_for(tmp_path, shared):
    found = one("acled", shared / "events" / "conflict_event_csv" / "dev_acled_old_dummy.csv", tmp_path)
    counts = found.counts
    assert counts.read == 326 == counts.kept + counts.no_dyad + counts.no_type + counts.rejects
    assert counts.rejects == 0
