"""The collector on a real feed, killed, and beside a second one.

    python -m bench.collect snapshots SNAPSHOTS.tar.xz     100 states of one feed in a row, each polled twice
    python -m bench.collect kill --kills 30 --seed 1       kill -9 at random points of a collection
    python -m bench.collect twice                          two collectors at once on one desk

`snapshots` counts the items that are new, revised and the same in each poll by regular expressions on the raw XML,
apart from everything that the collector uses, and compares. `kill` and `twice` serve made-up feeds from this machine,
whose articles are pages; a desk is killed again and again until it is full. Nothing may be stored twice or in part, and
the export must equal that of an undisturbed run, but for the moments of fetching. The reader is one that costs nothing,
so that the collector itself is hit.
"""

from __future__ import annotations

import argparse
import html
import json
import random
import re
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path

from bench.kill import plain_records
from bench.loopback import Server
from visavis.archive import Archive, init_desk
from visavis.archive.collected import SharedPace
from visavis.intake.fetch import Gate, Limits
from visavis.intake.languages import language_of
from visavis.intake.opml import Source, read_opml, write_opml
from visavis.watch.collect import Collector

TODAY = date(2026, 1, 1)
_ITEM = re.compile(r"<item>(.*?)</item>", re.S)
_PARTS = ("guid", "title", "link", "description", "pubDate")
_PART = {name: re.compile(rf"<{name}[^>]*>(.*?)</{name}>", re.S) for name in _PARTS}


def main() -> None:
    options = _options()
    if options.what == "child":
        _child(options.desk, options.sources)
    elif options.what == "snapshots":
        _snapshots(options.snapshots)
    else:
        with tempfile.TemporaryDirectory() as folder:
            (_kill if options.what == "kill" else _twice)(Path(folder), options)


# Snapshots ----------------------------------------------------------------------------------------------------


def _snapshots(path: Path) -> None:
    with tarfile.open(path) as packed:
        states = [(one.name, stream.read()) for one in sorted(packed.getmembers(), key=lambda one: one.name)
                  if one.isfile() and (stream := packed.extractfile(one))]
    server = _Server()
    source = Source("feed", server.url("/feed"), "State Department", "USA", "en", "government", "B", text="feed")
    with tempfile.TemporaryDirectory() as folder:
        init_desk(Path(folder) / "desk", "korea", version="bench")
        with Archive.open(Path(folder) / "desk") as archive:
            collector = _collector(archive)
            total: Counter[str] = Counter()
            seen: dict[str, str] = {}
            wrong, first, second, same = 0, 0.0, 0.0, 0
            for name, data in states:
                server.pages["/feed"] = (data, "application/rss+xml")
                start = time.perf_counter()
                made = collector.round([source])
                first += time.perf_counter() - start
                counts = made.total
                due = _counted(data, seen)
                got = {"new": counts.new, "revised": counts.revised, "listed": counts.listed}
                if made.outcomes[source.id] == "unchanged":
                    got["listed"] = due["listed"]
                if got != due or counts.failed:
                    wrong += 1
                    print(f"{name}: collector {got}, failed {counts.failed}; counted {due}")
                total.update(new=counts.new, revised=counts.revised, duplicate=counts.duplicate, failed=counts.failed)
                start = time.perf_counter()
                same += collector.round([source]).outcomes[source.id] == "unchanged"
                second += time.perf_counter() - start
            stored = len(list(archive.documents()))
    print(f"{len(states)} snapshots: {dict(total)}; {stored} documents;"
          f" {wrong} polls disagree with the count by regular expressions")
    print(f"first poll of each {first:.1f} s in all ({1000 * first / len(states):.0f} ms), second {second:.1f} s"
          f" ({1000 * second / len(states):.0f} ms), {same} of them unchanged and not parsed")


def _counted(data: bytes, seen: dict[str, str]) -> dict[str, int]:
    """New and revised items by the raw text of what a reader would see: title, address, text without markup, day."""
    text = data.decode("utf-8")
    items: dict[str, str] = {}
    for raw in _ITEM.findall(text):
        parts = {name: found[1] if (found := pattern.search(raw)) else "" for name, pattern in _PART.items()}
        marked = html.unescape(re.sub(r"<!\[CDATA\[|\]\]>", "", parts["description"]))
        words = html.unescape(re.sub(r"<[^>]+>", " ", marked))
        key = parts["guid"].strip()
        items.setdefault(key, json.dumps([html.unescape(parts["title"]).split(), parts["link"].strip(),
                                          "".join(words.split()), parts["pubDate"].strip()[:16]]))
    new = sum(key not in seen for key in items)
    revised = sum(key in seen and seen[key] != value for key, value in items.items())
    seen.update(items)
    return {"new": new, "revised": revised, "listed": len(items)}


