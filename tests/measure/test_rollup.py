"""The roll-up gives what the rows give, and is made anew where they are."""

import os

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from event_rows import history

from visavis.datasets import table
from visavis.measure import rollup
from visavis.measure.engine import Files

MADE = history(3000, years=4)


@pytest.fixture
def rolled(tmp_path, monkeypatch):
    """Two event files, small ones rolled up too."""
    monkeypatch.setattr(rollup, "LEAST_ROWS", 1)
    paths = (tmp_path / "a.parquet", tmp_path / "b.parquet")
    for path, rows in zip(paths, (MADE.slice(0, 1000), MADE.slice(1000)), strict=True):
        table.write(rows, path)
    return paths


def test_files_add_up_and_months_are_those_of_the_rows(rolled):
    one = MADE.filter(pc.and_(pc.and_(pc.equal(MADE["source"], "CHN"), pc.equal(MADE["target"], "PRK")),
                              pc.and_(pc.equal(MADE["modality"], "actual"), pc.not_equal(MADE["evidence"], "rumoured"))))
    found = rollup.dyad_months(rolled, "CHN", "PRK")
    mine = found.filter(pc.equal(found["source"], "CHN"))
    assert pc.sum(mine["n"]).as_py() == one.num_rows
    sums = one.group_by("month").aggregate([("reports", "sum")]).sort_by("month")
    assert mine["reports"].to_pylist() == sums["reports_sum"].to_pylist()
    assert found.equals(rollup.dyad_months(MADE, "CHN", "PRK"))


def test_an_event_file_written_anew_gets_its_roll_up_anew(rolled):
    path, _ = rolled
    rollup.make(path)
    table.write(MADE.slice(0, 10), path)
    os.utime(path, ns=(1, 1))
    rollup.make(path)
    assert sum(pq.read_table(rollup.path_of(path))["n"].to_pylist()) == 10


def test_a_folder_that_cannot_be_written_and_some_rows_of_a_file_are_read_as_they_are(rolled, monkeypatch):
    def refuse(rows, path):
        raise PermissionError
    monkeypatch.setattr(table, "publish", refuse)
    assert rollup.rolled(rolled) is None and rollup.rolled(Files(rolled, "history")) is None and rollup.rolled(MADE) is None


def test_classes_add_up_to_what_is_done():
    found = rollup.dyad_classes(MADE)
    done = table.with_standing(MADE)
    assert pc.sum(found["n"]).as_py() == pc.sum(pc.equal(done["standing"], "done")).as_py()
    assert found.num_rows == len(set(zip(*(found[name].to_pylist() for name in ("source", "target", "month", "quad")), strict=True)))
    assert isinstance(found, pa.Table)
