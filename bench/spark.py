"""The coder and the measures on Spark beside this process: `python -m bench.spark --documents 2000 --master local[2]`.

Codes the same documents (one-sentence news of the data folder beside the project) by `visavis code` here and by Spark's
mapInArrow, and says whether the events are equal, row by row; then asks the series of a dyad of the shipped history of
both engines. Needs the extra `spark`, Java 17, and pyyaml.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from tools.build_history import SOURCE, lines
from visavis.datasets import coding, history, table
from visavis.measure import spark
from visavis.measure.dyads import dyad_series

T = TypeVar("T")


def documents(number: int) -> pa.Table:
    """The first `number` different documents of the data."""
    unique = {one.id: one for one in islice(lines(SOURCE), 2 * number)}
    rows = [{"id": one.id, "text": one.text, "title": None, "url": one.url, "outlet": one.outlet,
             "published": one.published, "language": "en"} for one in islice(unique.values(), number)]
    return pa.Table.from_pylist(rows)


def timed(label: str, work: Callable[[], T]) -> T:
    """What `work` gives, and prints its seconds."""
    began = time.perf_counter()
    found = work()
    print(f"{label:44}{time.perf_counter() - began:8.1f} s", flush=True)
    return found


def main() -> None:
    """Code and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--master", default="local[2]")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pq.write_table(documents(given.documents), folder / "docs.parquet")
        session = timed("a session of Spark", lambda: spark.session(given.master))
        here = timed("coding here", lambda: coding.code_file(folder / "docs.parquet", folder / "here", today=date.max))
        there = timed(f"coding on Spark, {given.master}",
                      lambda: spark.code(folder / "docs.parquet", folder / "there", master=given.master))
        one, other = (table.read(folder / part).sort_by("id") for part in ("here", "there"))
        print(f"{here.documents:,} documents: {here.reports:,} reports here, {there.reports:,} on Spark;"
              f" {'equal' if one.equals(other) else 'NOT EQUAL'}, row by row")
    rows = spark.SparkRows(session, history.path())
    mine = timed("series of a dyad by month, DuckDB", lambda: dyad_series(history.path(), "PRK", "CHN"))
    theirs = timed("series of a dyad by month, Spark", lambda: dyad_series(rows, "PRK", "CHN"))
    verdict = "equal" if mine.equals(theirs) else "NOT EQUAL"
    print(f"{mine.num_rows:,} months, {len(mine.column_names)} columns: {verdict}")


if __name__ == "__main__":
    main()
