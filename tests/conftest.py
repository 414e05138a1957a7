"""What every test stands on: no network, and the data of the workshop where they are."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NoReturn

import pytest

CONNECT, LOOK_UP = socket.socket.connect, socket.getaddrinfo

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any attempt to connect a socket, or to look a host up, fails the test."""

    def refuse(*args: Any, **kwargs: Any) -> NoReturn:
        pytest.fail(f"a test tried to reach the network: {args[1:]!r}")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data that is not part of the project; where it is absent the test is skipped, or fails."""
    if not SHARED.is_dir():
        give_up = pytest.fail if os.environ.get("VISAVIS_REQUIRE_SHARED") else pytest.skip
        give_up(f"needs the data folder beside the project ({SHARED})")
    return SHARED


Answer = Callable[[BaseHTTPRequestHandler], None]


class LocalServer:
    """A web server on this machine: `routes` by path (without the query), `hits` the paths and headers asked for."""

    def __init__(self) -> None:
        self.routes: dict[str, Answer] = {}
        self.hits: list[tuple[str, dict[str, str]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def _any(self) -> None:
                outer.hits.append((self.path, {key.lower(): value for key, value in self.headers.items()}))
                answer = outer.routes.get(self.path.split("?")[0])
                try:
                    if answer is None:
                        self.send_response(404)
                        self.end_headers()
                    else:
                        answer(self)
                except (BrokenPipeError, ConnectionResetError):
                    pass  # the client has had enough, which is what some tests want

            do_GET = do_POST = _any  # noqa: N815

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.port = self.http.server_address[1]
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def serve(self, path: str, body: bytes | str, *, kind: str = "text/html; charset=utf-8", status: int = 200,
              **headers: str) -> None:
        """The answer at `path`; `etag="x"` and the like become headers, and a matching If-None-Match gets a 304."""
        data = body.encode() if isinstance(body, str) else body

        def answer(asked: BaseHTTPRequestHandler) -> None:
            same = "etag" in headers and asked.headers.get("If-None-Match") == headers["etag"]
            asked.send_response(304 if same else status)
            for key, value in {"Content-Type": kind, "Content-Length": "0" if same else str(len(data)), **headers}.items():
                asked.send_header(key.replace("_", "-"), value)
            asked.end_headers()
            if not same:
                asked.wfile.write(data)

        self.routes[path] = answer


@pytest.fixture
def loopback(_no_network: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the test connect to 127.0.0.1, and to nothing else."""

    def connect(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] != "127.0.0.1":
            pytest.fail(f"a test tried to reach the network: {address!r}")
        CONNECT(self, address)

    def look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host not in ("127.0.0.1", b"127.0.0.1"):
            pytest.fail(f"a test tried to look up {host!r}")
        return LOOK_UP(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.fixture
def server(loopback: None) -> Iterator[LocalServer]:
    """A web server on this machine; it knows no path until the test tells it one."""
    made = LocalServer()
    yield made
    made.http.shutdown()
    made.http.server_close()