# Kills --------------------------------------------------------------------------------------------------------


def _kill(folder: Path, options: argparse.Namespace) -> None:
    chance = random.Random(options.seed)
    server = _made_up(options.feeds, options.items)
    sources = _sources(folder, server, options.feeds)
    whole = _undisturbed(folder / "whole", sources)
    work = server.articles[-1] - server.articles[0]
    print(f"undisturbed: {options.feeds} feeds, {len(whole)} documents, {work:.1f} s from first to last article")
    stored: list[int] = []
    desk, desks = folder / "desk0", 0
    init_desk(desk, "korea", version="bench")
    while len(stored) < options.kills:
        server.articles.clear()
        process = subprocess.Popen(_command(desk, sources), stdout=subprocess.DEVNULL)
        while process.poll() is None and not server.articles:
            time.sleep(0.005)
        try:  # at any moment of its work, and not while Python still starts
            process.wait(chance.uniform(0.0, 0.4 * work))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        found = _check(desk, whole)
        if process.returncode == -signal.SIGKILL:
            stored.append(found)
        if found == len(whole):
            _complete(desk, sources, whole)
            desks += 1
            desk = folder / f"desk{desks}"
            init_desk(desk, "korea", version="bench")
    _complete(desk, sources, whole)
    print(f"{len(stored)} kills of a running collector, in {desks + 1} desks; documents stored after each: {stored}")
    print("after each the archive passed its check, nothing was stored in part or twice; every desk, completed, equals"
          " the undisturbed one but for the moments of fetching")


