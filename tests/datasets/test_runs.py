"""Sorting more rows than are held: the order of the table, however the rows came."""

import random
from datetime import date, timedelta

import pyarrow as pa
import pytest

from visavis.datasets import order, runs, table
from visavis.datasets.runs import Runs

SCHEMA = pa.schema([table.SCHEMA.field(name) for name in ("id", "month", "start", "source", "target")])


def rows(count, seed=1):
    draw = random.Random(seed)
    days = [date(2015, 1, 1) + timedelta(draw.randrange(90)) for _ in range(count)]
    return pa.table({
        "id": [f"{draw.getrandbits(64):016x}" for _ in days], "month": [d.year * 100 + d.month for d in days],
        "start": days, "source": draw.choices(("CHN", "PRK", "UNO", "XNA"), k=count),
        "target": draw.choices(("KOR", "USA"), k=count)}, schema=SCHEMA)


@pytest.mark.parametrize(("count", "run", "most"), [(0, 10, 4), (5, 10, 4), (100, 10, 64), (1000, 10, 4), (997, 64, 3)])
def test_rows_come_back_in_the_order_of_the_table(tmp_path, monkeypatch, count, run, most):
    monkeypatch.setattr(runs, "RUN_ROWS", run)
    monkeypatch.setattr(runs, "MOST_RUNS", most)
    monkeypatch.setattr(runs, "BATCH_ROWS", 8)
    given, held = rows(count), Runs(tmp_path, SCHEMA)
    for start in range(0, count, 7):
        held.add(given.slice(start, 7))
    got = pa.concat_tables(held.sorted(32))
    assert got.num_rows == count
    assert got.equals(order.in_order(given))


def test_some_columns_can_be_read_of_all_rows_at_any_time(tmp_path, monkeypatch):
    monkeypatch.setattr(runs, "RUN_ROWS", 10)
    given, held = rows(35), Runs(tmp_path, SCHEMA)
    held.add(given.slice(0, 30))
    held.add(given.slice(30))
    got = held.columns(["id"]).read_all()
    assert sorted(got["id"].to_pylist()) == sorted(given["id"].to_pylist())
