"""Bytes from files, gzip streams and pipes, with a limit on how much comes out.

The rule: nothing is inflated or read without a limit, so that a small file cannot fill the memory.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from visavis.errors import InputError

GZIP_MAGIC = b"\x1f\x8b"

BOMB_BYTES = 20_000_000
"""Below this much output a ratio says nothing: one text may be as long."""

BOMB_RATIO = 100
"""Text packs 3 to 10 times, JSON Lines of one site up to about 40; gzip's own ceiling is 1,032."""


class Raw(io.RawIOBase):
    """A stream as a raw one, to be buffered again; `count` bytes were taken, `seen` is told of each lot."""

    def __init__(self, stream: BinaryIO | gzip.GzipFile, *,
                 seen: Callable[[int], None] = lambda size: None) -> None:
        self.stream, self.seen, self.count = stream, seen, 0

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Fills `buffer` with what one read of the stream gives."""
        data = self.take(len(buffer))
        buffer[: len(data)] = data
        self.count += len(data)
        self.seen(len(data))
        return len(data)

    def take(self, size: int) -> bytes:
        """At most `size` bytes; on a pipe, what there is, without waiting for more."""
        read: Callable[[int], bytes] = getattr(self.stream, "read1", self.stream.read)
        return read(size)


class _Inflated(Raw):
    """The inflated bytes of a gzip stream; InputError for a broken one and for a bomb."""

    def __init__(self, packed: BinaryIO, where: str) -> None:
        self.packed, self.where = Raw(packed), where
        super().__init__(gzip.GzipFile(fileobj=io.BufferedReader(self.packed), mode="rb"))

    def take(self, size: int) -> bytes:
        """At most `size` inflated bytes."""
        if self.count > BOMB_BYTES and self.count > BOMB_RATIO * self.packed.count:
            ratio = self.count // max(self.packed.count, 1)
            raise InputError(f"a decompression bomb: it inflates {ratio:,} times", where=self.where,
                             hint="unpack it yourself if you trust it")
        try:
            return super().take(size)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise InputError("the gzip data are broken or cut off", where=self.where,
                             hint="fetch or copy the file again") from error


def inflated(packed: BinaryIO, *, where: str) -> io.BufferedReader:
    """The plain bytes of a gzip stream, under guard; reading raises InputError for a bomb."""
    return io.BufferedReader(_Inflated(packed, where), buffer_size=1 << 16)


def read_all(stream: BinaryIO, limit: int, *, where: str) -> bytes:
    """Every byte of `stream`; InputError when there are more than `limit` or none at all."""
    parts, size = [], 0
    while size <= limit and (part := stream.read(min(1 << 20, limit + 1 - size))):
        parts.append(part)
        size += len(part)
    if size > limit:
        raise too_long(limit, where=where)
    if not size:
        raise InputError("the file is empty", where=where, hint="leave it out")
    return b"".join(parts)


def read_lines(stream: BinaryIO, limit: int) -> Iterator[tuple[int, bytes | None]]:
    """(line number, line) for each line that is not blank; None for a line of more than `limit` bytes."""
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        whole = len(line) <= limit
        while not line.endswith(b"\n") and (line_end := stream.readline(1 << 20)):
            whole, line = False, line_end
        if not whole:
            yield number, None
        elif line.strip():
            yield number, line


def too_long(limit: int, *, where: str) -> InputError:
    """The error for a text of more than `limit` bytes."""
    return InputError(f"more than {limit:,} bytes of text", where=where,
                      hint="split it, or raise the setting max_text_bytes (VISAVIS_MAX_TEXT_BYTES)")
