"""Writing the event table for others, and reading it back."""

import csv
import io
import json
from datetime import date

import pyarrow as pa
import pytest
from dataset_rows import gdelt, one, write
from event_rows import history
from hypothesis import given, settings
from hypothesis import strategies as st

from visavis.datasets import order, table, writers
from visavis.datasets.followthemoney import entities, write_followthemoney
from visavis.datasets.gdelt_writer import write_gdelt
from visavis.datasets.load import load
from visavis.datasets.selection import Selection, select
from visavis.errors import InputError, UnknownCode

ROUND = {"csv": (writers.write_csv, writers.read_csv), "jsonl": (writers.write_jsonl, writers.read_jsonl),
         "parquet": (writers.write_parquet, writers.read_parquet)}
NASTY = ("=1+1", "+1", "-1", "@x", "'=1", "''=1", "'", "", "\t=", "\r=", 'a "b"', "a,b;c", "two\nlines", "a\r\nb", "NULL",
         "NA", "null", "нет", "中", "\u2028", "a\\nb", " ", "0x1", "1e5", "-0.5", "true", "2015-01-01")


def event(**changed):
    """One row, done, as a table."""
    made = history(50).to_pylist()[0] | {"modality": "actual", "evidence": "asserted"} | changed
    return pa.Table.from_pylist([made], schema=table.SCHEMA)


def again(form, rows):
    """The rows after they were written and read."""
    put, get = ROUND[form]
    stream = io.BytesIO()
    assert put([rows], stream) == rows.num_rows
    stream.seek(0)
    return pa.concat_tables([table.SCHEMA.empty_table(), *get(stream, where="it")])


@pytest.mark.parametrize("form", ROUND)
def test_what_is_written_and_read_again_is_equal(form):
    rows = history(500)
    assert again(form, rows).equals(rows)


@pytest.mark.parametrize("form", ROUND)
@pytest.mark.parametrize("text", NASTY)
def test_every_text_comes_back_as_it_was(form, text):
    rows = event(source_name=text, place=text, context=text, url=None)
    assert again(form, rows).equals(rows)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), st.floats(width=32, allow_nan=False),
       st.dates(date(1000, 1, 1)), st.integers(-2**15, 2**15 - 1))
def test_any_value_comes_back_as_it_was(text, number, day, level):
    if number in (float("inf"), float("-inf")):
        number = 0.0
    rows = event(source_name=text, goldstein=number, start=day, source_level=level)
    for form in ROUND:
        assert again(form, rows).equals(rows), form


def test_in_csv_negative_numbers_stay_numbers_and_no_text_can_be_a_formula():
    stream = io.BytesIO()
    writers.write_csv([event(goldstein=-9.5, source_name='=HYPERLINK("x")', place="-1", outlet="'@x", context="+")], stream)
    text = stream.getvalue().decode()
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["goldstein"] == "-9.5" and ",-9.5," in text
    for value in row.values():
        assert not value.startswith(("=", "+", "-", "@")) or value == "-9.5"
    assert (row["source_name"], row["place"], row["outlet"]) == ("'=HYPERLINK(\"x\")", "'-1", "''@x")


def test_json_lines_show_numbers_as_people_write_them():
    stream = io.BytesIO()
    writers.write_jsonl([event(goldstein=2.8)], stream)
    assert json.loads(stream.getvalue())["goldstein"] == 2.8


@pytest.mark.parametrize(("form", "data", "said"), [
    ("csv", b"a,b\n1,2\n", "no CSV of the event table"), ("csv", b"", "no CSV"), ("jsonl", b"{\n", "it:1"),
    ("jsonl", b'{"id": "x"}\n', "KeyError"), ("jsonl", b"[1]\n", "it:1"), ("parquet", b"PAR1xxxx", "no Parquet"),
])
def test_what_is_not_ours_is_one_line_of_error(form, data, said):
    with pytest.raises(InputError, match=said) as error:
        list(ROUND[form][1](io.BytesIO(data), where="it"))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("form", ROUND)
def test_an_export_can_be_loaded_as_a_data_set_and_is_equal(tmp_path, form):
    rows = history(300)
    path = tmp_path / f"out.{form}"
    with path.open("wb") as stream:
        ROUND[form][0]([rows], stream)
    found = one("events", path, tmp_path / "events")
    assert (found.layouts, found.counts.read, found.counts.events) == ((form,), 300, 300)
    assert table.read(found.segment).equals(order.in_order(rows))
    assert one("events", path, tmp_path / "events").already


def test_a_damaged_export_leaves_nothing(tmp_path):
    path = tmp_path / "out.jsonl"
    with path.open("wb") as stream:
        writers.write_jsonl([history(20)], stream)
    path.write_bytes(path.read_bytes()[:-50])
    (found,) = load("events", [path], tmp_path / "events")
    assert isinstance(found, InputError) and ":20" in str(found)
    assert list((tmp_path / "events").rglob("*.parquet")) == []


# GDELT's layout

CARRIED = ("native_id", "start", "source", "target", "source_name", "target_name", "source_sector", "target_sector", "type",
           "mode", "context", "cameo", "quad", "goldstein", "place", "place_country", "outlet", "url", "known_from",
           "reports", "outlets", "id", "month", "date_origin")
"""What GDELT's layout carries; gdelt_writer.py says what it does not."""


