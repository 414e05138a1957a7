"""The MCP server by the SDK's own client: what the tools are, and that they say what the Python API says."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import anyio
import pytest
from served_samples import make_holdings

from visavis.measure import dyad_series

mcp = pytest.importorskip("mcp", reason="needs the extra mcp")

TOOLS = {"read", "dyad", "visits", "events", "claims", "brief", "search"}


def ask(desk: Path | None, tool: str, **given: object) -> Any:
    """What a tool answers, as text or JSON; (True, text) for an error."""
    from visavis.web.tools import server

    async def call() -> Any:
        async with mcp.Client(server(make_holdings(desk))) as client:
            return await client.call_tool(tool, given)

    found = anyio.run(call)
    text = found.content[0].text
    if found.is_error:
        return True, text
    return text if tool == "brief" else json.loads(text)


def test_the_tools_only_read_and_say_so() -> None:
    from visavis.web.tools import server

    async def call() -> Any:
        async with mcp.Client(server(make_holdings(None))) as client:
            return (await client.list_tools()).tools

    found = anyio.run(call)
    assert {one.name for one in found} == TOOLS
    for one in found:
        assert one.annotations.read_only_hint
        assert not one.annotations.destructive_hint
        assert one.description
        assert "held" not in one.input_schema["properties"]


def test_a_dyad_is_that_of_the_python_api(desk: Path) -> None:
    told = ask(desk, "dyad", a="North Korea", b="CHN", versus="Russia", since="2010")
    assert [one["dataset"] for one in told["sets"]] == ["history", "desk"]
    first, second = told["sets"][0]["series"]
    series = dyad_series(make_holdings(None).past, "PRK", "CHN", by="year", since=date(2010, 1, 1))
    assert [row["events"] for row in first] == series["events"].to_pylist()
    assert second[0]["b"] == "RUS"
    assert "PRK-CHN against PRK-RUS" in told["sets"][0]["sentences"][2]


def test_events_claims_search_and_brief_answer(desk: Path) -> None:
    events = ask(desk, "events", a="PRK", b="CHN", limit=3)
    assert len(events["events"]) == 3 < events["all"]
    visits = ask(desk, "visits", host="PRK", senders="CHN,RUS", level=3)
    assert visits["visits"][0]["host"] == "PRK"
    assert ask(desk, "claims", a="PRK", b="CHN")["claims"][0]["hedge"] == "highly likely"
    assert ask(desk, "search", query="rice")["hits"][0]["document"] == "plain"
    assert ask(desk, "brief", a="PRK", b="CHN", sections=["record"]).startswith("# North Korea and China")


def test_a_text_is_read(desk: Path) -> None:
    told = ask(desk, "read", text="Russia sent 30,000 tons of flour to North Korea.", published="2024-05-02")
    assert [row["type"] for row in told["records"] if row["record"] == "report"] == ["AID"]


@pytest.mark.parametrize(("tool", "given", "what"), [
    ("dyad", {"a": "Atlantis", "b": "CHN"}, "Atlantis"), ("dyad", {"a": "PRK", "b": "PRK"}, "named twice"),
    ("events", {"a": "PRK", "b": "CHN", "limit": 9999}, "500"), ("brief", {"a": "PRK", "b": "CHN", "sections": ["x"]}, "section")])
def test_an_error_says_what_is_wrong(desk: Path, tool: str, given: dict[str, object], what: str) -> None:
    failed, text = ask(desk, tool, **given)
    assert failed is True
    assert what in text


def test_the_command_speaks_the_protocol_on_standard_output_alone(desk: Path) -> None:
    hello = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}}
    code = "import sys; from visavis.cli import main; sys.exit(main())"
    done = subprocess.run([sys.executable, "-c", code, "mcp", str(desk)], input=json.dumps(hello) + "\n", text=True,
                          capture_output=True, timeout=60, check=True)
    told = json.loads(done.stdout.splitlines()[0])
    assert told["result"]["serverInfo"]["name"] == "visavis"
