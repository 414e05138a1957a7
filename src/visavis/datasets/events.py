"""What visavis has exported (CSV, JSON Lines, Parquet) back into the event table.

The rule: the rows are ours, so they are taken as they are or the whole file is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from visavis.datasets import writers
from visavis.datasets.loading import Counts, Loaded, Seen, loaded, write_segment
from visavis.datasets.staging import STAGED, staging
from visavis.datasets.unpacking import Part, digest, unpacked
from visavis.errors import InputError

NAME = "events"


def load_file(path: Path, folder: Path, *, seen: Seen = lambda size: None) -> Loaded:
    """Loads one file into `folder`/events/<content>.parquet. InputError, and nothing is left, if a row is not ours."""
    segment = folder / NAME / f"{digest(path)}.parquet"
    if (known := loaded(path, NAME, segment)) is not None:
        return known
    with staging(segment.parent) as stage, unpacked(path, seen=seen) as parts:
        forms: dict[str, None] = {}
        for number, part in enumerate(parts):
            form, tables = _tables(part)
            forms[form] = None
            for rows in tables:
                stage.add(rows.append_column("line", pa.array(np.zeros(rows.num_rows, np.int64))), number)
        read = stage.runs.rows
        events, months = write_segment(stage, STAGED.empty_table())
        counts = Counts(read=read, kept=events, events=events)
        counts.check(str(path))
        stage.seal({"file": path.name, "dataset": NAME, "told_by": "", "unknown": [], "layouts": list(forms),
                    "counts": asdict(counts), "months": months})
        stage.publish(segment)
    found = loaded(path, NAME, segment)
    if found is None:
        raise AssertionError(f"{segment} is not what was written")
    return replace(found, already=False)


def _tables(part: Part) -> tuple[str, Iterator[pa.Table]]:
    """The form of a part by its first byte, and its rows."""
    first = part.stream.peek(4)[:4] if hasattr(part.stream, "peek") else b""
    if not first:
        raise InputError("the file is empty", where=part.label, hint="leave it out")
    if first == b"PAR1":
        return "parquet", writers.read_parquet(part.stream, where=part.label)
    if first[:1] == b"{":
        return "jsonl", writers.read_jsonl(part.stream, where=part.label)
    return "csv", writers.read_csv(part.stream, where=part.label)
