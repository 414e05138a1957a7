"""UCDP: the Georeferenced Event Dataset (GED) and the UCDP/PRIO Armed Conflict Dataset.

The rule: a row is a dyad only where the data set gives both sides a state's number; groups are no states.
GED's layout is from its codebook: no real file was at hand. Older GED files may have other spellings of days.
"""

from __future__ import annotations

from functools import cache

from visavis.datasets import lookups
from visavis.datasets.mapping import Resolve
from visavis.datasets.sources import DataSet


@cache
def states_numbered(numbers: str | None, year: str | None) -> str | None:
    """The states with these numbers, parted by commas, joined by `;` in their order.

    >>> states_numbered("651,  645", "1948")
    'EGY;IRQ'
    """
    if not numbers:
        return None
    return ";".join(lookups.state_numbered(number.strip(), year) or lookups.UNKNOWN for number in numbers.split(","))


DATASET = DataSet(
    "ucdp", "UCDP", {"ged": "ucdp_ged", "prio": "ucdp_prio"}, nulls=("NA",), expands=frozenset(("prio",)),
    resolves={
        "ged": (Resolve("source_state", ("source_gw", "year"), lookups.state_numbered, "state number"),
                Resolve("target_state", ("target_gw", "year"), lookups.state_numbered, "state number"),
                Resolve("place_state", ("place_gw", "year"), lookups.state_numbered, "place")),
        "prio": (Resolve("source_states", ("source_gw", "year"), states_numbered, "state number"),
                 Resolve("target_states", ("target_gw", "year"), states_numbered, "state number"))})
