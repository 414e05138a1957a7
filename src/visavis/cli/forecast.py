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
from visavis.cli.options import Desk, day, desk_folder, desk_path, desks, first_day, last_day, today

if TYPE_CHECKING:
    import pyarrow as pa

    from visavis.forecast import Forecast, Forecaster, Kind, Supposed

app = typer.Typer(name="forecast", cls=Asked, help="Forecast events between states, publish forecasts and score them.",
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

    sides = country(a), country(b)
    kinds = [kind(text) for text in type] if type else list(TYPES)
    horizons = sorted(set(horizon)) if horizon else list(HORIZONS)
    rows, maker = _forecaster(as_of, events, desk, shape=format)
    asked = [(one, other, each) for each in kinds
             for one, other in ([sides] if directed or each.undirected else [sides, sides[::-1]])]
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


@app.command("publish")
def publish(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file of published forecasts; made if not there.")],
    horizon: Annotated[list[int] | None, typer.Option(
        "--horizon", "-n", metavar="DAYS", min=1, max=3650, help="Length of the window; may be given again.")] = None,
    dyad: Annotated[list[str] | None, typer.Option(
        "--dyad", metavar="A,B", help="Only these two; may be given again; by default all watched pairs.")] = None,
    events: Events = None,
    desk: Desk = None,
) -> None:
    """Put today's forecasts on record: each watched dyad, type and horizon.

    Lines are only ever added, each with the hash of the one before it, and always before
    the window opens. What is published already is left out.

    \b
    visavis forecast publish forecasts.jsonl
    visavis forecast publish forecasts.jsonl --dyad PRK,CHN -n 30
    """
    from datetime import UTC, datetime

    from visavis.forecast import HORIZONS, Forecaster, ground, published
    from visavis.forecast.kinds import TYPES

    now = datetime.now(UTC)
    with ExitStack() as stack:
        folder = desk_folder(desk) if desk_path(desk) is not None else None
        archive = stack.enter_context(folder.archive()) if folder else None
        rows = ground.rows(archive=archive, events=events, as_of=now.date())
    pairs = [pair(text) for text in dyad] if dyad else [(one.a, one.b) for each in desks(desk) for one in each.dyads]
    maker = Forecaster(rows, as_of=now.date(), calendar=ground.calendar(folder.desk if folder else None))
    if maker.until is None or (now.date() - maker.until).days > STALE:
        output.note(f"the data end on {maker.until}: forecasts of today know nothing of the days since")
    asked = [(one, other, kind) for a, b in dict.fromkeys(pairs) for kind in TYPES
             for one, other in ([(a, b)] if kind.undirected else [(a, b), (b, a)])]
    made = published.publish(file, (maker.forecast(one, other, kind, days) for one, other, kind in asked
                                    for days in horizon or HORIZONS), now=now)
    output.line(f"{file}: {output.counted(len(made), 'forecast')} published"
                f"{f', the last hash {made[-1].hash}' if made else '; all were there already'}")


@app.command("score")
def score(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file of published forecasts.")],
    format: Annotated[Shape, typer.Option("--format", "-f", help="What comes out.")] = Shape.TABLE,
    events: Events = None,
    desk: Desk = None,
) -> None:
    """Settle published forecasts on the events known now, and score them.

    Checks the chain of hashes first. jsonl gives each settled forecast with the ids of its
    events.

    \b
    visavis forecast score forecasts.jsonl
    """
    from visavis.brief import markdown, terminal
    from visavis.brief.forecasts import score_table
    from visavis.errors import InputError
    from visavis.forecast import ground, published

    if not file.exists():
        raise InputError("no such file", where=str(file), hint="make it with: visavis forecast publish FILE")
    lines = published.read(file)
    with ExitStack() as stack:
        folder = desk_folder(desk) if desk_path(desk) is not None else None
        archive = stack.enter_context(folder.archive()) if folder else None
        rows = ground.rows(archive=archive, events=events)
    until = ground.until(rows)
    found = published.settled(lines, rows, until=until)
    if lines_only := format is Shape.JSONL:
        for one in found:
            output.json_line(json.dumps(one.to_json(), ensure_ascii=False))
    head = f"{output.counted(len(lines), 'forecast')} published, {len(found):,} settled on data up to {until}"
    if lines_only or not found:
        output.note(head)
        return
    grid = score_table(found, head)
    if format is Shape.MD:
        output.line(markdown.grid(grid))
    else:
        output.console().print(terminal.grid(grid))


@app.command("add")
def add(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The forecast in words.")],
    dyad: Annotated[str, typer.Option("--dyad", metavar="A,B", help="Who does it, and to whom.")],
    type: Annotated[str, typer.Option("--type", "-t", metavar="KIND", help="A type, TYPE/mode or class, as in ask.")],
    until: Annotated[date, typer.Option(
        "--until", "-u", parser=last_day, metavar="DATE", help="When the window closes.")],
    probability: Annotated[float | None, typer.Option(
        "--probability", "-p", min=0, max=1, help="From 0 to 1; by default that of --hedge.")] = None,
    hedge: Annotated[str, typer.Option(
        "--hedge", metavar="WORDS", help='A word of estimate, as "highly likely".')] = "",
    since: Annotated[date | None, typer.Option(
        "--since", "-s", parser=first_day, metavar="DATE", help="When it opens; by default tomorrow.")] = None,
    least: Annotated[int, typer.Option("--least", min=1, help="At least so many events.")] = 1,
    claimant: Annotated[str | None, typer.Option("--claimant", help="Whose forecast it is: a public role.")] = None,
    desk: Desk = None,
) -> None:
    """Add a forecast of your own to the desk's ledger.

    It is settled as any claim is, by a query over events.

    \b
    visavis forecast add "Xi visits Pyongyang" --dyad CHN,PRK -t "CONSULT/visit level 1" -p 0.2 -u 2030
    """
    from datetime import UTC, datetime

    from visavis.archive.ledger import Ledger
    from visavis.codes import hedges
    from visavis.forecast import kind, ledger
    from visavis.forecast.resolvers import Resolver, from_json

    if probability is None and not hedge:
        raise typer.BadParameter("say how likely: --probability 0.7 or --hedge likely")
    word = hedges.hedge(hedge) if hedge else None
    asked = Resolver("event", kind(type), *pair(dyad), (since or today() + timedelta(days=1), until), least)
    asked = from_json(asked.to_json())  # checks it
    said = probability if probability is not None else word.probability if word else 0.5
    bounds = word.interval if word and probability is None else None
    with desk_folder(desk).archive() as archive:
        claim = ledger.own_claim(text, asked, probability=said, interval=bounds, claimant=claimant, hedge=hedge)
        new = ledger.add(Ledger(archive), claim, asked, now=datetime.now(UTC))
    output.line(f"{claim.id}: {'added' if new else 'there already'}; true if {asked.text}")


def pair(text: str) -> tuple[str, str]:
    """The two states of an option --dyad A,B; a usage error for anything else."""
    from visavis.codes.countries import country

    sides = [side for side in text.split(",") if side.strip()]
    if len(sides) != 2:
        raise typer.BadParameter(f"{text!r} is no pair; write --dyad PRK,CHN")
    return country(sides[0]), country(sides[1])
