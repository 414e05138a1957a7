"""Memory of adding a folder: `python -m bench.memory [--documents N]`.

Writes N documents of three kinds into a folder (KCNA stories and State Department releases of ../shared, each cut to
WORDS words, and days of two to six lines of one-sentence news), no two alike, and adds it to a new desk by the command
line, in a process of its own. Prints the resident memory of that process and its children as the desk grows, and the
most of it. With --keep DIR the folder and the desk stay: a run that was stopped goes on.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

from bench.draw import SOURCES

WORDS = 450
SEED = 3
EVERY = 0.5
"""Seconds between two looks; the kernel's own high-water mark of the process fills the gaps."""


def texts(count: int) -> Iterator[str]:
    """`count` texts, no two alike, in random order."""
    made = [" ".join(one.text.split(" ")[:WORDS]) for kind in ("kcna", "state") for one in SOURCES[kind](SEED)]
    rng, lines = random.Random(SEED), SOURCES["news"](SEED)
    while len(made) < count:
        made.append("\n\n".join(one.text for one in islice(lines, rng.randint(2, 6))))
    rng.shuffle(made)
    kept = dict.fromkeys(filter(str.strip, made[:count]))
    yield from kept
    yield from (f"Item {number}. {text}" for number, text in enumerate(islice(kept, count - len(kept))))


def write(folder: Path, count: int) -> None:
    """The texts as files, a thousand to a folder, unless they are there."""
    if (folder / "00000").exists():
        return
    for number, text in enumerate(texts(count)):
        part = folder / f"{number // 1000:05}"
        part.mkdir(parents=True, exist_ok=True)
        (part / f"{number:06}.txt").write_text(text, encoding="utf-8")


def resident(process: int, field: str = "VmRSS") -> int:
    """Kilobytes of a process by /proc, 0 where it is gone."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith(f"{field}:")), 0)


def family(process: int) -> list[int]:
    """A process and its children's children."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    except OSError:
        return [process]
    return [process, *(one for child in children for one in family(int(child)))]


def stored(desk: Path) -> int:
    """Documents in the archive so far."""
    with closing(sqlite3.connect(f"file:{desk / 'visavis.db'}?mode=ro", uri=True)) as archive:
        return int(archive.execute("SELECT coalesce(max(number), 0) FROM document").fetchone()[0])


def measure(folder: Path, desk: Path, count: int) -> None:
    """Add the folder and print what it took."""
    program = [sys.executable, "-c", "import sys; from visavis.cli import main; sys.exit(main())"]
    if not desk.exists():
        subprocess.run([*program, "init", str(desk), "--desk", "korea"], check=True, stdout=subprocess.DEVNULL)
    print("documents   MB now   MB at most")
    most, told = 0, -1
    with subprocess.Popen([*program, "add", str(folder), "--published", "2024-03-01", "--desk", str(desk)]) as run:
        while run.poll() is None:
            now = sum(resident(one) for one in family(run.pid))
            most = max(most, now, resident(run.pid, "VmHWM"))
            if (tenth := stored(desk) * 10 // count) > told:
                told = tenth
                print(f"{stored(desk):9,} {now / 1000:8.0f} {most / 1000:12.0f}", flush=True)
            time.sleep(EVERY)
    print(f"{stored(desk):9,} {'':8} {most / 1000:12.0f}   exit {run.returncode}")


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--documents", type=int, default=2000)
    arguments.add_argument("--keep", type=Path)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        place = given.keep or Path(scratch)
        write(place / "documents", given.documents)
        measure(place / "documents", place / "desk", given.documents)


if __name__ == "__main__":
    main()
