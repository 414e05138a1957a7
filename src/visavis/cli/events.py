"""`visavis events`: which reports became one event and why, which nearly did, and undoing it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from visavis.cli import output
from visavis.cli.options import Desk, day, desk_folder, desk_path, first_day, last_day

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from visavis.measure.engine import Source


class Shape(StrEnum):
    """How they are shown."""

    TABLE = "table"
    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"


def events(
    a: Annotated[str, typer.Argument(metavar="A", help="A state: name or code.")],
    b: Annotated[str, typer.Argument(metavar="B", help="The other one.")],
    since: Annotated[date | None, typer.Option(
        "--since", "-s", parser=first_day, metavar="DATE", help="From that year, month or day on.")] = None,
    until: Annotated[date | None, typer.Option(
        "--until", "-u", parser=last_day, metavar="DATE",
        help="Up to the end of that year, month or day.")] = None,
    type: Annotated[list[str] | None, typer.Option(
        "--type", "-t", metavar="TYPE", help="Only this PLOVER type; may be given again.")] = None,
    as_of: Annotated[date | None, typer.Option(
        "--as-of", "-a", parser=day, metavar="YYYY-MM-DD", help="Only what could be known on that day.")] = None,
    dataset: Annotated[list[str] | None, typer.Option(
        "--dataset", "-d", metavar="NAME", help="Only this data set; may be given again.")] = None,
    near: Annotated[bool, typer.Option(
        "--near", help="What nearly became one event and did not, in place of what did.")] = False,
    threshold: Annotated[float | None, typer.Option(
        "--threshold", metavar="SCORE", help="What the score must reach; by default 1.0.")] = None,
    directed: Annotated[bool, typer.Option("--directed", help="Only what A did to B.")] = False,
    alone: Annotated[list[str] | None, typer.Option(
        "--alone", metavar="REPORT", help="From now on this report of the desk is an event by itself.")] = None,
    together: Annotated[list[str] | None, typer.Option(
        "--together", metavar="REPORT", help="Take --alone back.")] = None,
    format: Annotated[Shape, typer.Option("--format", "-f", help="What comes out.")] = Shape.TABLE,
    desk: Desk = None,
) -> None:
    """Show which reports were merged into one event, with the score and its reasons.

    A merge can be undone: --alone REPORT makes a report an event by itself in this desk,
    --together REPORT takes that back. Reports themselves never change.

    \b
    visavis events PRK CHN --since 2018
    visavis events PRK CHN --since 2018 --near
    visavis events "North Korea" Russia --threshold 1.5 -f jsonl
    """
    from visavis.codes.countries import country
    from visavis.datasets.merging import Merging
    from visavis.measure import merges

    home = desk_path(desk)
    if (alone or together) and home is None:
        desk_folder(desk)  # says that there is none
    kept = merges.leave_alone(home, add=alone or (), drop=together or ()) if home and (alone or together) else (
        merges.alone(home) if home else frozenset())
    merging = Merging(threshold, kept, directed)
    ask = merges.near_misses if near else merges.explain
    for name, rows in _sources(dataset or [], home, as_of):
        found = ask(rows, country(a), country(b), since=since, until=until, as_of=as_of,
                    types=tuple(type) if type else None, merging=merging)
        _write(name, found, format, near=near)


def _sources(wanted: list[str], home: Path | None, as_of: date | None) -> list[tuple[str, Source]]:
    from contextlib import ExitStack

    from visavis.datasets import history
    from visavis.measure.shelf import at_hand

    with ExitStack() as stack:
        archive = stack.enter_context(desk_folder(str(home)).archive()) if home else None
        sets = at_hand(wanted, past=history.path(), desk=home, archive=archive, as_of=as_of)
    return [(one.title, one.rows) for one in sets]


def _write(name: str, found: pa.Table, shape: Shape, *, near: bool) -> None:
    if shape is not Shape.TABLE:
        from visavis.brief import export

        output.binary(export.WRITERS[shape.value](found))
        return
    seen = set(found["event"].to_pylist())
    noun = "near miss" if near else "event"
    told = f"{found.num_rows:,} {noun}{'es' if found.num_rows != 1 else ''}" if near else (
        f"{output.counted(found.num_rows, 'report')} tell {output.counted(len(seen), noun)}")
    output.line(f"In {name}: {told}.")
    before = None
    for row in found.to_pylist():
        if row["event"] != before and not near:
            output.line(_head(row))
        output.line(_told(row, near=near))
        before = row["event"]


def _head(row: dict[str, object]) -> str:
    mode = f" ({row['mode']})" if row["mode"] else ""
    standing = "" if row["standing"] == "done" else f" [{row['standing']}]"
    return f"{row['start']}: {row['type']}{mode}, {row['source']} → {row['target']}{standing}, event {row['event']}"


def _told(row: dict[str, object], *, near: bool) -> str:
    why = "opened the event" if row["score"] is None else f"score {row['score']:.2f}: {row['why']}"
    head = f"  not in event {row['event']}:" if near else "  "
    where = row["outlet"] or row["url"] or row["document"] or "no outlet"
    quote = " ".join(str(row.get("quote") or "").split())
    words = f" “{quote[:160]}{'…' if len(quote) > 160 else ''}”" if quote else ""
    return f"{head} report {row['report']}, {row['start']}, {where}; {why}{words}".replace("   ", "  ")
