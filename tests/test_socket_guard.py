"""The guard of conftest.py: a test that reaches for the network fails."""

from __future__ import annotations

import socket
import urllib.request

import pytest

Failed = pytest.fail.Exception


def test_a_connection_fails_the_test() -> None:
    with socket.socket() as one, pytest.raises(Failed, match="network"):
        one.connect(("127.0.0.1", 9))
    with pytest.raises(Failed, match="network"):
        socket.create_connection(("127.0.0.1", 9))
    with pytest.raises(Failed, match="network"):
        urllib.request.urlopen("http://example.org/")
