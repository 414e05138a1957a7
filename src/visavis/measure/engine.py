"""What runs the SQL texts of measure/sql over an event table.

The rule: a text is plain SQL (CTE, CASE sums, windows) over the views `rows` and the small tables
handed in; what an engine needs of its own (reading Parquet, the style of a parameter) is said here and
nowhere else. In the texts a parameter is `:name`, as Spark has it; `start` and `end` of the event table
are called first_day and last_day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Protocol, TypeAlias, runtime_checkable

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from visavis.datasets import table
from visavis.datasets.engine import cursor
from visavis.datasets.order import dyad_rows
from visavis.errors import InputError

FOREVER = date(9999, 12, 31)
"""`as_of` where none is asked for: everything in the data."""

Value: TypeAlias = str | int | float | date | bool | None


@dataclass(frozen=True, slots=True)
class Files:
    """Parquet files of the event table; with `dataset`, only the rows that name it. `rolled`: they are roll-ups."""

    paths: tuple[Path, ...]
    dataset: str | None = None
    rolled: bool = False


@runtime_checkable
class Rows(Protocol):
    """An event table that another engine reads; see spark.py."""

    def query(self, sql: str, tables: Mapping[str, pa.Table], parameters: Mapping[str, Value]) -> pa.Table:
        """The result of a text over the rows (as `rows`) and the small `tables`."""


Here: TypeAlias = pa.Table | Path | Iterable[Path] | Files
"""An event table in memory, or as Parquet files and folders."""

Source: TypeAlias = Here | Rows
"""An event table, here or by another engine."""


def whole(source: Source) -> pa.Table:
    """All rows of an event table that is here, in memory; InputError for one that another engine reads."""
    if isinstance(source, pa.Table):
        return source
    if isinstance(source, Rows):
        raise InputError("an event table of another engine is not taken into memory", hint="give its files")
    rows = table.read(source.paths if isinstance(source, Files) else source)
    named = source.dataset if isinstance(source, Files) else None
    return rows if named is None else rows.filter(pc.equal(rows["dataset"], named))


PARAMETER = re.compile(r"(?<![:\w]):([a-z_]+)")


def text(name: str) -> str:
    """The SQL text measure/sql/`name`.sql."""
    return files("visavis.measure").joinpath("sql", f"{name}.sql").read_text("utf-8")


def query(name: str, source: Source, *, tables: Mapping[str, pa.Table] | None = None,
          **parameters: Value) -> pa.Table:
    """The result of measure/sql/`name`.sql over `source` (as the view `rows`) and `tables`.

    Runs in memory, on DuckDB with no extension, unless another engine reads the source. Raises InputError for
    files that are not there.
    """
    if isinstance(source, Rows):
        return source.query(text(name), tables or {}, parameters)
    sql = PARAMETER.sub(r"$\1", text(name))
    with cursor() as connection:
        _attach(connection, source)
        for label, small in (tables or {}).items():
            connection.register(label, small)
        return connection.sql(sql, params=parameters or None).to_arrow_table()


def dyad(source: Source, a: str, b: str, *, as_of: date = FOREVER, columns: Sequence[str] | None = None) -> pa.Table:
    """The rows of a dyad, in both directions, that could be known by `as_of`; and which of the event table's columns.

    Event files that say where a dyad's rows are (datasets/order.py) are read there and nowhere else; what they give is
    what measure/sql/reports.sql gives.
    """
    if isinstance(source, pa.Table | Rows):
        return _reports(source, a, b, as_of, columns)
    only = source.dataset if isinstance(source, Files) else None
    needed = None if columns is None else list(dict.fromkeys([*columns, "source", "target", "known_from", "dataset"]))
    parts, others = [], []
    for path in existing(source.paths if isinstance(source, Files) else source):
        found = _placed(path, a, b, needed)
        if found is None:
            others.append(path)
        else:
            known = pc.less_equal(found["known_from"], pa.scalar(as_of))
            found = found.filter(known if only is None else pc.and_(known, pc.equal(found["dataset"], only)))
            parts.append(found if columns is None else found.select(list(columns)))
    if others:
        parts.append(_reports(Files(tuple(others), only), a, b, as_of, columns))
    return pa.concat_tables(parts)


def _reports(source: Source, a: str, b: str, as_of: date, columns: Sequence[str] | None) -> pa.Table:
    found = query("reports", source, a=a, b=b, as_of=as_of).rename_columns({"first_day": "start", "last_day": "end"})
    return found if columns is None else found.select(list(columns))


def _placed(path: Path, a: str, b: str, columns: Sequence[str] | None) -> pa.Table | None:
    """The dyad's rows of a file that says where they are, in the types of the event table; None for another file."""
    try:
        found = dyad_rows(path, a, b, columns)
    except (OSError, pa.ArrowException):  # DuckDB will say what is wrong with it
        return None
    return None if found is None else found.replace_schema_metadata(None)


def _attach(connection: duckdb.DuckDBPyConnection, source: Here) -> None:
    if isinstance(source, pa.Table):
        connection.register("event_table", source)
        origin = "event_table"
    else:
        paths, only = (source.paths, source.dataset) if isinstance(source, Files) else (source, None)
        origin = f"read_parquet([{', '.join(_quoted(str(path)) for path in existing(paths))}])"
        origin += f" WHERE dataset = {_quoted(only)}" if only else ""
    connection.execute(
        f'CREATE TEMP VIEW rows AS SELECT * RENAME (start AS first_day, "end" AS last_day) FROM {origin}'
        if not _is_rolled(source) else f"CREATE TEMP VIEW rows AS SELECT * FROM {origin}")


def _is_rolled(source: Here) -> bool:
    """Whether the rows are those of a roll-up, which have no days."""
    if isinstance(source, pa.Table):
        return "start" not in source.column_names
    return isinstance(source, Files) and source.rolled


def existing(source: Path | Iterable[Path]) -> list[Path]:
    """The Parquet files that paths stand for. InputError for one that is not there, and for a folder with none."""
    found = list(table.parquet_files(source))
    for path in found:
        if not path.is_file():
            raise InputError("no such file", where=str(path), hint="give a Parquet file of the event table")
    if not found:
        raise InputError("no Parquet file in it", where=str(source), hint="load a data set first")
    return found


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
