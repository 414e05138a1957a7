"""Why reports became one event, or stayed apart; and the list by which a reader undoes a merge.

The rule: undoing is leaving a report alone. The list is a file of ids in the desk's folder that people can read and
mend; an event is made anew from its reports each time, so a line taken out puts everything back.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from visavis.datasets import merging as merging_room
from visavis.datasets import table
from visavis.datasets.merging import MERGING, Merging
from visavis.errors import DeskError
from visavis.measure.dyads import dyad_reports
from visavis.measure.engine import FOREVER, Source

FILE = "alone.txt"
"""The list in the desk's folder: an id of a report a line, what follows `#` is for people."""

SHOWN = ("start", "end", "precision", "type", "mode", "source", "target", "source_name", "target_name", "place",
         "outlet", "url", "document", "quote")
"""What is shown of a report, besides the merge."""


def explain(source: Source, a: str, b: str, *, since: date | None = None, until: date | None = None,
            as_of: date | None = None, types: tuple[str, ...] | None = None, merging: Merging = MERGING) -> pa.Table:
    """A row a report of the dyad, newest events first.

    Columns: `event`, `report`, `standing`, `reports` (how many rows the event has), `score` and `why` it joined (null
    for the one that opened the event), and SHOWN.
    """
    told, merged = _merged(source, a, b, since, until, as_of, types, merging)
    return _shown(told, merged.members)


def near_misses(source: Source, a: str, b: str, *, since: date | None = None, until: date | None = None,
                as_of: date | None = None, types: tuple[str, ...] | None = None,
                merging: Merging = MERGING) -> pa.Table:
    """A row a report that stayed apart from an event of the same dyad, type, standing and days; the nearest miss first.

    As `explain`, where `event` is the one that it did not join.
    """
    told, _ = _merged(source, a, b, since, until, as_of, types, merging)
    near = merging_room.near_misses(table.with_standing(told), merging)
    return _shown(told, near).sort_by([("score", "descending"), ("event", "ascending"), ("report", "ascending")])


def _merged(source: Source, a: str, b: str, since: date | None, until: date | None, as_of: date | None,
            types: tuple[str, ...] | None, merging: Merging) -> tuple[pa.Table, table.Merged]:
    told = dyad_reports(source, a, b, as_of=as_of, types=types, directed=merging.directed)
    merged = table.merged(told, merging)
    inside = pc.and_(pc.greater_equal(merged.events["start"], pa.scalar(since or date.min)),
                     pc.less_equal(merged.events["start"], pa.scalar(until or FOREVER)))
    wanted = merged.events.filter(inside)["id"].combine_chunks()
    members = merged.members.filter(pc.is_in(merged.members["event"], wanted))
    return told.filter(pc.is_in(told["id"], members["report"].combine_chunks())), table.Merged(merged.events, members)


def _shown(told: pa.Table, members: pa.Table) -> pa.Table:
    ready = table.with_standing(told)
    names = ["id", "standing", *(name for name in SHOWN if name in ready.column_names)]
    counts = members.group_by("event").aggregate([("report", "count")]).rename_columns(["event", "reports"])
    rows = members.join(counts, "event").join(ready.select(names).rename_columns(["report", *names[1:]]), "report")
    order = ["event", "report", "standing", "reports", "score", "why", *names[2:]]
    return rows.select(order).sort_by([("start", "descending"), ("event", "ascending"), ("score", "ascending"),
                                       ("report", "ascending")])


def alone(desk: Path) -> frozenset[str]:
    """The ids of the reports that are to stay alone in this desk; none where there is no list."""
    path = desk / FILE
    if not path.is_file():
        return frozenset()
    lines = (line.split("#", 1)[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return frozenset(line for line in lines if line)


def leave_alone(desk: Path, *, add: Iterable[str] = (), drop: Iterable[str] = (), note: str = "") -> frozenset[str]:
    """The list after ids were added and dropped; the lines and words of people in it stay.

    Raises DeskError if it cannot be written.
    """
    path, gone = desk / FILE, set(drop)
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else [
        "# Reports that tell an event of their own, whatever the merge would say. Take a line out to undo."]
    lines = [line for line in lines if line.split("#", 1)[0].strip() not in gone]
    known = alone(desk)
    lines += [f"{one}{f'  # {note}' if note else ''}" for one in dict.fromkeys(add) if one not in known]
    try:
        handle, name = tempfile.mkstemp(prefix=f".{FILE}.", dir=desk)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write("".join(f"{line}\n" for line in lines))
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(path)
    except OSError as error:
        raise DeskError((error.strerror or "cannot be written").lower(), where=str(path),
                        hint="check the rights of the folder") from error
    return alone(desk)
