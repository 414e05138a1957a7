"""The order of rows in an event file: by pair of states, then day; and a dyad's rows read from it without the rest.

The rule: the order is one for both directions of a dyad, so that all that two states did to each other lies together
whatever the size of the file. A file says in its metadata with which pair each of its row groups begins; one that does
not say it is read whole, with the same result.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

KEY = b"visavis.dyads"
"""Under which an event file keeps the pairs with which its row groups begin."""

GROUP = 16_384
"""Rows of a row group. A dyad's rows are read in 3 ms at this size, in 20 at DuckDB's own of 122,880; at half of it the
file grows by a tenth (bench/web.py, 10 million rows)."""

DIFFERENT = ("id", "native_id", "url", "document")
"""Columns whose values hardly come again: a dictionary of them costs time and room."""

SOUGHT = ("id", "dataset", "month", "start", "end", "known_from", "source", "target", "type", "cameo", "quad")
"""Columns that questions ask for: their least and greatest values let a reader skip row groups."""

_CODE_BITS, _DAY_BITS = 15, 22

Keys = npt.NDArray[np.uint64]


def pairs(rows: pa.Table) -> Keys:
    """A number for each row's pair of states, equal for both directions; few other pairs may share it."""
    sides = [_ranks(rows[name]) for name in ("source", "target")]
    made: Keys = (np.minimum(*sides) << np.uint64(_CODE_BITS)) | np.maximum(*sides)
    return made


def pair(a: str, b: str) -> int:
    """The number of one pair, as `pairs` gives it."""
    low, high = sorted((_rank(a), _rank(b)))
    return low << _CODE_BITS | high


def keys(rows: pa.Table) -> Keys:
    """A number for each row by which rows are in order but for their ids: the pair, then the day."""
    days = rows["start"].cast(pa.int32()).to_numpy().astype(np.int64) + _EPOCH
    made: Keys = (pairs(rows) << np.uint64(_DAY_BITS)) | days.astype(np.uint64)
    return made


_EPOCH = 719_163
"""The ordinal of 1970-01-01, from which Arrow counts days."""


def in_order(rows: pa.Table) -> pa.Table:
    """The rows in the order of an event file."""
    whole = rows.combine_chunks()
    if not whole.num_rows:
        return whole
    sorted_ids = pc.rank(whole["id"], tiebreaker="first").to_numpy()
    return whole.take(pa.array(np.lexsort((sorted_ids, keys(whole)))))


@dataclass(slots=True)
class Writer:
    """Writes rows that come in order to an event file, with what tells where a dyad is."""

    path: Path
    schema: pa.Schema
    _file: pq.ParquetWriter = field(init=False)
    _firsts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        names = [name for name in self.schema.names if name not in DIFFERENT]
        self._file = pq.ParquetWriter(self.path, self.schema, compression="zstd", use_dictionary=names,
                                      write_statistics=[name for name in SOUGHT if name in self.schema.names])

    def write(self, rows: pa.Table) -> None:
        """Writes rows, in row groups of their own."""
        self._file.write_table(rows, row_group_size=GROUP)
        self._firsts += firsts(rows)

    def close(self, about: Mapping[str, str] | None = None) -> None:
        """Ends the file, with `about` in its metadata too."""
        self._file.add_key_value_metadata({**(about or {}), KEY.decode(): json.dumps(self._firsts)})
        self._file.close()


def firsts(rows: pa.Table) -> list[int]:
    """The pairs with which row groups of GROUP rows begin; one for a table without rows, which is a row group too."""
    found: list[int] = pairs(rows)[::GROUP].tolist()
    return found or [0]


def dyad_rows(path: Path, a: str, b: str, columns: Sequence[str] | None = None) -> pa.Table | None:
    """The rows of a dyad, in both directions, and which of their columns; None for a file that does not say where they
    are. OSError for one that is not there or no Parquet.
    """
    about = path.stat()
    metadata, begins = _about(path, about.st_size, about.st_mtime_ns)
    if begins is None:
        return None
    sides = pa.array([a, b], pa.string())
    if metadata.num_row_groups == 1 and columns is None:
        return _between(_small(path, about.st_size, about.st_mtime_ns), sides)
    wanted = pair(a, b)
    first = max(int(np.searchsorted(begins, wanted, "left")) - 1, 0)
    groups = list(range(first, int(np.searchsorted(begins, wanted, "right"))))
    with pq.ParquetFile(path, metadata=metadata) as file:
        rows = file.read_row_groups(groups, columns=None if columns is None else list(columns), use_threads=False)
    return _between(rows, sides)


def _between(rows: pa.Table, sides: pa.Array) -> pa.Table:
    """The rows of a dyad, in both directions."""
    return rows.filter(pc.and_(pc.and_(pc.is_in(rows["source"], sides), pc.is_in(rows["target"], sides)),
                               pc.not_equal(rows["source"], rows["target"])))


@lru_cache(maxsize=4)
def _small(path: Path, _size: int, _time: int) -> pa.Table:
    """All rows of a file of one row group, some megabytes: such is the history, which every question asks."""
    return pq.read_table(path)


@lru_cache(maxsize=512)
def _about(path: Path, _size: int, _time: int) -> tuple[pq.FileMetaData, npt.NDArray[np.int64] | None]:
    """The metadata of a file of that size and time, and the pairs with which its row groups begin."""
    metadata = pq.read_metadata(path)
    told = (metadata.metadata or {}).get(KEY)
    begins = np.array(json.loads(told), np.int64) if told else None
    return metadata, begins if begins is not None and len(begins) == metadata.num_row_groups else None


def _ranks(column: pa.ChunkedArray) -> Keys:
    codes = pa.concat_arrays(column.chunks) if column.num_chunks != 1 else column.chunk(0)
    encoded = codes.dictionary_encode()
    ranks = np.array([_rank(code) for code in encoded.dictionary.to_pylist()], np.uint64)
    made: Keys = ranks[encoded.indices.to_numpy()]
    return made


def _rank(code: str) -> int:
    """Codes of three capitals in their order; the rest somewhere, always the same."""
    rank = 0
    for letter in code[:3].ljust(3, "@"):
        rank = rank << 5 | ord(letter) & 31
    return rank
