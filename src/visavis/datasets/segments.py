"""The desk's list of live event files: a segment counts from the moment that its row is there.

The rule: the file stands whole before its row is written, in one transaction; a load that stopped between the two
is completed by the next run.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from visavis.archive.connection import FILE_NAME, connect, translated, writing
from visavis.datasets import engine
from visavis.datasets.loading import Loaded

FOLDER = "events"
"""The folder of a desk that holds its event files, one folder a data set."""


def folder(desk: Path) -> Path:
    """Where the event files of a desk lie."""
    return desk / FOLDER


def register(desk: Path, loaded: Loaded, *, now: datetime) -> bool:
    """Writes the segment of a loaded file into the desk's list; False if it stood there as it is.

    `now` (with a time zone) is since when the desk knows it. A segment without events is not listed.
    """
    if loaded.first_month is None:
        return False
    path = loaded.segment.resolve().relative_to(desk.resolve()).as_posix()
    with loaded.segment.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    row = (path, loaded.dataset, loaded.first_month, loaded.last_month, loaded.counts.events, digest,
           now.astimezone(UTC).isoformat(timespec="seconds"))
    file = desk / FILE_NAME
    connection = connect(file, mounts=_mounts())
    try:
        with translated(file), writing(connection):
            done = connection.execute(
                "INSERT INTO segment VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET"
                " first_month = excluded.first_month, last_month = excluded.last_month, events = excluded.events,"
                " sha256 = excluded.sha256, known_from = excluded.known_from WHERE sha256 <> excluded.sha256", row)
            return done.rowcount > 0
    finally:
        connection.close()


def live(desk: Path, dataset: str | None = None) -> list[Path]:
    """The live event files of a desk, of one data set or of all, in the order of their paths."""
    file = desk / FILE_NAME
    if not file.is_file():
        return []
    connection = connect(file, mounts=_mounts())
    try:
        with translated(file):
            rows = connection.execute("SELECT path FROM segment WHERE ? IS NULL OR dataset = ? ORDER BY path",
                                      (dataset, dataset)).fetchall()
    finally:
        connection.close()
    return [desk / str(row[0]) for row in rows]


def repeated(desk: Path, loaded: Loaded) -> int:
    """How many events of a segment stand in other live segments of its data set too, by their content ids.

    Such an event is one event whatever tells it, but its row counts twice in how much is covered.
    """
    others = [path for path in live(desk, loaded.dataset) if path.resolve() != loaded.segment.resolve()]
    if not others or loaded.first_month is None:
        return 0
    with engine.cursor() as connection:
        row = connection.execute(
            "SELECT count(*) FROM read_parquet($one) WHERE id IN"
            " (SELECT id FROM read_parquet($others) WHERE month BETWEEN $first AND $last)",
            {"one": str(loaded.segment), "others": [str(path) for path in others], "first": loaded.first_month,
             "last": loaded.last_month}).fetchone()
    return int(row[0]) if row else 0


def _mounts() -> str | None:
    mounts = Path("/proc/mounts")
    return mounts.read_text(encoding="utf-8", errors="replace") if mounts.exists() else None
