"""Series and events as files for other programs: CSV, JSON Lines, Parquet.

The rule: numbers stay numbers, and no text in a CSV can be taken for a formula by a spreadsheet.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

RISKY = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection)."""


def to_csv(table: pa.Table) -> bytes:
    """The table as CSV in UTF-8: a head, then a line a row; null is empty.

    Text that begins like a formula gets an apostrophe in front.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(table.column_names)
    for row in table.to_pylist():
        writer.writerow([_safe(value) for value in row.values()])
    return stream.getvalue().encode()


def to_jsonl(table: pa.Table) -> bytes:
    """The table as JSON Lines in UTF-8, an object a row, days as ISO text."""
    lines = (json.dumps(row, ensure_ascii=False, default=_plain) for row in table.to_pylist())
    return "".join(f"{line}\n" for line in lines).encode()


def to_parquet(table: pa.Table) -> bytes:
    """The table as a Parquet file."""
    stream = io.BytesIO()
    pq.write_table(table, stream, compression="zstd")
    return stream.getvalue()


def together(parts: Sequence[tuple[str, pa.Table]]) -> pa.Table:
    """The tables of several data sets under each other, with the data set's name in a first column.

    Tables that have a column `dataset` of their own keep it.
    """
    named = [part if "dataset" in part.column_names else
             part.add_column(0, "dataset", pa.array([name] * part.num_rows, pa.string())) for name, part in parts]
    return pa.concat_tables(named)


WRITERS: dict[str, Callable[[pa.Table], bytes]] = {"csv": to_csv, "jsonl": to_jsonl, "parquet": to_parquet}
"""The writers by the name of the format."""


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(RISKY) else value


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"not for JSON: {type(value).__name__}")
