"""A served desk: by a client in the process, and by a server on loopback with a browser before it."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="needs the extra web")

import uvicorn
from fastapi.testclient import TestClient
from served_samples import make_desk, make_holdings

from visavis.web import application

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
         "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_desk(tmp_path_factory.mktemp("served") / "desk")


@pytest.fixture(scope="session")
def client(desk: Path) -> Iterator[TestClient]:
    with TestClient(application(make_holdings(desk)), base_url="http://localhost", follow_redirects=False,
                    raise_server_exceptions=False) as made:
        yield made


@pytest.fixture(scope="session")
def served(desk: Path) -> Iterator[str]:
    """The address of a server on a free port of loopback."""
    yield from _serving(desk)


@pytest.fixture(scope="session")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same over a desk without hostile texts, for pictures."""
    yield from _serving(make_desk(tmp_path_factory.mktemp("shown") / "desk", tame=True))


def _serving(desk: Path) -> Iterator[str]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        server = uvicorn.Server(uvicorn.Config(application(make_holdings(desk)), log_level="error", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, or a skip that says what is missing. Of one module: while it runs, no other event loop can."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    path = os.environ.get("VISAVIS_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no chromium here; install it or name it in VISAVIS_CHROMIUM")
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@dataclass
class Tab:
    """A page of the browser, with all that went wrong in it and all that it asked for."""

    page: Any
    home: str
    errors: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def open(self, path: str) -> Any:
        self.page.goto(self.home + path)
        return self.page

    def settled(self) -> None:
        """Waits until every chart is drawn."""
        self.page.wait_for_selector("[data-chart]:not([data-drawn])", state="detached", timeout=15_000)


@pytest.fixture
def tab(browser: Any, served: str) -> Iterator[Tab]:
    """A fresh tab; the test fails if it logged an error or asked for anything from elsewhere."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    made = Tab(context.new_page(), served)
    made.page.on("console", lambda message: message.type in ("error", "warning") and made.errors.append(message.text))
    made.page.on("pageerror", lambda error: made.errors.append(str(error)))
    context.on("request", lambda request: request.url.startswith(("http://127.0.0.1:", "data:")) or made.elsewhere.append(request.url))
    yield made
    context.close()
    assert made.errors == []
    assert made.elsewhere == []
