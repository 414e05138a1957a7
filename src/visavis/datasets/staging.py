"""The place where a load is made ready: rows, rejects and the segment, moved into place when all is whole.

The rule: whatever a stopped load leaves behind lies in a hidden folder of its own, which the next load clears
away; nothing else in the folder of a data set is ever half-written.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import numpy as np
import pyarrow as pa

from visavis.datasets import table
from visavis.datasets.blocks import Reject
from visavis.datasets.mapping import MAPPED
from visavis.datasets.order import Writer
from visavis.datasets.runs import Runs
from visavis.errors import InputError

PREFIX = ".load-"

KEY = b"visavis_load"
"""Where a segment keeps what is told of its load, in the metadata of its Parquet file."""



STAGED: pa.Schema = MAPPED.append(pa.field("part", pa.int32()))
"""The event table, with the line and the part of the file where the row stood."""


@dataclass(slots=True)
class Staging:
    """A load in the making; `labels` names the parts of its file.

    `rising`: every row so far had an id that is a number above those before, as in GDELT's own files, so that none
    can have come twice.
    """

    folder: Path
    runs: Runs
    labels: dict[int, str] = field(default_factory=dict)
    rising: bool = True
    _last: int = -1
    _waiting: list[pa.Table] = field(default_factory=list)
    _writer: Writer | None = None
    _rejects: TextIO | None = None

    @property
    def segment(self) -> Path:
        """The segment before it is published."""
        return self.folder / "segment.parquet"

    @property
    def rejects(self) -> Path:
        """The rejects before they are published."""
        return self.folder / "rejects.jsonl"

    def add(self, rows: pa.Table, part: int) -> None:
        """Stages rows of a part, in any order, after those of lines before."""
        if rows.num_rows:
            self._watch(rows)
            self.runs.add(rows.append_column("part", pa.repeat(pa.scalar(part, pa.int32()), rows.num_rows)))

    def _watch(self, rows: pa.Table) -> None:
        if not self.rising:
            return
        try:
            numbers = rows["native_id"].cast(pa.int64()).to_numpy()[np.argsort(rows["line"].to_numpy())]
        except pa.ArrowInvalid:
            self.rising = False
            return
        self.rising = bool(numbers[0] > self._last and (np.diff(numbers) > 0).all())
        self._last = int(numbers[-1])

    def write(self, rows: pa.Table) -> None:
        """Writes rows of the event table to the segment, in the order they are given."""
        self._waiting.append(rows)
        if sum(one.num_rows for one in self._waiting) >= table.ROW_GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._writer is None:
            self._writer = Writer(self.segment, table.SCHEMA)
        self._writer.write(pa.concat_tables([table.SCHEMA.empty_table(), *self._waiting]))
        self._waiting = []

    def seal(self, about: Mapping[str, object]) -> None:
        """Ends the segment, with `about` in its metadata."""
        self._flush()
        assert self._writer is not None
        self._writer.close({KEY.decode(): json.dumps(about, ensure_ascii=False)})

    def reject(self, rejects: Sequence[Reject]) -> None:
        """Writes rejects, in the order they are given."""
        if rejects and self._rejects is None:
            self._rejects = self.rejects.open("w", encoding="utf-8")
        for one in rejects:
            row = {"file": one.label, "line": one.line, "reason": one.reason, "row": one.row}
            assert self._rejects is not None
            self._rejects.write(json.dumps(row, ensure_ascii=False) + "\n")

    def close_rejects(self) -> None:
        """No more rejects come."""
        if self._rejects is not None:
            self._rejects.close()

    def publish(self, segment: Path) -> None:
        """Moves the rejects, then the segment into place, each whole; a segment is there only with its rejects."""
        self.publish_rejects(segment.with_name(segment.stem + ".rejects.jsonl"))
        _sync(self.segment)
        self.segment.chmod(0o644)
        self.segment.replace(segment)
        _sync(segment.parent)

    def publish_rejects(self, place: Path) -> None:
        """Moves the rejects into place; where there are none, there is no file."""
        if self._rejects is None:
            place.unlink(missing_ok=True)
            return
        self.close_rejects()
        _sync(self.rejects)
        self.rejects.replace(place)


@contextmanager
def staging(folder: Path) -> Iterator[Staging]:
    """A new place in `folder`, cleared away in the end; InputError if the folder cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _clear(folder)
        place = Path(tempfile.mkdtemp(prefix=PREFIX, dir=folder))
    except OSError as error:
        raise InputError((error.strerror or "cannot be written").lower(), where=str(folder),
                         hint="give a folder that can be written, with --out or --desk") from error
    stage = Staging(place, Runs(place, STAGED))
    with (place / "lock").open("w") as lock:
        _lock(lock)
        try:
            yield stage
        finally:
            stage.close_rejects()
            shutil.rmtree(place, ignore_errors=True)


def _clear(folder: Path) -> None:
    """Removes what killed loads have left: their folders, whose lock nobody holds. Not on Windows."""
    if os.name != "posix":
        return
    for place in folder.glob(f"{PREFIX}*"):
        with suppress(OSError), (place / "lock").open("r+") as lock:
            _lock(lock)
            shutil.rmtree(place, ignore_errors=True)


def _lock(file: TextIO) -> None:
    """Locks the file; OSError if another process has it."""
    if os.name != "posix":
        return
    import fcntl

    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _sync(path: Path) -> None:
    if path.is_dir() and os.name != "posix":
        return  # a folder cannot be opened on Windows
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
