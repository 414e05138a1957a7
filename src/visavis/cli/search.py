"""`visavis search`: documents of the desk by their words."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from visavis.cli import output
from visavis.cli.options import Desk, desk_folder
from visavis.cli.read import Format

if TYPE_CHECKING:
    from visavis.archive import Hit


def search(
    query: Annotated[list[str], typer.Argument(
        metavar="QUERY", help='Words that must all occur; "in quotes" in a row; word* with any ending.')],
    limit: Annotated[int, typer.Option(min=1, help="How many documents at most.")] = 20,
    format: Annotated[Format | None, typer.Option(help="table, or jsonl; as in `read`.")] = None,
    desk: Desk = None,
) -> None:
    """Search the desk's documents, best first.

    \b
    visavis search rice shipment
    visavis search '"Zhao Leji" visit*' --limit 5
    """
    text = " ".join(query)
    if not any(character.isalnum() for character in text):
        raise typer.BadParameter("there is no word in the query")
    with desk_folder(desk).archive() as archive:
        hits = archive.search(text, limit=limit)
    shape = format or (Format.TABLE if sys.stdout.isatty() else Format.JSONL)
    for hit in hits:
        if shape is Format.JSONL:
            output.json_line(json.dumps(_row(hit), ensure_ascii=False, separators=(",", ":")))
        else:
            _show(hit)
    if not hits:
        output.note("no document holds all of these words (names of private persons are not searched)")


def _row(hit: Hit) -> dict[str, object]:
    return {"record": "hit", "document": hit.document, "title": hit.title,
            "published": hit.published.isoformat(), "outlet": hit.outlet, "url": hit.url,
            "snippet": hit.snippet, "marks": [list(mark) for mark in hit.marks], "reports": list(hit.reports),
            "score": round(hit.score, 4)}


def _show(hit: Hit) -> None:
    from rich.text import Text

    console = output.console()
    head = "  ".join(part for part in (str(hit.published), hit.outlet, hit.title) if part)
    console.print(Text(output.one_line(head), style="bold"))
    snippet = Text(hit.snippet)
    for start, end in hit.marks:
        snippet.stylize("bold yellow", start, end)
    console.print(snippet)
    console.print(Text(f"document {hit.document}, {output.counted(len(hit.reports), 'report')}"
                       f"{f', {hit.url}' if hit.url else ''}\n", style="dim"))
