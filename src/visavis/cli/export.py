"""`visavis export`: rows of the event table for other programs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from visavis.cli import output
from visavis.cli.options import Desk, desk_folder, desk_path, first_day, last_day
from visavis.errors import InputError

if TYPE_CHECKING:
    from visavis.datasets.selection import Selection, Source


class Shape(StrEnum):
    """The formats."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"
    GDELT = "gdelt"
    FTM = "ftm"


def export(
    format: Annotated[Shape, typer.Option(
        "--format", "-f", help="csv, jsonl, parquet, gdelt (2.0, 61 columns), or ftm (FollowTheMoney).")] = Shape.CSV,
    dyad: Annotated[str | None, typer.Option(
        "--dyad", metavar="A,B", help="Only between these two, names or codes.")] = None,
    since: Annotated[date | None, typer.Option(
        "--since", "-s", parser=first_day, metavar="DATE", help="From that year, month or day on.")] = None,
    until: Annotated[date | None, typer.Option(
        "--until", "-u", parser=last_day, metavar="DATE", help="Up to the end of that year, month or day.")] = None,
    type: Annotated[list[str] | None, typer.Option(
        "--type", "-t", metavar="TYPE", help="Only this PLOVER type; may be given again.")] = None,
    dataset: Annotated[list[str] | None, typer.Option(
        "--dataset", "-d", metavar="NAME",
        help="Only this data set: history, desk, gdelt, ...; may be given again.")] = None,
    events: Annotated[Path | None, typer.Option(
        "--events", "-e", metavar="DIR",
        help="A folder of event files that load --out has made; in place of history and desk.")] = None,
    out: Annotated[Path | None, typer.Option(
        "--out", "-o", metavar="FILE", help="Write to a file, not to standard output.")] = None,
    desk: Desk = None,
) -> None:
    """Write events for other programs, a row a report.

    From the history that comes with visavis and, where there is a desk, from its documents
    and the data sets loaded into it. csv, jsonl and parquet can be loaded again
    (visavis load events FILE) and are then equal. gdelt and ftm hold what is done only.

    \b
    visavis export --dyad PRK,CHN --since 2018 -o pair.csv
    visavis export -f jsonl -d gdelt -t CONSULT | head
    visavis export -f ftm --dyad "North Korea,Russia" -o entities.jsonl
    """
    from visavis.datasets.selection import Selection

    wanted = Selection(_dyad(dyad), since, until, tuple(type or ()), tuple(dataset or ()))
    with ExitStack() as stack:
        sources = _sources(wanted, events, desk, stack)
        with _opened(out, format) as stream:
            written, left_out = _write(sources, wanted, format, stream)
    place = str(out) if out else "standard output"
    tail = f"; {left_out:,} rows left out, which are not done or have no code there" if left_out else ""
    output.note(f"{place}: {written:,} rows written{tail}")


def _dyad(text: str | None) -> tuple[str, str] | None:
    from visavis.codes.countries import country

    if text is None:
        return None
    sides = [side for side in text.split(",") if side.strip()]
    if len(sides) != 2:
        raise typer.BadParameter(f"{text!r} is no pair; write --dyad PRK,CHN")
    return country(sides[0]), country(sides[1])


def _sources(wanted: Selection, events: Path | None, desk: str | None, stack: ExitStack) -> Iterator[Source]:
    """Where rows may be: the folder given, else the history and what the desk holds."""
    from visavis.datasets import history, segments
    from visavis.datasets.table import parquet_files

    if events is not None:
        if not events.is_dir():
            raise InputError("no such folder", where=str(events), hint="give the folder that load --out has made")
        return iter(list(parquet_files(events)))
    names = wanted.datasets
    found: list[Source] = [history.path()] if not names or history.DATASET in names else []
    if (home := desk_path(desk)) is not None:
        folder = desk_folder(desk)
        found += segments.live(home)
        if not names or "desk" in names:
            found.append(_told(stack.enter_context(folder.archive())))
    return iter(found)


def _told(archive: object) -> Source:
    """What the desk's documents tell, as rows."""
    from visavis.archive import Archive
    from visavis.datasets import table

    assert isinstance(archive, Archive)
    with archive.snapshot():
        return table.from_reports(archive.documents(), archive.reports())


def _write(sources: Iterator[Source], wanted: Selection, shape: Shape, stream: BinaryIO) -> tuple[int, int]:
    """Rows written and left out."""
    from visavis.datasets import writers
    from visavis.datasets.followthemoney import write_followthemoney
    from visavis.datasets.gdelt_writer import write_gdelt
    from visavis.datasets.selection import select

    rows = select(sources, wanted)
    if shape is Shape.GDELT:
        return write_gdelt(rows, stream)
    if shape is Shape.FTM:
        return write_followthemoney(rows, stream)
    plain = {Shape.CSV: writers.write_csv, Shape.JSONL: writers.write_jsonl, Shape.PARQUET: writers.write_parquet}
    return plain[shape](rows, stream), 0


@contextmanager
def _opened(out: Path | None, shape: Shape) -> Iterator[BinaryIO]:
    """Standard output, or a file that is there whole or not at all."""
    if out is None:
        if shape is Shape.PARQUET and sys.stdout.isatty():
            raise typer.BadParameter("Parquet is not for a terminal; say where it goes: --out FILE")
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    beside = out.with_name(f".{out.name}.part")
    try:
        with beside.open("wb") as stream:
            yield stream
        beside.replace(out)
    except OSError as error:
        raise InputError((error.strerror or "cannot be written").lower(), where=str(out),
                         hint="choose another place") from error
    finally:
        beside.unlink(missing_ok=True)
