"""The data sets at hand: the history, what was loaded, what a desk's documents tell, each under its name.

The rule: data sets are never counted together. How much a source covers is its own affair, so each is measured against
itself; rows that came back by `visavis export` and `load` are a data set of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from visavis.datasets import events, history, segments, sources, table
from visavis.errors import InputError, UnknownCode
from visavis.intake.copies import copies
from visavis.measure.days import Span, covered_span
from visavis.measure.engine import Files, Source
from visavis.records import Document, Report

if TYPE_CHECKING:
    from visavis.archive import Archive

DESK = "desk"
"""What the column `dataset` holds for what the archive and the added files tell."""

TITLES = {history.DATASET: "the history", DESK: "the desk's documents"}


@dataclass(frozen=True, slots=True)
class DataSet:
    """A source of events: its name, what to call it in a sentence, its rows, the days it covers."""

    name: str
    title: str
    rows: Source
    span: Span


def data_set(name: str, rows: Source, *, title: str = "", as_of: date | None = None) -> DataSet | None:
    """The data set of that name; None where nothing in it could be known by `as_of`."""
    span = covered_span(rows, as_of=as_of)
    return DataSet(name, title or title_of(name), rows, span) if span.reports else None


def title_of(name: str) -> str:
    """What a data set is called in a sentence.

    >>> title_of("gdelt"), title_of("history"), title_of("exported-icews")
    ('GDELT', 'the history', 'the exported rows of ICEWS')
    """
    if name.startswith(f"{EXPORTED}-"):
        return f"the exported rows of {title_of(name.removeprefix(f'{EXPORTED}-'))}"
    return TITLES.get(name) or (sources.dataset(name).title if name in sources.NAMES else name)


EXPORTED = "exported"
"""Begins the name of what was exported and loaded again: it may hold the same rows as a data set beside it."""


def loaded(desk: Path) -> dict[str, Source]:
    """The event files loaded into a desk, by data set."""
    return by_name(segments.live(desk))


def by_name(paths: Iterable[Path]) -> dict[str, Source]:
    """Event files by the data set that their rows name.

    Raises InputError for a file that is not there or is none of the event table.
    """
    found: dict[str, list[tuple[Path, bool]]] = {}
    for path in paths:
        names = _named(path)
        prefix = f"{EXPORTED}-" if path.parent.name == events.NAME else ""
        for name in names:
            found.setdefault(prefix + name, []).append((path, len(names) > 1))
    return {name: _files(name, many) for name, many in sorted(found.items())}


def at_hand(wanted: Sequence[str] = (), *, past: Source | None = None, desk: Path | None = None,
            archive: Archive | None = None, as_of: date | None = None,
            reader: Callable[[Source], Source] = lambda rows: rows) -> tuple[DataSet, ...]:
    """The data sets `wanted` (by default all that are there) as of a day, those that hold nothing left out.

    `past`: the history; `desk`: a folder with loaded event files, `archive`: its documents. A name in `wanted` may also
    be a folder or file of the event table, as `visavis load --out` makes them. `reader`: what hands the rows to
    another engine (measure.spark.reader). Raises UnknownCode for a name that
    is not at hand.
    """
    known = _known(past, desk, archive, as_of)
    for name in wanted:
        if name not in known and Path(name).exists():
            known |= (given := by_name(table.parquet_files(Path(name))))
            wanted = [other for one in wanted for other in (given if one == name else [one])]
    for name in wanted:
        if name not in known:
            raise UnknownCode(f"{name!r} is no data set at hand", hint=f"at hand: {', '.join(known) or 'none'};"
                              " load one into the desk, or give the folder of event files")
    made = (data_set(name, reader(known[name]), as_of=as_of) for name in (wanted or known))
    return tuple(one for one in made if one)


def desk_rows(documents: Iterable[Document], reports: Iterable[Report]) -> pa.Table:
    """What documents tell, as an event table with the texts' columns, so that copies of a text are known as such."""
    held = {one.id: one for one in documents}
    told = list(reports)
    texts = {name: held[name].text for name in {one.document for one in told} if name in held}
    outlets = {name: held[name].outlet for name in texts}
    return table.from_reports(held.values(), told, dataset=DESK, copies=copies(texts, outlets=outlets))


def _known(past: Source | None, desk: Path | None, archive: Archive | None, as_of: date | None) -> dict[str, Source]:
    known: dict[str, Source] = {} if past is None else {history.DATASET: past}
    if archive is not None:
        with archive.snapshot():
            known[DESK] = desk_rows(archive.documents(as_of=as_of), archive.reports(as_of=as_of))
    return known | (loaded(desk) if desk is not None else {})


def _files(name: str, many: Sequence[tuple[Path, bool]]) -> Files:
    mixed = any(shared for _, shared in many)
    return Files(tuple(path for path, _ in many), name.removeprefix(f"{EXPORTED}-") if mixed else None)


def _named(path: Path) -> list[str]:
    """The data sets that a file's rows name: from the statistics of the column where they tell, else from the rows."""
    try:
        with pq.ParquetFile(path) as file:
            place = file.schema_arrow.get_field_index("dataset")
            bounds = set(_bounds(file.metadata, place))
            if len(bounds) == 1 and None not in bounds:
                return [str(name) for name in bounds]
            names = pc.unique(file.read(columns=["dataset"])["dataset"]).to_pylist()
    except FileNotFoundError:
        raise InputError("no such file", where=str(path), hint="load the data set again") from None
    except (OSError, ValueError, KeyError) as error:  # pyarrow's errors are ValueErrors and KeyErrors
        raise InputError("no file of the event table", where=str(path),
                         hint=f"load the data set again ({str(error).splitlines()[0]})") from error
    return sorted(str(name) for name in names)


def _bounds(about: pq.FileMetaData, place: int) -> Iterator[str | None]:
    for number in range(about.num_row_groups):
        told = about.row_group(number).column(place).statistics
        yield from (told.min, told.max) if told is not None and told.has_min_max else (None,)
