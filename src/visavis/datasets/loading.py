"""A file of a data set into a segment of the event table: streamed, counted, published whole or not at all.

The rule: rows read = rows kept + no dyad + no type + rejects, asserted for each file. A segment is named by the
content of its file and stands complete or not at all, so that any load may be stopped and run again; loading
a file that is there changes nothing. Memory does not depend on the size of the file.
"""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TypeAlias, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from visavis.datasets import blocks, mapping, table
from visavis.datasets.blocks import Block, Reject, Rows
from visavis.datasets.layouts import Form
from visavis.datasets.sources import DataSet
from visavis.datasets.staging import KEY, STAGED, Staging, staging
from visavis.datasets.unpacking import Part, digest, unpacked
from visavis.errors import InputError

_CORES = os.cpu_count() or 1

PARSERS = 1 if _CORES < 4 else 2
"""Blocks parsed at once. One parser keeps two mappers busy; on two cores a second one only costs switches."""

MAPPERS = 2 if _CORES < 4 else 3
"""Batches mapped at once; each holds some 40 MB, and the whole is to stay below 500 MB."""

BATCH_ROWS = 120_000 // MAPPERS
"""Rows mapped at once, some 18 MB where 60,000. Tuned on bench/table.py: a plan of the SQL costs 15 ms, as much as
running it on 15,000 rows; more rows gain little and cost memory."""

LISTED = 50
"""Unknown codes that are kept by name for a file; nobody reads more."""

