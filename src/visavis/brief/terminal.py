"""A brief for the terminal, as something that rich can print.

The rule: text from documents is never read as markup.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel as Box
from rich.table import Table as Grid
from rich.text import Text

from visavis.brief import words
from visavis.brief.findings import Brief, Evidence, Finding, Panel, Row, Section, Table

BARS = "▁▂▃▄▅▆▇█"
PIECES = 4
"""Runs of labels shown in a cell of a table; the rest are told as a number. What fits 100 columns."""


def render(brief: Brief) -> Group:
    """The brief: the answer in a box, the sections, the evidence."""
    body = [Text.assemble("• ", _finding(one)) for one in brief.answer]
    parts: list[RenderableType] = [
        Text(brief.title, style="bold"), Text(brief.subtitle, style="dim"), Text(),
        Box(Group(*_spaced(body)), title="The answer", title_align="left", border_style="bold"),
        *_bars(brief.panels)]
    for section in brief.sections:
        parts.extend(_section(section))
    parts.extend(_evidence(brief))
    return Group(*parts)


def text(*parts: RenderableType, width: int = 120) -> str:
    """What rich would print, as plain text of that many columns, for a file."""
    stream = io.StringIO()
    Console(file=stream, width=width, highlight=False, markup=False, emoji=False).print(*parts, sep="\n")
    return stream.getvalue()


def bar(panel: Panel) -> str:
    """A series in one line: a bar a period, `·` for none, `×` for not covered.

    The tallest bar is the largest count of the series.
    """
    counts, status = panel.series["events"].to_pylist(), panel.series["status"].to_pylist()
    top = max(counts, default=0)
    return "".join("×" if how == "not covered" else "·" if not n else BARS[(n * len(BARS) - 1) // top]
                   for n, how in zip(counts, status, strict=True))


def _bars(panels: Sequence[Panel]) -> Iterator[RenderableType]:
    grid = Grid.grid(padding=(0, 2))
    for panel in panels:
        periods, counts = panel.series["period"].to_pylist(), panel.series["events"].to_pylist()
        label = panel.label.rsplit(":", 1)[0]
        grid.add_row(Text(label), Text(f"{periods[0]} {bar(panel)} {periods[-1]}"),
                     Text(f"events by year, {min(counts)} to {max(counts)}", style="dim"))
    yield Text()
    yield grid


def _section(section: Section) -> Iterator[RenderableType]:
    yield Text()
    yield Text(section.title, style="bold underline")
    for finding in section.findings:
        yield _hanging("•", _finding(finding))
    for table in section.tables:
        yield Text()
        yield grid(table)
    for note in section.notes:
        yield _hanging("–", Text(note, style="italic"))


def _finding(finding: Finding) -> Text:
    return Text.assemble(finding.text, (f"  [{words.labels(finding.evidence)}]", "dim"))


def _hanging(mark: str, text: Text) -> RenderableType:
    grid = Grid.grid(padding=(0, 1, 0, 0))
    grid.add_row(mark, text)
    return grid


def grid(table: Table) -> Grid:
    """A table, with its evidence in a last column if it has any."""
    drawn = Grid(box=box.SIMPLE_HEAD, title=Text(table.caption, style="italic"), title_justify="left",
                 pad_edge=False, padding=(0, 1))
    for at, name in enumerate(table.columns):
        drawn.add_column(Text(name), justify="right" if at in table.numeric else "left", overflow="fold")
    if table.cited:
        drawn.add_column("evidence", style="dim", overflow="fold")
    for row in table.rows:
        drawn.add_row(*(Text(cell) for cell in row.cells), *([_cited(row)] if table.cited else []))
    return drawn


def listed(items: Iterable[Evidence]) -> Iterator[RenderableType]:
    """Pieces of evidence under each other, each behind its label."""
    for item in items:
        yield _hanging(f"{item.label:>4}", _item(item))


def _cited(row: Row) -> str:
    pieces = words.labels(row.evidence).split(", ") if row.evidence else []
    more = f" … {len(row.evidence)} in all" if len(pieces) > PIECES else ""
    return ", ".join(pieces[:PIECES]) + more


def _evidence(brief: Brief) -> Iterator[RenderableType]:
    yield Text()
    yield Text("Evidence", style="bold underline")
    for title, items in brief.by_kind:
        yield Text(title, style="bold")
        yield from listed(items)
    for note in brief.unlisted:
        yield Text(note, style="italic")


def _item(item: Evidence) -> Text:
    text = Text(item.text)
    told = f" ({item.tellers})" if item.tellers else ""
    source = " · ".join(part for part in (item.where, item.address) if part)
    text.append(told + (f"  {source}" if source else ""), style="dim")
    for quote in item.quotes:
        text.append(f"\n“{quote.text}”", style="italic")
        source = f"{quote.outlet or 'no outlet'}, {quote.published or 'no date'}, document {quote.document}"
        text.append(f"  {source}", style="dim")
    return text


def _spaced(parts: Sequence[RenderableType]) -> Iterator[RenderableType]:
    for at, part in enumerate(parts):
        yield Padding(part, (0 if at == 0 else 1, 0, 0, 0))
