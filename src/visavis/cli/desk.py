"""`visavis desk`: what a desk holds, and whether its files are as they should be."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from visavis.cli import output
from visavis.cli.options import day, desks, today

if TYPE_CHECKING:
    from visavis.desks import Watched

desk = typer.Typer(name="desk", help="Look into a desk: check its files, see who holds which office.",
                   no_args_is_help=True, rich_markup_mode=None)


@desk.command("check")
def check(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="The folder of a desk, or the name of a shipped one.")],
) -> None:
    """Say what is wrong with a desk's files, each with file and line.

    \b
    visavis desk check mydesk
    visavis desk check korea
    """
    from visavis.desks import check as complaints
    from visavis.desks import load_desk

    found = complaints(folder)
    for complaint in found:
        output.error(complaint)
    if found:
        raise typer.Exit(1)
    whole = load_desk(folder)
    parts = [output.counted(len(many), noun) for many, noun in (
        (whole.dyads, "dyad"), (whole.indicators, "indicator"), (whole.outlets, "outlet"), (whole.calendar, "day"),
        (whole.officials, "official"))]
    output.line(f"{whole.title}: nothing to complain of in {', '.join(parts)}")


@desk.command("officials")
def officials(
    on: Annotated[date | None, typer.Option(
        "--on", parser=day, metavar="YYYY-MM-DD", help="On that day; by default today.")] = None,
    at: Annotated[str | None, typer.Option(
        "--desk", metavar="DIR", help="The desk, by folder or name; by default the current one, else all.")] = None,
) -> None:
    """List the officials whom a desk follows, with the office of the day.

    \b
    visavis desk officials --desk korea --on 2023-07-27
    """
    from rich.table import Table

    when = on or today()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("state", "name", "office on the day", "level", "rank", "why"):
        table.add_column(name, overflow="fold")
    for one in dict.fromkeys(person for desk in desks(at) for person in desk.officials):
        table.add_row(*_held(one, when), one.why)
    output.console().print(table)


def _held(one: Watched, when: date) -> tuple[str, ...]:
    from visavis.codes.officials import resolve

    found = resolve(one.name, on=when, country=one.country)
    if found is None or found.office is None:
        return one.country, one.name, "none yet", "–", "–"
    office = f"{found.office} (former)" if found.former else found.office
    return one.country, found.name, office, str(found.level or "–"), str(found.rank or "–")