Seen: TypeAlias = Callable[[int], None]
_In = TypeVar("_In")
_Out = TypeVar("_Out")


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one part of a file (by number and name), all of one form; the codes in them that are unknown."""

    part: int
    label: str
    form: Form
    rows: Rows
    unknown: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows of a file.

    `no_dyad`: a side is no state or organisation of states, or both are the same one (`inward` of them).
    `no_type`: what is told is no event type of PLOVER (statements, CAMEO 01x). `rejects`: malformed, or told
    again further down under the same id (`duplicates` of them: the later row is kept). `events`: rows written.
    """

    read: int = 0
    kept: int = 0
    no_dyad: int = 0
    inward: int = 0
    no_type: int = 0
    rejects: int = 0
    duplicates: int = 0
    events: int = 0

    def __add__(self, other: Counts) -> Counts:
        mine, theirs = asdict(self), asdict(other)
        return Counts(**{name: mine[name] + theirs[name] for name in mine})

    def check(self, where: str) -> None:
        """Raises AssertionError where the rows do not add up."""
        if self.read != self.kept + self.no_dyad + self.no_type + self.rejects:
            raise AssertionError(f"{where}: the rows do not add up: {self}")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one file: its segment, its rejects if any, and whether it was there already."""

    path: Path
    dataset: str
    layouts: tuple[str, ...]
    counts: Counts
    unknown: tuple[str, ...]
    segment: Path
    rejects: Path | None
    first_month: int | None
    last_month: int | None
    already: bool = False


def load_file(path: Path, dataset: DataSet, folder: Path, *, told: Path | None = None,
              told_by: str = "", seen: Seen = lambda size: None) -> Loaded:
    """Loads one file into `folder`/<data set>/<content>.parquet and says what became of its rows.

    `told` is a table of mentions to be joined (see gdelt.py) and `told_by` names its content. `seen` is told
    of each stretch of the packed file. Raises InputError, and leaves nothing, if the file cannot be read to
    its end.
    """
    place = folder / dataset.name
    naming = _Naming(path, place)
    if (name := naming.early) and (known := loaded(path, dataset.name, place / f"{name}.parquet", told_by)):
        return known
    with naming, staging(place) as stage:
        engine = mapping.Engine(stage.folder, 1)
        try:
            counts, about = _stage(path, _Job(dataset, engine, told), stage, seen)
            again = STAGED.empty_table() if stage.rising else _again(engine, stage)
        finally:
            engine.close()
        counts = replace(counts, kept=counts.kept - again.num_rows, rejects=counts.rejects + again.num_rows,
                         duplicates=again.num_rows)
        events, months = write_segment(stage, again)
        counts = replace(counts, events=events)
        counts.check(str(path))
        stage.seal(about | {"file": path.name, "dataset": dataset.name, "told_by": told_by, "months": months,
                            "counts": asdict(counts)})
        segment = place / f"{naming.result()}.parquet"
        stage.publish(segment)
    return replace(_found(path, dataset.name, segment, told_by), already=False)


def _found(path: Path, dataset: str, segment: Path, told_by: str) -> Loaded:
    if (found := loaded(path, dataset, segment, told_by)) is None:
        raise AssertionError(f"{segment} is not what was written")
    return found


class _Naming:
    """The digest of a file. Taken first where there are segments, to see whether one is of this file; else
    meanwhile, since it costs a twelfth of the load.
    """

    def __init__(self, path: Path, place: Path) -> None:
        self.early = digest(path) if any(place.glob("*.parquet")) else ""
        self._path, self._pool = path, ThreadPoolExecutor(1)
        self._late: Future[str] | None = None

    def __enter__(self) -> None:
        self._late = None if self.early else self._pool.submit(digest, self._path)

    def __exit__(self, *error: object) -> None:
        self._pool.shutdown()

    def result(self) -> str:
        """The digest."""
        return self._late.result() if self._late else self.early


@dataclass(frozen=True, slots=True)
class _Job:
    """What the rows of a load are mapped with."""

    dataset: DataSet
    engine: mapping.Engine
    told: Path | None

    def work(self, batch: Batch) -> _Done:
        """The rows of a batch, mapped."""
        dataset, layout = self.dataset, batch.form.layout.name
        found = self.engine.map(batch.rows.table, mapping.text(dataset.texts[layout]), dataset=dataset.name,
                                expands=layout in dataset.expands)
        kept = found.rows
        if self.told is not None and kept.num_rows:
            sql = mapping.text("gdelt_told").format(told=mapping.quoted(str(self.told)))
            kept = self.engine.query(kept, sql).cast(kept.schema)
        spelt = _spelt(batch.rows.table, found.faults)
        faulty = [Reject(batch.label, line, reason, row) for line, reason, row in spelt]
        return _Done(batch.part, batch.rows.read, found, kept, (*batch.rows.rejects, *faulty))


@dataclass(frozen=True, slots=True)
class _Done:
    """A batch that is done: its part, how many rows it held, what became of them."""

    part: int
    read: int
    mapped: mapping.Mapped
    kept: pa.Table
    rejects: tuple[Reject, ...]


def loaded(path: Path, dataset: str, segment: Path, told_by: str = "") -> Loaded | None:
    """What an earlier load of the same content wrote, if it is there and whole."""
    if not segment.is_file():
        return None
    about = json.loads((pq.read_metadata(segment).metadata or {}).get(KEY, b"{}"))
    if about.get("told_by") != told_by or about.get("dataset") != dataset:
        return None
    rejects = rejects_of(segment)
    first, last = about["months"]
    return Loaded(path, dataset, tuple(about["layouts"]), Counts(**about["counts"]), tuple(about["unknown"]),
                  segment, rejects if rejects.is_file() else None, first, last, already=True)


def rejects_of(segment: Path) -> Path:
    """Where the rejects of a segment lie: JSON Lines of file, line, reason, row."""
    return segment.with_name(segment.stem + ".rejects.jsonl")


def batches(path: Path, dataset: DataSet, *, seen: Seen = lambda size: None) -> Iterator[Batch]:
    """The rows of a file as strings, in order, with what `dataset` resolves; BATCH_ROWS or somewhat more at once."""
    waiting: list[Batch] = []
    for batch in _parsed(path, dataset, seen):
        if waiting and (waiting[0].part != batch.part or sum(one.rows.read for one in waiting) >= BATCH_ROWS):
            yield _joined(waiting, dataset)
            waiting = []
        waiting.append(batch)
    if waiting:
        yield _joined(waiting, dataset)


def _joined(waiting: Sequence[Batch], dataset: DataSet) -> Batch:
    first = waiting[0]
    given = pa.concat_tables([one.rows.table for one in waiting])
    given, unknown = mapping.resolved(given, dataset.resolves.get(first.form.layout.name, ()))
    rejects = tuple(reject for one in waiting for reject in one.rows.rejects)
    return replace(first, unknown=frozenset(unknown), rows=Rows(given, rejects))


def _parsed(path: Path, dataset: DataSet, seen: Seen) -> Iterator[Batch]:
    with unpacked(path, seen=seen) as parts, ThreadPoolExecutor(PARSERS) as pool:
        for number, part in enumerate(parts):
            form, stream = _begun(part, dataset)
            if form.layout.name not in dataset.texts:
                raise InputError(f"a file of {form.layout.name} tells no events by itself", where=part.label,
                                 hint="load it together with the files of events")
            rows = (blocks.quoted(stream, form, dataset.nulls) if form.quoted else
                    pooled(pool, partial(blocks.tabular, form=form, nulls=dataset.nulls), stream, PARSERS + 1))
            yield from (Batch(number, part.label, form, one) for one in rows)


def pooled(pool: ThreadPoolExecutor, work: Callable[[_In], _Out], items: Iterator[_In], most: int) -> Iterator[_Out]:
    """What `work` makes of each item, in order; never more than `most` items are in hand."""
    waiting: deque[Future[_Out]] = deque()
    for item in items:
        waiting.append(pool.submit(work, item))
        del item
        if len(waiting) >= most:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _begun(part: Part, dataset: DataSet) -> tuple[Form, Iterator[Block]]:
    """The form of a part by its first lines, and its blocks without the head."""
    stream = blocks.cut(part.stream, part.label)
    first = next(stream, None)
    data = first.data if first else b""
    if first is None or not data.strip():
        raise InputError("the file is empty", where=part.label, hint="leave it out")
    text = data[: 4 * blocks.LONGEST_ROW].decode("utf-8", "replace").removeprefix("\ufeff")
    blank = len(text) - len(text.lstrip("\r\n"))
    lines = [line.rstrip("\r") for line in text[blank:].split("\n")[:100]]
    form = dataset.form(lines, where=part.label)
    if form.headed:
        first = first.after(text[:blank].count("\n") + 1)
    return form, chain([first] if first.size else [], stream)


def _stage(path: Path, job: _Job, stage: Staging, seen: Seen) -> tuple[Counts, dict[str, object]]:
    """Maps every batch and stages what is kept; the counts, and what is told of the file."""
    counts, names, unknown = Counts(), dict[str, None](), set[str]()
    with ThreadPoolExecutor(MAPPERS) as pool:
        noted = _noted(batches(path, job.dataset, seen=seen), names, unknown, stage)
        for done in pooled(pool, job.work, noted, MAPPERS + 1):
            stage.add(done.kept, done.part)
            stage.reject(done.rejects)
            found = done.mapped
            counts += Counts(done.read, found.kept, found.sideless + found.inward, found.inward, found.untyped,
                             len(done.rejects))
    return counts, {"layouts": list(names), "unknown": sorted(unknown)[:LISTED]}


def _noted(items: Iterator[Batch], names: dict[str, None], unknown: set[str], stage: Staging) -> Iterator[Batch]:
    """The batches, while their layouts, their unknown codes and the labels of their parts are noted."""
    for batch in items:
        unknown |= batch.unknown
        names[batch.form.layout.name] = None
        stage.labels[batch.part] = batch.label
        yield batch


def _spelt(rows: pa.Table, faults: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str, str]]:
    """The faults with the columns that were read of their rows, as the file's own text is gone by then."""
    if not faults:
        return
    bad = rows.filter(pc.is_in(rows["line"], value_set=pa.array([line for line, _ in faults], pa.int64())))
    told = {row.pop("line"): row for row in bad.to_pylist()}
    for line, reason in faults:
        row = {name: value for name, value in told[line].items() if value is not None}
        yield line, reason, json.dumps(row, ensure_ascii=False)[:blocks.SHOWN]


