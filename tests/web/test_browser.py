"""The main paths in a real browser: from a mark to its sentences, back, by keyboard, on a narrow screen."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from served_samples import make_desk

pytestmark = pytest.mark.usefixtures("browser")

DOCS = Path(__file__).resolve().parents[2] / "docs" / "web"

PAGES = ["/", "/dyad", "/dyad/PRK/CHN?versus=RUS", "/dyad/PRK/CHN/events?since=2018", "/document/plain",
         "/document/host%3Ci%3Ele", "/search?q=rice", "/sources", "/nowhere", "/brief/PRK/CHN",
         "/visits?host=PRK&senders=CHN,RUS&level=4", "/watch", "/watch/signals/workers",
         "/forecasts?a=PRK&b=CHN"]


def _axe() -> str:
    package = pytest.importorskip("axe_playwright_python", reason="needs axe-playwright-python")
    return (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(tab: Any, path: str, scheme: str) -> None:
    tab.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page = tab.open(path)
    tab.settled()
    page.evaluate(_axe())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    told = [f"{one['id']} ({one['impact']}): {one['nodes'][0]['html'][:200]}" for one in found]
    if path == "/nowhere":
        tab.errors.clear()  # the browser logs the 404 itself
    assert told == []


def test_from_a_mark_to_the_sentences_and_back(tab: Any) -> None:
    page = tab.open("/dyad/PRK/CHN?versus=RUS&dataset=desk&by=month")
    tab.settled()
    mark = page.locator(".chart .mark-symbol path").first
    mark.click()
    page.wait_for_url("**/events?*")
    assert "since=2026-10-0" in page.url
    page.get_by_role("link", name="2026-10-02").first.click()
    page.wait_for_url("**/events/*")
    assert "China sent rice to North Korea." in page.inner_text("blockquote")
    page.get_by_role("link", name="Rice, plainly").click()
    page.wait_for_url("**/document/plain*")
    assert page.locator("mark.at").inner_text() == "China sent rice to North Korea."
    page.go_back()
    page.go_back()
    page.go_back()
    assert page.url.endswith("/dyad/PRK/CHN?versus=RUS&dataset=desk&by=month")
    tab.settled()


def test_every_period_of_the_chart_is_in_the_table(tab: Any) -> None:
    page = tab.open("/dyad/PRK/CHN?dataset=history")
    tab.settled()
    links = page.locator("tbody th a").all_inner_texts()
    assert len(links) == len(set(links)) > 20
    assert page.locator(".chart").first.get_attribute("aria-label").startswith("Events by year.")


def test_the_keyboard_alone_reaches_the_search_and_what_it_finds(tab: Any) -> None:
    page = tab.open("/sources")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("/")
    page.keyboard.type("rice")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=rice")
    found = page.get_by_role("link", name="Rice, plainly")
    found.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/document/plain")


@pytest.mark.parametrize("path", ["/", "/dyad/PRK/CHN?versus=RUS", "/document/host%3Ci%3Ele", "/sources"])
def test_a_narrow_screen_does_not_scroll_sideways(tab: Any, path: str) -> None:
    tab.page.set_viewport_size({"width": 360, "height": 740})
    page = tab.open(path)
    tab.settled()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("path", PAGES[:1] + PAGES[2:8] + PAGES[9:])
def test_no_text_of_a_document_runs(tab: Any, path: str) -> None:
    page = tab.open(path)
    tab.settled()
    for one in page.locator("main b, main mark").all()[:10]:
        one.hover()
    assert page.evaluate("window.ran") is None
    assert page.locator("a[href^='javascript']").count() == 0
    assert page.locator("main img, main svg[onload], main script:not([type='application/json'])").count() == 0


def test_an_alert_is_acknowledged_and_says_by_whom(browser: Any, tab: Any, tmp_path: Path) -> None:
    """On a desk of its own, through the command: an edit changes what other tests read."""
    with commanded(make_desk(tmp_path / "desk")) as address:
        tab.home = address
        page = tab.open("/watch")
        before = page.locator("article form").count()
        assert before > 0
        page.locator("article").first.get_by_label("note").fill("seen <b>by all</b>")
        page.locator("article").first.get_by_role("button", name="Acknowledge").click()
        page.wait_for_url("**/watch/*")
        assert "acknowledged, local: seen <b>by all</b>" in page.inner_text("main")
        page.get_by_role("link", name="Watch").first.click()
        assert page.locator("article form").count() == before - 1


def test_the_theme_can_be_chosen_and_is_kept(tab: Any) -> None:
    page = tab.open("/dyad/PRK/CHN")
    tab.settled()
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Dark or light").click()
    tab.settled()
    after = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == after != before


def test_a_table_comes_as_a_file(tab: Any) -> None:
    page = tab.open("/dyad/PRK/CHN?dataset=desk")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").first.click()
    assert Path(waiting.value.path()).read_text(encoding="utf-8").startswith("dataset,a,b,period,")


@pytest.mark.parametrize(("name", "path", "width"), [
    ("desk", "/", 1280), ("dyad", "/dyad/PRK/CHN?versus=RUS&dataset=history", 1280),
    ("dyad-narrow", "/dyad/PRK/CHN?versus=RUS&dataset=history", 400), ("document", "/document/plain", 1280),
    ("visits", "/visits?host=PRK&senders=CHN,RUS&level=4", 1280), ("forecasts", "/forecasts?a=PRK&b=CHN", 1280),
    ("watch", "/watch", 1280)])
def test_screenshots(tab: Any, shown: str, name: str, path: str, width: int, tmp_path: Path) -> None:
    """Written into docs/web where VISAVIS_SCREENSHOTS is set, so that a usual run leaves the tree as it is."""
    tab.home = shown
    tab.page.set_viewport_size({"width": width, "height": 900})
    page = tab.open(path)
    tab.settled()
    folder = DOCS if os.environ.get("VISAVIS_SCREENSHOTS") else tmp_path
    folder.mkdir(exist_ok=True)
    page.screenshot(path=folder / f"{name}.png")
    assert (folder / f"{name}.png").stat().st_size > 10_000


def test_the_command_serves_and_ends(tab: Any, tmp_path: Path) -> None:
    with commanded(make_desk(tmp_path / "desk")) as address:
        tab.home = address
        assert tab.open("/").locator("h1").inner_text().startswith("Made up <script>")


@contextmanager
def commanded(desk: Path) -> Iterator[str]:
    """The address that `visavis serve` listens on, until it is interrupted and ends with 0."""
    code = "import sys; from visavis.cli import main; sys.exit(main())"
    process = subprocess.Popen([sys.executable, "-c", code, "serve", str(desk), "--port", "0"], stderr=subprocess.PIPE,
                               text=True)
    assert process.stderr
    with process:
        try:
            told = re.search(r"serving (http://127\.0\.0\.1:\d+)/", process.stderr.readline())
            assert told
            yield told[1]
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
