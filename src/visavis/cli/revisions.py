"""`visavis revisions`: how a text changed since it was first known."""

from __future__ import annotations

from typing import Annotated

import typer

from visavis.cli import output
from visavis.cli.options import Desk, desk_folder
from visavis.errors import InputError


def revisions(document: Annotated[str, typer.Argument(metavar="ID", help="The id of any revision.")],
              desk: Desk = None) -> None:
    """Show the revisions of a text, and what went and came between them.

    \b
    visavis revisions 3f2a90c1d4e5f607
    """
    from visavis.archive import search
    from visavis.archive.changes import difference

    with desk_folder(desk).archive() as archive:
        found = archive.revisions(document)
    if not found:
        raise InputError("no such document", where=document, hint="see: visavis search QUERY")
    told = [search.public_document(one) for one in found]
    for number, one in enumerate(told, 1):
        title = search.masked(one.title) or one.url or ""
        output.line(output.one_line(f"{number}. known from {one.known_from:%Y-%m-%d %H:%M}, document {one.id},"
                                    f" {title}".rstrip(" ,")))
        if number > 1:
            for line in difference(told[number - 2], one):
                output.line(f"   {output.one_line(search.masked(line) or '')}")
