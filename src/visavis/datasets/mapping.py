"""From the rows of a data set to those of the event table: one SQL text a layout, run block by block.

The rule: a row is kept, or set aside with a word (malformed, no dyad, no type); the counts of the four add up to
what was read, and that is asserted. The text of a layout (layouts/*.sql) gives one row a row of `given`, with
the columns that FIELDS names; everything that is the same for all data sets is said here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from visavis.datasets import lookups, table
from visavis.datasets.engine import CONFIG

MEMORY = "160MB"
"""What DuckDB may hold, so that the whole process stays below 500 MB with blocks, Arrow and the interpreter;
sorting more than that goes to disk. Measured by bench/table.py."""

FIELDS = ("line", "fault", "native_id", "first_day", "last_day", "precision", "date_origin", "known_from",
          "source", "target", "source_name", "source_office", "source_sector", "target_name", "target_office",
          "target_sector", "type", "mode", "context", "cameo", "quad", "goldstein", "modality", "place_country",
          "place", "outlet", "url", "document", "reports", "outlets", "confidence")
"""What the text of a layout has to give. `fault`: why the row is malformed, or null; `first_day` and `last_day`
are dates; `source` and `target` are null where no state acts."""

MAPPED: pa.Schema = table.SCHEMA.append(pa.field("line", pa.int64()))
"""The event table, with the line where the row stood."""

MACROS = (
    "CREATE OR REPLACE MACRO no_angle(text, most) AS"
    " text IS NOT NULL AND coalesce(abs(try_cast(text AS DOUBLE)) > most, true)",
    "CREATE OR REPLACE MACRO no_number(text, least, most) AS"
    " text IS NOT NULL AND coalesce(try_cast(text AS DOUBLE) NOT BETWEEN least AND most, true)",
)
"""What the texts of the layouts share: whether a text is no angle or number within bounds."""

KEPT, FAULTY, SIDELESS, INWARD, UNTYPED = range(5)
"""What becomes of a row: kept; malformed; a side is no state; both sides are the same; no type of event."""

_JUDGE = f"""
SELECT line, fault,
       CASE WHEN fault IS NOT NULL THEN {FAULTY} WHEN source IS NULL OR target IS NULL THEN {SIDELESS}
            WHEN source = target THEN {INWARD} WHEN type IS NULL THEN {UNTYPED} ELSE {KEPT} END::TINYINT AS verdict
