"""A table as an answer: JSON by the page, or the whole as JSON Lines, CSV, Parquet or an Arrow stream.

The rule: the same rows in every format. A page's cursor names the last row that was given and not a place in the
list, so that rows which come in meanwhile are neither given twice nor make others be left out.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
from fastapi import Depends, Query, Request
from fastapi.responses import Response, StreamingResponse

from visavis.brief import export
from visavis.errors import InputError

Format: TypeAlias = Literal["json", "jsonl", "csv", "parquet", "arrow"]

MEDIA: dict[Format, str] = {
    "json": "application/json", "jsonl": "application/x-ndjson", "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet", "arrow": "application/vnd.apache.arrow.stream"}

AT_ONCE = 8_192
"""Rows written at once where an answer is streamed: some megabytes."""

LIMIT = 1_000
"""Rows of a page at most; who wants more takes a format that is streamed."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How an answer is wanted: the format, and of a page its length and the cursor it begins after."""

    format: Format = "json"
    limit: int = 100
    cursor: str | None = None


def wanted(
    request: Request,
    format: Annotated[Format | None, Query(
        description="json (a page), or the whole: jsonl, csv, parquet, arrow; else by the header Accept.")] = None,
    limit: Annotated[int, Query(ge=1, le=LIMIT, description="Rows of a page.")] = 100,
    cursor: Annotated[str | None, Query(description="`next` of the page before.", max_length=400)] = None,
) -> Wanted:
    """How the answer is wanted, by the address or by Accept."""
    accept = request.headers.get("accept", "")
    by_header: Format = next((name for name, media in MEDIA.items() if media.split(";")[0] in accept), "json")
    return Wanted(format or by_header, limit, cursor)


Want = Annotated[Wanted, Depends(wanted)]


def answer(rows: pa.Table, want: Wanted, *, name: str, key: tuple[str, str] | None = None,
           newest_first: bool = True, **more: Any) -> Response:
    """The rows as wanted. `key`: a day and an id by which they are sorted, and paged; `more` goes into JSON's head."""
    if want.format == "json":
        found, following = _page(rows, want, key, newest_first) if key else (rows, None)
        return json_answer({"data": found.to_pylist(), "next": following, **more})
    disposition = {"Content-Disposition": f'attachment; filename="{name}.{want.format}"'}
    media = MEDIA[want.format]
    if want.format in ("csv", "parquet"):
        made = export.to_csv(flat(rows)) if want.format == "csv" else export.to_parquet(rows)
        return Response(made, media_type=media, headers=disposition)
    stream = arrow([rows], rows.schema) if want.format == "arrow" else lines([rows])
    return StreamingResponse(stream, media_type=media, headers=disposition)


def json_answer(content: dict[str, Any]) -> Response:
    """JSON with days as ISO text and no number that JSON does not have."""
    try:
        made = _dumped(content)
    except ValueError:  # an interval without an end
        made = _dumped(plain(content))
    return Response(made.encode(), media_type="application/json")


def _dumped(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=date.isoformat)


def lines(parts: Iterator[pa.Table] | list[pa.Table]) -> Iterator[bytes]:
    """JSON Lines, a stretch at a time."""
    for part in parts:
        for batch in part.to_batches(max_chunksize=AT_ONCE):
            yield "".join(json.dumps(plain(row), ensure_ascii=False) + "\n" for row in batch.to_pylist()).encode()


def arrow(parts: Iterator[pa.Table] | list[pa.Table], schema: pa.Schema) -> Iterator[bytes]:
    """An Arrow IPC stream, a stretch at a time."""
    sink = _Sink()
    with pa.ipc.new_stream(sink, schema) as writer:
        for part in parts:
            writer.write_table(part.cast(schema), max_chunksize=AT_ONCE)
            yield sink.taken()
    yield sink.taken()


def flat(rows: pa.Table) -> pa.Table:
    """The table with lists and structures as text, for CSV: lists joined by `;`."""
    for at, field in enumerate(rows.schema):
        if pa.types.is_nested(field.type):
            texts = [None if value is None else ";".join(map(str, value)) if isinstance(value, list)
                     else json.dumps(plain(value), ensure_ascii=False) for value in rows[field.name].to_pylist()]
            rows = rows.set_column(at, field.name, pa.array(texts, pa.string()))
    return rows


class _Sink:
    """What Arrow writes into; what has come so far can be taken out."""

    closed = False

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(self._parts[-1])

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    def taken(self) -> bytes:
        made, self._parts = b"".join(self._parts), []
        return made


def _page(rows: pa.Table, want: Wanted, key: tuple[str, str], newest_first: bool) -> tuple[pa.Table, str | None]:
    if want.cursor:
        day, identifier = _read(want.cursor)
        days = rows[key[0]]
        past = pc.less(days, pa.scalar(day)) if newest_first else pc.greater(days, pa.scalar(day))
        same = pc.and_(pc.equal(days, pa.scalar(day)), pc.greater(rows[key[1]], identifier))
        rows = rows.filter(pc.or_(past, same))
    found = rows.slice(0, want.limit)
    if rows.num_rows <= want.limit:
        return found, None
    last = found.slice(found.num_rows - 1).to_pylist()[0]
    return found, _write(last[key[0]], last[key[1]])


def _write(day: date, identifier: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([day.isoformat(), identifier]).encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[date, str]:
    try:
        day, identifier = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(identifier, str):
            raise ValueError(identifier)
        return date.fromisoformat(day), identifier
    except (ValueError, TypeError):
        raise InputError("not a cursor", where="cursor", hint="give `next` of the page before, or none") from None


def plain(value: Any) -> Any:
    """The value with days as ISO text, tuples as lists and infinity as null, for JSON."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return None
    return value
