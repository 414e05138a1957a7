"""`visavis visits`: who was sent to a state, how high they stand, who received them, and what for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from visavis.cli import output
from visavis.cli.dyad import Shape
from visavis.cli.options import Desk, day, desk_folder, desk_path, first_day, last_day
from visavis.errors import InputError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from visavis.brief.findings import Evidence, Table
    from visavis.codes.occasions import Circumstance
    from visavis.measure.engine import Source
    from visavis.measure.visits import Kind, Visit
    from visavis.records import Document, Report

KEPT = ("history", "desk")
"""The data sets that are looked into where none is named."""


@dataclass(frozen=True, slots=True)
class _Sources:
    """Where visits are told: event tables, and of the desk's documents what its reports say word for word."""

    tables: tuple[Source, ...]
    documents: Mapping[str, Document] = field(default_factory=dict)
    reports: Mapping[str, Report] = field(default_factory=dict)
    voices: Mapping[str, str] = field(default_factory=dict)

    @property
    def circumstances(self) -> dict[str, Circumstance]:
        from visavis.measure.circumstances import of_reports

        return of_reports(self.reports.values(), {name: one.text for name, one in self.documents.items()})


def visits(
    host: Annotated[str, typer.Argument(metavar="HOST", help="The state visited: name or code.")],
    senders: Annotated[str | None, typer.Option(
        "--from", metavar="A,B", help="Only from these states, names or codes.")] = None,
    since: Annotated[date | None, typer.Option(
        "--since", "-s", parser=first_day, metavar="DATE", help="From that year, month or day on.")] = None,
    until: Annotated[date | None, typer.Option(
        "--until", "-u", parser=last_day, metavar="DATE",
        help="Up to the end of that year, month or day.")] = None,
    level: Annotated[int | None, typer.Option(
        "--level", "-l", min=1, max=8, metavar="1-8",
        help="Only travellers of that level or higher: 1 head of state ... 5 minister ... 8 other official.")] = None,
    all: Annotated[bool, typer.Option(
        "--all", "-A", help="Also, apart: meetings elsewhere or at a place not told, and what was planned or denied.",
    )] = False,
    as_of: Annotated[date | None, typer.Option(
        "--as-of", "-a", parser=day, metavar="YYYY-MM-DD",
        help="Only what could be known on that day.")] = None,
    dataset: Annotated[list[str] | None, typer.Option(
        "--dataset", "-d", metavar="NAME",
        help="Only this data set: history, desk, or one loaded into the desk; may be given again.")] = None,
    plot: Annotated[Path | None, typer.Option(
        "--plot", "-p", metavar="FILE", help="Also draw a timeline by level: .svg, .png, .html or .json.")] = None,
    format: Annotated[Shape, typer.Option("--format", "-f", help="What comes out.")] = Shape.TABLE,
    out: Annotated[Path | None, typer.Option(
        "--out", "-o", metavar="FILE", help="Write to a file, not to standard output.")] = None,
    desk: Desk = None,
) -> None:
    """List the visits to a state, the newest first.

    One visit told by many reports is one row: the traveller with office and level on the
    day, who received them, the place, the occasion, the delegation, and what it rests on.
    Works on the history that comes with visavis and, where there is a desk, on its
    documents, both together: a visit that both tell is one.

    \b
    visavis visits PRK --from CHN,RUS --since 2018
    visavis visits China --from "North Korea" --level 3 --plot timeline.svg
    visavis visits PRK --all -f csv -o visits.csv
    """
    from visavis.codes.countries import country

    to = country(host)
    wanted = tuple(country(name) for name in (senders or "").split(",") if name.strip())
    if senders is not None and not wanted:
        raise typer.BadParameter(f"{senders!r} names no state; write --from CHN,RUS")
    if to in wanted:
        raise typer.BadParameter(f"{to} is the host; name other states after --from")
    with ExitStack() as stack:
        sources = _sources(tuple(dataset or KEPT), bool(dataset), desk, as_of, stack)
        parts = list(_parts(sources, to, wanted, since=since, until=until, level=level, as_of=as_of))
    shown = parts if all else parts[:1]
    _write(shown, sources, format, out, notes=() if all else _left(parts[1:]))
    if plot is not None:
        from visavis.brief import itinerary_chart

        itinerary_chart.save(parts[0][1], plot, title=parts[0][0])
        output.note(f"{plot}: drawn")


