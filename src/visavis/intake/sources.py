"""Paths and standard input -> documents: which reader for which file.

The rule: an error in one file is handed on as a value, so that the files after it are still read.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from visavis.errors import InputError
from visavis.intake.decoding import decode_text
from visavis.intake.lines import read_json_lines
from visavis.intake.pages import read_page
from visavis.intake.streams import GZIP_MAGIC, Raw, inflated, read_all
from visavis.intake.terms import DEFAULT_TEXT_BYTES, Found, Terms
from visavis.intake.warcs import read_warc
from visavis.records import Document

KINDS = {".txt": "text", ".text": "text", ".md": "text", ".html": "page", ".htm": "page", ".xhtml": "page",
         ".jsonl": "lines", ".ndjson": "lines", ".warc": "warc"}
"""The ending of a file's name -> how it is read; each may be followed by `.gz`."""

STANDARD_INPUT = "-"


def read_documents(
    paths: Sequence[str | Path], *, today: date, published: date | None = None, language: str | None = None,
    stdin: BinaryIO | None = None, max_text_bytes: int = DEFAULT_TEXT_BYTES,
    note: Callable[[str], None] = lambda message: None, seen: Callable[[int], None] = lambda size: None,
) -> Iterator[Document | InputError]:
    """The documents of files, folders and (`-`) of `stdin`, in order; an InputError in place of a bad one.

    `today` is the last day that a text can have been published on; `published` and `language`, if given,
    override what the input says. `note` is told what was left out of folders, `seen` how many bytes were
    read. Bad input raises nothing.
    """
    terms = Terms(today, published, language, max_text_bytes)
    watch = _Watch(note, seen)
    try:
        if published:
            terms.check(published, where="--published")
    except InputError as error:
        yield error
        return
    for path in paths:
        yield from _caught(_of_path(str(path), terms, stdin, watch), str(path))


def _caught(documents: Iterator[Document | InputError], where: str) -> Iterator[Document | InputError]:
    try:
        yield from documents
    except InputError as error:
        yield error
    except OSError as error:
        yield InputError((error.strerror or str(error)).lower(), where=str(error.filename or where),
                         hint="check the path and the rights to read it")


@dataclass(frozen=True, slots=True)
class _Watch:
    """Who is told how the reading goes."""

    note: Callable[[str], None]
    seen: Callable[[int], None]


def _of_path(path: str, terms: Terms, stdin: BinaryIO | None,
             watch: _Watch) -> Iterator[Document | InputError]:
    if path == STANDARD_INPUT:
        if stdin is None:
            raise InputError("there is no standard input", where=path, hint="give a file")
        yield from _of_stream(stdin, None, terms, watch, where="standard input")
    elif "\0" in path:
        raise InputError("a path cannot hold a NUL character", where=repr(path), hint="check the path")
    elif Path(path).is_dir():
        yield from _of_folder(Path(path), terms, watch)
    else:
        kind = _kind(Path(path))
        if kind is None and Path(path).suffix and Path(path).is_file():
            raise InputError(f"files that end in {Path(path).suffix} are not read", where=path,
                             hint=f"give {', '.join(KINDS)} or a folder of them, also packed as .gz")
        with Path(path).open("rb") as stream:
            yield from _of_stream(stream, kind, terms, watch, where=path)


def _of_folder(folder: Path, terms: Terms, watch: _Watch) -> Iterator[Document | InputError]:
    errors: list[OSError] = []
    known: list[Path] = []
    others: list[Path] = []
    for here, names, leaves in os.walk(folder, onerror=errors.append):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for leaf in leaves:
            if not leaf.startswith("."):
                (known if _kind(Path(leaf)) else others).append(Path(here) / leaf)
    for error in errors:
        yield InputError((error.strerror or "").lower(), where=str(error.filename),
                         hint="check the rights to read it")
    if others:
        endings = sorted({path.suffix or "no ending" for path in others})
        watch.note(f"{folder}: left out {len(others):,} file{'s' * (len(others) > 1)} ({', '.join(endings[:8])})")
    if not known and not errors:
        yield InputError("no file to read in the folder", where=str(folder),
                         hint=f"give a folder with {', '.join(KINDS)}")
    for path in sorted(known, key=lambda path: path.parts):
        yield from _caught(_of_path(str(path), terms, None, watch), str(path))


def size_of(paths: Sequence[str | Path]) -> int | None:
    """How many bytes `read_documents` will take from `paths`; None where that cannot be known before."""
    total = 0
    for path in map(Path, paths):
        try:
            if path.is_dir():
                inside = (file for file in path.rglob("*") if file.is_file() and _kind(file))
                total += sum(file.stat().st_size for file in inside)
            elif not path.is_file():
                return None
            else:
                total += path.stat().st_size
        except OSError:
            return None
    return total


def _kind(path: Path) -> str | None:
    name = path.name.lower().removesuffix(".gz")
    return KINDS.get(Path(name).suffix)


def _of_stream(stream: BinaryIO, kind: str | None, terms: Terms, watch: _Watch, *,
               where: str) -> Iterator[Document | InputError]:
    """The documents in a stream; gzip is known by its first bytes, an unnamed kind by the first character."""
    head = _Head(stream, watch.seen)
    if head.peeked.startswith(GZIP_MAGIC):
        head = _Head(inflated(head, where=where), lambda size: None)
    kind = kind or _sniffed(head.peeked)
    if kind == "lines":
        yield from read_json_lines(head, terms, where=where)
    elif kind == "warc":
        yield from read_warc(head, terms, where=where)
    else:
        data = read_all(head, terms.max_text_bytes, where=where)
        found = (read_page(data, today=terms.today, where=where) if kind == "page"
                 else Found(decode_text(data, where=where)))
        yield terms.document(found, where=where)


def _sniffed(head: bytes) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    if start.startswith(b"{"):
        return "lines"
    if start.startswith(b"warc/"):
        return "warc"
    return "page" if start.startswith((b"<!doctype html", b"<html", b"<?xml")) else "text"


class _Head(io.BufferedReader):
    """A buffered stream that knows its first bytes, which are still to be read."""

    def __init__(self, stream: BinaryIO, seen: Callable[[int], None]) -> None:
        super().__init__(Raw(stream, seen=seen), buffer_size=1 << 16)
        self.peeked = self.peek(1)
