"""`visavis init`: a new desk folder."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer

from visavis.cli import output


def init(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="The folder to make.")],
    desk: Annotated[str, typer.Option("--desk", metavar="NAME", help="The desk it works for.")] = "korea",
) -> None:
    """Make a desk, the folder that keeps what was read.

    \b
    visavis init work --desk korea
    cd work && visavis add ../articles
    """
    from visavis.archive import init_desk

    made = init_desk(folder, desk, version=version("visavis"))
    output.line(f"{made.path}: a desk for {made.desk.title}; next: visavis add FILE --desk {made.path}")
