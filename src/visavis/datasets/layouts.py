"""The layouts of the files of a data set: which columns stand where, and what the mapping calls them.

The rule: a layout is told by what a file holds, its head or the number of its columns, never by its name.
The columns are data: layouts/*.tsv, one table a data set.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from visavis.codes import tables
from visavis.codes.tables import several
from visavis.errors import InputError

DELIMITERS = ("\t", ",", ";")
"""What parts the columns of a headed file; the one whose head fits a layout is taken."""

LOOKED_AT = 50
"""First lines that decide the layout of a file without a head: a malformed first row must not decide alone."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column as its codebook calls it; `field` is the mapping's name for it, empty where it is not read."""

    name: str
    field: str
    must: bool
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout of a data set; `columns` in the order of the file where it has no head."""

    name: str
    columns: tuple[Column, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """What the mapping reads, in order."""
        return tuple(column.field for column in self.columns if column.field)

    @property
    def widths(self) -> tuple[int, ...]:
        """How many columns a row without a head may have: all, or without the last ones that may lack."""
        least = max(place for place, column in enumerate(self.columns, 1) if column.must)
        return tuple(range(least, len(self.columns) + 1))


@dataclass(frozen=True, slots=True)
class Form:
    """How one file is laid out: `places` says for each field of the layout the column that holds it, or None.

    `widths` are the numbers of columns that a row may have; a shorter one lacks the last columns.
    """

    layout: Layout
    delimiter: str
    quoted: bool
    headed: bool
    widths: tuple[int, ...]
    places: tuple[int | None, ...]

    @property
    def width(self) -> int:
        """The number of columns of a whole row."""
        return self.widths[-1]


@cache
def layouts(dataset: str) -> tuple[Layout, ...]:
    """The layouts of a data set, in the order of its table."""
    rows = tables.read(files("visavis.datasets").joinpath("layouts", f"{dataset}.tsv"),
                       ("layout", "column", "field", "need", "aliases"), key=("layout", "column"))
    names = dict.fromkeys(row["layout"] for row in rows)
    return tuple(Layout(name, tuple(Column(row["column"], row["field"], row["need"] == "must", several(row["aliases"]))
                                    for row in rows if row["layout"] == name)) for name in names)


def layout(dataset: str, name: str) -> Layout:
    """The layout `name` of a data set."""
    return next(one for one in layouts(dataset) if one.name == name)


def headless_form(lines: Sequence[str], known: Sequence[Layout], *, where: str) -> Form:
    """The form of a tab-separated file without a head, by what most of its first `lines` have in columns.

    A first line that spells the columns of a layout is taken for a head. InputError if none fits.
    """
    counts = Counter(line.count("\t") + 1 for line in lines[:LOOKED_AT] if line.strip())
    fitting = [(sum(counts[width] for width in one.widths), one) for one in known]
    most, found = max(fitting, key=lambda pair: pair[0], default=(0, None))
    if found is None or not most:
        seen = ", ".join(str(count) for count, _ in counts.most_common(3)) or "no"
        due = "; ".join(f"{one.name}: {' or '.join(map(str, one.widths))}" for one in known)
        raise InputError(f"rows of {seen} columns fit no layout", where=where, hint=f"known are {due}")
    places = tuple(place for place, column in enumerate(found.columns) if column.field)
    first = lines[0].split("\t")
    headed = _plain(first[0]) == _plain(found.columns[0].name) and len(first) in found.widths
    return Form(found, "\t", False, headed, found.widths, places)


def _names(head: str, delimiter: str) -> list[str]:
    """The names of a head's columns; none where it is no row of such a file."""
    try:
        return [_plain(name) for name in next(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter), [])]
    except csv.Error:
        return []


def headed_form(head: str, known: Sequence[Layout], *, where: str) -> Form:
    """The form of a file by its head. InputError that names what is missing if no layout fits."""
    best: tuple[int, list[str]] | None = None
    for one in known:
        for delimiter in DELIMITERS:
            names = _names(head, delimiter)
            places = {column.name: _place(column, names) for column in one.columns}
            missing = [column.name for column in one.columns if column.must and places[column.name] is None]
            if not missing:
                quoted = delimiter != "\t" or '"' in head
                return Form(one, delimiter, quoted, True, (len(names),),
                            tuple(places[column.name] for column in one.columns if column.field))
            if len(names) > 1 and (best is None or len(missing) < best[0]):
                best = (len(missing), missing)
    lacking = ", ".join(best[1][:5]) if best else "the names of columns"
    raise InputError(f"the first line is no head of this data set: it lacks {lacking}", where=where,
                     hint="give the file as it is published, with its first line")


def _place(column: Column, names: Sequence[str]) -> int | None:
    for name in (column.name, *column.aliases):
        if _plain(name) in names:
            return names.index(_plain(name))
    return None


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower().lstrip("\ufeff")).strip("_")
