"""Collector, web and command line on one desk: `python -m bench.together [--minutes 10] [--folder DIR]`.

At the same time, on one desk, each in a process of its own and without a pause:

- `visavis collect --every 1m`, from three feeds on this machine that grow by an item every two seconds
- `visavis serve`, read by four clients; a fifth acknowledges, mutes, closes and opens alerts by the API
- a command line that adds files, keeps watches, takes up alerts (`watch run`, `alerts list`, `alerts ack`), exports,
  searches and composes a brief

In the end the collector is told to stop (SIGTERM), a last round takes what the feeds listed since, and what was
promised is looked for: every item that a feed had listed, once; every document that `add` had stored; every watch;
every change of an alert, in its notes. What is told: writes, answers, errors (any line that tells of one, any command
that failed, any status of 400 or more), and what was lost.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bench.loopback import Server
from bench.web import free_port, serving
from visavis.archive import init_desk, open_desk
from visavis.archive.alerts import Alerts
from visavis.intake.opml import Source, write_opml

CODE = "import sys; from visavis.cli import main; sys.exit(main())"
EVERY = 2.0
"""Seconds in which a feed grows by an item: three feeds make more than a reader on a busy core reads."""

OUTLETS = tuple(f"Outlet {number}" for number in range(3))
PATHS = ("/", "/dyad/PRK/CHN?versus=RUS", "/search?q=rice", "/api/v1/documents?limit=20", "/api/v1/reports", "/sources",
         "/api/v1/dyad/PRK/CHN?by=month", "/api/v1/claims", "/watch", "/forecasts?a=PRK&b=CHN", "/visits?host=PRK")
STATES = ("acknowledged", "muted", "closed", "open")
GOODS = ("rice", "coal", "wheat", "diesel", "maize", "steel", "cement", "fish", "timber", "medicine", "tyres", "copper")
SENTENCES = ("China sent {} tons of {good} to North Korea.", "North Korea sent {} workers to Russia.",
             "North Korea denounced South Korea in statement {}.", "Russia and North Korea signed agreement {}.")


class Feeds(Server):
    """Feeds on this machine; each answer lists all items made so far, and what was listed is remembered."""

    def __init__(self) -> None:
        self.listed: set[str] = set()
        self.began = time.time()
        super().__init__(self._feed)

    def _feed(self, path: str) -> tuple[bytes, str]:
        body = self.body(path).encode()
        return body, "application/rss+xml" if body else ""

    def body(self, path: str) -> str:
        """The feed of a path; empty for one that is none (robots.txt)."""
        if not path.startswith("/feed/"):
            return ""
        made = int((time.time() - self.began) / EVERY)
        return (f'<rss version="2.0"><channel><title>{path}</title>'
                + "".join(self._item(path, number) for number in range(made))
                + "</channel></rss>")

    def _item(self, path: str, number: int) -> str:
        url = self.url(f"{path}/{number}")
        self.listed.add(url)
        text = SENTENCES[number % len(SENTENCES)].format(number + 10, good=GOODS[number % len(GOODS)])
        return (f"<item><guid>{url}</guid><link>{url}</link><title>Story {number}</title><description>{text} It was"
                f" item {number} of {path}.</description><pubDate>{datetime.now(UTC):%a, %d %b %Y} 06:00:00 +0000"
                "</pubDate></item>")


@dataclass(slots=True)
class Done:
    """What a part of the run was told to be stored, how often it did what, and what went wrong."""

    promised: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def visavis(folder: Path, arguments: Sequence[str], *, given: str = "") -> subprocess.CompletedProcess[str]:
    """A command on the desk."""
    return subprocess.run([sys.executable, "-c", CODE, *arguments, "--desk", str(folder)], input=given, text=True,
                          capture_output=True, check=False, env=_environment())


def _environment() -> dict[str, str]:
    return {**os.environ, "VISAVIS_FETCH_LOOPBACK": "1", "VISAVIS_FETCH_DELAY": "0"}


def collector(folder: Path, notes: Path, *more: str) -> subprocess.Popen[bytes]:
    """`visavis collect` on the feeds, as a process; what it says goes to `notes`."""
    only = [word for outlet in OUTLETS for word in ("--only", outlet)]
    with notes.open("ab") as stream:
        return subprocess.Popen([sys.executable, "-c", CODE, "collect", *more, *only, "--desk", str(folder)],
                                stdout=stream, stderr=stream, env=_environment())


def commands(folder: Path, until: float, done: Done) -> None:
    """Commands one after another, until then."""
    number = 0
    while time.time() < until:
        today = datetime.now(UTC).date().isoformat()
        lines = [{"id": f"f{number}-{one}", "text": f"Moscow praised nobody on day {number}-{one}.", "published": today}
                 for one in range(20)]
        given = "".join(json.dumps(line) + "\n" for line in lines)
        asked: list[tuple[list[str], str]] = [
            (["add", "-", "--coder", "rules"], given),
            (["watch", "add", f"w{number}", "--search", GOODS[number % len(GOODS)]], ""), (["watch", "run"], ""),
            (["alerts", "list", "--format", "jsonl"], ""), (["export", "--dataset", "desk", "--format", "jsonl"], ""),
            (["search", "rice", "--limit", "3"], ""), (["brief", "PRK", "CHN", "--format", "md"], "")]
        for arguments, text in asked:
            name = " ".join(arguments[:2 if arguments[0] in ("watch", "alerts") else 1])
            made = visavis(folder, arguments, given=text)
            done.counts[name] += 1
            if made.returncode:
                done.wrong.append(f"{name}: {made.stderr.strip()}")
            elif name == "add":
                done.promised |= {str(line["id"]): "document" for line in lines}
            elif name == "watch add":
                done.promised[f"w{number}"] = "watch"
            elif name == "alerts list" and made.stdout.strip():
                _acknowledge(folder, json.loads(made.stdout.splitlines()[-1])["id"], done)
        number += 1


def _acknowledge(folder: Path, identifier: str, done: Done) -> None:
    made = visavis(folder, ["alerts", "ack", identifier, "--note", "seen"])
    done.counts["alerts ack"] += 1
    if made.returncode:
        done.wrong.append(f"alerts ack: {made.stderr.strip()}")
    else:
        done.promised[identifier] = "note"


class Client:
    """A client of the web server: asks again where the server has closed a connection that stood idle, as browsers do.

    A change is never sent twice: it has a connection of its own.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._connection = self._new()

    def _new(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self._port, timeout=600)

    def get(self, path: str) -> tuple[int, bytes]:
        """The status and the body."""
        try:
            return self._asked(self._connection, "GET", path)
        except (ConnectionError, http.client.RemoteDisconnected):
            self._connection.close()
            self._connection = self._new()
            return self._asked(self._connection, "GET", path)

    def post(self, path: str, body: str) -> tuple[int, bytes]:
        """The status and the body."""
        with closing(self._new()) as connection:
            return self._asked(connection, "POST", path, body)

    @staticmethod
    def _asked(connection: http.client.HTTPConnection, method: str, path: str, body: str = "") -> tuple[int, bytes]:
        connection.request(method, path, body or None, {"content-type": "application/json"} if body else {})
        answer = connection.getresponse()
        return answer.status, answer.read()