def test_gdelt_written_and_loaded_again_is_equal_in_what_the_layout_carries(tmp_path):
    lines = [gdelt(n, ("PRK", "CHN", "RUS")[n % 3], ("USA", "ROM", "KSV")[n // 3 % 3], EventCode=("042", "163", "0211")[n % 3],
                   GoldsteinScale=("-9.2", "2.8", "7")[n % 3], ActionGeo_CountryCode=("KN", "", "RS")[n % 3]) for n in range(90)]
    lines += [gdelt(99, Actor1Code="IGOWSTNAT", Actor1CountryCode="WST", Actor1KnownGroupCode="NAT")]
    first = table.read(one("gdelt", write(tmp_path / "a.csv", *lines), tmp_path / "one").segment)
    with (tmp_path / "b.csv").open("wb") as stream:
        assert write_gdelt([first], stream) == (91, 0)
    second = one("gdelt", tmp_path / "b.csv", tmp_path / "two")
    assert second.counts.rejects == 0 and second.unknown == ()
    assert table.read(second.segment).select(CARRIED).equals(first.select(CARRIED))


def test_gdelts_layout_gets_61_columns_and_only_what_is_done():
    rows = pa.concat_tables([event(place="a\tb\nc"), event(modality="planned"), event(evidence="rumoured"),
                             event(source="XTA")])
    stream = io.BytesIO()
    assert write_gdelt([rows], stream) == (1, 3)
    (line,) = stream.getvalue().decode().splitlines()
    assert line.count("\t") == 60 and "a b c" in line


def test_rows_of_other_data_sets_get_a_number_and_codes_of_cameo(tmp_path):
    path = tmp_path / "a.csv"
    with path.open("wb") as stream:
        write_gdelt([event(source="XKX", target="UNO", source_sector="GOV")], stream)
    (row,) = table.read(one("gdelt", path, tmp_path / "events").segment).to_pylist()
    assert (row["source"], row["target"], row["source_sector"]) == ("XKX", "UNO", "GOV")
    assert row["native_id"].isdecimal() and int(row["native_id"]) < 2**63


# FollowTheMoney

VISIT = {"type": "CONSULT", "mode": "visit", "source": "CHN", "target": "PRK", "source_office": "Premier",
         "start": date(2013, 8, 18), "end": date(2013, 8, 18), "precision": "day", "place": "Pyongyang"}


def test_a_visit_is_a_trip_with_its_ends_its_office_and_its_states():
    made = {one["schema"]: one for one in entities(event(**VISIT).to_pylist()[0])}
    assert set(made) == {"PublicBody", "Position", "Address", "Trip"}
    trip = made["Trip"]["properties"]
    assert (trip["startLocation"], trip["endLocation"]) == (["visavis-place-chn"], ["visavis-place-prk"])
    assert trip["startDate"] == ["2013-08-18"] and trip["organizer"] == ["visavis-body-chn"]
    assert made["Position"]["properties"] == {"name": ["Premier"], "country": ["cn"], "organization": ["visavis-body-chn"]}
    assert not any("A. Name" in json.dumps(one) for one in made.values())


def test_a_month_known_is_not_told_as_a_day():
    made = list(entities(event(**VISIT | {"precision": "month", "type": "AID", "mode": None}).to_pylist()[0]))[-1]
    assert (made["schema"], made["properties"]["startDate"]) == ("Event", ["2013-08"])


def test_each_entity_is_written_once_and_what_is_not_done_is_left_out():
    rows = pa.concat_tables([event(**VISIT, id=f"{n:016x}") for n in range(3)] + [event(**VISIT, modality="planned")])
    stream = io.BytesIO()
    assert write_followthemoney([rows], stream) == (3, 1)
    made = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert len({one["id"] for one in made}) == len(made) == 2 + 1 + 2 + 3


def test_every_entity_is_valid_by_the_published_schema():
    model = pytest.importorskip("followthemoney", reason="needs the package followthemoney, which the project does not")
    stream = io.BytesIO()
    write_followthemoney([history(400), event(**VISIT | {"target": "EUE"}), event(**VISIT | {"target": "XNA"})], stream)
    made = [json.loads(line) for line in stream.getvalue().splitlines()]
    known = {one["id"]: one["schema"] for one in made}
    for one_made in made:
        schema = model.model.get(one_made["schema"])
        assert schema is not None
        schema.validate(one_made)
        for name, values in one_made["properties"].items():
            prop = schema.properties[name]
            for value in values:
                assert prop.type.clean_text(value) == value, (name, value)
                if prop.type.name == "entity":
                    assert model.model.get(known[value]).is_a(prop.range)


# Selections

def test_a_selection_takes_the_dyad_in_both_directions_the_days_and_the_types():
    rows = history(2000)
    wanted = Selection(("PRK", "CHN"), date(2016, 1, 1), date(2018, 12, 31), ("CONSULT", "aid"))
    got = pa.concat_tables(select([rows], wanted)).to_pylist()
    due = [r for r in rows.to_pylist() if {r["source"], r["target"]} == {"PRK", "CHN"}
           and date(2016, 1, 1) <= r["start"] <= date(2018, 12, 31) and r["type"] in ("CONSULT", "AID")]
    assert got == due and due


def test_a_selection_reads_files_as_well_as_tables(tmp_path):
    rows = history(500)
    table.write(rows, tmp_path / "a.parquet")
    got = pa.concat_tables(select([tmp_path / "a.parquet"], Selection(datasets=("history",))))
    assert got.equals(order.in_order(rows))
    assert list(select([rows], Selection(datasets=("gdelt",)))) == []


def test_a_type_that_plover_lacks_and_a_file_that_is_none_are_errors(tmp_path):
    with pytest.raises(UnknownCode):
        list(select([history(5)], Selection(types=("DANCE",))))
    (tmp_path / "a.parquet").write_bytes(b"no")
    with pytest.raises(InputError, match="not an event file"):
        list(select([tmp_path / "a.parquet"], Selection()))
