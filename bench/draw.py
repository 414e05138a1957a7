"""Reports drawn at random for a check by hand: `python -m bench.draw --seed 1 --count 20 --source state`.

Each is printed with its sentence, parties, type, modality, evidence, date, place and confidence, so that a person can
say right or wrong for each. What was found so stands in docs/accuracy.md.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections.abc import Iterable, Iterator
from datetime import date
from email.utils import parsedate_to_datetime
from itertools import islice
from pathlib import Path

from bench.speed import plain
from tools.build_history import SOURCE, lines
from visavis.reading.document import read_all
from visavis.records import Actor, Document, Report

TEXT = Path(__file__).resolve().parents[2] / "shared" / "data" / "text"


def state(seed: int) -> Iterator[Document]:
    """State Department releases of 2021, in random order."""
    with gzip.open(TEXT / "state_department_feed" / "dev_items_2021.jsonl.gz", "rt", encoding="utf-8") as rows:
        items = [json.loads(row) for row in rows]
    random.Random(seed).shuffle(items)
    for item in items:
        day = parsedate_to_datetime(item["pub_date"]).date()
        yield Document.from_text(plain(item["content_html"]), day, outlet="U.S. Department of State", language="en")


def kcna(seed: int) -> Iterator[Document]:
    """KCNA stories of 2024, in random order."""
    with gzip.open(TEXT / "kcna_2024_en" / "dev_kcna_to_2024-08-31.jsonl.gz", "rt", encoding="utf-8") as rows:
        items = [json.loads(row) for row in rows]
    random.Random(seed).shuffle(items)
    for item in items:
        yield Document.from_text(item["story_text"], date.fromisoformat(item["date"]), outlet="KCNA", language="en")


def pages(seed: int) -> Iterator[Document]:
    """The expected text of saved news pages; their day is not stated, so a fixed one stands for it."""
    with gzip.open(TEXT / "html_news_pages" / "dev_aeb_ground_truth.json.gz", "rt", encoding="utf-8") as file:
        truth = json.load(file)
    items = [entry["articleBody"] for entry in truth.values()]
    random.Random(seed).shuffle(items)
    for text in items:
        yield Document.from_text(text, date(2019, 10, 1), outlet="page", language="en")


def news(seed: int) -> Iterator[Document]:
    """One-sentence world news, in random order."""
    items = list(lines(SOURCE))
    random.Random(seed).shuffle(items)
    yield from items


SOURCES = {"state": state, "kcna": kcna, "pages": pages, "news": news}



def draw(documents: Iterable[Document], count: int, seed: int, *, most: int) -> list[tuple[Document, Report]]:
    """`count` reports drawn from the first `most` documents."""
    found = [(reading.document, report) for reading in read_all(islice(documents, most)) for report in reading.reports]
    return random.Random(seed).sample(found, min(count, len(found)))


def shown(document: Document, report: Report) -> str:
    """One report as two lines."""
    where = f" @{report.place.name or report.place.country}" if report.place else ""
    return (f"{document.published} {' '.join(report.quote.split())}\n     {_actor(report.source)} -> "
            f"{_actor(report.target)} {report.type}/{report.mode} {report.modality} {report.evidence} "
            f"{report.when.start}..{report.when.end}{where} {report.confidence} {report.coder}")


def _actor(actor: Actor) -> str:
    told = ", ".join(str(part) for part in (actor.name, actor.office, actor.level) if part)
    return f"{actor.country} ({told})" if told else actor.country


def main() -> None:
    """Print the draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", choices=sorted(SOURCES), action="append")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=20, help="reports from each source")
    parser.add_argument("--most", type=int, default=150, help="documents read of each source")
    given = parser.parse_args()
    for name in given.source or sorted(SOURCES):
        for number, (document, report) in enumerate(draw(SOURCES[name](given.seed), given.count, given.seed,
                                                         most=given.most), 1):
            print(f"{name} {number}. {shown(document, report)}")


if __name__ == "__main__":
    main()
