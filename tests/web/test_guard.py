"""The gate: other sites, other names, long bodies, and what every answer forbids the browser."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

WHY = "/document/plain/why"


@pytest.mark.parametrize("headers", [
    {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://evil.example"},
    {"origin": "null"}, {"origin": "http://localhost:81"}, {"origin": "http://localhost", "sec-fetch-site": "cross-site"}])
def test_a_post_of_another_site_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    found = client.post(WHY, headers=headers)
    assert (found.status_code, found.json()["detail"]) == (403, "asked for by another site")


def test_another_name_for_this_server_is_refused(client: TestClient) -> None:
    assert client.get("/api/v1/", headers={"host": "rebound.example"}).status_code == 421
    assert client.get("/api/v1/", headers={"host": "[::1"}).status_code == 421
    assert client.get("/api/v1/", headers={"host": "127.0.0.1:9999"}).status_code == 200


def test_a_long_body_is_refused(client: TestClient) -> None:
    long = b"x" * 1_100_000
    assert client.post(WHY, content=long).status_code == 413


@pytest.mark.parametrize("path", ["/", "/dyad/PRK/CHN", "/api/v1/documents", "/static/app.js", "/nowhere", "/static/vega.js"])
def test_every_answer_forbids_what_is_not_ours(client: TestClient, path: str) -> None:
    found = client.get(path).headers
    policy = found["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert found["x-content-type-options"] == "nosniff"


def test_nothing_on_a_page_comes_from_elsewhere(client: TestClient) -> None:
    import re

    for path in ("/", "/dyad/PRK/CHN", "/document/plain"):
        assert not re.findall(r'(?:src|href)="(?:https?:)?//(?!wire\.example|en\.wikipedia)[^"]*"', client.get(path).text)
