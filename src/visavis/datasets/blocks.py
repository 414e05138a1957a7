"""The rows of a file in blocks: text in, Arrow tables of strings out, malformed rows set aside with their line.

The rule: each row ends in a table or in the rejects, with the number of the line that it begins in; blank
lines are no rows. A block is looked at as a whole, which is fast; line by line only where something is wrong.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv

from visavis.datasets.layouts import Form

BLOCK_BYTES = 2 << 20
"""Bytes parsed at once. Tuned on bench/table.py: with 8 MB a third of the time goes into fresh pages of memory, with
0.5 MB into calls."""

LONGEST_ROW = 1 << 20
"""Bytes: GDELT's longest rows are a few kB, ACLED's notes and GED's articles some ten; more is not a row."""

MOST_LINES = 1000
"""A quoted row may hold line ends; one that runs on for more lines has a quote that was never closed."""

ROWS_AT_ONCE = 20_000
"""Rows of a quoted file in a block."""

SHOWN = 2000
"""Characters of a malformed row that the rejects keep."""


_LINE_END = ord("\n")

_Line: TypeAlias = tuple[str, int, bytes]
"""Label of the part, number of the line, the line without its end."""


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was set aside: where it stands, why, and what it says."""

    label: str
    line: int
    reason: str
    row: str


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of one part of a file: the first `size` bytes of `buffer`, which end with a line end.

    `first` is the number of the first line and `lines` how many there are. The buffer is used again for a later
    block once `release` was called: fresh memory for each costs a tenth of a load.
    """

    label: str
    first: int
    lines: int
    buffer: bytes | bytearray
    size: int
    free: list[bytearray]

    @property
    def data(self) -> bytes:
        """A copy of the bytes."""
        return bytes(memoryview(self.buffer)[: self.size])

    def after(self, lines: int) -> Block:
        """The block without its first lines."""
        rest = self.data.split(b"\n", lines)[lines]
        return Block(self.label, self.first + lines, self.lines - lines, rest, len(rest), [])

    def with_plain_ends(self) -> Block:
        """The block with line feeds for the line ends of DOS; itself if there are none."""
        if self.buffer.find(b"\r\n", 0, self.size) < 0:
            return self
        data = self.data.replace(b"\r\n", b"\n")
        self.release()
        return Block(self.label, self.first, self.lines, data, len(data), [])

    def release(self) -> None:
        """Hands the buffer back."""
        if isinstance(self.buffer, bytearray):
            self.free.append(self.buffer)


@dataclass(frozen=True, slots=True)
class Rows:
    """The well-formed rows of a block as strings, with a column `line`, and the others."""

    table: pa.Table
    rejects: tuple[Reject, ...]

    @property
    def read(self) -> int:
        """How many rows the block held."""
        return int(self.table.num_rows) + len(self.rejects)


def cut(stream: BinaryIO, label: str, *, size: int = BLOCK_BYTES) -> Iterator[Block]:
    """The bytes of `stream` as blocks of whole lines, about `size` long.

    Of a line that ends more than LONGEST_ROW after its block only the beginning is handed on, so that no input
    fills the memory; it fails as too long later.
    """
    first, free = 1, list[bytearray]()
    while True:
        buffer = free.pop() if free else bytearray(size)
        with memoryview(buffer) as view:
            read = stream.readinto(view[:size])  # type: ignore[attr-defined]
        if not read:
            return
        if buffer[read - 1] != _LINE_END:
            rest = _rest(stream)
            buffer[read: read + len(rest)] = rest
            read += len(rest)
        lines = int(np.count_nonzero(np.frombuffer(buffer, np.uint8, read) == _LINE_END))  # 3 times as fast as count
        yield Block(label, first, lines, buffer, read, free)
        first += lines


def _rest(stream: BinaryIO) -> bytes:
    """The rest of the line, at most LONGEST_ROW of it, with a line end."""
    rest = line = stream.readline(LONGEST_ROW)
    while line and not line.endswith(b"\n"):
        line = stream.readline(LONGEST_ROW)
    return rest if rest.endswith(b"\n") else rest + b"\n"


