"""`visavis brief`: the answer for a pair of states, with its evidence."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from visavis.cli import output
from visavis.cli.options import Desk, Intake, Published, day, desk_folder, desk_path, today
from visavis.errors import InputError
from visavis.settings import setting

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
    PDF = "pdf"
    DOCX = "docx"
    BIBTEX = "bibtex"
    CSL = "csl"


ENDINGS = {".html": Shape.HTML, ".htm": Shape.HTML, ".md": Shape.MD, ".pdf": Shape.PDF, ".docx": Shape.DOCX,
           ".bib": Shape.BIBTEX, ".json": Shape.CSL}
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
        "--format", "-f", help="terminal, md, html, pdf or docx; or its sources alone: bibtex, csl (CSL-JSON). By"
        " default what the name after --out ends in.")] = None,
    section: Annotated[list[str] | None, typer.Option(
        "--section", metavar="NAME",
        help="Only this section; may be given again. By default those of the desk.")] = None,
    template: Annotated[Path | None, typer.Option(
        "--template", metavar="FILE",
        help="Write it by this Jinja template; by default the desk's, if it has one.")] = None,
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
    visavis brief PRK CHN -v RUS --as-of 2018-05-01 -o brief.pdf
    visavis brief PRK CHN -v RUS --section record --section watch -o brief.docx
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
                       merging=Merging(alone=merges.alone(folder.path)) if folder else MERGING,
                       parts=section or setting("brief_sections", desk=folder.settings if folder else None).split())
    shape = format or ENDINGS.get(out.suffix.lower() if out else "")
    if (found := template or (None if shape else _template(folder))) is not None:
        _templated(made, found, out)
    else:
        _show(made, shape or Shape.TERMINAL, out)
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


def _template(folder: DeskFolder | None) -> Path | None:
    """The desk's template, or that of the environment."""
    named = setting("brief_template", desk=folder.settings if folder else None)
    return (folder.path / named if folder else Path(named)) if named else None


def _templated(made: Brief, template: Path, out: Path | None) -> None:
    from visavis.brief import template as by_template

    output.deliver(by_template.render(made, template).encode(), out)


def _show(made: Brief, shape: Shape, out: Path | None) -> None:
    if shape is Shape.TERMINAL and out is None:
        from visavis.brief import terminal

        output.console().print(terminal.render(made))
    elif shape in (Shape.PDF, Shape.DOCX) and out is None and sys.stdout.isatty():
        raise typer.BadParameter(f"a {shape} is not for a terminal; say where it goes: --out FILE")
    else:
        from visavis.brief.formats import FORMATS

        output.deliver(FORMATS[shape.value](made), out)
