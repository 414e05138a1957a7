"""Pages and files by a client in the process: what is told, where it leads, and that texts stay texts."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient
from served_samples import HOSTILE, PLAIN, make_desk, make_holdings, signal

from visavis.measure import dyad_series
from visavis.measure.visits import visits
from visavis.records import Document
from visavis.web import application
from visavis.web.accounts import Accounts
from visavis.web.memory import Memory
from visavis.web.passages import passages

ROWS = ["/api/v1/dyad/PRK/CHN", "/api/v1/events/PRK/CHN", "/api/v1/documents", "/api/v1/reports", "/api/v1/claims",
        "/api/v1/signals", "/api/v1/outlets", "/api/v1/changes", "/api/v1/search?q=rice",
        "/api/v1/visits/PRK?senders=CHN,RUS", "/api/v1/alerts",
        "/api/v1/forecasts/PRK/CHN", "/api/v1/ledger", "/api/v1/reliability"]


def test_the_dyad_of_a_page_is_that_of_the_python_api(client: TestClient) -> None:
    told = client.get("/api/v1/dyad/PRK/CHN?dataset=history&by=year").json()["data"]
    series = dyad_series(make_holdings(None).past, "PRK", "CHN", by="year")
    assert [row["events"] for row in told] == series["events"].to_pylist()
    page = client.get("/dyad/PRK/CHN?dataset=history").text
    for row in told:
        assert f">{row['period']}</a>" in page


def test_names_of_states_lead_to_their_codes(client: TestClient) -> None:
    found = client.get("/dyad?a=North Korea&b=china&versus=Russia")
    assert (found.status_code, found.headers["location"]) == (303, "/dyad/PRK/CHN?versus=RUS")


def test_every_event_opens_its_reports(client: TestClient) -> None:
    events = client.get("/api/v1/events/PRK/CHN?limit=1000").json()["data"]
    assert len(events) > 30
    for one in events[:5] + events[-5:]:
        found = client.get(f"/api/v1/events/PRK/CHN/{one['id']}").json()
        assert found["event"]["type"] == one["type"]
        assert len(found["reports"]) == one["reports"]
        assert client.get(f"/dyad/PRK/CHN/events/{one['id']}").status_code == 200


def test_the_pages_of_a_list_are_the_whole_list_once(client: TestClient) -> None:
    whole = [json.loads(line)["id"] for line in client.get("/api/v1/events/PRK/CHN?format=jsonl").text.splitlines()]
    paged, cursor = [], None
    while True:
        tail = f"&cursor={cursor}" if cursor else ""
        part = client.get(f"/api/v1/events/PRK/CHN?limit=7{tail}").json()
        paged += [row["id"] for row in part["data"]]
        cursor = part["next"]
        if cursor is None:
            break
    assert paged == whole


@pytest.mark.parametrize("address", ROWS)
def test_every_format_holds_the_same_rows(client: TestClient, address: str) -> None:
    def get(form: str) -> bytes:
        found = client.get(f"{address}{'&' if '?' in address else '?'}format={form}&limit=1000")
        assert found.status_code == 200
        return found.content

    rows = json.loads(get("json"))["data"]
    assert rows
    assert [json.loads(line) for line in get("jsonl").decode().splitlines()] == rows
    assert pq.read_table(io.BytesIO(get("parquet"))).num_rows == len(rows)
    assert pa.ipc.open_stream(get("arrow")).read_all().num_rows == len(rows)
    head = get("csv").decode().splitlines()[0]
    assert head.split(",") == list(rows[0])


def test_accept_chooses_the_format(client: TestClient) -> None:
    found = client.get("/api/v1/documents", headers={"accept": "application/x-ndjson"})
    assert found.headers["content-type"] == "application/x-ndjson"
    assert json.loads(found.text.splitlines()[0])["id"]


def test_rows_are_those_of_the_event_table(client: TestClient) -> None:
    found = client.get("/api/v1/rows?a=PRK&b=CHN&dataset=desk&format=arrow")
    rows = pa.ipc.open_stream(found.content).read_all()
    assert set(rows["dataset"].to_pylist()) == {"desk"}
    assert rows.num_rows == len(client.get("/api/v1/rows?a=PRK&b=CHN&dataset=desk").text.splitlines()) == 2


def test_an_answer_that_is_known_is_not_given_again(client: TestClient) -> None:
    first = client.get("/api/v1/dyad/PRK/CHN")
    again = client.get("/api/v1/dyad/PRK/CHN", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/api/v1/dyad/PRK/CHN?by=month", headers={"if-none-match": first.headers["etag"]})
    assert other.status_code == 200


@pytest.mark.parametrize(("address", "status"), [
    ("/api/v1/nothing", 404), ("/api/v1/dyad/PRK/Atlantis", 404), ("/api/v1/dyad/PRK/PRK", 400),
    ("/api/v1/dyad/PRK/CHN?since=2018-99", 400), ("/api/v1/dyad/PRK/CHN?by=week", 422),
    ("/api/v1/dyad/PRK/CHN?since=0001&until=9998&by=day", 400), ("/api/v1/events/PRK/CHN/none", 404),
    ("/api/v1/documents/none", 404), ("/api/v1/events/PRK/CHN?cursor=x", 400), ("/api/v1/dyad/PRK/CHN?type=NONE", 404),
    ("/api/v1/dyad/PRK/CHN?as_of=1950-01-01", 400), ("/api/v1/documents?limit=0", 422)])
def test_errors_have_one_shape(client: TestClient, address: str, status: int) -> None:
    found = client.get(address)
    assert found.status_code == status
    assert found.headers["content-type"] == "application/problem+json"
    told = found.json()
    assert sorted(told) == ["detail", "hint", "status", "title", "type", "where"]
    assert told["status"] == status
    assert told["detail"]


def test_a_method_that_is_not_there_is_told_in_the_same_shape(client: TestClient) -> None:
    assert client.delete("/api/v1/documents").json()["status"] == 405


def test_without_a_desk_the_history_is_served_and_documents_are_not() -> None:
    with TestClient(application(make_holdings(None)), base_url="http://localhost") as bare:
        assert "No desk is served" in bare.get("/").text
        assert bare.get("/dyad/PRK/CHN").status_code == 200
        assert bare.get("/search?q=rice").status_code == 200
        assert bare.get("/api/v1/documents").status_code == 404


def test_a_document_is_served_as_text_and_never_as_html(client: TestClient) -> None:
    page = client.get("/document/host%3Ci%3Ele").text
    shown = re.search(r'<div class="text">(.*?)</div>\n', page, re.DOTALL)
    assert shown
    tags = set(re.findall(r"<(/?\w+)", shown[1]))
    assert tags == {"mark", "/mark", "span", "/span", "a", "/a"}
    found = client.get("/api/v1/documents/host%3Ci%3Ele")
    assert found.headers["content-type"] == "application/json"
    assert found.json()["text"] == HOSTILE


def test_the_passages_of_a_text_are_the_text() -> None:
    class Spanned:
        def __init__(self, *span: int) -> None:
            self.span = span

    records = [Spanned(0, 10), Spanned(5, 20), Spanned(5, 20), Spanned(90, len(PLAIN))]
    found = passages(PLAIN, records)  # type: ignore[arg-type]
    assert "".join(part.text for part in found) == PLAIN
    assert [len(part.records) for part in found][:3] == [1, 3, 2]


def test_memory_makes_an_answer_once_and_forgets_errors() -> None:
    made: list[int] = []
    memory = Memory(kept=1)

    def make() -> int:
        made.append(1)
        return len(made)

    assert [memory.get("a", make), memory.get("a", make)] == [1, 1]
    with pytest.raises(ZeroDivisionError):
        memory.get("b", lambda: 1 // 0)
    assert memory.get("b", make) == 2
    assert memory.get("a", make) == 3, "only one answer is kept"
    memory.clear()
    assert memory.get("a", make) == 4


def test_memory_lets_the_oldest_tables_go_where_all_are_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    from visavis.web import memory as room

    monkeypatch.setattr(room, "BYTES", 100)
    memory, made = Memory(), list[str]()

    def table(name: str, rows: int) -> pa.Table:
        return memory.get(name, lambda: made.append(name) or pa.table({"n": pa.array(range(rows), pa.int64())}))

    for name, rows in (("a", 5), ("b", 5), ("a", 5), ("c", 5), ("a", 5), ("b", 5), ("large", 50), ("large", 50)):
        assert table(name, rows).num_rows == rows
    assert made == ["a", "b", "c", "b", "large"], "b was the oldest; one that is too large alone is kept"


def test_a_series_is_that_of_the_python_api(client: TestClient, desk: Path) -> None:
    import visavis
    from visavis.web.answers import plain

    for query, more in (("", {}), ("&by=month&since=2018-03-07&until=2019", {"by": "month", "since": date(2018, 3, 7),
                                                                             "until": date(2019, 12, 31)}),
                        ("&as_of=2012-05-01&type=CONSULT", {"as_of": date(2012, 5, 1), "types": ["CONSULT"]})):
        found = client.get(f"/api/v1/dyad/PRK/CHN?versus=RUS{query}").json()["data"]
        assert found == plain(visavis.dyad("PRK", "CHN", versus="RUS", desk=desk, **more).table.to_pylist())  # type: ignore[arg-type]


def test_what_was_answered_is_answered_again_only_while_the_data_stay(desk: Path, tmp_path: Path) -> None:
    import shutil

    copied = tmp_path / "desk"
    shutil.copytree(desk, copied)
    held = make_holdings(copied)
    with TestClient(application(held), base_url="http://localhost") as one:
        first = one.get("/api/v1/documents")
        again = one.get("/api/v1/documents")
        assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
        assert again.headers["content-security-policy"]
        old = held.material()
        more = Document.from_text("A third one.", date(2026, 11, 1), id="third")
        with held.archive() as archive:
            archive.add(more, [], known_from=datetime(2026, 11, 1, tzinfo=UTC), coder="test-1")
        assert (before := held.material()) is not old
        assert len(one.get("/api/v1/documents").json()["data"]) == 3
        assert held.material() is before
        assert len(held.material().documents) == 3
        assert one.get("/api/v1/documents", headers={"accept": "application/x-ndjson"}).text.count("\n") == 3


def test_the_ledger_of_a_page_is_that_of_the_python_api(client: TestClient) -> None:
    told = client.get("/api/v1/visits/PRK?senders=CHN&limit=1000&since=2010").json()["data"]
    found = visits(make_holdings(None).past, "PRK", senders=("CHN",), since=date(2010, 1, 1))
    assert [row["id"] for row in told if row["kind"] == "visit" and row["standing"] == "done"] == sorted(
        (one.id for one in found), key=lambda one: [row["id"] for row in told].index(one))
    page = client.get("/visits?host=North Korea&senders=China&since=2010").text
    assert f"Visits to North Korea from China: {len(found)}" in page
    assert page.count('href="#V1"') == page.count('id="V1"') == 1


def test_private_names_leave_in_no_answer(tmp_path: Path) -> None:
    text = "China sent rice to North Korea. A worker named Quentin Doe carried rice home to North Korea."
    folder = make_desk(tmp_path / "desk", tame=True)
    document = Document.from_text(text, date(2026, 10, 9), id="named", title="A worker named Quentin Doe")
    told = replace(signal(document, "A worker named Quentin Doe carried rice home"), private=((15, 26),))
    held = make_holdings(folder)
    with held.archive() as archive:
        archive.add(document, [told], known_from=datetime(2026, 10, 9, tzinfo=UTC), coder="test-1")
    addresses = ["/", "/document/named", "/search?q=carried", "/api/v1/documents", "/api/v1/documents/named", "/api/v1/signals",
                 "/api/v1/search?q=carried", "/api/v1/signals?format=csv", "/brief/PRK/CHN", "/api/v1/brief/PRK/CHN"]
    with TestClient(application(held), base_url="http://localhost") as one:
        for address in addresses:
            found = one.get(address)
            assert found.status_code == 200
            assert "Quentin" not in found.text, address
            assert "Doe" not in found.text, address
        answer = one.get("/api/v1/documents/named").json()
        span = answer["records"][0]["span"]
        assert answer["text"][slice(*span)] == answer["records"][0]["quote"]


def test_an_alert_is_changed_through_the_api_and_the_change_is_in_the_audit_log(tmp_path: Path) -> None:
    folder = make_desk(tmp_path / "desk")
    with TestClient(application(make_holdings(folder)), base_url="http://localhost") as one:
        found = one.get("/api/v1/alerts?state=open").json()["data"]
        assert found[0]["quotes"]
        address = f"/api/v1/alerts/{found[0]['id']}"
        assert one.post(address, json={"state": "muted"}).status_code == 400
        assert one.post(address, json={"state": "gone"}).status_code == 422
        assert one.post("/api/v1/alerts/none", json={"state": "closed"}).status_code == 400
        told = one.post(address, json={"state": "closed", "note": "nothing in it"}).json()
        assert (told["state"], told["notes"][0]["note"]) == ("closed", "local: nothing in it")
        assert len(one.get("/api/v1/alerts?state=open").json()["data"]) == len(found) - 1
    log = Accounts(folder).log()
    assert (log[0].account, log[0].target, log[0].outcome) == ("local", address, "200")
    assert len(log) == 4
