"""ICEWS: the coded event data of the Integrated Crisis Early Warning System, 20 columns with a head."""

from __future__ import annotations

from visavis.datasets import lookups
from visavis.datasets.mapping import Resolve
from visavis.datasets.sources import DataSet

DATASET = DataSet(
    "icews", "ICEWS", {"20 columns": "icews"}, nulls=("NA", "NULL", "None"),
    resolves={"20 columns": (
        Resolve("source_state", ("source_country", "source_name"), lookups.actor, "country"),
        Resolve("target_state", ("target_country", "target_name"), lookups.actor, "country"),
        Resolve("place_state", ("place_country",), lookups.state_named, "place"),
    )})
"""NA, as R writes what is missing; files from Dataverse have it empty."""
