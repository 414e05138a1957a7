"""The plain bytes of a file that may be packed: gz, xz, zip (each member in turn), or as it is.

The rule: bytes are handed on as they come, so that memory does not depend on the size; a file that is broken
or cut off is an InputError when its end is reached, and whoever reads must not publish before that.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from visavis.errors import InputError

BROKEN = (gzip.BadGzipFile, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, NotImplementedError)
"""What the standard library raises for packed data that are damaged, cut off or of an unknown kind."""

SKIPPED = ("__MACOSX/", ".")
"""Members of a zip that hold no data begin so."""

DATA_SUFFIXES = (".csv", ".tab", ".tsv", ".txt", ".dat")
"""Members of a zip that hold rows end so, in any case; others (codebooks) are left out."""


@dataclass(frozen=True, slots=True)
class Part:
    """One table in a file: the file's name, for a zip with the member's, and its bytes."""

    label: str
    stream: BinaryIO


class _Guarded(io.RawIOBase):
    """A stream whose errors are InputErrors that name the file."""

    def __init__(self, stream: BinaryIO, where: str) -> None:
        self._stream, self._where = stream, where

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object, /) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        with _translated(self._where):
            data = self._stream.read(len(view))
        view[: len(data)] = data
        return len(data)


class _Counted(io.RawIOBase):
    """The raw bytes of a file; `seen` is told of each lot."""

    def __init__(self, stream: io.FileIO, seen: Callable[[int], None]) -> None:
        self._stream, self._seen = stream, seen

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def readinto(self, buffer: object, /) -> int:
        size = self._stream.readinto(buffer)  # type: ignore[arg-type]
        self._seen(size or 0)
        return size or 0


@contextmanager
def unpacked(path: Path, *, seen: Callable[[int], None] = lambda size: None) -> Iterator[Iterator[Part]]:
    """The tables in a file, one after the other; `seen` is told of each stretch of the packed file.

    Raises InputError for a file that cannot be read; reading a part raises it for one that is broken.
    """
    with ExitStack() as stack:
        raw = stack.enter_context(_opened(path))
        counted = io.BufferedReader(_Counted(raw, seen), 1 << 20)
        kind = raw.read(6)
        raw.seek(0)
        yield _parts(path, counted, kind, stack)


def digest(path: Path) -> str:
    """The content of the file, packed as it is, as 32 hexadecimal digits (BLAKE2b); InputError if unreadable."""
    with _opened(path) as stream, _translated(str(path)):
        return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def _parts(path: Path, stream: BinaryIO, kind: bytes, stack: ExitStack) -> Iterator[Part]:
    where = str(path)
    if kind[:2] == b"\x1f\x8b":
        yield Part(where, _guarded(gzip.GzipFile(fileobj=stream), where))
    elif kind == b"\xfd7zXZ\x00":
        yield Part(where, _guarded(lzma.LZMAFile(stream), where))  # noqa: SIM115 (its owner closes it)
    elif kind[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        with _translated(where):
            archive = stack.enter_context(zipfile.ZipFile(stream))
        yield from _members(archive, where)
    else:
        yield Part(where, stream)


def _members(archive: zipfile.ZipFile, where: str) -> Iterator[Part]:
    names = sorted(info.filename for info in archive.infolist() if _holds_rows(info))
    if not names:
        raise InputError("no table in it", where=where, hint=f"members that end in {' '.join(DATA_SUFFIXES)} are read")
    for name in names:
        label = f"{where}/{name}"
        with _translated(label):
            member: AbstractContextManager[BinaryIO] = archive.open(name)  # type: ignore[assignment]
        with member as stream:
            yield Part(label, _guarded(stream, label))


def _holds_rows(info: zipfile.ZipInfo) -> bool:
    name = info.filename
    return (not info.is_dir() and not name.startswith(SKIPPED) and "/." not in name
            and name.lower().endswith(DATA_SUFFIXES))


def _guarded(stream: object, where: str) -> BinaryIO:
    return io.BufferedReader(_Guarded(stream, where), 1 << 20)  # type: ignore[arg-type]


@contextmanager
def _opened(path: Path) -> Iterator[io.FileIO]:
    try:
        with path.open("rb", buffering=0) as stream:
            yield stream
    except OSError as error:
        if error.filename is None:  # raised by what the caller does, not by this file
            raise
        raise InputError((error.strerror or "cannot be read").lower(), where=str(path),
                         hint="give the path of a file that can be read") from error


@contextmanager
def _translated(where: str) -> Iterator[None]:
    try:
        yield
    except BROKEN as error:
        raise InputError(f"the packed data are broken or cut off ({error})", where=where,
                         hint="fetch or copy the file again; nothing of it was loaded") from error
    except RuntimeError as error:  # zipfile has no error of its own for this
        if "encrypted" not in str(error):
            raise
        raise InputError("the zip is encrypted", where=where, hint="unpack it yourself") from error
