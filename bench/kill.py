"""kill -9 at random points while documents are added: nothing half-written, and a re-run completes.

    python -m bench.kill                        the real reader, through `visavis add`
    python -m bench.kill --reader plain         a reader that costs nothing, so that the writer is hit
    python -m bench.kill --documents 500 --kills 30 --seed 1

A desk is killed again and again until it is full, then the next one (with --fresh: a new desk for each kill, completed
each time). After each kill the archive must open and pass its check, each document in it must hold exactly the records
that the undisturbed run holds, and at the end the export must equal the undisturbed one, byte for byte. `known_from`
is part of the comparison: for documents from files it is their day of publication and not the clock.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from visavis.archive import Archive, init_desk, keep
from visavis.cli import main as visavis
from visavis.intake import read_documents
from visavis.records import Document, Record, Signal, content_id

COUNTRIES = ("Norway", "Chile", "Kenya", "Japan", "Poland", "Egypt", "Peru", "Nepal", "Ghana", "Iceland")
DEEDS = ("sent 200 tons of wheat to", "signed a trade agreement with", "recalled its ambassador from",
         "condemned the decision of", "held talks with", "promised aid to", "lifted sanctions on")


def main() -> None:
    options = _options()
    if options.child:
        _add(options.child, options.input, options.reader)
        return
    with tempfile.TemporaryDirectory() as folder:
        _run(Path(folder), options)


def _run(folder: Path, options: argparse.Namespace) -> None:
    chance = random.Random(options.seed)
    source, single = folder / "documents.jsonl", folder / "single.jsonl"
    lines = [_document(number) for number in range(options.documents)]
    source.write_text("".join(lines), encoding="utf-8")
    single.write_text(lines[0], encoding="utf-8")
    loading = _undisturbed(folder / "single", single, options.reader)[1]
    whole, spent = _undisturbed(folder / "whole", source, options.reader)
    print(f"undisturbed: {options.documents} documents, {len(whole) - options.documents} records,"
          f" {spent:.1f} s, of which {loading:.1f} s until the first is stored")
    stretch = (spent - loading) * (1.0 if options.fresh else 2.0 / options.kills)
    stored: list[int] = []
    desk, desks = folder / "desk0", 0
    init_desk(desk, "korea", version="bench")
    while len(stored) < options.kills:
        hit = _killed(desk, source, options.reader, chance.uniform(0.7 * loading, loading + stretch))
        found = _check(desk, whole)
        if hit:
            stored.append(found)
        if options.fresh or not hit:
            _complete(desk, source, options.reader, whole)
            desks += 1
            desk = folder / f"desk{desks}"
            init_desk(desk, "korea", version="bench")
    _complete(desk, source, options.reader, whole)
    print(f"{len(stored)} kills of a running process, in {desks + 1} desks; documents stored after each: {stored}")
    print("after each the archive opened, passed its check and held no half-written document;"
          " the re-run completed, and the export equals the undisturbed one byte for byte, known_from included")


def _undisturbed(desk: Path, source: Path, reader: str) -> tuple[list[str], float]:
    init_desk(desk, "korea", version="bench")
    start = time.perf_counter()
    subprocess.run(_command(desk, source, reader), check=True, stdout=subprocess.DEVNULL)
    spent = time.perf_counter() - start
    with Archive.open(desk) as archive:
        return list(archive.export()), spent


def _killed(desk: Path, source: Path, reader: str, after: float) -> bool:
    """Starts adding, kills it after so many seconds, says whether it was still running."""
    process = subprocess.Popen(_command(desk, source, reader), stdout=subprocess.DEVNULL)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
    return process.returncode == -signal.SIGKILL


def _check(desk: Path, whole: Sequence[str]) -> int:
    """How many documents are stored; fails if one of them is not as in the undisturbed run."""
    with Archive.open(desk) as archive:
        assert archive.check() == "ok", archive.check()
        found = _blocks(list(archive.export()))
    expected = _blocks(whole)
    wrong = [identifier for identifier, block in found.items() if expected.get(identifier) != block]
    assert not wrong, f"half-written: {wrong[:3]}"
    return len(found)


def _complete(desk: Path, source: Path, reader: str, whole: Sequence[str]) -> None:
    subprocess.run(_command(desk, source, reader), check=True, stdout=subprocess.DEVNULL)
    with Archive.open(desk) as archive:
        assert list(archive.export()) == list(whole), "the re-run gives another export"


def _blocks(lines: Sequence[str]) -> dict[str, list[str]]:
    blocks: dict[str, list[str]] = {}
    block: list[str] = []
    for line in lines:
        row = json.loads(line)
        if row["record"] == "document":
            block = blocks.setdefault(row["id"], [])
        block.append(line)
    return blocks


def _command(desk: Path, source: Path, reader: str) -> list[str]:
    return [sys.executable, "-m", "bench.kill", "--child", str(desk), "--input", str(source), "--reader", reader]


def _add(desk: str, source: str, reader: str) -> None:
    """The child: adds all documents, by the command line or with the plain reader."""
    if reader == "real":
        sys.exit(visavis(["add", source, "--desk", desk]))
    with Archive.open(desk) as archive:
        documents = (one for one in read_documents([source], today=date(2026, 1, 1)) if isinstance(one, Document))
        for _ in keep(archive, documents, plain_records, coder="plain-1"):
            pass


def plain_records(document: Document) -> list[Record]:
    """Each line of the document as a record."""
    found: list[Record] = []
    for number, line in enumerate(document.text.split("\n")):
        at = document.text.index(line)
        made = content_id("line", document.id, number)
        found.append(Signal(made, document.id, "line", line, (at, at + len(line)), ()))
    return found


def _document(number: int) -> str:
    chance = random.Random(number)
    pairs = [chance.sample(COUNTRIES, 2) for _ in range(chance.randint(3, 12))]
    text = "\n".join(f"{n}. {a} {chance.choice(DEEDS)} {b} on Tuesday." for n, (a, b) in enumerate(pairs))
    day = date(2024, 1, 1) + timedelta(days=chance.randrange(300))
    row = {"id": f"made-{number}", "text": text, "title": f"Text {number}", "outlet": f"Outlet {number % 7}",
           "published": day.isoformat(), "language": "en"}
    return json.dumps(row) + "\n"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--reader", choices=("real", "plain"), default="real")
    parser.add_argument("--fresh", action="store_true", help="a new desk for each kill")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--input", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
