"""`visavis brief`: the answer for a pair of states, with its evidence."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from visavis.cli import output
from visavis.cli.options import Desk, Intake, Published, day, desk_folder, desk_path, today
from visavis.errors import InputError

if TYPE_CHECKING:
    from visavis.archive import DeskFolder
    from visavis.brief.findings import Brief
    from visavis.desks import Indicator
    from visavis.reading import Reading


class Shape(StrEnum):
    """What the brief is written as."""

    TERMINAL = "terminal"
    MD = "md"
    HTML = "html"


ENDINGS = {".html": Shape.HTML, ".htm": Shape.HTML, ".md": Shape.MD}
"""What a file is written as by the ending of its name, where no format is given."""


def brief(
    a: Annotated[str, typer.Argument(metavar="A", help="A state: name or code.")],
    b: Annotated[str, typer.Argument(metavar="B", help="The other one.")],
    versus: Annotated[str | None, typer.Option(
        "--versus", "-v", metavar="C", help="Set A-B beside A-C.")] = None,
    add: Annotated[list[str] | None, typer.Option(
        "--add", metavar="FILE", help="Read this file for this brief only; may be given again.")] = None,
    published: Published = None,
    format: Annotated[Shape | None, typer.Option(
        "--format", "-f", help="terminal, md or html; by default what the name after --out ends in.")] = None,
    out: Annotated[Path | None, typer.Option(
        "--out", "-o", metavar="FILE", help="Write to a file, not to standard output.")] = None,
    as_of: Annotated[date | None, typer.Option(
        "--as-of", "-a", parser=day, metavar="YYYY-MM-DD",
        help="Only what could be known on that day.")] = None,
    desk: Desk = None,
) -> None:
    """Answer for two states: what the record shows, what changed, what to watch.

    Each finding names its events, and each event its sentences, or for the history its
    page of the day. Works on the history that comes with visavis and, where there is a
    desk, on its documents and the data sets loaded into it, each counted by itself.

    \b
    visavis brief PRK CHN --versus RUS
    visavis brief "North Korea" China -v Russia -o brief.html
    visavis brief PRK CHN --add article.html --add notes.txt --published 2024-04-15
    visavis brief PRK CHN --desk work --as-of 2018-05-01 --format md
    """
    from visavis.brief import compose
    from visavis.datasets import history
    from visavis.datasets.merging import MERGING, Merging
    from visavis.measure import merges, shelf

    with ExitStack() as stack:
        folder = desk_folder(desk) if desk_path(desk) is not None else None
        archive = stack.enter_context(folder.archive()) if folder else None
        intake, readings = _added(add or [], published, folder, (a, b))
        made = compose(a, b, versus=versus, today=today(), as_of=as_of, history=history.path(),
                       archive=archive, readings=readings, desk=folder.desk if folder else None,
                       loaded=shelf.loaded(folder.path) if folder else {},
                       merging=Merging(alone=merges.alone(folder.path)) if folder else MERGING)
    _show(made, format or ENDINGS.get(out.suffix.lower() if out else "", Shape.TERMINAL), out)
    if intake:
        intake.end()


def _added(files: list[str], published: date | None, folder: DeskFolder | None,
           dyad: tuple[str, str]) -> tuple[Intake | None, list[Reading]]:
    if not files:
        return None, []
    from visavis.cli.reading import Reader

    intake = Intake(files, published=published, language=None, settings=folder.settings if folder else None)
    reader = Reader(_indicators(folder, dyad), intake)
    with intake.watched():
        found = [reading for document in intake if (reading := reader.reading(document))]
    if intake.failed and not found:
        raise InputError("no file given with --add could be read", where=", ".join(files),
                         hint="see the errors above; give --published for texts without a date")
    return intake, found


def _indicators(folder: DeskFolder | None, dyad: tuple[str, str]) -> tuple[Indicator, ...]:
    from visavis.brief.outlook import desk_for
    from visavis.codes.countries import country

    if folder:
        return folder.desk.indicators
    found = desk_for(country(dyad[0]), country(dyad[1]))
    return found.indicators if found else ()


def _show(made: Brief, shape: Shape, out: Path | None) -> None:
    text = _text(made, shape, coloured=out is None)
    if text is None:
        from visavis.brief import terminal

        output.console().print(terminal.render(made))
    elif out is None:
        output.line(text.rstrip("\n"))
    else:
        try:
            out.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise InputError("cannot be written", where=str(out),
                             hint=error.strerror or "choose another place") from error
        output.note(f"{out}: written")


def _text(made: Brief, shape: Shape, *, coloured: bool) -> str | None:
    """The brief as text; None for a terminal that shows it in colour."""
    if shape is Shape.MD:
        from visavis.brief import markdown

        return markdown.render(made)
    if shape is Shape.HTML:
        from visavis.brief import page

        return page.render(made)
    if coloured:
        return None
    from visavis.brief import terminal

    return terminal.text(terminal.render(made))
