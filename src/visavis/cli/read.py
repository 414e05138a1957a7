"""`visavis read`: documents in, records out."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from visavis.cli import output
from visavis.cli.options import Coder, Desk, Files, Intake, Language, Published, coder, desk_settings, desks
from visavis.cli.reading import Reader, records
from visavis.records import shown, to_line

if TYPE_CHECKING:
    from visavis.reading.document import Reading
    from visavis.records import Document


class Format(StrEnum):
    """How records are shown."""

    TABLE = "table"
    JSONL = "jsonl"


def read(
    files: Files,
    published: Published = None,
    format: Annotated[Format | None, typer.Option(
        help="table, or jsonl (one record a line); by default table on a terminal, jsonl in a pipe.")] = None,
    explain: Annotated[bool, typer.Option(
        "--explain", help="Say for each sentence what was found or which stage let it go.")] = False,
    chosen: Coder = None,
    language: Language = None,
    desk: Desk = None,
) -> None:
    """Read documents: who did what to whom.

    Also what is forecast, and which indicators are touched. Nothing is stored. Signals
    are those of the desk at hand; outside a desk, of all desks of the package.

    \b
    visavis read article.html
    visavis read notes.txt --published 2024-07-27 --explain
    visavis read feed.jsonl --format jsonl > records.jsonl
    curl -s https://example.org/article.html | visavis read -
    """
    shape = format or (Format.TABLE if sys.stdout.isatty() else Format.JSONL)
    settings, at_hand = desk_settings(desk), desks(desk)
    intake = Intake(files, published=published, language=language, settings=settings)
    with coder(chosen, settings), intake.watched(shown=not sys.stdout.isatty()):
        reader = Reader([one for desk in at_hand for one in desk.indicators], intake,
                        calendar=[one for desk in at_hand for one in desk.calendar])
        for document in intake:
            reading = reader.reading(document, explain=explain)
            if reading is None:
                continue
            if shape is Format.JSONL:
                for record in records(reading):
                    output.json_line(to_line(record))
            else:
                _table(reading)
            if explain:
                _explain(reading, to_stdout=shape is Format.TABLE)
            output.flush()
    intake.end()


def _table(reading: Reading) -> None:
    from rich.table import Table

    document = reading.document
    output.line(f"{document.published}  {output.one_line(_title(document))}"
                f"{f'  ({document.outlet})' if document.outlet else ''}")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("when", "who", "whom", "what", "truth", "quote"):
        table.add_column(name, overflow="fold", no_wrap=name in ("when", "who", "whom"))
    for report in reading.reports:
        days = str(report.when.start)
        if report.when.end != report.when.start:
            days += f"..{report.when.end}"
        truth = f"{report.modality}, {report.evidence}"
        table.add_row(days, report.source.country, report.target.country,
                      report.type + (f" {report.mode}" if report.mode else ""), truth, report.shown)
    for claim in reading.claims:
        low, high = claim.interval
        table.add_row(f"by {claim.window[1]}", *(claim.dyad or ("", "")), f"claim {low:.0%}-{high:.0%}",
                      claim.hedge, claim.shown)
    for signal in reading.signals:
        table.add_row("", " ".join(signal.countries), "", f"signal {signal.indicator}", "", signal.shown)
    if table.row_count:
        output.console().print(table)
    else:
        output.line("nothing found; --explain says why")
    output.line("")


def _title(document: Document) -> str:
    from visavis.codes.persons import masked

    return masked(document.title, within=document.text) if document.title else document.id


def _explain(reading: Reading, *, to_stdout: bool) -> None:
    from visavis.reading.privacy import spans

    say = output.line if to_stdout else output.note
    for part in reading.trace:
        quote = " ".join(shown(part.quote, spans(reading.private, *part.span)).split())
        say(f"[{part.span[0]}:{part.span[1]}] {quote[:100]}{'...' if len(quote) > 100 else ''}")
        say(f"    actors: {', '.join(part.actors) or 'none'}; acts: {', '.join(part.acts) or 'none'};"
            f" reports: {part.reports}")
        for reason in part.dropped:
            say(f"    let go: {reason}")