def tabular(block: Block, form: Form, nulls: Sequence[str]) -> Rows:
    """The rows of a block of a tab-separated file without quoting; the block is released."""
    block = block.with_plain_ends()
    if _sound(block):
        table = _parsed(pa.py_buffer(block.buffer).slice(0, block.size), form, nulls)
        if table is not None and table.num_rows == block.lines:
            block.release()
            return Rows(_numbered(table, np.arange(block.first, block.first + block.lines)), ())
    data = block.data
    block.release()
    good, numbers, rejects = _sorted_out(block.label, block.first, data, form)
    table = _parsed(pa.py_buffer(good), form, nulls) if numbers else None
    if table is None:
        table = pa.table({field: pa.array([], pa.string()) for field in form.layout.fields})
    if table.num_rows != len(numbers):
        raise AssertionError(f"{block.label}: {len(numbers)} rows went in, {table.num_rows} came out")
    return Rows(_numbered(table, np.array(numbers, np.int64)), tuple(rejects))


def quoted(blocks: Iterator[Block], form: Form, nulls: Sequence[str]) -> Iterator[Rows]:
    """The rows of a file with quoted fields, which may hold line ends."""
    cells: list[list[str]] = []
    numbers: list[int] = []
    rejects: list[Reject] = []
    for (label, number, line), found in _records(blocks, form):
        if isinstance(found, str):
            rejects.append(Reject(label, number, found, _shown(line)))
        else:
            cells.append(found)
            numbers.append(number)
        if len(cells) + len(rejects) >= ROWS_AT_ONCE:
            yield Rows(_columns(cells, numbers, form, nulls), tuple(rejects))
            cells, numbers, rejects = [], [], []
    yield Rows(_columns(cells, numbers, form, nulls), tuple(rejects))


def _sound(block: Block) -> bool:
    """Whether nothing forbids parsing the block in one go. What is not looked for shows afterwards: with blank lines or
    stray carriage returns there are not as many rows as lines, or rows are too short.
    """
    if block.buffer.find(b"\0", 0, block.size) >= 0 or block.buffer.find(b"\r", 0, block.size) >= 0:
        return False
    if block.buffer.isascii():  # what is left from an earlier block counts too, which may cost the next line
        return True
    try:
        codecs.utf_8_decode(memoryview(block.buffer)[: block.size], "strict", True)
    except UnicodeDecodeError:
        return False
    return True


def _parsed(data: pa.Buffer, form: Form, nulls: Sequence[str]) -> pa.Table | None:
    """The fields of the form as strings; None where a row has another number of columns."""
    bad: list[pacsv.InvalidRow] = []

    def skip(row: pacsv.InvalidRow) -> str:
        bad.append(row)
        return "skip"

    names = [str(place) for place in range(form.width)]
    wanted = [str(place) for place in form.places if place is not None]
    try:
        table = pacsv.read_csv(
            pa.BufferReader(data),
            read_options=pacsv.ReadOptions(column_names=names, block_size=max(data.size, 1), use_threads=False),
            parse_options=pacsv.ParseOptions(delimiter=form.delimiter, quote_char=False, invalid_row_handler=skip),
            convert_options=pacsv.ConvertOptions(
                check_utf8=False, include_columns=wanted, column_types=dict.fromkeys(wanted, pa.string()),
                strings_can_be_null=True, null_values=["", *nulls]))
    except pa.ArrowInvalid:
        return None
    if bad:
        return None
    absent = pa.nulls(table.num_rows, pa.string())
    columns = [absent if place is None else table[str(place)] for place in form.places]
    return pa.table(columns, names=list(form.layout.fields))


