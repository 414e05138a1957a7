"""The tables of columns, and how a file's layout is told."""

import pytest
from dataset_rows import gdelt, headed

from visavis.datasets import mapping
from visavis.datasets.layouts import headed_form, layout, layouts
from visavis.datasets.sources import NAMES, dataset
from visavis.errors import InputError, UnknownCode


def test_the_columns_of_gdelt_are_as_many_as_its_codebooks_say():
    assert {one.name: one.widths for one in layouts("gdelt")} == {"1.0": (57, 58), "2.0": (61,), "mentions": (16,)}
    assert len(layout("icews", "20 columns").columns) == 20
    assert len(layout("phoenix", "live").columns) == 26


@pytest.mark.parametrize("name", NAMES)
def test_every_layout_has_a_mapping_that_gives_the_fields_and_reads_known_columns(name, tmp_path):
    import pyarrow as pa

    found = dataset(name)
    engine = mapping.Engine(tmp_path, 1)
    for one, text in found.texts.items():
        fields = [*layout(name, one).fields, *(resolve.field for resolve in found.resolves.get(one, ()))]
        given = pa.table({field: pa.array([], pa.string()) for field in fields} | {"line": pa.array([], pa.int64())})
        assert tuple(engine.query(given, mapping.text(text)).column_names) == mapping.FIELDS
    engine.close()


def test_an_unknown_data_set_is_told_with_those_that_are_known():
    with pytest.raises(UnknownCode, match="gdelt, icews"):
        dataset("idea")


def test_a_first_line_that_spells_the_columns_of_gdelt_is_a_head():
    head = "\t".join(column.name for column in layout("gdelt", "2.0").columns)
    form = dataset("gdelt").form([head, gdelt()], where="a")
    assert form.headed and form.layout.name == "2.0"


def test_a_malformed_first_row_does_not_decide_the_layout_alone():
    form = dataset("gdelt").form(["a\tb", gdelt(1), gdelt(2)], where="a")
    assert form.layout.name == "2.0"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_head_may_be_parted_by_comma_semicolon_or_tab(delimiter):
    form = headed_form(headed("acled", "events", delimiter=delimiter).splitlines()[0], layouts("acled"), where="a")
    assert form.delimiter == delimiter


def test_a_head_that_lacks_columns_is_told_which():
    with pytest.raises(InputError, match="it lacks event_id_cnty"):
        headed_form("event_date,time_precision,event_type,sub_event_type,actor1,actor2,latitude,longitude",
                    layouts("acled"), where="a.csv")


@pytest.mark.parametrize("head", ["a\rb,c", "\r\0", "x" * 200_000, '"a\rb'])
def test_a_first_line_that_no_table_begins_with_is_told_in_a_line(head):
    with pytest.raises(InputError, match="no head of this data set"):
        headed_form(head, layouts("icews"), where="a.tab")