def _sources(names: Sequence[str], asked: bool, desk: str | None, as_of: date | None, stack: ExitStack) -> _Sources:
    from visavis.datasets import history, segments
    from visavis.desks import known, load_desk

    found: list[Source] = [history.path()] if "history" in names else []
    voices = {name: code for one in known() for name, code in load_desk(one).voices.items()}
    if desk_path(desk) is None and not asked:
        return _Sources(tuple(found), voices=voices)
    if others := [name for name in names if name not in KEPT]:
        home = desk_path(desk) or Path()
        for name in others:
            live = segments.live(home, name)
            if not live:
                raise InputError(f"no data set {name!r} in the desk", where=str(home),
                                 hint=f"load it: visavis load {name} FILE; or ask for history or desk")
            found.append(live)
    if "desk" not in names:
        return _Sources(tuple(found), voices=voices)
    return _with_desk(found, desk, as_of, voices, stack)


def _with_desk(found: list[Source], desk: str | None, as_of: date | None, voices: dict[str, str],
               stack: ExitStack) -> _Sources:
    from visavis.datasets import table
    from visavis.measure.shelf import DESK

    folder = desk_folder(desk)
    archive = stack.enter_context(folder.archive())
    documents = {one.id: one for one in archive.documents(as_of=as_of)}
    reports = {one.id: one for one in archive.reports(as_of=as_of) if one.document in documents}
    told = table.from_reports(documents.values(), reports.values(), dataset=DESK)
    return _Sources((*found, told), documents, reports, voices | folder.desk.voices)


def _parts(sources: _Sources, host: str, senders: Sequence[str], *, since: date | None, until: date | None,
           level: int | None, as_of: date | None) -> Iterator[tuple[str, tuple[Visit, ...]]]:
    """The visits made, then apart: meetings with no place told, meetings elsewhere, and what was not done."""
    from visavis.brief.itinerary import caption
    from visavis.measure.visits import visits as found_in

    circumstances = sources.circumstances

    def asked(made: bool, *kinds: Kind) -> tuple[Visit, ...]:
        first, *more = sources.tables
        return found_in(first, host, senders=senders, since=since, until=until, level=level, as_of=as_of, made=made,
                        kinds=kinds, circumstances=circumstances, voices=sources.voices, more=more)

    parts: tuple[tuple[str, bool, tuple[Kind, ...]], ...] = (
        ("Visits to", True, ("visit",)), ("Meetings, place not told, with", True, ("meeting",)),
        ("Meetings on the ground of a third state with", True, ("elsewhere",)),
        ("Not made (planned, expected, denied or rumoured): to", False, ("visit", "meeting", "elsewhere")))
    for what, made, kinds in parts:
        told = asked(made, *kinds)
        yield caption(host, senders, len(told), what), told


def _left(parts: Sequence[tuple[str, tuple[Visit, ...]]]) -> tuple[str, ...]:
    """What was found but is not shown."""
    kinds = ("meeting whose place is not told", "meeting on the ground of a third state", "visit or meeting not made")
    plural = tuple(name.replace("meeting", "meetings", 1) if name.startswith("m") else "visits or meetings not made"
                   for name in kinds)
    told = [f"{len(found):,} {one if len(found) == 1 else many}"
            for (_, found), one, many in zip(parts, kinds, plural, strict=True) if found]
    return (f"Not counted as visits: {', '.join(told)}; --all lists them.",) if told else ()


def _write(parts: Sequence[tuple[str, tuple[Visit, ...]]], sources: _Sources, shape: Shape, out: Path | None, *,
           notes: Sequence[str]) -> None:
    if shape is Shape.TABLE and out is None:
        output.console().print(*_blocks(parts, sources), *notes, sep="\n")
        return
    made = _bytes(parts, sources, shape, notes)
    output.deliver(made, out)


def _bytes(parts: Sequence[tuple[str, tuple[Visit, ...]]], sources: _Sources, shape: Shape,
           notes: Sequence[str]) -> bytes:
    from visavis.brief import export, markdown, terminal
    from visavis.measure.visit_rows import as_table

    if shape is Shape.TABLE:
        return terminal.text(*_blocks(parts, sources), *notes).encode()
    if shape is Shape.MD:
        blocks = [text for table, told in _tables(parts, sources) for text in (markdown.grid(table),
                                                                               markdown.listed(told))]
        return "\n".join([*blocks, *(markdown.escape(note) + "\n" for note in notes)]).encode()
    return export.WRITERS[shape.value](as_table([one for _, found in parts for one in found]))


def _blocks(parts: Sequence[tuple[str, tuple[Visit, ...]]], sources: _Sources) -> Iterator[RenderableType]:
    from visavis.brief import terminal

    for table, told in _tables(parts, sources):
        yield terminal.grid(table)
        yield from terminal.listed(told)


def _tables(parts: Sequence[tuple[str, tuple[Visit, ...]]],
            sources: _Sources) -> Iterator[tuple[Table, tuple[Evidence, ...]]]:
    from visavis.brief import itinerary

    start = 1
    for number, (caption, found) in enumerate(parts):
        if found or number == 0:
            yield (itinerary.table(found, caption, start=start),
                   itinerary.evidence(found, start=start, documents=sources.documents, reports=sources.reports))
            start += len(found)