def _sorted_out(label: str, first: int, data: bytes, form: Form) -> tuple[bytes, list[int], list[Reject]]:
    """The well-formed lines joined, their numbers, and the others."""
    good: list[bytes] = []
    numbers: list[int] = []
    rejects: list[Reject] = []
    for number, line in enumerate(data.split(b"\n")[:-1], first):
        if not line.strip():
            continue
        width = line.count(b"\t") + 1
        if fault := _fault(line) or _width_fault(width, form):
            rejects.append(Reject(label, number, fault, _shown(line)))
        else:
            good.append(line + b"\t" * (form.width - width) + b"\n")
            numbers.append(number)
    return b"".join(good), numbers, rejects


def _fault(row: bytes) -> str | None:
    if len(row) > LONGEST_ROW:
        return f"more than {LONGEST_ROW:,} bytes"
    if b"\0" in row:
        return "a NUL byte"
    try:
        text = row.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"not UTF-8 at byte {error.start}"
    return "a carriage return in the row" if "\r" in text.rstrip("\r") else None


def _width_fault(width: int, form: Form) -> str | None:
    if width in form.widths:
        return None
    return f"{width} columns where {' or '.join(map(str, form.widths))} are due"


def _records(blocks: Iterator[Block], form: Form) -> Iterator[tuple[_Line, list[str] | str]]:
    """Each row, by its first line, with its cells or what is wrong with it.

    Where lines joined by a quote make no row, the first of them is at fault and the others are read anew: a
    stray quote spoils its own line only.
    """
    waiting: list[_Line] = []
    for item in _lines(blocks):
        waiting.append(item)
        yield from _settled(waiting, form, last=False)
    yield from _settled(waiting, form, last=True)


def _lines(blocks: Iterator[Block]) -> Iterator[_Line]:
    for block in blocks:
        for number, line in enumerate(block.data.split(b"\n")[:-1], block.first):
            yield block.label, number, line


def _settled(waiting: list[_Line], form: Form, *, last: bool) -> Iterator[tuple[_Line, list[str] | str]]:
    """The rows that the waiting lines decide; they leave the list."""
    while waiting:
        taken = _closed(waiting)
        if not taken and not last and len(waiting) < MOST_LINES:
            return
        first = waiting[0]
        found: list[str] | str = "a quote is not closed"
        if taken:
            found = _cells(b"\n".join(line for _, _, line in waiting[:taken]), form)
        del waiting[: taken if isinstance(found, list) else 1]
        if first[2].strip():
            yield first, found


def _closed(waiting: Sequence[_Line]) -> int:
    """How many of the first lines together close their quotes; 0 if they do not, or run on for too long."""
    quotes, size = 0, 0
    for taken, (_, _, line) in enumerate(waiting, 1):
        quotes += line.count(b'"')
        size += len(line)
        if quotes % 2 == 0:
            return taken
        if size > LONGEST_ROW:
            return 1
    return 0


def _cells(raw: bytes, form: Form) -> list[str] | str:
    """The cells of a row, or what is wrong with it."""
    row = raw.removesuffix(b"\r")
    if fault := _fault(row.replace(b"\r\n", b"\n")):
        return fault
    try:
        cells = next(csv.reader(io.StringIO(row.decode(), newline=""), delimiter=form.delimiter, strict=True), [])
    except csv.Error as error:
        return f"a quote is not closed or stands wrong ({error})"
    return _width_fault(len(cells), form) or cells


def _columns(cells: list[list[str]], numbers: list[int], form: Form, nulls: Sequence[str]) -> pa.Table:
    none = {"", *nulls}
    columns = []
    for place in form.places:
        values = [None] * len(cells) if place is None else [
            None if row[place] in none else row[place] for row in cells]
        columns.append(pa.array(values, pa.string()))
    return _numbered(pa.table(columns, names=list(form.layout.fields)), np.array(numbers, np.int64))


def _numbered(table: pa.Table, numbers: np.ndarray[tuple[int], np.dtype[np.int64]]) -> pa.Table:
    return table.append_column("line", pa.array(numbers, pa.int64()))


def _shown(row: bytes) -> str:
    return row[:4 * SHOWN].decode("utf-8", "backslashreplace")[:SHOWN]
