"""A year of one outlet replayed day by day through a desk's indicators: alerts a month, and when it was silent.

    python -m bench.replay read STORIES.jsonl.gz DESK      the stories into a new desk folder, signals only
    python -m bench.replay run DESK                        each day of it evaluated as if it were today
    python -m bench.replay show DESK --draw 20             alerts drawn at random, to be read

`read` takes the parser and the indicators and leaves the coder out, which would cost ten times as much: signals are what
an indicator's alert stands on. A story is known from the end of its day.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from pathlib import Path

from visavis.archive import Archive, init_desk, open_desk
from visavis.archive.copies import Copies
from visavis.desks import Desk
from visavis.reading import names, signals, syntax
from visavis.records import Document, Signal

OUTLET = "KCNA"


def main() -> None:
    options = _options()
    {"read": _read, "run": _run, "show": _show}[options.what](options)


def _documents(path: Path) -> Iterator[Document]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["language"] != "en" or not row["story"] or not row["title"]:
                continue
            text = row["story"].replace(", ,", "\n\n").strip()  # how this collection marks paragraphs
            if text:
                yield Document.from_text(text, date.fromisoformat(row["date"]), title=row["title"], outlet=OUTLET,
                                         language="en")


def _read(options: argparse.Namespace) -> None:
    folder = init_desk(options.desk, "korea", version="bench")
    documents = sorted(_documents(options.stories), key=lambda one: (one.published, one.id))
    start = time.process_time()
    with folder.archive() as archive:
        found: Counter[str] = Counter()
        for document in documents:
            records = _signals(document, folder.desk)
            found.update(record.indicator for record in records)
            archive.add(document, records, known_from=_known(document), coder="signals")
            stored = archive.number(document)
            assert stored
            Copies(archive).note(stored[0])
    print(f"{len(documents):,} stories, {found.total():,} signals, {time.process_time() - start:.0f} CPU-s")
    for name, count in found.most_common():
        print(f"{count:7,} {name}")


def _known(document: Document) -> datetime:
    return datetime.combine(document.published, clock(23, 0), UTC)


def _signals(document: Document, desk: Desk) -> list[Signal]:
    memory = names.Memory(document.published, None)
    found: dict[str, Signal] = {}
    for _, paragraph in syntax.parse([document.text]):
        for sentence in paragraph:
            mentions = names.find(sentence, memory)
            for one in signals.find(sentence, mentions, document=document, indicators=desk.indicators,
                                    topic=memory.topic() or ()):
                found[one.id] = one
    return list(found.values())


def _run(options: argparse.Namespace) -> None:
    raise NotImplementedError


def _show(options: argparse.Namespace) -> None:
    raise NotImplementedError


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    what = parser.add_subparsers(dest="what", required=True)
    read = what.add_parser("read")
    read.add_argument("stories", type=Path)
    read.add_argument("desk", type=Path)
    run = what.add_parser("run")
    run.add_argument("desk", type=Path)
    show = what.add_parser("show")
    show.add_argument("desk", type=Path)
    show.add_argument("--draw", type=int, default=20)
    show.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
