"""Rows of the event table in the order of the table, however many there are.

The rule: never more than a run of rows is held. Rows come as they are read, are sorted in runs that go to disk,
and come back merged; the result depends on the rows alone, not on how they were cut into runs.
DuckDB's ORDER BY does the same, at five times the cost for rows as wide as these under a limit of 256 MB.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from visavis.datasets import order

RUN_ROWS = 60_000
"""Rows sorted at once: about 18 MB, held three times over while they are put in order. Tuned on bench/table.py for a
peak below 500 MB also where every row is a dyad."""

BATCH_ROWS = 512
"""Rows that a run hands out at once: small, as one batch of each run is held while runs are merged."""

MOST_RUNS = 64
"""So many runs are merged into one before another is made, which bounds what a merge holds."""


@dataclass(slots=True)
class _Run:
    """A sorted run on disk: where, and the key of the first row of each batch."""

    path: Path
    firsts: npt.NDArray[np.uint64]


@dataclass(slots=True)
class Runs:
    """Sorts rows of `schema` (the event table with further columns) in `folder`."""

    folder: Path
    schema: pa.Schema
    rows: int = 0
    _waiting: list[pa.Table] = field(default_factory=list)
    _held: int = 0
    _runs: list[_Run] = field(default_factory=list)
    _made: int = 0

    def add(self, rows: pa.Table) -> None:
        """Takes rows in any order."""
        self.rows += rows.num_rows
        self._held += rows.num_rows
        self._waiting.append(rows)
        if self._held >= RUN_ROWS:
            self._spill()

    def columns(self, names: Sequence[str]) -> pa.RecordBatchReader:
        """Some columns of all rows, in any order, to be read once."""
        schema = pa.schema([self.schema.field(name) for name in names])
        return pa.RecordBatchReader.from_batches(schema, self._projected(names))

    def sorted(self, size: int) -> Iterator[pa.Table]:
        """All rows in order, in tables of about `size` rows."""
        if not self._runs:
            rows = pa.concat_tables(self._waiting) if self._waiting else self.schema.empty_table()
            ordered, _ = _ordered(rows)
            yield from (ordered.slice(start, size) for start in range(0, max(ordered.num_rows, 1), size))
            return
        self._spill()
        yield from self._merged(size)

    def _spill(self) -> None:
        if not self._waiting:
            return
        ordered, _ = _ordered(pa.concat_tables(self._waiting))
        self._waiting, self._held = [], 0
        self._runs.append(self._written([ordered]))
        if len(self._runs) >= MOST_RUNS:
            merged = self._written(self._merged(RUN_ROWS // 2))
            for run in self._runs:
                run.path.unlink()
            self._runs = [merged]

    def _written(self, tables: Iterable[pa.Table]) -> _Run:
        """A run of the rows of `tables`, which come in order."""
        self._made += 1
        path = self.folder / f"run-{self._made}.arrow"
        options = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)  # threads cost more than small batches
        firsts = []
        with (pa.output_stream(str(path), buffer_size=1 << 20) as file,
              pa.ipc.new_file(file, self.schema, options=options) as writer):
            for rows in tables:
                writer.write_table(rows.combine_chunks(), max_chunksize=BATCH_ROWS)
                firsts.append(order.keys(rows)[::BATCH_ROWS])
        return _Run(path, np.concatenate(firsts))

    def _projected(self, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
        for run in self._runs:
            with _opened(run.path) as reader:
                for number in range(reader.num_record_batches):
                    yield reader.get_batch(number).select(list(names))
        for rows in self._waiting:
            yield from rows.select(list(names)).to_batches()

    def _merged(self, size: int) -> Iterator[pa.Table]:
        """Batches are taken by their first keys; what lies before the first key not yet taken is final."""
        files = [_opened(run.path) for run in self._runs]
        due = [(int(run.firsts[0]), number, 0) for number, run in enumerate(self._runs)]
        heapq.heapify(due)
        pool: list[pa.Table] = []
        held = 0
        while due:
            _, number, batch = heapq.heappop(due)
            pool.append(pa.Table.from_batches([files[number].get_batch(batch)]))
            held += pool[-1].num_rows
            firsts = self._runs[number].firsts
            if batch + 1 < len(firsts):
                heapq.heappush(due, (int(firsts[batch + 1]), number, batch + 1))
            if held >= size + BATCH_ROWS * len(files) or not due:
                gathered, pool = pa.concat_tables(pool), []
                ordered, keys = _ordered(gathered)
                del gathered
                final = int(np.searchsorted(keys, np.uint64(due[0][0]))) if due else held
                yield from (ordered.slice(start, min(size, final - start)) for start in range(0, final, size))
                pool, held = [pa.concat_tables([ordered.slice(final)]).combine_chunks()], held - final


def _opened(path: Path) -> pa.ipc.RecordBatchFileReader:
    return pa.ipc.open_file(pa.OSFile(str(path)), options=pa.ipc.IpcReadOptions(use_threads=False))


def _ordered(rows: pa.Table) -> tuple[pa.Table, npt.NDArray[np.uint64]]:
    """The rows by pair of states, day and id, with their keys (all but the id)."""
    whole = rows.combine_chunks()
    if not whole.num_rows:
        return whole, np.array([], np.uint64)
    keys = order.keys(whole)
    places = np.lexsort((_ids(whole["id"]), keys))
    return _taken(whole, pa.array(places)), keys[places]


def _taken(rows: pa.Table, places: pa.Array) -> pa.Table:
    """The rows in that order; columns of nothing but nulls are the same in any."""
    varied = [name for name in rows.column_names if rows[name].null_count < rows.num_rows]
    taken = rows.select(varied).take(places)
    return pa.table([taken[name] if name in varied else rows[name] for name in rows.column_names], schema=rows.schema)


def _ids(ids: pa.ChunkedArray) -> npt.NDArray[np.uint64]:
    """The ids, 16 hexadecimal digits each, as numbers in the same order."""
    digits = "".join(ids.to_pylist())
    return np.frombuffer(bytes.fromhex(digits), ">u8").astype(np.uint64)

