"""The history that is shipped with visavis: one-sentence world news 2002-2024, coded by its own reader.

The rule: facts only. The table holds dates, countries, offices, types and the page of the day; no
sentence of the source. `tools/build_history.py` makes it anew; history/CARD.md says what is wrong with it.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pyarrow as pa

from visavis.datasets import table
from visavis.errors import ModelError

DATASET = "history"
"""What the column `dataset` holds for its rows."""


def path() -> Path:
    """Where the Parquet file of the history lies.

    Raises ModelError where the installation has none.
    """
    found = Path(str(files("visavis.datasets").joinpath("history", "history.parquet")))
    if not found.is_file():
        raise ModelError("the history is not there", where=str(found),
                         hint="install visavis again, or make it with tools/build_history.py")
    return found


def load() -> pa.Table:
    """The history as an event table, one row a report."""
    return table.read(path())
