"""The history that is shipped with visavis: one-sentence world news 2002-2024, coded by its own reader.

The rule: facts only. The table holds dates, countries, offices, types and the page of the day; no
sentence of the source. `tools/build_history.py` makes it anew; its data card, history/CARD.md, says what is
wrong with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa

from visavis.codes.occasions import Circumstance
from visavis.codes.tables import read as read_table
from visavis.datasets import table
from visavis.errors import ModelError

DATASET = "history"
"""What the column `dataset` holds for its rows."""


PAGES = "https://en.wikipedia.org/wiki/"
"""Where the pages that the history names by title can be read."""


def page_address(url: str) -> str:
    """The web address of a page that a row of the history names; any other text comes back as it is.

    >>> page_address("Portal:Current events/2013 August 18")
    'https://en.wikipedia.org/wiki/Portal:Current_events/2013_August_18'
    >>> page_address("https://example.org/a")
    'https://example.org/a'
    """
    return PAGES + quote(url.replace(" ", "_"), safe="/:") if url.startswith("Portal:") else url


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


CIRCUMSTANCES = ("document", "occasion", "sort", "size", "envoy", "head", "office", "level")
"""The columns of circumstances.tsv."""


@cache
def circumstances() -> Mapping[str, Circumstance]:
    """What the lines of the history tell of visits beside the columns of the event table, by document.

    A document that is not there tells nothing special: `Circumstance()`.
    """
    rows = read_table(files("visavis.datasets").joinpath("history", "circumstances.tsv"), CIRCUMSTANCES,
                      key=("document",))
    return {row["document"]: Circumstance(row["occasion"], row["sort"] or None,
                                          int(row["size"]) if row["size"] else None, row["envoy"] or None,
                                          row["head"] or None, row["office"] or None,
                                          int(row["level"]) if row["level"] else None)
            for row in rows}