def _twice(folder: Path, options: argparse.Namespace) -> None:
    server = _made_up(options.feeds, options.items)
    sources = _sources(folder, server, options.feeds)
    whole = _undisturbed(folder / "whole", sources)
    desk = folder / "both"
    init_desk(desk, "korea", version="bench")
    both = [subprocess.Popen(_command(desk, sources), stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate()[0].strip() for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert _check(desk, whole) == len(whole)
    _complete(desk, sources, whole)
    print(f"two collectors at once, {options.feeds} feeds of {options.items} items: {' | '.join(said)}")
    print(f"{len(whole)} documents, each once; the export equals that of one collector but for the moments of fetching")


def _undisturbed(desk: Path, sources: Path) -> dict[str, list[str]]:
    init_desk(desk, "korea", version="bench")
    subprocess.run(_command(desk, sources), check=True, stdout=subprocess.DEVNULL)
    return _stored(desk)


def _check(desk: Path, whole: dict[str, list[str]]) -> int:
    with Archive.open(desk) as archive:
        assert archive.check() == "ok", archive.check()
        twice = archive.connection.execute("SELECT count(*) - count(DISTINCT url) FROM document").fetchone()[0]
        loose = archive.connection.execute(
            "SELECT count(*) FROM item i WHERE i.document IS NOT NULL AND NOT EXISTS"
            " (SELECT 1 FROM document d WHERE d.id = i.document)").fetchone()[0]
    assert (twice, loose) == (0, 0), f"{twice} stored twice, {loose} settled without their document"
    found = _stored(desk)
    wrong = [key for key, block in found.items() if whole.get(key) != block]
    assert not wrong, f"stored in part: {wrong[:3]}"
    return len(found)


def _complete(desk: Path, sources: Path, whole: dict[str, list[str]]) -> None:
    for _ in range(2):
        subprocess.run(_command(desk, sources), check=True, stdout=subprocess.DEVNULL)
    assert _stored(desk) == whole, "the completed desk differs"
    with Archive.open(desk) as archive:
        tags = archive.connection.execute("SELECT count(*) FROM source WHERE digest IS NULL").fetchone()[0]
        copies = archive.connection.execute("SELECT count(*) FROM copy").fetchone()[0]
    assert tags == 0 and copies == len(whole), f"{tags} sources not wholly taken in, {copies} texts grouped"


def _stored(desk: Path) -> dict[str, list[str]]:
    """Each document with its records as exported, without the moment of its fetch."""
    blocks: dict[str, list[str]] = {}
    with Archive.open(desk) as archive:
        block: list[str] = []
        for line in archive.export():
            row = json.loads(line)
            if row["record"] == "document":
                block = blocks.setdefault(row["id"], [])
                row.pop("known_from")
                line = json.dumps(row)
            block.append(line)
    return blocks


def _child(desk: Path, sources: Path) -> None:
    for name in ("htmldate", "rensa", "trafilatura", "py3langid.langid"):  # now, so that a kill hits the work
        import_module(name)
    language_of("warm")
    with Archive.open(desk) as archive:
        made = _collector(archive, desk).round(read_opml(sources.read_bytes(), where=str(sources)))
    print(f"{made.total.new} new, {made.total.duplicate} duplicate, {made.total.failed} failed")
    sys.exit(bool(made.total.failed))


def _command(desk: Path, sources: Path) -> list[str]:
    return [sys.executable, "-m", "bench.collect", "child", str(desk), str(sources)]


def _collector(archive: Archive, desk: Path | None = None) -> Collector:
    pace = SharedPace(str(desk)) if desk else None
    gate = Gate(limits=Limits(delay=0.0), pace=pace, loopback=True)
    return Collector(archive, gate, plain_records, "plain-1", lambda: TODAY, lambda: datetime.now(UTC))


# The server ---------------------------------------------------------------------------------------------------


class _Server(Server):
    """Serves `pages` (path -> bytes and type) on this machine, from a thread; `articles`: when one was asked for."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[bytes, str]] = {}
        self.articles: list[float] = []
        super().__init__(self._page)

    def _page(self, path: str) -> tuple[bytes, str]:
        body, kind = self.pages.get(path, (b"", ""))
        if kind.startswith("text/html"):
            self.articles.append(time.perf_counter())
        return body, kind


def _made_up(feeds: int, items: int) -> _Server:
    server = _Server()
    for feed in range(feeds):
        entries = []
        for item in range(items):
            path = f"/{feed}/{item}"
            server.pages[path] = (_page(feed, item).encode(), "text/html; charset=utf-8")
            day = datetime(2025, 1, 1, 8, tzinfo=UTC) + timedelta(hours=item)
            entries.append(f"<item><guid>{server.url(path)}</guid><link>{server.url(path)}</link>"
                           f"<title>Story {feed} {item}</title><pubDate>{day:%d %b %Y %H:%M:%S} +0000</pubDate></item>")
        body = f'<rss version="2.0"><channel><title>Feed {feed}</title>{"".join(entries)}</channel></rss>'
        server.pages[f"/feed/{feed}"] = (body.encode(), "application/rss+xml")
    return server


def _page(feed: int, item: int) -> str:
    chance = random.Random(f"{feed} {item}")
    lines = "".join(f"<p>{' '.join(_words(chance))}.</p>" for _ in range(chance.randint(4, 10)))
    return f"<html><head><title>Story {feed} {item}</title></head><body><article>{lines}</article></body></html>"


def _words(chance: random.Random) -> Iterator[str]:
    for _ in range(chance.randint(12, 30)):
        yield "".join(chance.choice("abcdefghiklmnoprstuvw") for _ in range(chance.randint(2, 9)))


def _sources(folder: Path, server: _Server, feeds: int) -> Path:
    path = folder / "sources.opml"
    made = [Source("feed", server.url(f"/feed/{feed}"), f"Outlet {feed}") for feed in range(feeds)]
    path.write_text(write_opml(made, title="bench"), encoding="utf-8")
    return path


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    what = parser.add_subparsers(dest="what", required=True)
    what.add_parser("snapshots").add_argument("snapshots", type=Path)
    for name in ("kill", "twice"):
        one = what.add_parser(name)
        one.add_argument("--feeds", type=int, default=6)
        one.add_argument("--items", type=int, default=40)
        one.add_argument("--kills", type=int, default=30)
        one.add_argument("--seed", type=int, default=1)
    child = what.add_parser("child")
    child.add_argument("desk", type=Path)
    child.add_argument("sources", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
