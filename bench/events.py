"""Reports that tell the same happening: `python -m bench.events DATA --folder DIR [--seed 5] [--draw 50]`.

DATA is the folder of texts. Reads the 769 stories of one agency (the same story stands under several topics) and 100
snapshots in a row of one feed (as polled, so most items come many times), codes them into two desks in DIR (kept, so
that a second run only counts), merges the reports into events, and prints the counts. `--draw` writes, for a person to
judge, seeded samples of merges (two reports made one) and of near-misses (two reports of one dyad, type and day that
stayed two), each with the reasons that the merge gives.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import tarfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import pyarrow as pa

from bench.speed import plain
from visavis.archive import Archive, init_desk, open_desk
from visavis.archive.keep import keep
from visavis.datasets import merging as room
from visavis.datasets import table
from visavis.datasets.merging import Merging
from visavis.measure.shelf import desk_rows
from visavis.records import Document, Record

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


NEAR_DAYS = 14
"""Two events of one kind that begin within two weeks may be one happening dated twice."""


def stories(data: Path) -> Iterator[Document]:
    """The stories of the agency, as they stand: a story under two topics has two addresses."""
    (file,) = (data / "kcna_2024_en").glob("*.jsonl.gz")
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield Document.from_text(row["story_text"], datetime.fromisoformat(row["date"]).date(),
                                     title=row["headline"], url=row["link"], outlet="KCNA", language="en")


def snapshots(data: Path) -> Iterator[Document]:
    """The items of the feed, snapshot by snapshot in the order they were polled, known from the poll on."""
    (file,) = (data / "state_department_feed").glob("*snapshots*.tar.xz")
    with tarfile.open(file) as archive:
        for member in sorted(archive.getmembers(), key=lambda one: one.name):
            stream = archive.extractfile(member) if member.isfile() else None
            if stream is None:
                continue
            root = ElementTree.fromstring(stream.read())
            for item in root.iter("item"):
                yield _item(item, _polled(member.name))


def _polled(name: str) -> datetime:
    found = re.search(r"(\d{4}-\d\d-\d\dT\d{6})", name)
    assert found, name
    return datetime.strptime(found[1], "%Y-%m-%dT%H%M%S").replace(tzinfo=UTC)


def _item(item: ElementTree.Element, polled: datetime) -> Document:
    text = plain(item.findtext(CONTENT) or item.findtext("description") or "")
    published = parsedate_to_datetime(item.findtext("pubDate") or "").date()
    made = Document.from_text(text, published, title=item.findtext("title"), url=item.findtext("link"),
                              outlet="US State Department", language="en")
    return replace(made, known_from=polled)


def desk(folder: Path, documents: Iterator[Document]) -> Archive:
    """A desk in which all the documents have been read, those before not again."""
    from visavis.cli.reading import records
    from visavis.reading import read
    from visavis.reading.document import coder_name

    if not folder.exists():
        init_desk(folder, "korea", version="bench")

    def coded(document: Document) -> list[Record]:
        return records(read(document))

    archive = open_desk(folder).archive()
    for _ in keep(archive, documents, coded, coder=coder_name()):
        pass
    return archive


def count(name: str, archive: Archive) -> pa.Table:
    """Prints what an archive comes to; its reports as an event table."""
    rows = desk_rows(archive.documents(), archive.reports())
    merged = table.merged(rows)
    groups = len(set(rows["copies"].to_pylist()))
    documents = len(set(rows["document"].to_pylist()))
    events = merged.events
    joined = sum(why is not None for why in merged.members["why"].to_pylist())
    print(f"{name}: {archive.counts()['documents']:,} documents, {documents:,} of them with reports, which are"
          f" {groups:,} texts without copies; {rows.num_rows:,} reports tell {events.num_rows:,} events"
          f" ({joined:,} reports joined one); {sum(events['reports'].to_pylist()):,} reports without copies")
    return rows


def draw(rows: pa.Table, name: str, number: int, seed: int) -> None:
    """Prints `number` merges and as many near-misses, each with both sentences and why."""
    ready = table.with_standing(rows)
    told = {row["id"]: row for row in ready.to_pylist()}
    members = table.members(rows).to_pylist()
    opener = {row["event"]: row["report"] for row in members if row["why"] is None}
    merges = [(row["report"], opener[row["event"]], row) for row in members if row["why"] is not None]
    near = [(row["report"], opener[row["event"]], row) for row in room.near_misses(ready, Merging()).to_pylist()]
    for label, pairs in (("merge", merges), ("near miss", near), ("near in days", days_apart(told, opener))):
        pairs = [one for one in pairs if told[one[0]]["quote"] != told[one[1]]["quote"]]
        drawn = random.Random(seed).sample(sorted(pairs, key=lambda one: one[:2]), min(number, len(pairs)))
        print(f"\n{name}: {len(drawn)} of {len(pairs):,} of the kind {label} with different words")
        for at, (report, first, row) in enumerate(drawn, 1):
            print(f"\n{label} {at}: score {row['score']:.2f}: {row['why']}")
            for one in (told[first], told[report]):
                names = f"{one['source_name'] or ''} > {one['target_name'] or ''}"
                words = " ".join(one["quote"].split())[:420]
                print(f"  {one['start']} {one['type']}/{one['mode']} {one['source']}>{one['target']} {one['standing']}"
                      f" [{names}; {one['place'] or ''}] doc {one['document'][:6]}: {words}")


def days_apart(told: dict[str, dict[str, Any]], opener: dict[str, str]) -> list[tuple[str, str, dict[str, Any]]]:
    """Events of one directed dyad, type and standing that begin within NEAR_DAYS of each other and stayed two."""
    made = []
    for one, other in combinations(sorted(opener.values()), 2):
        first, second = told[one], told[other]
        same = all(first[name] == second[name] for name in ("source", "target", "type", "standing"))
        if same and abs((first["start"] - second["start"]).days) <= NEAR_DAYS:
            apart = first["start"] > second["end"] or second["start"] > first["end"]
            made += [(one, other, {"score": float("nan"), "why": "the days differ"})] if apart else []
    return made


def main() -> None:
    """Read, merge, count, draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--draw", type=int, default=0)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    for name, documents in (("stories", stories), ("snapshots", snapshots)):
        with desk(given.folder / name, documents(given.data)) as archive:
            rows = count(name, archive)
        if given.draw:
            draw(rows, name, given.draw, given.seed)


if __name__ == "__main__":
    main()
