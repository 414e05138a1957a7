"""Rows of the event table as CSV, JSON Lines and Parquet, and back: what is written and read again is equal.

The rule: numbers stay numbers, null and the empty text stay apart, and no text in a CSV can be taken for a formula.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from visavis.datasets import table
from visavis.errors import InputError

FORMULA = r"^('*[=+\-@\t\r])"
"""What a spreadsheet takes for a formula (OWASP, CSV injection), also behind apostrophes of its own: a text that begins
so gets one more in front, and loses one when it is read, so that every text comes back."""

TEXTS = [field.name for field in table.SCHEMA if pa.types.is_string(field.type)]
FLOATS = [field.name for field in table.SCHEMA if pa.types.is_floating(field.type)]


def write_csv(rows: Iterable[pa.Table], stream: BinaryIO) -> int:
    """How many rows were written: UTF-8, a head, texts in quotes, numbers and days not; null is nothing, the empty
    text is a pair of quotes.
    """
    count = 0
    with pacsv.CSVWriter(stream, table.SCHEMA) as writer:
        for part in rows:
            writer.write_table(_each(part, TEXTS, lambda text: pc.replace_substring_regex(text, FORMULA, r"'\1")))
            count += part.num_rows
    return count


def write_jsonl(rows: Iterable[pa.Table], stream: BinaryIO) -> int:
    """How many rows were written: an object a line in UTF-8, keys as the columns, days as ISO text."""
    count = 0
    for part in rows:
        plain = _each(part, FLOATS, lambda number: number.cast(pa.string()).cast(pa.float64()))
        for row in plain.to_pylist():
            stream.write(json.dumps(row, ensure_ascii=False, default=str, separators=(",", ":")).encode() + b"\n")
        count += part.num_rows
    return count


def write_parquet(rows: Iterable[pa.Table], stream: BinaryIO) -> int:
    """How many rows were written: the event table as it is stored."""
    count = 0
    with pq.ParquetWriter(stream, table.SCHEMA, compression="zstd") as writer:
        for part in rows:
            writer.write_table(part)
            count += part.num_rows
    return count


def read_csv(stream: BinaryIO, *, where: str) -> Iterator[pa.Table]:
    """The rows that `write_csv` wrote. InputError for anything else; the columns may stand in another order."""
    try:
        reader = pacsv.open_csv(
            stream,
            parse_options=pacsv.ParseOptions(newlines_in_values=True),
            convert_options=pacsv.ConvertOptions(
                column_types=dict(zip(table.SCHEMA.names, table.SCHEMA.types, strict=True)), null_values=[""],
                include_columns=table.SCHEMA.names, strings_can_be_null=True, quoted_strings_can_be_null=False))
        for batch in reader:
            part = pa.Table.from_batches([batch]).cast(table.SCHEMA)
            yield _each(part, TEXTS, lambda text: pc.replace_substring_regex(text, r"^'('*[=+\-@\t\r])", r"\1"))
    except (pa.ArrowInvalid, pa.ArrowKeyError) as error:
        raise InputError(f"no CSV of the event table: {str(error).splitlines()[0]}", where=where,
                         hint="give a file that visavis export has written") from error


def read_jsonl(stream: BinaryIO, *, where: str) -> Iterator[pa.Table]:
    """The rows that `write_jsonl` wrote; unknown keys are ignored. InputError, with the line, for anything else."""
    waiting: list[Mapping[str, Any]] = []
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            waiting.append({name: row[name] for name in table.SCHEMA.names})
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"no row of the event table ({type(error).__name__}: {error})", where=f"{where}:{number}",
                             hint="give a file that visavis export has written") from error
        if len(waiting) == 10_000:
            yield _table(waiting, where, number)
            waiting = []
    if waiting:
        yield _table(waiting, where, number)


def read_parquet(stream: BinaryIO, *, where: str) -> Iterator[pa.Table]:
    """The rows of a Parquet file of the event table. InputError for anything else."""
    try:
        found = pq.ParquetFile(io.BytesIO(stream.read()) if not stream.seekable() else stream)
        for batch in found.iter_batches(columns=table.SCHEMA.names):
            part = pa.Table.from_batches([batch])
            yield part.select(table.SCHEMA.names).cast(table.SCHEMA)
    except (pa.ArrowInvalid, pa.ArrowKeyError, KeyError, OSError) as error:
        raise InputError(f"no Parquet file of the event table: {str(error).splitlines()[0]}", where=where,
                         hint="give a file that visavis export has written") from error


def _table(rows: list[Mapping[str, Any]], where: str, number: int) -> pa.Table:
    raw = pa.schema([field.with_type(pa.string()) if pa.types.is_date(field.type) else field for field in table.SCHEMA])
    try:
        return pa.Table.from_pylist(rows, schema=raw).cast(table.SCHEMA)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise InputError(f"a value of a wrong kind: {str(error).splitlines()[0]}",
                         where=f"{where}, up to line {number}",
                         hint="give a file that visavis export has written") from error


def _each(rows: pa.Table, names: list[str], change: Any) -> pa.Table:
    """The rows with some columns changed."""
    for name in names:
        place = rows.column_names.index(name)
        rows = rows.set_column(place, name, change(rows[name]))
    return rows