def read(port: int, until: float, done: Done) -> None:
    """Asks for pages and answers until then."""
    draw, client = random.Random(until), Client(port)
    while time.time() < until:
        path = draw.choice(PATHS)
        status, _ = client.get(path)
        done.counts[str(status)] += 1
        if status >= 400:
            done.wrong.append(f"{status} {path}")


def change(port: int, until: float, done: Done) -> None:
    """Sets alerts to one state after another by the API, until then."""
    turn, client = 0, Client(port)
    while time.time() < until:
        for one in json.loads(client.get("/api/v1/alerts?limit=5")[1])["data"]:
            state = STATES[turn % len(STATES)]
            muted = {"until": "2030-01-01"} if state == "muted" else {}
            status, said = client.post(f"/api/v1/alerts/{one['id']}",
                                       json.dumps({"state": state, "note": f"turn {turn}"} | muted))
            done.counts[str(status)] += 1
            if status == 200:
                done.promised[f"{one['id']} turn {turn}"] = "note"
            else:
                done.wrong.append(f"{status} POST {said[:120]!r}")
            turn += 1
        time.sleep(0.5)


def main() -> int:
    """Runs all of them, then looks for what was stored."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        return _run((given.folder or Path(temporary)), given.minutes)


def _run(folder: Path, minutes: float) -> int:
    desk, port, feeds, notes = folder / "desk", free_port(), Feeds(), folder / "collector.txt"
    init_desk(desk, "korea", version="bench")
    made = [Source("feed", feeds.url(f"/feed/{number}"), outlet, text="feed") for number, outlet in enumerate(OUTLETS)]
    (desk / "sources.opml").write_text(write_opml(made, title="bench"), encoding="utf-8")
    line, web, changes = Done(), Done(), Done()
    with serving([sys.executable, "-c", CODE, "serve", str(desk), "--port", str(port)], port, "/api/v1/"):
        until = time.time() + minutes * 60
        daemon = collector(desk, notes, "--every", "1m")
        parts = [threading.Thread(target=commands, args=(desk, until, line)),
                 threading.Thread(target=change, args=(port, until, changes)),
                 *(threading.Thread(target=read, args=(port, until, web)) for _ in range(4))]
        for part in parts:
            part.start()
        for part in parts:
            part.join()
        daemon.send_signal(signal.SIGTERM)
        codes = [daemon.wait(), collector(desk, notes, "--once").wait()]
    return told(desk, minutes, feeds, notes.read_text("utf-8"), codes, line, web, changes)


def told(desk: Path, minutes: float, feeds: Feeds, notes: str, codes: list[int], *parts: Done) -> int:
    """Prints what the run came to; 1 where anything was lost or went wrong."""
    line, web, changes = parts
    with open_desk(desk).archive() as archive:
        held = Counter(one.url or one.id for one in archive.documents())
        whole = archive.check()
        alerts = Alerts(archive)
        kept = {one.id: " ".join(f"{note.note};" for note in alerts.notes(one.id)) for one in alerts.alerts()}
        watches = {row[0] for row in archive.connection.execute("SELECT name FROM watch")}
    lost = {"items of feeds": sum(url not in held for url in feeds.listed),
            "documents": sum(kind == "document" and key not in held for key, kind in line.promised.items()),
            "watches": sum(kind == "watch" and key not in watches for key, kind in line.promised.items()),
            "changes of alerts": sum(
                (f"turn {key.split()[2]};" if " turn " in key else "seen") not in kept.get(key.split()[0], "")
                for part in (line, changes) for key, kind in part.promised.items() if kind == "note")}
    twice = sum(count > 1 for count in held.values())
    bad = [one for one in notes.splitlines() if "error" in one.lower() or "locked" in one or "bug" in one]
    rounds = sum("new (" in one for one in notes.splitlines())
    print(f"{minutes:g} minutes: {len(feeds.listed):,} items listed by {len(OUTLETS)} feeds, in {rounds} rounds;"
          f" commands {dict(line.counts)}; answers {dict(web.counts)}; changes of alerts by the API"
          f" {dict(changes.counts)}; {sum(held.values()):,} documents, {len(kept)} alerts, {len(watches)} watches held")
    wrong = [*line.wrong, *web.wrong, *changes.wrong, *bad]
    print(f"lost: {lost}; stored twice: {twice}; errors: {len(wrong)}; collector ended with {codes}; archive: {whole}")
    for one in wrong[:8]:
        print(f"  {one[:200]}")
    return int(any(lost.values()) or bool(twice or wrong or any(codes)) or whole != "ok")


if __name__ == "__main__":
    raise SystemExit(main())
