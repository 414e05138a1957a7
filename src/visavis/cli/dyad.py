"""`visavis dyad`: two states, period by period, beside another pair if wanted."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from visavis.cli import output
from visavis.cli.options import Desk, day, desk_folder, desk_path, first_day, last_day
from visavis.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa
    from rich.console import RenderableType

    from visavis.brief.material import DataSet

    Told: TypeAlias = Sequence[tuple[DataSet, list[pa.Table]]]


class By(StrEnum):
    """The periods."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Shape(StrEnum):
    """How series are shown."""

    TABLE = "table"
    MD = "md"
    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"


class Which(StrEnum):
    """The data sets."""

    HISTORY = "history"
    DESK = "desk"


@dataclass(frozen=True, slots=True)
class _Ask:
    a: str
    b: str
    since: date | None
    until: date | None
    by: By
    types: Sequence[str] | None
    as_of: date | None
    directed: bool


def dyad(
    a: Annotated[str, typer.Argument(metavar="A", help="A state: name or code.")],
    b: Annotated[str, typer.Argument(metavar="B", help="The other one.")],
    versus: Annotated[str | None, typer.Option(
        "--versus", "-v", metavar="C", help="Set A-B beside A-C.")] = None,
    since: Annotated[date | None, typer.Option(
        "--since", "-s", parser=first_day, metavar="DATE", help="From that year, month or day on.")] = None,
    until: Annotated[date | None, typer.Option(
        "--until", "-u", parser=last_day, metavar="DATE",
        help="Up to the end of that year, month or day.")] = None,
    by: Annotated[By, typer.Option("--by", "-b", help="The length of a period.")] = By.YEAR,
    type: Annotated[list[str] | None, typer.Option(
        "--type", "-t", metavar="TYPE", help="Only this PLOVER type; may be given again.")] = None,
    as_of: Annotated[date | None, typer.Option(
        "--as-of", "-a", parser=day, metavar="YYYY-MM-DD",
        help="Only what could be known on that day.")] = None,
    directed: Annotated[bool, typer.Option("--directed", help="Only what A did to B (and A to C).")] = False,
    events: Annotated[bool, typer.Option(
        "--events", "-e", help="The events themselves, newest first, in place of counts.")] = False,
    dataset: Annotated[list[Which] | None, typer.Option(
        "--dataset", "-d",
        help="Only this data set; by default all at hand, each counted by itself.")] = None,
    plot: Annotated[Path | None, typer.Option(
        "--plot", "-p", metavar="FILE", help="Also draw it: .svg, .png, .html or .json.")] = None,
    format: Annotated[Shape, typer.Option("--format", "-f", help="What comes out.")] = Shape.TABLE,
    out: Annotated[Path | None, typer.Option(
        "--out", "-o", metavar="FILE", help="Write to a file, not to standard output.")] = None,
    desk: Desk = None,
) -> None:
    """Measure what two states did to and with each other.

    Events and reports by period, each count with its interval, cooperation and conflict
    as sums of Goldstein scores. Works on the history that comes with visavis, and on
    the desk's documents where there is a desk.

    \b
    visavis dyad PRK CHN
    visavis dyad "North Korea" China --versus Russia --since 2011 --by quarter
    visavis dyad PRK RUS -t CONSULT -t AGREE -e -f csv -o meetings.csv
    visavis dyad PRK CHN -v RUS --as-of 2018-05-01 --plot chart.svg
    """
    from visavis.codes.countries import country

    first, second = country(a), country(b)
    pairs = [(first, second), *([(first, country(versus))] if versus else [])]
    asks = [_Ask(one, other, since, until, by, type, as_of, directed) for one, other in pairs]
    with ExitStack() as stack:
        sets = _sets(dataset or list(Which), desk, as_of, stack)
        told = [(data, [_measured(data, ask, events=events) for ask in asks]) for data in sets]
    _write(told, format, out, events=events)
    if plot is not None:
        if events:
            told = [(data, [_measured(data, ask, events=False) for ask in asks]) for data in sets]
        _draw(told, plot, by)


def _sets(wanted: Sequence[Which], desk: str | None, as_of: date | None,
          stack: ExitStack) -> Sequence[DataSet]:
    from visavis.brief.material import gather
    from visavis.datasets import history

    archive = None
    if Which.DESK in wanted and (desk_path(desk) is not None or list(wanted) == [Which.DESK]):
        archive = stack.enter_context(desk_folder(desk).archive())
    past = history.path() if Which.HISTORY in wanted else None
    if found := gather(past, archive, (), as_of=as_of).sets:
        return found
    raise InputError("the data sets hold nothing", where=", ".join(wanted),
                     hint="add documents to the desk, or ask for a later --as-of")


def _measured(data: DataSet, ask: _Ask, *, events: bool) -> pa.Table:
    from visavis.measure.dyads import dyad_events, dyad_series

    if events:
        found = dyad_events(data.rows, ask.a, ask.b, since=ask.since, until=ask.until, as_of=ask.as_of,
                            types=ask.types, directed=ask.directed)
        return found.sort_by([("start", "descending"), ("id", "ascending")])
    return dyad_series(data.rows, ask.a, ask.b, by=ask.by.value, since=ask.since, until=ask.until,
                       as_of=ask.as_of, types=ask.types, directed=ask.directed)


def _draw(told: Told, plot: Path, by: By) -> None:
    from visavis.brief import chart
    from visavis.brief.findings import Panel
    from visavis.brief.tables import dyad_name

    panels = [Panel(f"{dyad_name(one)}, {data.title}", one) for data, many in told for one in many]
    chart.save(panels, plot, title=f"Events by {by.value}, with 95 % intervals")
    output.note(f"{plot}: drawn")


def _write(told: Told, shape: Shape, out: Path | None, *, events: bool) -> None:
    if shape is Shape.TABLE and out is None:
        output.console().print(*_blocks(told, events=events), sep="\n")
        return
    made = _bytes(told, shape, events=events)
    if out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
        return
    try:
        out.write_bytes(made)
    except OSError as error:
        raise InputError("cannot be written", where=str(out),
                         hint=error.strerror or "choose another place") from error
    output.note(f"{out}: written")


def _bytes(told: Told, shape: Shape, *, events: bool) -> bytes:
    from visavis.brief import export, markdown, terminal
    from visavis.brief.tables import sentences, tables

    if shape is Shape.TABLE:
        return terminal.text(*_blocks(told, events=events)).encode()
    if shape is Shape.MD:
        blocks = [markdown.grid(one) for data, many in told for one in tables(data, many, events=events)]
        lines = [] if events else [markdown.escape(line) + "\n" for _, many in told for line in sentences(many)]
        return "\n".join([*blocks, *lines]).encode()
    return export.WRITERS[shape.value](export.together([(data.name, one) for data, many in told for one in many]))


def _blocks(told: Told, *, events: bool) -> list[RenderableType]:
    from visavis.brief import terminal
    from visavis.brief.tables import sentences, tables

    blocks: list[RenderableType] = []
    for data, many in told:
        blocks += [terminal.grid(one) for one in tables(data, many, events=events)]
        blocks += [] if events else sentences(many)
    return blocks
