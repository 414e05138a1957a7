"""The row of an event that several reports tell.

The rule: one report stands for the event, whole: the one with the finest date, then the highest office named, then the
surest coding, then the smallest id. Its days are those of its finest reports together, it could be known since its
first report, and `outlets` are at least so many, as a report may name several.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

GRAINS = {"day": 1, "month": 2, "year": 3}

NO_OFFICE = 99
"""Stands for a level where none is told: after all others."""


def joined(reports: pa.Table, told: pa.Table) -> pa.Table:
    """One row an event, in the columns of the event table; `told`: `event` and `report`, all of whose reports are in
    `reports`.
    """
    events = told["event"].combine_chunks().dictionary_encode()
    found = reports.take(pc.index_in(told["report"].combine_chunks(), reports["id"].combine_chunks()))
    found = found.append_column("event", events.dictionary.take(events.indices))
    at = events.indices.to_numpy()
    grain = np.array([GRAINS[name] for name in found["precision"].to_pylist()])
    offices = pc.min_element_wise(found["source_level"], found["target_level"])
    order = np.lexsort((pc.rank(found["id"]).to_numpy(), -_numbers(found["confidence"], -1.0),
                        _numbers(offices, NO_OFFICE), grain, at))
    firsts = np.searchsorted(at[order], np.arange(len(events.dictionary)))
    stands = found.take(pa.array(order[firsts]))
    sums = found.group_by("event", use_threads=False).aggregate(
        [("known_from", "min"), ("reports", "sum"), ("outlets", "max"), ("outlet", "count_distinct")])
    sums = sums.take(pc.index_in(events.dictionary, sums["event"].combine_chunks()))
    coarser = np.where(grain > grain[order[firsts]][at], FAR, 0)[order]
    first = np.minimum.reduceat(_days(found["start"])[order] + coarser, firsts).astype(np.int32)
    last = np.maximum.reduceat(_days(found["end"])[order] - coarser, firsts).astype(np.int32)
    opened = pa.array(first).cast(pa.date32())
    made = {"id": events.dictionary, "month": pc.add(pc.multiply(pc.year(opened), 100), pc.month(opened)),
            "start": opened, "end": pa.array(last).cast(pa.date32()), "known_from": sums["known_from_min"],
            "reports": sums["reports_sum"], "outlets": pc.max_element_wise(sums["outlet_count_distinct"],
                                                                            sums["outlets_max"])}
    return pa.table({name: made[name] if name in made else stands[name] for name in reports.column_names})


FAR = 1 << 40
"""More days than there are: takes a coarser report out of the least and the greatest day."""


def _days(column: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    made: npt.NDArray[np.int64] = column.cast(pa.int32()).to_numpy().astype(np.int64)
    return made


def _numbers(column: pa.ChunkedArray, none: float) -> npt.NDArray[np.float64]:
    made: npt.NDArray[np.float64] = pc.fill_null(column.cast(pa.float64()), none).to_numpy()
    return made
