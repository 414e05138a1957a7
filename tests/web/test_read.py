"""A text that is sent is read as the Python API reads it, and nothing of it is kept."""

from __future__ import annotations

from datetime import date

from fastapi.testclient import TestClient

import visavis

TEXT = "Russia sent 30,000 tons of flour to North Korea."


def test_a_text_that_is_sent_is_read_as_by_the_python_api(client: TestClient) -> None:
    before = client.get("/api/v1/documents").json()
    told = client.post("/api/v1/read", json={"text": TEXT, "published": "2024-05-02", "explain": True}).json()
    expected = visavis.read(visavis.Document.from_text(TEXT, date(2024, 5, 2)))
    assert [row["id"] for row in told["data"]] == [one.id for one in expected.reports]
    assert told["trace"][0]["quote"] == TEXT
    assert client.get("/api/v1/documents").json() == before


def test_a_body_that_is_no_text_is_told_in_the_one_shape(client: TestClient) -> None:
    for body in (b"{", b'{"text": ""}', b'{"text": "x", "published": "soon"}', b'{"text": "x", "published": "2024-01-01", "more": 1}'):
        found = client.post("/api/v1/read", content=body, headers={"content-type": "application/json"})
        assert (found.status_code, found.headers["content-type"]) == (422, "application/problem+json")


def test_a_body_without_end_is_refused(client: TestClient) -> None:
    parts = (b'{"text": "' + b"x" * 600_000, b"x" * 600_000, b'"}')
    found = client.post("/api/v1/read", content=iter(parts), headers={"content-type": "application/json"})
    assert (found.status_code, found.json()["status"]) == (413, 413)


def test_why_says_of_each_sentence_what_was_found(client: TestClient) -> None:
    piece = client.post("/document/plain/why", headers={"hx-request": "true"}).text
    assert "China sent rice to North Korea." in piece
    assert "<html" not in piece
    assert "<html" in client.post("/document/plain/why").text
    assert client.post("/document/none/why").status_code == 404
