"""Spark gives the tables that DuckDB gives, and the events that this process gives."""

import json
import os
import shutil
import socket
import sys
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from event_rows import history

from visavis.brief.pair import dyad
from visavis.datasets import coding, table
from visavis.errors import InputError
from visavis.measure import engine, rollup, spark
from visavis.measure.coverage import coverage
from visavis.measure.dyads import covered_span, dyad_reports, dyad_series
from visavis.measure.periods import periods
from visavis.measure.spark import SparkRows

MADE = history(1500, years=3)
MASTER = "local[2]"
TEXTS = ("China sent 30,000 tons of rice to North Korea on Monday.", "Russia's foreign minister visited Pyongyang.",
         "The weather was fine.", "North Korea denounced the United States for its drills with South Korea.")


CONNECT = socket.socket.connect


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    """In the place of the guard of all tests: Python speaks with Java over the loopback, and with nobody else."""

    def only_here(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(("127.", "localhost", "::1")):
            raise ConnectionRefusedError(f"a test tried to reach the network: {address!r}")
        return CONNECT(self, address)

    monkeypatch.setattr(socket.socket, "connect", only_here)


@pytest.fixture(scope="module")
def session():
    """A session of Spark, or a word why there is none."""
    pytest.importorskip("pyspark", reason="pyspark is not installed (extra `spark`)")
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        pytest.skip("there is no Java")
    made = spark.session(MASTER)
    yield made
    made.stop()


@pytest.fixture(scope="module")
def rows(session, tmp_path_factory):
    """The event table in two files, as Spark reads it."""
    folder = tmp_path_factory.mktemp("events")
    table.write(MADE.slice(0, 700), folder / "a.parquet")
    table.write(MADE.slice(700), folder / "b.parquet")
    return SparkRows(session, folder)


@pytest.mark.filterwarnings("ignore")  # pyspark warns of what it uses itself
def test_series_and_spans_are_equal_as_of_a_day(rows):
    as_of = date(2016, 6, 30)
    assert covered_span(rows, as_of=as_of) == covered_span(MADE, as_of=as_of)
    assert dyad_series(rows, "CHN", "PRK", by="year", as_of=as_of).equals(dyad_series(MADE, "CHN", "PRK", by="year", as_of=as_of))
    assert dyad_reports(rows, "CHN", "PRK").sort_by("id").equals(dyad_reports(MADE, "CHN", "PRK").sort_by("id"))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", sorted(p.name.removesuffix(".sql") for p in engine.files("visavis.measure").joinpath("sql").iterdir()))
def test_every_text_gives_an_equal_table_on_both(rows, session, name):
    text = engine.text(name)
    rolled = engine.query("rollup", MADE)
    from_roll_up = name == "months"
    here, there = (rolled, SparkRows(session, rolled)) if from_roll_up else (MADE, rows)
    given = {"a": "CHN", "b": "PRK", "as_of": date(2017, 6, 30), "host": "PRK", "since": date(2015, 1, 1)}
    wanted = {key: value for key, value in given.items() if key in engine.PARAMETER.findall(text)}
    one = engine.query(name, here, **wanted)
    other = engine.query(name, there, **wanted)
    order = [(column, "ascending") for column in one.column_names]
    assert other.cast(one.schema).sort_by(order).equals(one.sort_by(order))


@pytest.mark.filterwarnings("ignore")
def test_an_answer_is_equal_to_the_last_sentence(rows):
    here, there = (dyad("CHN", "PRK", past=rows.source, engine=name, master=MASTER) for name in ("duckdb", "spark"))
    assert there.table.equals(here.table) and there.sentences == here.sentences


@pytest.mark.filterwarnings("ignore")
def test_classes_and_coverage_are_equal(rows):
    assert rollup.dyad_classes(rows).equals(rollup.dyad_classes(MADE))
    spans = periods(date(2015, 1, 1), date(2017, 12, 31), by="quarter")
    assert coverage(rows, spans, "CHN", "PRK").equals(coverage(MADE, spans, "CHN", "PRK"))


@pytest.mark.filterwarnings("ignore")
def test_the_coder_gives_the_same_events_and_rejects(session, tmp_path):
    documents = [{"id": str(number), "text": TEXTS[number % 4] + f" It was day {number}.", "published": date(2024, 5, 1), "outlet": "AP"}
                 for number in range(24)] + [{"id": "bad", "text": "", "published": date(2024, 5, 1), "outlet": None}]
    pq.write_table(pa.Table.from_pylist(documents), tmp_path / "docs.parquet")
    here = coding.code_file(tmp_path / "docs.parquet", tmp_path / "here", today=date(2026, 1, 1))
    there = spark.code(tmp_path / "docs.parquet", tmp_path / "there", master=MASTER)
    assert here == there and here.documents == 25 and here.rejects == 1 and here.reports >= 12
    one, other = (table.read(tmp_path / name).sort_by("id") for name in ("here", "there"))
    assert one.equals(other)
    (fault,) = [json.loads(line) for line in (tmp_path / "there" / "rejects.jsonl").read_text("utf-8").splitlines()]
    assert fault["document"] == "bad" and "no text" in fault["error"]
    with pytest.raises(InputError, match="there already"):
        spark.code(tmp_path / "docs.parquet", tmp_path / "there", master=MASTER)


def test_without_pyspark_or_java_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(InputError, match=r"visavis\[spark\]"):
        spark.session(MASTER)
