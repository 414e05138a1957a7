"""kill -9 while a collector is at work: nothing half-stored, nothing twice; the next round completes it. bench/collect.py does it 30 times."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from feed_samples import page, rss, story

from visavis.archive import Archive, init_desk
from visavis.intake.opml import Source, write_opml

ROOT = Path(__file__).resolve().parents[2]
ITEMS = 12


def _command(desk: Path, sources: Path) -> list[str]:
    return [sys.executable, "-m", "bench.collect", "child", str(desk), str(sources)]


def test_a_killed_collector_is_completed_by_the_next(server: Any, tmp_path: Path) -> None:
    for n in range(ITEMS):
        server.serve(f"/{n}", page(story(n), title=f"Story {n}"))
    server.serve("/feed", rss((f"k{n}", server.url(f"/{n}"), f"Story {n}", "") for n in range(ITEMS)), etag='"1"')
    desk, sources = tmp_path / "desk", tmp_path / "sources.opml"
    sources.write_text(write_opml([Source("feed", server.url("/feed"), "Paper")], title="x"), encoding="utf-8")
    init_desk(desk, "korea", version="test")
    process = subprocess.Popen(_command(desk, sources), cwd=ROOT, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while sum(path[1:].isdecimal() for path, _ in list(server.hits)) < 5 and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    with Archive.open(desk) as archive:
        assert archive.check() == "ok" and len(list(archive.documents())) < ITEMS
    subprocess.run(_command(desk, sources), cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    with Archive.open(desk) as archive:
        urls = [document.url for document in archive.documents()]
    assert len(urls) == len(set(urls)) == ITEMS
