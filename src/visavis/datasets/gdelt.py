"""GDELT: the Event Database 1.0 (57 and 58 columns) and 2.0 (61), and the mentions of 2.0 joined to its events.

The rule: a mention counts only up to the end of the day on which its event was added; what came later could not be
known then, and would change a figure asked for as of that day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from visavis.datasets import blocks, loading, lookups, mapping
from visavis.datasets.blocks import Reject
from visavis.datasets.layouts import layout
from visavis.datasets.mapping import Resolve
from visavis.datasets.sources import DataSet
from visavis.datasets.staging import Staging, staging
from visavis.datasets.unpacking import digest, unpacked
from visavis.errors import InputError

EVENTS = {"1.0": "gdelt", "2.0": "gdelt"}

_RESOLVES = (
    Resolve("actor1_state", ("actor1_country",), lookups.cameo_actor, "actor country"),
    Resolve("actor2_state", ("actor2_country",), lookups.cameo_actor, "actor country"),
    Resolve("actor1_body", ("actor1_group",), lookups.cameo_group),
    Resolve("actor2_body", ("actor2_group",), lookups.cameo_group),
    Resolve("place_state", ("place_country",), lookups.fips_place, "place"),
)

DATASET = DataSet("gdelt", "GDELT", EVENTS, headless=frozenset(("1.0", "2.0", "mentions")),
                  resolves=dict.fromkeys(EVENTS, _RESOLVES))
"""Codes of actors that are no state (regions, peoples, faiths, firms) leave a row without a dyad."""

_MENTIONS = DataSet("gdelt", "GDELT mentions", {"mentions": "gdelt_mentions"}, headless=DATASET.headless)

_GOOD: pa.Schema = pa.schema([("native_id", pa.string()), ("day", pa.date32()), ("outlet", pa.string()),
                              ("identifier", pa.string()), ("confidence", pa.float32())])


@dataclass(frozen=True, slots=True)
class Mentioned:
    """What became of a file of mentions: rows read = kept + rejects."""

    path: Path
    read: int
    kept: int
    rejected: int
    rejects: Path | None


@dataclass(frozen=True, slots=True)
class Told:
    """The mentions summed by event and day, as a Parquet file, with the content that they come from."""

    path: Path
    name: str


def is_mentions(path: Path) -> bool:
    """Whether the first table in the file is one of mentions. False for what cannot be read."""
    try:
        with unpacked(path) as parts:
            head = next(parts).stream.readline(blocks.LONGEST_ROW)
    except (InputError, StopIteration):
        return False
    return head.count(b"\t") + 1 == len(layout("gdelt", "mentions").columns)


@contextmanager
def told(paths: Sequence[Path], folder: Path, *,
         seen: loading.Seen = lambda size: None) -> Iterator[tuple[Told | None, list[Mentioned | InputError]]]:
    """The mentions of all `paths`, summed, while the context lasts, and what became of each file.

    A file that cannot be read is an InputError in the list, and nothing of it is summed.
    """
    if not paths:
        yield None, []
        return
    with staging(folder / DATASET.name) as stage:
        engine = mapping.Engine(stage.folder, 2)
        try:
            outcomes = [_gathered(path, engine, stage.folder / f"{number}.parquet", folder, seen)
                        for number, path in enumerate(paths)]
            good = [str(stage.folder / f"{number}.parquet") for number, one in enumerate(outcomes)
                    if isinstance(one, Mentioned)]
            made = _summed(engine, good, stage.folder / "told.parquet") if good else None
        finally:
            engine.close()
        name = hashlib.blake2b("".join(sorted(digest(one.path) for one in outcomes if isinstance(one, Mentioned)))
                               .encode(), digest_size=16).hexdigest()
        yield (Told(made, name) if made else None), outcomes


def _gathered(path: Path, engine: mapping.Engine, out: Path, folder: Path,
              seen: loading.Seen) -> Mentioned | InputError:
    try:
        with staging(folder / DATASET.name) as stage:
            counts = _checked(path, engine, out, stage, seen)
            target = folder / DATASET.name / f"{digest(path)}.mentions.rejects.jsonl"
            stage.publish_rejects(target)
            return Mentioned(path, *counts, target if counts[2] else None)
    except InputError as error:
        return error


def _checked(path: Path, engine: mapping.Engine, out: Path, stage: Staging,
             seen: loading.Seen) -> tuple[int, int, int]:
    """Writes the well-formed mentions of a file to `out`; rows read, kept, rejected."""
    read = kept = rejected = 0
    with pq.ParquetWriter(out, _GOOD, compression="lz4") as writer:
        for batch in loading.batches(path, _MENTIONS, seen=seen):
            rows = batch.rows
            found = engine.query(rows.table, mapping.text("gdelt_mentions"))
            good = found.filter(pc.is_null(found["fault"]))
            writer.write_table(good.select(_GOOD.names).cast(_GOOD))
            bad = found.filter(pc.is_valid(found["fault"])).to_pylist()
            stage.reject([*rows.rejects, *(Reject(batch.label, one["line"], one["fault"], str(one["identifier"]))
                                           for one in bad)])
            read, kept, rejected = read + rows.read, kept + good.num_rows, rejected + len(rows.rejects) + len(bad)
    if read != kept + rejected:
        raise AssertionError(f"{path}: {read} mentions were read, {kept} kept, {rejected} rejected")
    return read, kept, rejected


def _summed(engine: mapping.Engine, paths: Sequence[str], out: Path) -> Path:
    engine.connection.execute(
        "COPY (SELECT native_id, day, count(DISTINCT identifier)::INTEGER AS reports,"
        " count(DISTINCT outlet)::INTEGER AS outlets, max(confidence) AS confidence"
        f" FROM read_parquet({[*paths]}) GROUP BY native_id, day ORDER BY native_id, day)"
        f" TO {mapping.quoted(str(out))} (FORMAT parquet)")
    return out
