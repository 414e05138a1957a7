"""`visavis alerts`: what fired, what it stands on, and what is done with it."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from visavis.cli import output
from visavis.cli.options import Desk, desk_folder, today

if TYPE_CHECKING:
    from visavis.archive import Archive, DeskFolder
    from visavis.archive.alerts import Alert, State
    from visavis.watch.evaluation import Evaluated
    from visavis.watch.tellings import Telling

app = typer.Typer(name="alerts", help="What fired, what it stands on, and what is done with it.", no_args_is_help=True,
                  rich_markup_mode=None)


class Shape(StrEnum):
    """How alerts are written."""

    TABLE = "table"
    JSONL = "jsonl"
    ATOM = "atom"


class States(StrEnum):
    """The states of an alert."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    MUTED = "muted"
    CLOSED = "closed"


Id = Annotated[str, typer.Argument(metavar="ID", help="The alert's id, or how it begins.")]
Note = Annotated[str, typer.Option("--note", metavar="TEXT", help="Why; kept with the alert.")]


@app.command(name="list")
def list_(
    state: Annotated[list[States] | None, typer.Option("--state", help="Only these; may be repeated.")] = None,
    watch: Annotated[str | None, typer.Option("--watch", metavar="NAME", help="Only of this watch.")] = None,
    format: Annotated[Shape | None, typer.Option(help="table, jsonl or atom.")] = None,
    desk: Desk = None,
) -> None:
    """List the alerts, the newest first, with their sentences.

    \b
    visavis alerts list --state open
    visavis alerts list --format atom > alerts.atom
    """
    from visavis.archive.alerts import Alerts
    from visavis.watch.publishing import atom

    folder = desk_folder(desk)
    wanted: list[State] = [one.value for one in state or ()]
    with folder.archive() as archive:
        found = tellings(folder, archive, Alerts(archive).alerts(states=wanted, watch=watch))
    shape = format or (Shape.TABLE if sys.stdout.isatty() else Shape.JSONL)
    if shape is Shape.ATOM:
        sys.stdout.write(atom(found, title=f"{folder.name}: alerts", now=datetime.now(UTC)))
        return
    for one in found:
        if shape is Shape.JSONL:
            output.json_line(json.dumps(one.as_row(), ensure_ascii=False, separators=(",", ":")))
        else:
            output.line(output.one_line(_line(one)))
    if not found:
        output.note("no alert")


@app.command()
def show(alert: Id, desk: Desk = None) -> None:
    """Show an alert: how unusual it is, every sentence with its outlet, and what was done with it.

    \b
    visavis alerts show 3f2a
    """
    from visavis.archive.alerts import Alerts
    from visavis.watch.publishing import lines

    folder = desk_folder(desk)
    with folder.archive() as archive:
        (one,) = tellings(folder, archive, [Alerts(archive).alert(alert)])
        notes = Alerts(archive).notes(one.alert.id)
    output.line(output.one_line(_line(one)))
    if one.why:
        output.line(f"  {output.one_line(one.why)}")
    for line in lines(one):
        output.line(f"  {output.one_line(line)}")
    for note in notes:
        until = f" until {note.until}" if note.until else ""
        output.line(f"  {note.moment:%Y-%m-%d %H:%M} {note.state}{until}: {output.one_line(note.note)}")


@app.command()
def ack(alert: Id, note: Note = "", desk: Desk = None) -> None:
    """Acknowledge an alert: somebody has seen it.

    \b
    visavis alerts ack 3f2a --note "passed on"
    """
    _change(alert, "acknowledged", note, desk)


@app.command()
def mute(alert: Id, note: Annotated[str, typer.Option("--note", metavar="TEXT", help="Why.")],
         days: Annotated[int, typer.Option(min=1, max=3650, help="For how long.")] = 30, desk: Desk = None) -> None:
    """Mute an alert, and what its watch fires on the same pair, for a while: it is kept and not told.

    \b
    visavis alerts mute 3f2a --days 14 --note "the same every spring"
    """
    _change(alert, "muted", note, desk, until=today() + timedelta(days=days))


@app.command()
def close(alert: Id, note: Annotated[str, typer.Option("--note", metavar="TEXT", help="What came of it.")],
          desk: Desk = None) -> None:
    """Close an alert with a note on what came of it.

    \b
    visavis alerts close 3f2a --note "confirmed by both ministries"
    """
    _change(alert, "closed", note, desk)


@app.command()
def send(desk: Desk = None) -> None:
    """Send the open alerts that have not gone out, by the mail and the webhook of the settings.

    \b
    visavis alerts send
    """
    from visavis.errors import InputError
    from visavis.watch.sending import ways

    folder = desk_folder(desk)
    if not ways(folder.settings).used:
        raise InputError("no way out is set up", where="settings",
                         hint="set mail_to, mail_from and smtp, or webhook and webhook_hosts (VISAVIS_MAIL_TO ...)")
    with folder.archive() as archive:
        sent_out(folder, archive)


@app.command()
def calendar(desk: Desk = None) -> None:
    """Write the desk's anniversaries and the last days of open claims as iCalendar to standard output.

    \b
    visavis alerts calendar > desk.ics
    """
    from visavis.watch.publishing import calendar as as_calendar

    folder = desk_folder(desk)
    with folder.archive() as archive:
        claims = list(archive.claims(open_only=True))
    sys.stdout.write(as_calendar(folder.desk.calendar, claims, title=folder.desk.title, now=datetime.now(UTC)))


def tellings(folder: DeskFolder, archive: Archive, alerts: list[Alert]) -> list[Telling]:
    """The alerts with their sentences and voices."""
    from visavis.watch.sources import known_outlets
    from visavis.watch.tellings import tell
    from visavis.watch.watches import all_watches

    return tell(archive, alerts, all_watches(archive, folder.desk), known_outlets(folder))


def told(folder: DeskFolder, archive: Archive, found: Evaluated) -> None:
    """Tells what an evaluation gave: a line for each new alert, one for those that grew."""
    for one in tellings(folder, archive, list(found.fired)):
        output.line(output.one_line(_line(one)))
    grown = set(found.grown) - {one.id for one in found.fired}
    output.line(f"{output.counted(found.touches, 'sentence')} taken up:"
                f" {output.counted(len(found.fired), 'alert')} fired, {len(grown):,} grew")


def sent_out(folder: DeskFolder, archive: Archive) -> None:
    """Sends what is unsent by every way that is set up, and says how many."""
    from visavis.intake.fetch import gate
    from visavis.watch.sending import send as send_by
    from visavis.watch.sending import unsent, ways

    to = ways(folder.settings)
    for way in to.used:
        waiting = tellings(folder, archive, unsent(archive, way))
        count = send_by(archive, way, waiting, to, gate=gate(folder.settings), desk=folder.name, now=datetime.now(UTC))
        output.line(f"{output.counted(count, 'alert')} sent by {way}")


def _change(alert: str, state: State, note: str, desk: str | None, *, until: date | None = None) -> None:
    from visavis.archive.alerts import Alerts

    with desk_folder(desk).archive() as archive:
        alerts = Alerts(archive)
        found = alerts.alert(alert)
        alerts.change(found.id, state, note, now=datetime.now(UTC), until=until)
    output.line(f"{found.id}: {state}{f' until {until}' if until else ''}")


def _line(one: Telling) -> str:
    alert = one.alert
    return f"{alert.fired:%Y-%m-%d} {alert.id[:8]} [{alert.state}, {one.corroboration}] {one.head}"
