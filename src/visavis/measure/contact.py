"""High-level contacts: who of one side met whom of the other, and how high they stand.

The rule: a level is an office's, as in codes/offices.tsv (1 head of state ... 8 other official). A
contact with no office named is not a high-level contact, however important it may have been.
"""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from visavis.datasets.merging import MERGING, Merging
from visavis.measure.dyads import dyad_events
from visavis.measure.engine import Source

HIGH = 4
"""The lowest level that counts as high: deputy heads of government or legislature, and above."""


def contacts(source: Source, a: str, b: str, *, since: date | None = None, until: date | None = None,
             as_of: date | None = None, level: int = HIGH, standing: str = "done",
             merging: Merging = MERGING) -> pa.Table:
    """The CONSULT events of a dyad in which an office of `level` or above is named, newest first.

    On one day the higher office comes first. A named office whose level is not known is kept, last.
    The columns of the event table, with `level` (the highest of both sides, or null) and `standing`.
    """
    events = dyad_events(source, a, b, since=since, until=until, as_of=as_of, types=("CONSULT",), merging=merging)
    highest = pc.min_element_wise(events["source_level"], events["target_level"])
    named = pc.or_(pc.is_valid(events["source_office"]), pc.is_valid(events["target_office"]))
    high = pc.if_else(pc.is_valid(highest), pc.less_equal(highest, level), named)
    found = events.append_column("level", highest).filter(
        pc.and_(pc.equal(events["standing"], standing), high))
    return found.sort_by([("start", "descending"), ("level", "ascending"), ("id", "ascending")])
