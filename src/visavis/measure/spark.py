"""The same SQL texts on Apache Spark, and the coder on it: for what one machine does not hold.

The rule: no text is written for Spark. A measure asks an event table; whether DuckDB or Spark reads it, the text is the
one file under measure/sql, and the tables that come back are equal (tests/measure/test_spark.py).
"""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from visavis.datasets import coding, table
from visavis.errors import InputError
from visavis.measure import engine
from visavis.measure.engine import Files, Here, Rows, Source

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SETTINGS = {
    "spark.app.name": "visavis", "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC", "spark.sql.execution.arrow.maxRecordsPerBatch": str(coding.BATCH)}
"""What a session of ours has, where the cluster does not say otherwise."""

LOCAL = {"spark.sql.shuffle.partitions": "4"}
"""On one machine: 200 partitions, Spark's own number, cost seconds a query there."""


def session(master: str) -> SparkSession:
    """A Spark session on `master`: "local[2]", "spark://host:7077". InputError where there is no Spark or Java."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise InputError("pyspark is not installed", where="--engine spark",
                         hint='install it: python3 -m pip install "visavis[spark]"') from None
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        raise InputError("there is no Java", where="--engine spark", hint="install Java 17 or set JAVA_HOME")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(master)
    for name, value in (SETTINGS | (LOCAL if master.startswith("local") else {})).items():
        builder = builder.config(name, value)
    try:
        made = builder.getOrCreate()
    except Exception as error:  # py4j gives what Java says as it is
        raise InputError(f"no Spark session ({str(error).splitlines()[0]})", where=master,
                         hint="check the address of the master") from error
    made.sparkContext.setLogLevel("ERROR")
    return made


@contextmanager
def quiet() -> Iterator[None]:
    """Keeps what pyspark says of the pandas that is installed, which we do not use, from the reader."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        yield


@dataclass(frozen=True, slots=True)
class SparkRows:
    """An event table that Spark reads: a Source for every measure."""

    spark: SparkSession
    source: Here

    def query(self, sql: str, tables: Mapping[str, pa.Table], parameters: Mapping[str, Any]) -> pa.Table:
        """The result of a text over the rows and the small `tables`, in a session of its own."""
        own = self.spark.newSession()
        with quiet():
            for name, small in tables.items():
                own.createDataFrame(small).createOrReplaceTempView(name)
            _frame(own, self.source).createOrReplaceTempView("rows")
            made = own.sql(sql, args=dict(parameters)).toArrow()
        return made.cast(pa.schema([field.with_nullable(True) for field in made.schema]))


def reader(master: str) -> Callable[[Source], Source]:
    """What makes a Source that Spark reads of any other."""
    spark = session(master)
    return lambda source: source if isinstance(source, Rows) else SparkRows(spark, source)


def _frame(spark: SparkSession, source: Here) -> DataFrame:
    if isinstance(source, pa.Table):
        frame = spark.createDataFrame(source)
    else:
        only = source.dataset if isinstance(source, Files) else None
        paths = engine.existing(source.paths if isinstance(source, Files) else source)
        frame = spark.read.parquet(*(str(path) for path in paths))
        frame = frame.where(frame.dataset == only) if only else frame
    return frame.withColumnRenamed("start", "first_day").withColumnRenamed("end", "last_day")


def code(documents: Path, out: Path, *, master: str) -> coding.Coded:
    """Codes a Parquet file (or folder) of documents into the new folder `out` of event files, by Spark's mapInArrow.

    The event files are Spark's parts; documents that cannot be read go to `out`/rejects.jsonl. Raises InputError for a
    folder that is there already, and for documents without text or days.
    """
    if out.exists():
        raise InputError("it is there already", where=str(out), hint="give a folder that is not there yet")
    if not documents.exists():
        raise InputError("no such file", where=str(documents), hint="give a Parquet file of documents")
    spark = session(master)
    found = spark.read.parquet(str(documents))
    coding.check(found.columns, where=str(documents))
    found = found.select(*(name for name in coding.COLUMNS if name in found.columns))
    count = found.count()
    parts = max(1, min(count // coding.BATCH + 1, spark.sparkContext.defaultParallelism * 8))
    with quiet():
        empty = spark.createDataFrame(coding.CODED.empty_table())
        coded = found.repartition(parts).mapInArrow(coding.code_batches, empty.schema)
        beside = out.with_name(f".{out.name}.part")
        shutil.rmtree(beside, ignore_errors=True)
        coded.withColumn("rejected", coded.error.isNotNull()).write.partitionBy("rejected").parquet(str(beside))
    return _settled(beside, out, count)


def _settled(beside: Path, out: Path, documents: int) -> coding.Coded:
    """The parts as event files in their place, the rejects as JSON Lines; whole or not at all."""
    made = beside / "made"
    made.mkdir()
    reports = 0
    for path in sorted((beside / "rejected=false").glob("*.parquet")):
        rows = table.read(path)
        reports += rows.num_rows
        table.write(rows, made / path.name)
    told = pa.concat_tables([pq.read_table(path, columns=["document", "error"], partitioning=None)
                             for path in sorted((beside / "rejected=true").glob("*.parquet"))] or
                            [pa.schema([("document", pa.string()), ("error", pa.string())]).empty_table()])
    if told.num_rows:
        coding.write_rejects(made / "rejects.jsonl", told.sort_by("document").to_pylist())
    made.replace(out)
    shutil.rmtree(beside)
    return coding.Coded(documents, reports, told.num_rows)
