"""`visavis ledger`: what others forecast, and what came of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from visavis.cli import output
from visavis.cli.forecast import Events, Shape, pair
from visavis.cli.groups import Asked
from visavis.cli.options import Desk, desk_folder, last_day, today
from visavis.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

    from visavis.archive import Archive
    from visavis.forecast.ledger import Entry
    from visavis.forecast.scores import Scored

app = typer.Typer(name="ledger", cls=Asked, help="Keep other people's forecasts, settle them and score them.",
                  rich_markup_mode=None, add_completion=False)

Claimant = Annotated[str | None, typer.Option("--claimant", metavar="NAME", help="Only of whose name holds this.")]
Dyad = Annotated[str | None, typer.Option("--dyad", metavar="A,B", help="Only about these two.")]


class ExportShape(StrEnum):
    """The formats of an export."""

    CSV = "csv"
    JSONL = "jsonl"
    ICS = "ics"


@app.command("ask")
def ask(
    claimant: Claimant = None,
    dyad: Dyad = None,
    open: Annotated[bool, typer.Option("--open", help="Only those whose window is not over.")] = False,
    due: Annotated[bool, typer.Option("--due", help="Only those whose window is over, not yet settled.")] = False,
    resolved: Annotated[bool, typer.Option("--resolved", help="Only those that came true or false; scores.")] = False,
    unsettled: Annotated[bool, typer.Option(
        "--unsettled", help="Only those that cannot be settled as written.")] = False,
    format: Annotated[Shape, typer.Option("--format", "-f", help="What comes out.")] = Shape.TABLE,
    events: Events = None,
    desk: Desk = None,
) -> None:
    """Show the claims of the desk's documents and your own: who, how sure, how settled.

    With --resolved also the scores, by claimant, beside the base rate and our own forecast
    of the same question. Nobody is ranked under 20 resolved claims.

    \b
    visavis ledger --dyad PRK,CHN --open
    visavis ledger --resolved
    visavis ledger resolve
    """
    from visavis.brief import ledger as words
    from visavis.brief import markdown, terminal
    from visavis.forecast import exchange

    states = [name for name, wanted in (("open", open), ("due", due), ("resolved", resolved),
                                        ("unsettled", unsettled)) if wanted]
    with desk_folder(desk).archive() as archive:
        found = _entries(archive, claimant, dyad, states)
        scored = _scored(found, archive, events) if resolved else ()
    if format is Shape.JSONL:
        output.binary(exchange.to_jsonl(found))
        return
    grids = [words.table(found, f"{output.counted(len(found), 'claim')}: {words.counts(found)}")]
    if scored:
        grids += words.score_tables(scored)
    for grid in grids:
        if format is Shape.MD:
            output.line(markdown.grid(grid))
        else:
            output.console().print(terminal.grid(grid))


@app.command("resolve")
def resolve(events: Events = None, desk: Desk = None) -> None:
    """Settle the claims whose window is over, or that have come true.

    Each by its query over the events of the history and the desk. A claim without such a
    query cannot be settled as written, and is set down so with the reason.

    \b
    visavis ledger resolve
    """
    from visavis.archive.ledger import Ledger
    from visavis.forecast import ground, ledger

    with desk_folder(desk).archive() as archive:
        rows = _rows(archive, events)
        run = ledger.resolve(Ledger(archive), rows, until=ground.until(rows), now=datetime.now(UTC))
    done = ", ".join(f"{number:,} {state}" for state, number in run.changed.items()) or "nothing new"
    output.line(f"{done}; {run.open:,} open, on data up to {ground.until(rows)}")


@app.command("edit")
def edit(
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="The id of a claim, as in --format jsonl.")],
    reason: Annotated[str, typer.Option("--reason", help="Why.")],
    type: Annotated[str | None, typer.Option(
        "--type", "-t", metavar="KIND", help="A type, TYPE/mode or class.")] = None,
    dyad: Annotated[str | None, typer.Option("--dyad", metavar="A,B", help="Who does it, and to whom.")] = None,
    test: Annotated[str | None, typer.Option("--test", help="event, more or less (than as many days before).")] = None,
    until: Annotated[date | None, typer.Option(
        "--until", "-u", parser=last_day, metavar="DATE", help="When the window closes.")] = None,
    least: Annotated[int | None, typer.Option("--least", min=1, help="At least so many events.")] = None,
    desk: Desk = None,
) -> None:
    """Change how a claim is settled: a new version, and the claim is open again.

    \b
    visavis ledger edit 0123456789abcdef --type "CONSULT level 1" --reason "a summit is of leaders"
    """
    from visavis.archive.ledger import Ledger
    from visavis.forecast import kind, ledger
    from visavis.forecast.resolvers import from_json

    with desk_folder(desk).archive() as archive:
        found = {one.claim.id: one for one in ledger.entries(Ledger(archive), today=today())}
        if claim not in found:
            raise InputError("no such claim in the ledger", where=claim, hint="see: visavis ledger --format jsonl")
        entry = found[claim]
        told = entry.resolver.to_json() if entry.resolver else _bare(entry)
        told |= {"kind": kind(type).name} if type else {}
        told |= dict(zip(("source", "target"), pair(dyad), strict=True)) if dyad else {}
        told |= {"test": test} if test else {}
        told |= {"window": [told["window"][0], str(until)]} if until else {}
        told |= {"least": least} if least else {}
        made = ledger.edit(Ledger(archive), claim, from_json(told), reason=reason, now=datetime.now(UTC))
    output.line(f"{claim}: version {made.version}; true if {from_json(told).text}")


@app.command("export")
def export(
    format: Annotated[ExportShape, typer.Option(
        "--format", "-f", help="csv, jsonl, or ics: the deadlines.")] = ExportShape.CSV,
    out: Annotated[Path | None, typer.Option(
        "--out", "-o", metavar="FILE", help="Write to a file, not to standard output.")] = None,
    claimant: Claimant = None,
    dyad: Dyad = None,
    desk: Desk = None,
) -> None:
    """Write the ledger for other programs.

    \b
    visavis ledger export -o ledger.csv
    visavis ledger export -f ics -o deadlines.ics
    """
    from visavis.forecast import exchange

    with desk_folder(desk).archive() as archive:
        found = _entries(archive, claimant, dyad, [])
    made = (exchange.to_csv(found) if format is ExportShape.CSV else exchange.to_jsonl(found)
            if format is ExportShape.JSONL else exchange.to_icalendar(found, now=datetime.now(UTC)))
    output.deliver(made, out, output.counted(len(found), "claim"))


@app.command("import")
def bring(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV or JSON Lines file in the layout of export.")],
    desk: Desk = None,
) -> None:
    """Bring claims into the ledger, all of a file or none.

    A claim without a query of its own gets the one that its words ask for.

    \b
    visavis ledger import ledger.csv
    """
    from visavis.archive.ledger import Ledger
    from visavis.forecast import exchange, ledger

    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError("cannot be read", where=str(file), hint=error.strerror or "check the file") from error
    found = exchange.read(data, where=str(file))
    with desk_folder(desk).archive() as archive:
        new = ledger.bring(Ledger(archive), found, now=datetime.now(UTC))
    output.line(f"{output.counted(len(found), 'claim')} in {file}: {new:,} new")


def _bare(entry: Entry) -> dict[str, Any]:
    """What a claim that has no query tells of one."""
    claim = entry.claim
    source, target = claim.dyad or (None, None)
    return {"test": claim.direction, "kind": claim.type, "source": source, "target": target,
            "window": [str(day) for day in claim.window]}


def _entries(archive: Archive, claimant: str | None, dyad: str | None, states: list[str]) -> tuple[Entry, ...]:
    from visavis.archive.ledger import Ledger
    from visavis.forecast import ledger

    return ledger.select(ledger.entries(Ledger(archive), today=today()), claimant=claimant,
                         dyad=pair(dyad) if dyad else None, states=states)


def _scored(found: tuple[Entry, ...], archive: Archive, events: list[Path] | None) -> tuple[Scored, ...]:
    from visavis.forecast import ground, scores

    return scores.compare(found, _rows(archive, events), calendar=ground.calendar())


def _rows(archive: Archive, events: list[Path] | None) -> pa.Table:
    from visavis.forecast import ground

    return ground.rows(archive=archive, events=events)

