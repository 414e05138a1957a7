"""ACLED: the Armed Conflict Location and Event Data, in the layouts before and after 2022.

The rule: who acts for a state is told by the name ("Military Forces of X (2000-)"), not by the class: foreign armies
have been classed as "external forces".
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from visavis.codes import tables
from visavis.datasets import lookups
from visavis.datasets.mapping import Resolve
from visavis.datasets.sources import DataSet

CLASSES = {"1": "State forces", "2": "Rebel group", "3": "Political militia", "4": "Identity militia", "5": "Rioters",
           "6": "Protesters", "7": "Civilians", "8": "External/Other forces"}
"""What the numbers in the columns inter1 and inter2 mean, in the words of the newer layout."""

PEOPLE = frozenset(("rioters", "protesters", "protestors", "civilians"))
"""Classes of people, who are of the state in the brackets behind their name."""


def kind(given: str | None) -> str | None:
    """The class of an actor in words; "0" is nobody.

    >>> kind("6.0"), kind("Civilians"), kind("0")
    ('Protesters', 'Civilians', None)
    """
    bare = given.removesuffix(".0").strip() if given else "0"
    return CLASSES.get(bare, None if bare in ("0", "") else bare)


def side(name: str | None, given: str | None) -> str | None:
    """The state that an actor acts for or is of, or the organisation of states.

    >>> side("Military Forces of Russia (2000-)", "8"), side("Civilians (Ukraine)", "Civilians")
    ('RUS', 'UKR')
    """
    found = lookups.armed_side(name)
    if found is None and (kind(given) or "").lower() in PEOPLE:
        return lookups.people(name)
    return found


def code(sub_event: str | None) -> str | None:
    """The CAMEO code that stands for a sub-event type; empty where it is no act towards another side."""
    return _codes().get(sub_event.strip().lower(), lookups.UNKNOWN) if sub_event else None


@cache
def _codes() -> dict[str, str]:
    rows = tables.read(files("visavis.datasets").joinpath("layouts", "acled_types.tsv"), ("sub_event", "code"),
                       key=("sub_event",))
    return {row["sub_event"].lower(): row["code"] for row in rows}


DATASET = DataSet(
    "acled", "ACLED", {"events": "acled"},
    resolves={"events": (
        Resolve("source_state", ("source_name", "source_class"), side, "actor"),
        Resolve("target_state", ("target_name", "target_class"), side, "actor"),
        Resolve("source_kind", ("source_class",), kind),
        Resolve("target_kind", ("target_class",), kind),
        Resolve("code", ("sub_event_type",), code),
        Resolve("place_state", ("place_iso",), lookups.iso_state, "place"),
    )})
