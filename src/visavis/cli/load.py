"""`visavis load`: files of a data set into the event table."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from visavis.cli import output
from visavis.cli.options import Desk, desk_folder, desk_path
from visavis.errors import VisavisError

if TYPE_CHECKING:
    from visavis.datasets.gdelt import Mentioned
    from visavis.datasets.loading import Loaded

SHOWN = 5
"""Unknown codes that a line names."""


class Source(StrEnum):
    """The data sets."""

    GDELT = "gdelt"
    ICEWS = "icews"
    POLECAT = "polecat"
    PHOENIX = "phoenix"
    UCDP = "ucdp"
    ACLED = "acled"
    EVENTS = "events"


def load(
    source: Annotated[Source, typer.Argument(
        metavar="SOURCE", help="gdelt, icews, polecat, phoenix, ucdp, acled, or events (what export wrote).")],
    files: Annotated[list[Path], typer.Argument(
        metavar="FILE", help="Files as they are published, also .gz .xz .zip, and folders of them.")],
    out: Annotated[Path | None, typer.Option(
        "--out", "-o", metavar="DIR", help="The folder for event files; by default that of the desk.")] = None,
    desk: Desk = None,
) -> None:
    """Load a data set of events between states.

    The layout of a file is told by what it holds. Rows that are malformed go to a file of
    rejects beside the event file, each with its line and the reason. A file that was loaded
    before is left as it is, so the same command can be run again, also after it was stopped.

    \b
    visavis load gdelt 20240101.export.CSV.zip --desk work
    visavis load gdelt export/*.zip mentions/*.zip --out events
    visavis load ucdp ucdp-prio-acd-241.csv
    """
    from visavis.datasets import segments
    from visavis.datasets.load import load as load_files
    from visavis.datasets.load import size_of
    from visavis.measure import days

    home = _home(out, desk)
    failed = 0
    with output.progress(size_of(files), "loading") as step:
        for done in load_files(source.value, files, out or segments.folder(home or Path()), seen=step):
            failed += not _told(done)
            if _is_loaded(done):
                days.make(done.segment)  # type: ignore[union-attr]
            if home is not None and _is_loaded(done):
                segments.register(home, done, now=datetime.now(UTC))  # type: ignore[arg-type]
                _repeats(segments.repeated(home, done), done)  # type: ignore[arg-type]
    if failed:
        raise typer.Exit(1)


def _home(out: Path | None, desk: str | None) -> Path | None:
    """The desk's folder; None where the event files go elsewhere."""
    if out is not None:
        return None
    if desk_path(desk) is None:
        raise typer.BadParameter("there is no desk here; say where the event files go: --out DIR, or --desk DIR")
    return desk_folder(desk).path


def _told(done: Loaded | Mentioned | VisavisError) -> bool:
    """Tells what became of a file in a line; whether it was loaded."""
    if isinstance(done, VisavisError):
        output.error(str(done))
        return False
    output.line(summary(done) if _is_loaded(done) else mentions(done))  # type: ignore[arg-type]
    return True


def _repeats(number: int, done: Loaded) -> None:
    """Says that rows are in other files of the data set too."""
    if number:
        output.note(f"{done.path}: {output.counted(number, 'event')} of it stand in other files of {done.dataset} too;"
                    " they are counted once as events, but again in what is covered; remove one of the files")


def _is_loaded(done: object) -> bool:
    return hasattr(done, "segment")


def summary(done: Loaded) -> str:
    """What became of the rows of a file, in one line."""
    counts = done.counts
    parts = [f"{counts.events:,} events", f"{counts.no_dyad:,} no dyad", f"{counts.no_type:,} no event type",
             f"{counts.rejects:,} rejects"]
    if counts.events != counts.kept:
        parts[0] += f" of {counts.kept:,} rows"
    if counts.duplicates:
        parts[-1] += f" ({counts.duplicates:,} with an id that comes again; the later row is kept)"
    line = f"{done.path}: {done.dataset} {', '.join(done.layouts)}: {counts.read:,} rows = {' + '.join(parts)}"
    if done.rejects is not None:
        line += f"; see {done.rejects}"
    if done.unknown:
        more = f" and {len(done.unknown) - SHOWN} more" if len(done.unknown) > SHOWN else ""
        line += f"; not known: {', '.join(done.unknown[:SHOWN])}{more}"
    return line + ("; loaded before" if done.already else "")


def mentions(done: Mentioned) -> str:
    """What became of the rows of a file of mentions, in one line."""
    line = f"{done.path}: mentions: {done.read:,} rows = {done.kept:,} mentions + {done.rejected:,} rejects"
    return line + (f"; see {done.rejects}" if done.rejects is not None else "")
