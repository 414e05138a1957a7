"""`visavis serve`: the pages and the HTTP API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from visavis.cli import output
from visavis.cli.options import desk_folder, desk_path, today
from visavis.errors import ModelError

if TYPE_CHECKING:
    from visavis.web import Holdings

PORT = 8737
"""Any that nothing common listens on."""


def serve(
    directory: Annotated[str | None, typer.Argument(
        metavar="[DIR]", help="The desk's folder; by default the current one if it is a desk.")] = None,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes any free one.")] = PORT,
) -> None:
    """Serve the desk as pages and as an API.

    On this machine alone (127.0.0.1) no login is asked for.

    \b
    visavis serve
    visavis serve work --port 8000
    """
    web_extra()
    import uvicorn

    from visavis.web import application

    app = application(held(directory))
    output.note(f"serving http://{host}:{port}/ (Ctrl-C ends it)")
    uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False)


def held(directory: str | None) -> Holdings:
    """What is served: the history, and the desk if there is one."""
    from visavis.datasets import history
    from visavis.web import Holdings

    folder = desk_folder(directory) if desk_path(directory) is not None else None
    return Holdings(past=history.path(), folder=folder, today=today)


def web_extra() -> None:
    """Nothing; ModelError where the extra `web` is not installed."""
    from importlib.util import find_spec

    missing = [name for name in ("fastapi", "uvicorn", "argon2", "multipart") if find_spec(name) is None]
    if missing:
        raise ModelError(f"what the server needs is not installed ({', '.join(missing)})", where="visavis serve",
                         hint='install it: python3 -m pip install "visavis[web]"')
