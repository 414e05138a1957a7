"""`visavis forecast`: what is next between two states, with the track record beside it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from visavis.cli import output
from visavis.cli.groups import Asked
from visavis.cli.options import Desk, day, desk_folder, desk_path, today

if TYPE_CHECKING:
    import pyarrow as pa

    from visavis.forecast import Forecast, Forecaster, Kind, Supposed

app = typer.Typer(cls=Asked, help="Forecast events between states, publish forecasts and score them.",
                  rich_markup_mode=None, add_completion=False)

SHOWN = 0.01
"""Questions whose chances are all below 1 % are counted, not shown."""

EXPLAINED = 3
"""Forecasts told in full with their reasons where no type is asked for."""


class Shape(StrEnum):
    """What comes out."""

    TABLE = "table"
    MD = "md"
    JSONL = "jsonl"


Events = Annotated[list[Path] | None, typer.Option(
    "--events", "-e", metavar="PATH", help="Event tables (Parquet) in place of the history; may be given again.")]
AsOf = Annotated[date | None, typer.Option(
    "--as-of", "-a", parser=day, metavar="YYYY-MM-DD", help="Only what could be known on that day.")]


@app.command("ask")
def ask(
    a: Annotated[str, typer.Argument(metavar="A", help="A state: name or code.")],
    b: Annotated[str, typer.Argument(metavar="B", help="The other one.")],
    type: Annotated[list[str] | None, typer.Option(
        "--type", "-t", metavar="KIND",
        help='A PLOVER type, TYPE/mode or "quad 1" to "quad 4", perhaps with "level 1"; may be given again.')] = None,
    horizon: Annotated[list[int] | None, typer.Option(
        "--horizon", "-n", metavar="DAYS", min=1, max=3650,
        help="Length of the window; may be given again; by default 7, 30, 90 and 365.")] = None,
    suppose: Annotated[str | None, typer.Option(
        "--if", metavar="TEXT", help='Suppose an event: "CONSULT level 1 in 30d", perhaps with "by CHN".')] = None,
    as_of: AsOf = None,
    directed: Annotated[bool, typer.Option("--directed", help="Only what A does to B.")] = False,
    format: Annotated[Shape, typer.Option("--format", "-f", help="What comes out.")] = Shape.TABLE,
    events: Events = None,
    desk: Desk = None,
) -> None:
    """Forecast what is next between two states.

    For each kind of event and window: the chance of at least one with its interval, the
    expected number, the base rates of the two and of their peers, the reasons with the
    events behind them, and what came of forecasts like it. Works on the history, and on
    the desk's documents where there is a desk.

    \b
    visavis forecast PRK CHN
    visavis forecast "North Korea" China -t CONSULT/visit -n 90 --as-of 2024-04-24
    visavis forecast PRK RUS -t CONSULT --if "CONSULT level 1 in 30d"
    """
    from visavis.codes.countries import country
    from visavis.forecast import HORIZONS, kind
    from visavis.forecast.kinds import TYPES

    pair = country(a), country(b)
    kinds = [kind(text) for text in type] if type else list(TYPES)
    horizons = sorted(set(horizon)) if horizon else list(HORIZONS)
    rows, maker = _forecaster(as_of, events, desk, shape=format)
    asked = [(one, other, each) for each in kinds
             for one, other in ([pair] if directed or each.undirected else [pair, pair[::-1]])]
    if suppose is not None:
        _suppose(maker, asked, horizons if horizon else [90], suppose, format)
        return
    made = [maker.forecast(one, other, each, days) for one, other, each in asked for days in horizons]
    _show(made, rows, format, explained=None if type else EXPLAINED)


def _forecaster(as_of: date | None, events: Sequence[Path] | None, desk: str | None, *,
                shape: Shape) -> tuple[pa.Table, Forecaster]:
    """The rows and the forecaster of the day asked for, or else of the last day that the data cover."""
    from visavis.forecast import Forecaster, ground

    with ExitStack() as stack:
        folder = desk_folder(desk) if desk_path(desk) is not None else None
        archive = stack.enter_context(folder.archive()) if folder else None
        rows = ground.rows(archive=archive, events=events, as_of=as_of)
    origin = as_of or today() - timedelta(days=1)
    maker = Forecaster(rows, as_of=origin, calendar=ground.calendar(folder.desk if folder else None))
    until = maker.until
    if until is not None and (origin - until).days > STALE:
        if as_of is None:
            output.note(f"the data end on {until}, so this is the forecast of that day; give --as-of for another")
            maker = Forecaster(rows, as_of=until, calendar=maker.calendar)
        else:
            output.note(f"the data end on {until}, {(origin - until).days} days before: nothing since then is known")
    return rows, maker


STALE = 14
"""Days without anything told after which the data are taken to have ended."""


def _suppose(maker: Forecaster, asked: Sequence[tuple[str, str, Kind]], horizons: Sequence[int], text: str,
             shape: Shape) -> None:
    from visavis.forecast import condition, suppose
    from visavis.forecast.lines import supposed_to_json

    on = condition(text)
    told: list[Supposed] = [suppose(maker.told, a, b, kind, days, on, as_of=maker.as_of, calendar=maker.calendar)
                            for a, b, kind in asked for days in horizons]
    for one in told:
        if shape is Shape.JSONL:
            output.json_line(json.dumps(supposed_to_json(one), ensure_ascii=False))
        else:
            from visavis.brief import forecasts

            output.line(f"- {forecasts.supposed(one)}" if shape is Shape.MD else forecasts.supposed(one))


def _show(made: Sequence[Forecast], rows: pa.Table, shape: Shape, *, explained: int | None) -> None:
    from visavis.brief import forecasts, markdown, terminal
    from visavis.forecast.lines import to_json

    if shape is Shape.JSONL:
        for one in made:
            output.json_line(json.dumps(to_json(one), ensure_ascii=False))
        return
    a, b = made[0].source, made[0].target
    caption = f"Forecasts for {a} and {b}, made {made[0].made} on what was known then ({made[0].model})"
    grid = forecasts.table(made, caption, least=0.0 if explained is None else SHOWN)
    lines = _explained(made, rows, explained)
    left = len({one.question for one in made}) - len(grid.rows)
    if left:
        few = f"with no chance of {forecasts.percent(SHOWN)} or more left out."
        lines.append(f"{output.counted(left, 'question')} {few}")
    if shape is Shape.MD:
        output.line(markdown.grid(grid))
        for line in lines:
            output.line(f"{'  - ' if line.startswith('  ') else '- '}{markdown.escape(line.strip())}")
        return
    output.console().print(terminal.grid(grid))
    for line in lines:
        output.line(line)


def _explained(made: Sequence[Forecast], rows: pa.Table, number: int | None) -> list[str]:
    """The forecasts in full, with their reasons."""
    from visavis.brief import forecasts
    from visavis.forecast import informative, near, reasons

    chosen = list(made) if number is None else list(informative(made, number))
    events = near(rows, made[0].source, made[0].target, as_of=made[0].made)
    lines = []
    for one in chosen:
        lines.append(forecasts.sentence(one))
        lines += [f"  {line}" for line in forecasts.reason_lines(reasons(one, events), events)]
    return lines
