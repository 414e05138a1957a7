"""What every test stands on: no network, and the data of the workshop where they are."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any, NoReturn

import pytest

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
