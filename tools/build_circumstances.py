"""Build what the history's lines tell of visits: `python -m tools.build_circumstances`; tools.build_history does it too.

Reads the lines of which the shipped history has a consultation and writes, for those that tell more than the event
table holds, the occasion and the sort and size of the delegation to datasets/history/circumstances.tsv. Facts only: no
sentence is kept.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import astuple, replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from visavis.codes import officials
from visavis.codes.occasions import Circumstance, circumstance
from visavis.datasets import history, table
from visavis.records import Document

NAME = "circumstances.tsv"
"""Beside the history's Parquet file."""

HEAD = """\
# What the lines of the history tell of visits beside the event table: occasion (codes/occasions.tsv), sort and size of the
# delegation, who was sent by somebody named, who leads it (head, office, level). Made by tools/build_circumstances.py; lines that tell nothing are left out.
"""


def _attested(told: Circumstance, on: date) -> Circumstance:
    """What is told, without a name for which neither the line nor the register has an office."""
    if told.head is None or told.office is not None or officials.resolve(told.head, on=on) is not None:
        return told
    return replace(told, head=None)


def write(told: pa.Table, documents: Iterable[Document], out: Path) -> None:
    """Write the table for the consultations in `told`; prints how many lines tell something."""
    wanted = set(told.filter(pc.equal(told["type"], "CONSULT"))["document"].to_pylist())
    made = {one.id: _attested(circumstance(one.text), one.published) for one in documents if one.id in wanted}
    rows = ["\t".join([document, *(str(value or "") for value in astuple(one))]) + "\n"
            for document, one in sorted(made.items()) if one != Circumstance()]
    out.write_text(HEAD + "\t".join(history.CIRCUMSTANCES) + "\n" + "".join(rows), encoding="utf-8")
    print(f"{len(wanted)} lines with a consultation, {len(made)} found, {len(rows)} tell more")


def main() -> None:
    """Write the table for the history of the package."""
    from tools.build_history import OUT, SOURCE, lines

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT.with_name(NAME))
    write(table.read(OUT), lines(SOURCE), parser.parse_args().out)


if __name__ == "__main__":
    main()
