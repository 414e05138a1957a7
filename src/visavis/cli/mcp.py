"""`visavis mcp`: the tools of visavis for a language model."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Annotated

import typer

from visavis.cli.serve import held, web_extra
from visavis.errors import ModelError


def mcp(directory: Annotated[str | None, typer.Argument(
        metavar="[DIR]", help="The desk's folder; by default the current one if it is a desk.")] = None) -> None:
    """Answer a language model's questions over standard input and output (MCP).

    The tools only read: read, dyad, events, claims, brief, search. A client starts this
    command itself; it listens on no port.

    \b
    visavis mcp work
    """
    web_extra()
    if find_spec("mcp") is None:
        raise ModelError("the MCP SDK is not installed", where="visavis mcp",
                         hint='install it: python3 -m pip install "visavis[mcp]"')
    from visavis.web.tools import server

    server(held(directory)).run("stdio")
