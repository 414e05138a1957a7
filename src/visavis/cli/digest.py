"""`visavis digest`: what is new since the last one."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Literal

import typer

from visavis.cli import output
from visavis.cli.options import Desk, desk_folder, first_day


def digest(
    format: Annotated[Literal["md", "html"], typer.Option(help="md or html.")] = "md",
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Else standard output.")] = None,
    since: Annotated[date | None, typer.Option(
        parser=first_day, metavar="DATE", help="What fired from this day on; else since the last digest.")] = None,
    peek: Annotated[bool, typer.Option("--peek", help="Look only: the next digest tells the same again.")] = False,
    desk: Desk = None,
) -> None:
    """Tell what is new since the last digest: alerts by how well they are attested, and sources that stand still.

    \b
    visavis digest
    visavis digest --format html --out morning.html
    """
    from visavis.archive.alerts import Alerts
    from visavis.errors import InputError
    from visavis.watch.collect import write_whole
    from visavis.watch.digest import as_html, as_markdown
    from visavis.watch.digest import digest as make
    from visavis.watch.sources import known_outlets
    from visavis.watch.watches import all_watches

    folder, now = desk_folder(desk), datetime.now(UTC)
    begins = datetime.combine(since, time(), UTC) if since else None
    with folder.archive() as archive:
        made = make(archive, all_watches(archive, folder.desk), known_outlets(folder),
                              title=folder.desk.title, now=now, since=begins)
        text = as_html(made) if format == "html" else as_markdown(made)
        if out is None:
            sys.stdout.write(text)
            output.flush()
        else:
            try:
                write_whole(out, text.encode("utf-8"))
            except OSError as error:
                raise InputError((error.strerror or "cannot be written").lower(), where=str(out),
                                 hint="give a file that can be written") from error
        if not peek:
            Alerts(archive).mark_digest(now=now)