def _again(engine: mapping.Engine, stage: Staging) -> pa.Table:
    """The rows (part, line) whose id comes again further down; each is told as a reject."""
    names = ["native_id", "part", "line"]
    again = engine.query(stage.runs.columns(names), _AGAIN)
    if again.num_rows:
        engine.add("twice", again)
        again = engine.query(stage.runs.columns(names), _EARLIER)
    stage.reject([Reject(stage.labels[one["part"]], one["line"],
                         f"id {one['native_id']} comes again in line {one['last']}, which is kept", "")
                  for one in again.to_pylist()])
    return again


_AGAIN = "SELECT native_id FROM given GROUP BY native_id HAVING min((part, line)) <> max((part, line))"

_EARLIER = """
SELECT native_id, part, line, place['line'] AS last
FROM (SELECT DISTINCT native_id, part, line, {'part': part, 'line': line} AS here,
             max({'part': part, 'line': line}) OVER (PARTITION BY native_id) AS place
      FROM given SEMI JOIN twice USING (native_id))
WHERE here <> place
ORDER BY part, line
"""


def write_segment(stage: Staging, again: pa.Table) -> tuple[int, tuple[int | None, int | None]]:
    """Writes the staged rows but those of `again`, in order; how many there are, and the first and last month."""
    dropped = _places(again) if again.num_rows else None
    events, first, last = 0, None, None
    for rows in _ahead(stage.runs.sorted(table.ROW_GROUP // 2)):
        if dropped is not None:
            rows = rows.filter(pc.invert(pc.is_in(_places(rows), value_set=dropped)))
        stage.write(rows.select(table.SCHEMA.names))
        if rows.num_rows:
            events += rows.num_rows
            bounds = pc.min_max(rows["month"]).as_py()
            first, last = min(first or bounds["min"], bounds["min"]), max(last or bounds["max"], bounds["max"])
    return events, (first, last)


def _ahead(items: Iterator[_Out]) -> Iterator[_Out]:
    """The items, the next one made while the one before is worked on."""
    with ThreadPoolExecutor(1) as pool:
        due = pool.submit(next, items, None)
        while (item := due.result()) is not None:
            due = pool.submit(next, items, None)
            yield item


def _places(rows: pa.Table) -> pa.Array:
    """Part and line as one number."""
    parts = rows["part"].cast(pa.int64()).combine_chunks()
    return pc.add(pc.shift_left(parts, 48), rows["line"].combine_chunks())
