"""`visavis dyad`: two states, period by period, beside another pair if wanted."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from visavis.cli import output
from visavis.cli.options import Desk, day, desk_folder, desk_path
from visavis.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

    from visavis.brief.findings import Table
    from visavis.brief.material import DataSet


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


def _first(text: str) -> date:
    return _stretch(text)[0]


def _last(text: str) -> date:
    return _stretch(text)[1]


def _stretch(text: str) -> tuple[date, date]:
    from visavis.measure.periods import stretch

    try:
        return stretch(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day; write YYYY, YYYY-MM or YYYY-MM-DD") from None


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
        "--since", "-s", parser=_first, metavar="DATE", help="From that year, month or day on.")] = None,
    until: Annotated[date | None, typer.Option(
        "--until", "-u", parser=_last, metavar="DATE", help="Up to and with that year, month or day.")] = None,
    by: Annotated[By, typer.Option("--by", "-b", help="The length of a period.")] = By.YEAR,
    type: Annotated[list[str] | None, typer.Option(
        "--type", "-t", metavar="TYPE", help="Only this PLOVER type; may be given again.")] = None,
    as_of: Annotated[date | None, typer.Option(
        "--as-of", "-a", parser=day, metavar="YYYY-MM-DD", help="Only what could be known on that day.")] = None,
    directed: Annotated[bool, typer.Option("--directed", help="Only what A did to B (and A to C).")] = False,
    events: Annotated[bool, typer.Option(
        "--events", "-e", help="The events themselves, newest first, in place of counts.")] = False,
    dataset: Annotated[list[Which] | None, typer.Option(
        "--dataset", "-d", help="Only this data set; by default all at hand, each counted by itself.")] = None,
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
    from visavis.brief.tables import dyad_name
    from visavis.codes.countries import country

    first, second = country(a), country(b)
    pairs = [(first, second), *([(first, country(versus))] if versus else [])]
    asks = [_Ask(one, other, since, until, by, type, as_of, directed) for one, other in pairs]
    with ExitStack() as stack:
        sets = _sets(dataset or list(Which), desk, as_of, stack)
        told = [(data, [_measured(data, ask, events=events) for ask in asks]) for data in sets]
    _write(_shown(told, format, events=events), out)
    if plot is not None:
        from visavis.brief import chart
        from visavis.brief.findings import Panel

        drawn = [(data, [_measured(data, ask, events=False) for ask in asks]) for data in sets] if events else told
        chart.save([Panel(f"{dyad_name(one)}, {data.title}", one) for data, many in drawn for one in many], plot,
                   title=f"Events by {by}, with 95 % intervals")
        output.note(f"{plot}: drawn")


def _sets(wanted: Sequence[Which], desk: str | None, as_of: date | None, stack: ExitStack) -> Sequence[DataSet]:
    from visavis.brief.material import gather
    from visavis.datasets import history

    archive = None
    if Which.DESK in wanted and (desk_path(desk) is not None or list(wanted) == [Which.DESK]):
        archive = stack.enter_context(desk_folder(desk).archive())
    found = gather(history.path() if Which.HISTORY in wanted else None, archive, (), as_of=as_of).sets
    if not found:
        raise InputError("the data sets hold nothing", where=", ".join(wanted),
                         hint="add documents to the desk, or ask for a later --as-of")
    return found


def _measured(data: DataSet, ask: _Ask, *, events: bool) -> pa.Table:
    from visavis.measure.dyads import dyad_events, dyad_series

    if events:
        found = dyad_events(data.rows, ask.a, ask.b, since=ask.since, until=ask.until, as_of=ask.as_of,
                            types=ask.types, directed=ask.directed)
        return found.sort_by([("start", "descending"), ("id", "ascending")])
    return dyad_series(data.rows, ask.a, ask.b, by=ask.by.value, since=ask.since, until=ask.until,
                       as_of=ask.as_of, types=ask.types, directed=ask.directed)


def _shown(told: Sequence[tuple[DataSet, list[pa.Table]]], shape: Shape, *, events: bool) -> bytes | list[object]:
    import pyarrow as pa

    from visavis.brief.export import WRITERS

    if shape in (Shape.TABLE, Shape.MD):
        return _read(told, shape, events=events)
    parts = [part if events else part.add_column(0, "dataset", pa.array([data.name] * part.num_rows, pa.string()))
             for data, many in told for part in many]
    return WRITERS[shape](pa.concat_tables(parts))


def _read(told: Sequence[tuple[DataSet, list[pa.Table]]], shape: Shape, *, events: bool) -> bytes | list[object]:
    from visavis.brief import markdown, terminal
    from visavis.brief.tables import summary, verdict

    blocks: list[object] = []
    for data, many in told:
        for table in _tables(data, many, events=events):
            blocks.append(markdown.grid(table) if shape is Shape.MD else terminal.grid(table))
        lines = [] if events else [summary(part) for part in many]
        lines += [verdict(*many)] if len(many) == 2 and not events else []
        blocks.extend(f"{markdown.escape(line)}\n" if shape is Shape.MD else line for line in lines)
    return "\n".join(map(str, blocks)).encode() if shape is Shape.MD else blocks


def _tables(data: DataSet, many: list[pa.Table], *, events: bool) -> list[Table]:
    from visavis.brief.tables import events_table, series_table, side_by_side

    if events:
        return [events_table(part, f"Events in {data.title}: {part.num_rows:,}") for part in many]
    return [side_by_side(data, *many)] if len(many) == 2 else [series_table(data, many[0])]


def _write(made: bytes | list[object], out: Path | None) -> None:
    if out is not None:
        _save(made, out)
    elif isinstance(made, bytes):
        sys.stdout.flush()
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
    else:
        output.console().print(*made, sep="\n")


def _save(made: bytes | list[object], out: Path) -> None:
    import io

    from rich.console import Console

    if not isinstance(made, bytes):
        stream = io.StringIO()
        Console(file=stream, width=120, highlight=False, markup=False).print(*made, sep="\n")
        made = stream.getvalue().encode()
    try:
        out.write_bytes(made)
    except OSError as error:
        raise InputError("cannot be written", where=str(out),
                         hint=error.strerror or "choose another place") from error
    output.note(f"{out}: written")
