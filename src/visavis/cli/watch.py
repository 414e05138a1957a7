"""`visavis watch`: what is watched, and what silence on it means."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Literal

import typer

from visavis.cli import output
from visavis.cli.options import Desk, desk_folder, first_day, last_day, today
from visavis.cli.read import Format

app = typer.Typer(name="watch", help="What is watched: the desk's indicators, searches and events of your own.",
                  no_args_is_help=True, rich_markup_mode=None)

Since = Annotated[date | None, typer.Option(parser=first_day, metavar="DATE", help="From this day, month or year on.")]
Until = Annotated[date | None, typer.Option(parser=last_day, metavar="DATE", help="Up to this day, month or year.")]
Shape = Annotated[Format | None, typer.Option("--format", help="table, or jsonl; as in `read`.")]


@app.command(name="list")
def list_(format: Shape = None, desk: Desk = None) -> None:
    """List what is watched, by which threshold, and how many alerts stand open.

    \b
    visavis watch list
    """
    from visavis.archive.alerts import Alerts
    from visavis.watch.watches import all_watches

    folder = desk_folder(desk)
    with folder.archive() as archive:
        stand = [alert.watch for alert in Alerts(archive).alerts(states=("open",))]
        rows = [{"record": "watch", "name": one.name, "title": one.title, "kind": one.kind,
                 "threshold": one.threshold.text, "dyads": [list(pair) for pair in one.dyads], "own": one.own,
                 "query": one.query or None, "open": stand.count(one.name)}
                for one in all_watches(archive, folder.desk)]
    if _jsonl(format):
        for row in rows:
            output.json_line(json.dumps(row, ensure_ascii=False, separators=(",", ":")))
        return
    _table(("name", "title", "takes", "threshold", "open"),
           [(str(row["name"]), str(row["title"]), str(row["query"] or row["kind"]), str(row["threshold"]),
             f"{row['open']:,}") for row in rows])


@app.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name: small letters, digits, hyphens.")],
    search: Annotated[str, typer.Option(
        "--search", metavar="QUERY", help="Documents with these words, as in search.")] = "",
    dyad: Annotated[tuple[str, str] | None, typer.Option(
        "--dyad", metavar="A B", help="Events between two states.")] = None,
    type: Annotated[list[str] | None, typer.Option(
        "--type", metavar="TYPE", help="PLOVER type; may be repeated.")] = None,
    mode: Annotated[list[str] | None, typer.Option("--mode", metavar="MODE", help="Its mode; may be repeated.")] = None,
    level: Annotated[int | None, typer.Option(min=1, max=8, help="Offices of this level and above, 1 to 8.")] = None,
    directed: Annotated[bool, typer.Option("--directed", help="Only what A did to B.")] = False,
    threshold: Annotated[str, typer.Option(
        "--threshold", metavar="RULE", help="any; first in a year; more than expected at 95 % in 7 days.")] = "any",
    title: Annotated[str, typer.Option("--title", help="How it is called in alerts.")] = "",
    desk: Desk = None,
) -> None:
    """Keep a search, or a question about the events of a pair, as a watch.

    \b
    visavis watch add rice --search '"rice shipment"'
    visavis watch add envoys --dyad CHN PRK --type CONSULT --level 4 --threshold "first in 90 days"
    """
    from visavis.desks import EventFilter
    from visavis.watch import watches
    from visavis.watch.thresholds import threshold as rule

    if bool(search) == bool(dyad):
        raise typer.BadParameter("give either --search QUERY or --dyad A B")
    folder = desk_folder(desk)
    pairs = (watches.pair(*dyad),) if dyad else ()
    kept = EventFilter(tuple(one.upper() for one in type or ()), tuple(mode or ()), level)
    made = watches.Watch(name, title or search or " and ".join(dyad or ()), "search" if search else "events",
                         rule(threshold, where="--threshold"), dyads=pairs, query=search, events=kept,
                         directed=directed, own=True)
    with folder.archive() as archive:
        new = watches.keep(archive, made, folder.desk, now=datetime.now(UTC))
    output.line(f"{name}: {'added' if new else 'replaced'}; next: visavis watch run")


@app.command()
def remove(name: Annotated[str, typer.Argument(metavar="NAME", help="The watch.")], desk: Desk = None) -> None:
    """Take a watch of your own away; its alerts stay.

    \b
    visavis watch remove rice
    """
    from visavis.archive.alerts import Alerts
    from visavis.errors import InputError

    folder = desk_folder(desk)
    with folder.archive() as archive:
        if not Alerts(archive).forget(name):
            raise InputError("no such watch of your own", where=name,
                             hint="see: visavis watch list; the desk's indicators stand in its indicators.toml")
    output.line(f"{name}: removed")


@app.command()
def run(desk: Desk = None) -> None:
    """Take up what is new in the record and fire what the thresholds ask for; `collect` does so after each round.

    \b
    visavis watch run
    """
    from visavis.cli.alerts import told
    from visavis.watch.evaluation import evaluate
    from visavis.watch.watches import all_watches

    folder = desk_folder(desk)
    with folder.archive() as archive:
        told(folder, archive, evaluate(archive, all_watches(archive, folder.desk), now=datetime.now(UTC)))


@app.command()
def silence(since: Since = None, until: Until = None, format: Shape = None, desk: Desk = None) -> None:
    """Tell for each outlet and indicator: how many texts, "covered, nothing", "not covered", "source broken since".

    \b
    visavis watch silence --since 2024-05
    """
    from visavis.watch.account import account
    from visavis.watch.sources import sources_of
    from visavis.watch.watches import all_watches

    folder = desk_folder(desk)
    last = until or today()
    first = since or last - timedelta(days=29)
    if first > last:
        raise typer.BadParameter(f"--since {first} is after {last}")
    with folder.archive() as archive:
        watches = all_watches(archive, folder.desk)
        rows = account(archive, sources_of(folder), [one.name for one in folder.desk.outlets], watches, since=first,
                       until=last, now=datetime.now(UTC))
    if _jsonl(format):
        for row in rows:
            output.json_line(json.dumps(
                {"record": "silence", "outlet": row.outlet, "since": first.isoformat(), "until": last.isoformat(),
                 "texts": row.texts, "watches": {one.name: row.cell(one.name) for one in watches}},
                ensure_ascii=False, separators=(",", ":")))
        return
    output.line(f"{first} to {last}; texts of each outlet, and how many of them touched what is watched")
    _table(("outlet", "texts", "touched", "silence"),
           [(row.outlet, f"{row.texts:,}", _nonzero(row.told),
             "covered; nothing on the others" if any(row.told.values()) else row.cell("")) for row in rows])


@app.command()
def people(since: Since = None, until: Until = None,
           kind: Annotated[list[str] | None, typer.Option("--class", metavar="CLASS", help="workers, students, IT"
                                                          " specialists ...; may be repeated.")] = None,
           format: Annotated[Literal["csv", "jsonl"], typer.Option(help="csv or jsonl.")] = "csv",
           desk: Desk = None) -> None:
    """Count workers, students, specialists and others as classes, by month and province; figures under 5 are hidden.

    \b
    visavis watch people --class workers --class students
    """
    from visavis.errors import InputError
    from visavis.watch.people import cells, people_kinds

    known = people_kinds()
    if unknown := set(kind or ()) - known:
        raise InputError(f"unknown class {', '.join(sorted(unknown))}", where="--class",
                         hint=f"known: {', '.join(sorted(known))}")
    with desk_folder(desk).archive() as archive:
        rows = [one.exported() for one in cells(archive.reports(since=since, until=until), kinds=kind)]
    if format == "jsonl":
        for row in rows:
            output.json_line(json.dumps({"record": "people", **row}, ensure_ascii=False, separators=(",", ":")))
        return
    names = ("month", "class", "source", "target", "country", "province", "people", "hidden", "reports")
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(names)
    for row in rows:
        table.writerow(["" if row[key] is None else "<5" if key == "people" and row["hidden"] else row[key]
                        for key in names])


def _nonzero(told: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in told.items() if count) or "-"


def _jsonl(format: Format | None) -> bool:
    return (format or (Format.TABLE if sys.stdout.isatty() else Format.JSONL)) is Format.JSONL


def _table(names: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    from rich.table import Table

    table = Table(*names, box=None)
    for row in rows:
        table.add_row(*(output.one_line(cell) for cell in row))
    output.console().print(table)