FROM ({{mapped}})
"""

_MADE = {
    "id": "left(md5(concat_ws(chr(31), 'event', '{dataset}', native_id, first_day, source, target, cameo)), 16)",
    "dataset": "'{dataset}'", "coder": "'{dataset}'", "evidence": "'reported'",
    "month": "year(first_day) * 100 + month(first_day)", "start": "first_day", "end": "last_day",
    "source_level": "NULL", "target_level": "NULL", "source_rank": "NULL", "target_rank": "NULL"}
"""Columns of the event table that are the same for every data set; the others are FIELDS."""


@dataclass(frozen=True, slots=True)
class Resolve:
    """A further column of `given`: `function` (of lookups) of the columns `of`, asked once for each different value.

    `what`: what the first of them is, to name an unknown one.
    """

    field: str
    of: tuple[str, ...]
    function: Callable[..., str | None]
    what: str = ""


@dataclass(frozen=True, slots=True)
class Mapped:
    """What became of the rows of a block: those kept in MAPPED, counts, faults by line."""

    rows: pa.Table
    kept: int
    sideless: int
    inward: int
    untyped: int
    faults: tuple[tuple[int, str], ...]


@dataclass(slots=True)
class Engine:
    """A DuckDB of its own for one load, with the table of CAMEO codes; each thread works on a cursor of it."""

    folder: Path
    threads: int
    connection: duckdb.DuckDBPyConnection = field(init=False)
    _local: threading.local = field(init=False, default_factory=threading.local)

    def __post_init__(self) -> None:
        self.connection = duckdb.connect(config=CONFIG | {
            "memory_limit": MEMORY, "threads": self.threads, "temp_directory": str(self.folder / "spill"),
            "preserve_insertion_order": "false"})
        self.connection.execute("SET enable_progress_bar = false")  # progress is shown by bytes of input
        self.add("cameo_codes", lookups.cameo_codes())
        for macro in MACROS:
            self.connection.execute(macro)

    def add(self, name: str, rows: pa.Table) -> None:
        """A table that every text may join."""
        self.connection.register("incoming", rows)
        self.connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM incoming")
        self.connection.unregister("incoming")

    def map(self, given: pa.Table, text: str, *, dataset: str, expands: bool) -> Mapped:
        """What the SQL text of a layout makes of the rows `given`.

        `expands`: the text may give several rows for one; the row then fares as the best of them.
        """
        judged = self.query(given, _JUDGE.format(mapped=text))
        if expands:
            judged = judged.group_by("line").aggregate([("verdict", "min"), ("fault", "min")])
            judged = judged.rename_columns(["line", "verdict", "fault"])
        if judged.num_rows != given.num_rows:
            raise AssertionError(f"{dataset}: {given.num_rows} rows went into the mapping, {judged.num_rows} came out")
        counts = dict.fromkeys(range(5), 0) | {one["values"]: one["counts"]
                                               for one in pc.value_counts(judged["verdict"]).to_pylist()}
        rows = MAPPED.empty_table()
        if counts[KEPT]:
            lines = judged.filter(pc.equal(judged["verdict"], KEPT))["line"]
            kept = given.filter(pc.is_in(given["line"], value_set=lines.combine_chunks()))
            rows = self.query(kept, _rows(text, dataset, expands)).cast(MAPPED)
        faulty = judged.filter(pc.is_valid(judged["fault"])).sort_by("line").to_pylist() if counts[FAULTY] else []
        return Mapped(rows, counts[KEPT], counts[SIDELESS], counts[INWARD], counts[UNTYPED],
                      tuple((one["line"], one["fault"]) for one in faulty))

    def query(self, given: pa.Table | pa.RecordBatchReader, sql: str) -> pa.Table:
        """The result of `sql` over the rows `given`, on the cursor of the calling thread."""
        if not hasattr(self._local, "cursor"):
            self._local.cursor = self.connection.cursor()
        cursor: duckdb.DuckDBPyConnection = self._local.cursor
        cursor.register("given", given)
        try:
            return cursor.sql(sql).to_arrow_table()
        finally:
            cursor.unregister("given")

    def close(self) -> None:
        """Frees the memory and the cursors."""
        self.connection.close()


@cache
def _rows(text: str, dataset: str, expands: bool) -> str:
    """The SQL that gives the event table's columns for rows that are kept; of one that expands, for those that are."""
    columns = ", ".join(f'{_MADE.get(name, chr(34) + name + chr(34)).format(dataset=dataset)} AS "{name}"'
                        for name in table.SCHEMA.names)
    where = "WHERE fault IS NULL AND source <> target AND type IS NOT NULL" if expands else ""
    return f"SELECT {columns}, line FROM ({text}) {where}"


@cache
def text(name: str) -> str:
    """The SQL text layouts/`name`.sql."""
    return files("visavis.datasets").joinpath("layouts", f"{name}.sql").read_text("utf-8")


def resolved(rows: pa.Table, resolves: Sequence[Resolve]) -> tuple[pa.Table, set[str]]:
    """The rows with a column for each of `resolves`, and the codes that are unknown."""
    unknown: set[str] = set()
    for one in resolves:
        asked, places = _distinct([rows[name].combine_chunks() for name in one.of])
        found = [one.function(*values) for values in asked]
        unknown |= {f"{one.what} {values[0]}" for values, code in zip(asked, found, strict=True)
                    if code == lookups.UNKNOWN and one.what}
        codes = pa.array([None if code == lookups.UNKNOWN else code for code in found], pa.string())
        rows = rows.append_column(one.field, codes.take(places))
    return rows, unknown


def _distinct(columns: Sequence[pa.Array]) -> tuple[list[tuple[str | None, ...]], pa.Array]:
    """The different rows of some columns, and for each row which of them it is (null: nothing but nulls)."""
    if len(columns) == 1:
        coded = columns[0].dictionary_encode()
        return [(value,) for value in coded.dictionary.to_pylist()], coded.indices
    known: dict[tuple[str | None, ...], int] = {}
    places = [known.setdefault(row, len(known))
              for row in zip(*(column.to_pylist() for column in columns), strict=True)]
    return list(known), pa.array(places, pa.int32())


def quoted(text: str) -> str:
    """`text` as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"
