"""Opening the SQLite file: its settings, its migrations, and when to refuse it.

The rule: migrations are numbered SQL files that are only ever added; a file once released is never changed.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

from visavis.errors import ArchiveError

FILE_NAME = "visavis.db"

APPLICATION_ID = 0x76697376
"""In the head of the file ("visv"), so that no other program's database is taken for an archive."""

BUSY_SECONDS = 10.0
"""How long a writer waits for another one. With BEGIN IMMEDIATE five processes wrote 2,339 times without an
error; with a plain BEGIN 1,881 writes failed at once, since a reader that turns writer does not wait."""

NETWORK_FILESYSTEMS = frozenset((
    "nfs", "nfs3", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "ncpfs", "afs", "davfs", "fuse.davfs2",
    "fuse.sshfs"))
"""SQLite's write-ahead log needs shared memory, which these do not give: https://www.sqlite.org/wal.html."""


def connect(path: Path, *, mounts: str | None = None) -> sqlite3.Connection:
    """A connection to the archive at `path`, made and migrated where needed, in autocommit mode.

    `mounts` is the text of /proc/mounts where there is one. Raises ArchiveError if the file lies on a network
    file system, is not an archive, was made by a newer version, or cannot be opened.
    """
    if (kind := file_system(path, mounts or "")) in NETWORK_FILESYSTEMS:
        raise ArchiveError(f"the desk lies on a network file system ({kind}), where SQLite can lose data",
                           where=str(path), hint="move the desk's folder to a local disk")
    with translated(path):
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            _settle(connection, path)
            _migrate(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turns an error of SQLite into an ArchiveError that names the file."""
    try:
        yield
    except sqlite3.Error as error:
        text = str(error)
        hint = next((hint for part, hint in _HINTS if part in text), "check the file and its rights")
        raise ArchiveError(text, where=str(path), hint=hint) from error


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """One write transaction: all of it or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def utc_text(moment: datetime) -> str:
    """A moment as the archive keeps it; ValueError for one without a time zone.

    >>> utc_text(datetime(2024, 5, 1, 9, 30, tzinfo=UTC))
    '2024-05-01T09:30:00+00:00'
    """
    if moment.tzinfo is None:
        raise ValueError(f"a time without a time zone: {moment}")
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def file_system(path: Path, mounts: str) -> str | None:
    """The kind of file system that `path` lies on, by the text of /proc/mounts; None if it does not tell.

    >>> file_system(Path("/srv/desk/visavis.db"), "/dev/sda / ext4 rw 0 0\\nhost:/x /srv nfs4 rw 0 0")
    'nfs4'
    """
    target, best, kind = path.resolve(), -1, None
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(fields[1].encode().decode("unicode_escape"))  # a space is written \040
        if (target == point or point in target.parents) and len(point.parts) >= best:
            best, kind = len(point.parts), fields[2]
    return kind


@cache
def migrations() -> tuple[str, ...]:
    """The texts of the migrations, in order."""
    folder = files("visavis.archive") / "migrations"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return tuple((folder / name).read_text(encoding="utf-8") for name in names)


_HINTS = (
    ("locked", "another process has been writing for ten seconds; try again when it is done"),
    ("not a database", "it is no SQLite file; move it away"),
    ("malformed", "the file is damaged; restore a backup, or move it away and add the documents again"),
    ("disk is full", "free some space"),
    ("readonly", "get the right to write the file and its folder"),
    ("unable to open", "check that the folder exists and can be written"),
)


def _settle(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    empty = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if application != APPLICATION_ID and not empty:
        raise ArchiveError("an SQLite file, but not an archive of visavis", where=str(path),
                           hint="move it away")
    _patiently(connection, "PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")  # with WAL only a power cut loses a commit


def _patiently(connection: sqlite3.Connection, statement: str) -> None:
    """Runs a statement that fails at once, without the busy timeout, while another process opens the file."""
    for _ in range(int(BUSY_SECONDS / 0.05)):
        try:
            connection.execute(statement)
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            time.sleep(0.05)
    connection.execute(statement)


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    known = len(migrations())
    if _version(connection) < known:
        with writing(connection):
            for number in range(_version(connection), known):  # asked again: another may have been first
                for statement in _statements(migrations()[number]):
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {known}")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    if (version := _version(connection)) > known:
        raise ArchiveError(f"made by a newer visavis (layout {version}, this one knows {known})",
                           where=str(path), hint="install a newer visavis")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _statements(script: str) -> Iterator[str]:
    text = ""
    for line in script.splitlines(keepends=True):
        text += line
        if line.rstrip().endswith(";") and sqlite3.complete_statement(text):
            yield text
            text = ""
