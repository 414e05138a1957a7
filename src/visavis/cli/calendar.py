"""`visavis calendar`: the days that envoys and letters are sent for."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from visavis.cli import output
from visavis.cli.options import Desk, desks, first_day, last_day, today

if TYPE_CHECKING:
    from visavis.brief.findings import Table
    from visavis.desks.almanac import Occurrence


class Shape(StrEnum):
    """The formats."""

    TABLE = "table"
    ICS = "ics"
    CSV = "csv"
    JSONL = "jsonl"
    MD = "md"


def calendar(
    since: Annotated[date | None, typer.Option(
        "--since", "-s", parser=first_day, metavar="DATE",
        help="From that year, month or day on; by default today.")] = None,
    until: Annotated[date | None, typer.Option(
        "--until", "-u", parser=last_day, metavar="DATE",
        help="Up to the end of that year, month or day; by default a year.")] = None,
    state: Annotated[list[str] | None, typer.Option(
        "--state", metavar="STATE", help="Only days of this state; with several, days of none but these.")] = None,
    rounds: Annotated[bool, typer.Option("--round", help="Only round anniversaries: of fives.")] = False,
    find: Annotated[str | None, typer.Option(
        "--find", metavar="WORDS",
        help='Which day is meant: "75th anniversary of ties between China and North Korea".')] = None,
    format: Annotated[Shape, typer.Option(
        "--format", "-f", help="What comes out; ics is for calendar programs.")] = Shape.TABLE,
    out: Annotated[Path | None, typer.Option(
        "--out", "-o", metavar="FILE", help="Write to a file, not to standard output.")] = None,
    desk: Desk = None,
) -> None:
    """List the anniversaries of a desk, with their numbers.

    Of the desk at hand; outside a desk, of all desks of the package.

    \b
    visavis calendar --since 2025 --until 2025 --round
    visavis calendar --find "the 75th anniversary" --since 2024
    visavis calendar --desk korea --format ics --out korea.ics
    """
    first = since or today()
    last = until or _year_on(first)
    if last < first:
        raise typer.BadParameter(f"{first} is after {last}")
    found = _found(desk, first, last, state or [], rounds=rounds, find=find)
    if format is Shape.TABLE and out is None:
        from visavis.brief import terminal

        output.console().print(terminal.grid(_table(found)))
        return
    made = _bytes(found, format, ", ".join(one.title for one in desks(desk)))
    output.deliver(made, out, output.counted(len(found), "day"))


def _found(desk: str | None, first: date, last: date, states: list[str], *, rounds: bool,
           find: str | None) -> tuple[Occurrence, ...]:
    from visavis.codes.countries import country
    from visavis.desks import almanac

    wanted = {country(one) for one in states}
    days = tuple({(one.name, one.date): one for at_hand in desks(desk) for one in at_hand.calendar}.values())
    if find is None:
        return almanac.occurrences(days, first, last, states=wanted, rounds=rounds)
    kept = [one for one in days if not wanted or set(one.states) <= wanted]
    return tuple(one for one in almanac.called(find, kept, near=first) if one.round or not rounds)


def _year_on(day: date) -> date:
    return day + timedelta(days=365)


def _bytes(found: tuple[Occurrence, ...], shape: Shape, name: str) -> bytes:
    from visavis.brief import markdown, terminal
    from visavis.desks.almanac import to_icalendar

    if shape is Shape.ICS:
        return to_icalendar(found, name=f"visavis: {name}", now=datetime.now(UTC))
    if shape is Shape.MD:
        return markdown.grid(_table(found)).encode()
    if shape is Shape.TABLE:
        return terminal.text(terminal.grid(_table(found))).encode()
    rows = [{"date": one.day.isoformat(), "name": one.entry.name, "number": one.number, "round": one.round,
             "since": one.entry.date.isoformat(), "states": ";".join(one.entry.states), "kind": one.entry.kind}
            for one in found]
    if shape is Shape.JSONL:
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    stream = io.StringIO()
    writer = csv.DictWriter(stream, ["date", "name", "number", "round", "since", "states", "kind"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


def _table(found: tuple[Occurrence, ...]) -> Table:
    from visavis.brief.findings import Row, Table
    from visavis.desks.almanac import ordinal

    rows = tuple(Row((one.day.isoformat(), one.entry.name, ordinal(one.number) + (" (round)" if one.round else ""),
                      one.entry.date.isoformat(), ", ".join(one.entry.states), one.entry.kind or "–")) for one in found)
    return Table(f"Days that envoys and letters are sent for: {len(found):,}",
                 ("date", "day", "which", "since", "states", "kind"), rows)
