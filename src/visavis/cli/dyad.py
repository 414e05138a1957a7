"""`visavis dyad`: two states, period by period, beside another pair if wanted."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from visavis.cli import output
from visavis.cli.options import Desk, Master, Which, day, desk_folder, desk_path, first_day, last_day

if TYPE_CHECKING:
    from rich.console import RenderableType

    from visavis.brief.findings import Mark
    from visavis.brief.pair import Answer


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
    dataset: Annotated[list[str] | None, typer.Option(
        "--dataset", "-d", metavar="NAME",
        help="Only this data set: history, desk, gdelt, ... or a folder of event files; may be given again. "
             "By default all at hand, each counted by itself.")] = None,
    plot: Annotated[Path | None, typer.Option(
        "--plot", "-p", metavar="FILE", help="Also draw it: .svg, .png, .html or .json.")] = None,
    mark: Annotated[list[str] | None, typer.Option(
        "--mark", metavar="DATE=TEXT", help="Point out a day in the plot; may be given again.")] = None,
    more: Annotated[bool, typer.Option(
        "--more", "-m", help="Also by type, when rates changed, and who answers whom (table and md).")] = False,
    engine: Annotated[Which, typer.Option(
        "--engine", help="What reads the event files: duckdb, or spark (extra spark) with --master.")] = Which.DUCKDB,
    master: Master = "local[*]",
    format: Annotated[Shape, typer.Option("--format", "-f", help="What comes out.")] = Shape.TABLE,
    out: Annotated[Path | None, typer.Option(
        "--out", "-o", metavar="FILE", help="Write to a file, not to standard output.")] = None,
    desk: Desk = None,
) -> None:
    """Measure what two states did to and with each other.

    Events and reports by period, each count with its interval, cooperation and conflict
    as sums of Goldstein scores. Works on the history that comes with visavis and, where
    there is a desk, on its documents and the data sets loaded into it.

    \b
    visavis dyad PRK CHN
    visavis dyad "North Korea" China --versus Russia --since 2011 --by quarter
    visavis dyad PRK RUS -t CONSULT -t AGREE -e -f csv -o meetings.csv
    visavis dyad PRK CHN -v RUS --as-of 2018-05-01 --plot chart.svg
    visavis dyad PRK RUS --more --plot chart.png --mark "2024-06-19=treaty signed"
    """
    from visavis.brief import pair

    marks = [_mark(text) for text in mark or ()]
    home = desk_path(desk)
    if home is None and "desk" in (dataset or ()):
        desk_folder(desk)  # says that there is none
    answer = pair.dyad(a, b, versus=versus, by=by.value, since=since, until=until, types=type, datasets=dataset or (),
                       as_of=as_of, directed=directed, desk=home, engine=engine.value, master=master)
    _write(answer, format, out, events=events, more=more)
    if plot is not None:
        answer.save(plot, marks=marks, changes=more)
        output.note(f"{plot}: drawn")


def _mark(text: str) -> Mark:
    from visavis.brief.findings import Mark

    when, _, what = text.partition("=")
    if not what.strip():
        raise typer.BadParameter(f"{text!r} is no day with a text; write --mark 2024-06-19=\"treaty signed\"")
    return Mark(day(when.strip()), what.strip())


def _write(answer: Answer, shape: Shape, out: Path | None, *, events: bool, more: bool) -> None:
    if shape is Shape.TABLE and out is None:
        output.console().print(*_blocks(answer, events=events, more=more), sep="\n")
        return
    made = _bytes(answer, shape, events=events, more=more)
    output.deliver(made, out)


def _bytes(answer: Answer, shape: Shape, *, events: bool, more: bool) -> bytes:
    from visavis.brief import export, markdown, terminal

    if shape is Shape.TABLE:
        return terminal.text(*_blocks(answer, events=events, more=more)).encode()
    if shape is Shape.MD:
        blocks = [markdown.grid(one) for one in answer.grids(events=events, more=more)]
        lines = [] if events else [markdown.escape(line) + "\n" for line in answer.sentences]
        return "\n".join([*blocks, *lines]).encode()
    return export.WRITERS[shape.value](answer.events if events else answer.table)


def _blocks(answer: Answer, *, events: bool, more: bool) -> list[RenderableType]:
    from visavis.brief import terminal

    grids = (terminal.grid(one) for one in answer.grids(events=events, more=more))
    return [*grids, *([] if events else answer.sentences)]
