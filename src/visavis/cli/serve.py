"""`visavis serve`: the pages and the HTTP API."""

from __future__ import annotations

from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from visavis.cli import output
from visavis.cli.options import desk_folder, desk_path, today
from visavis.errors import DeskError, InputError, ModelError

if TYPE_CHECKING:
    from uvicorn import Config

    from visavis.web import Holdings
    from visavis.web.accounts import Accounts

PORT = 8737
"""Any that nothing common listens on."""


def serve(
    directory: Annotated[str | None, typer.Argument(
        metavar="[DIR]", help="The desk's folder; by default the current one if it is a desk.")] = None,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes any free one.")] = PORT,
    login: Annotated[bool, typer.Option(
        "--login", help="Ask for a login on this machine too, as behind a proxy.")] = False,
    certificate: Annotated[Path | None, typer.Option(
        "--certificate", metavar="FILE", help="The certificate for https (PEM), with --key.")] = None,
    key: Annotated[Path | None, typer.Option("--key", metavar="FILE", help="Its key (PEM).")] = None,
) -> None:
    """Serve the desk as pages and as an API.

    On this machine alone (127.0.0.1) no login is asked for. Elsewhere it starts only
    where the desk has accounts (visavis user add).

    \b
    visavis serve
    visavis serve work --port 8000
    visavis serve work --host 0.0.0.0 --certificate cert.pem --key key.pem
    """
    web_extra()
    import uvicorn

    from visavis.web import application

    holdings = held(directory)
    accounts = _accounts(holdings) if login or not is_loopback(host) else None
    app = application(holdings, accounts=accounts)
    if accounts and not certificate:
        output.note("without --certificate passwords go over the network as they are; put a proxy with https before it")
    _run(uvicorn.Config(app, host, port, log_level="warning", server_header=False, ws="none",
                        ssl_certfile=certificate, ssl_keyfile=key))


def is_loopback(host: str) -> bool:
    """Whether an address is that of this machine for itself.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("localhost"), is_loopback("0.0.0.0"), is_loopback("x")
    (True, True, True, False, False)
    """
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _run(config: Config) -> None:
    """Serves until it is interrupted. InputError where the address cannot be had."""
    import uvicorn

    try:
        listening = config.bind_socket()
    except (SystemExit, OSError) as error:  # uvicorn logs why, and would leave
        raise InputError("cannot be listened on: it is taken, or not an address of this machine",
                         where=f"{config.host}:{config.port}",
                         hint="take another --port, or 0 for any free one") from error
    with listening, suppress(KeyboardInterrupt):
        listening.listen(128)
        scheme, place = "https" if config.ssl_certfile else "http", listening.getsockname()
        name = f"[{config.host}]" if ":" in config.host else config.host
        output.note(f"serving {scheme}://{name}:{place[1]}/ (Ctrl-C ends it)")
        uvicorn.Server(config).run(sockets=[listening])


def _accounts(holdings: Holdings) -> Accounts:
    """The accounts of the desk; DeskError where there are none."""
    from visavis.web.accounts import Accounts

    found = Accounts(holdings.folder.path) if holdings.folder else None
    if found is None or not found.roles():
        raise DeskError("beyond this machine a login is asked for, and there is no account", where="visavis serve",
                        hint="make one: visavis user add NAME --desk DIR")
    return found


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
