"""Collector, web and command line on one desk: `python -m bench.together [--minutes 10] [--folder DIR]`.

At the same time, on one desk, each in a process of its own and without a pause: a collector that stores made-up
documents one by one, as `visavis collect` does; a command line that adds files, searches and composes briefs; the web
server, read by four clients. Every document that the collector and the command line were told to be stored is looked
for at the end. What is told: writes, answers, errors (any line on standard error, any status of 500 or more), and what
was lost.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

from bench.web import free_port, serving
from visavis.archive import init_desk, open_desk
from visavis.records import Document

CODE = "import sys; from visavis.cli import main; sys.exit(main())"
DAY = date(2026, 11, 1)
PATHS = ("/", "/dyad/PRK/CHN?versus=RUS", "/search?q=rice", "/api/v1/documents?limit=20", "/api/v1/reports", "/sources",
         "/api/v1/dyad/PRK/CHN?by=month", "/api/v1/claims")


def collect(folder: Path, until: float, told: Path) -> None:
    """Stores documents until then, and notes each one that was stored."""
    with open_desk(folder).archive() as archive, told.open("w", encoding="utf-8") as notes:
        number = 0
        while time.time() < until:
            made = Document.from_text(f"China sent {number} tons of rice to North Korea.", DAY, id=f"c{number}",
                                      outlet=f"outlet {number % 7}", url=f"https://outlet.example/{number}")
            archive.add(made, [], known_from=datetime.now(UTC), coder="bench")
            notes.write(f"{made.id}\n")
            number += 1
            time.sleep(0.02)


def command(folder: Path, until: float, told: Path, errors: Path) -> None:
    """Adds files, searches, composes briefs until then."""
    number = 0
    with told.open("w", encoding="utf-8") as notes, errors.open("w", encoding="utf-8") as wrong:
        while time.time() < until:
            lines = [{"id": f"f{number}-{one}", "text": "Moscow praised nobody.", "published": DAY.isoformat()}
                     for one in range(20)]
            asked = [(["add", "-", "--coder", "rules"], "".join(json.dumps(line) + "\n" for line in lines)),
                     (["search", "rice", "--limit", "3"], ""), (["brief", "PRK", "CHN", "--format", "md"], "")]
            for arguments, given in asked:
                done = subprocess.run([sys.executable, "-c", CODE, *arguments, "--desk", str(folder)], input=given,
                                      text=True, capture_output=True, check=False)
                if done.returncode:
                    wrong.write(f"{arguments[0]}: {done.stderr.strip()}\n")
                elif arguments[0] == "add":
                    notes.writelines(f"{line['id']}\n" for line in lines)
            number += 1


def read(port: int, until: float, statuses: Counter[int]) -> None:
    """Asks for pages and answers until then."""
    draw = random.Random(port)
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=120)) as connection:
        while time.time() < until:
            connection.request("GET", draw.choice(PATHS))
            answer = connection.getresponse()
            answer.read()
            statuses[answer.status] += 1


def main() -> int:
    """Runs all of them, then looks for what was stored."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        return _run((given.folder or Path(temporary)), given.minutes)


def _run(folder: Path, minutes: float) -> int:
    desk, port, statuses = folder / "desk", free_port(), Counter[int]()
    init_desk(desk, "korea", version="bench")
    notes = {name: folder / f"{name}.txt" for name in ("collector", "command line", "errors")}
    with serving([sys.executable, "-c", CODE, "serve", str(desk), "--port", str(port)], port, "/api/v1/"):
        until = time.time() + minutes * 60
        calls = (("collect", ["collector"]), ("command", ["command line", "errors"]))
        parts = [subprocess.Popen([sys.executable, "-c", f"import bench.together as b; from pathlib import Path;"
                                   f" b.{call}(Path({str(desk)!r}), {until},"
                                   f" {', '.join(f'Path({str(notes[name])!r})' for name in names)})"])
                 for call, names in calls]
        readers = [threading.Thread(target=read, args=(port, until, statuses)) for _ in range(4)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        codes = [part.wait() for part in parts]
    with open_desk(desk).archive() as archive:
        held, whole = {one.id for one in archive.documents()}, archive.check()
    told = {name: set(notes[name].read_text("utf-8").split()) for name in ("collector", "command line")}
    lost = {name: len(ids - held) for name, ids in told.items()}
    wrong = notes["errors"].read_text("utf-8").splitlines()
    print(f"{minutes:g} minutes: " + ", ".join(f"{len(ids):,} documents by the {name}" for name, ids in told.items())
          + f"; {sum(statuses.values()):,} answers {dict(sorted(statuses.items()))}")
    print(f"lost: {lost}; errors of commands: {len(wrong)}; processes ended with {codes}; archive: {whole}")
    for line in wrong[:5]:
        print(f"  {line[:200]}")
    bad = any(status >= 500 for status in statuses) or any(lost.values()) or wrong or any(codes) or whole != "ok"
    return int(bool(bad))


if __name__ == "__main__":
    raise SystemExit(main())
