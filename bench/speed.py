"""Speed of reading: `python -m bench.speed [--articles N]`.

Reads State Department releases of ../shared, joined to articles of at least 1,400 words, on one thread, the whole path
(parse, names, predicates, roles, dates, objects, claims, signals, the learned coder), beside the parser alone in the
same run: machines are noisy, the ratio is what counts. Then the same text 1, 2, 4 and 8 times as long.
"""

from __future__ import annotations

import argparse
import gzip
import html
import json
import re
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from visavis.desks import load_desk
from visavis.reading.document import read
from visavis.reading.syntax import parse
from visavis.records import Document

SOURCE = Path(__file__).resolve().parents[2] / "shared" / "data" / "text" / "state_department_feed"
WORDS = 1400
DAY = date(2021, 7, 1)


def articles(folder: Path, count: int) -> list[str]:
    """`count` texts of at least WORDS words, releases joined in the order of the file."""
    with gzip.open(folder / "dev_items_2021.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [plain(json.loads(line)["content_html"]) for line in lines]
    made: list[str] = []
    current = ""
    for text in texts:
        current += text + "\n\n"
        if len(current.split()) >= WORDS:
            made.append(current)
            current = ""
        if len(made) == count:
            break
    return made


def plain(markup: str) -> str:
    """The text of a release: paragraphs apart, tags gone, entities read."""
    broken = re.sub(r"</p>|<br ?/?>|</li>|</h\d>", "\n\n", markup)
    return html.unescape(re.sub(r"<[^>]+>", "", broken))


def seconds(work: Callable[[], object]) -> float:
    """CPU-seconds that `work` takes."""
    began = time.process_time()
    work()
    return time.process_time() - began


def _parse(texts: list[str]) -> None:
    for _ in parse(texts):
        pass


def main() -> None:
    """Print both tables."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--articles", type=int, default=24)
    given = arguments.parse_args()
    if not SOURCE.exists():
        raise SystemExit(f"{SOURCE} is absent: nothing measured")
    texts = articles(SOURCE, given.articles)
    indicators = load_desk("korea").indicators
    documents = [Document.from_text(text, DAY, language="en") for text in texts]
    for document in documents[:2]:
        read(document, indicators=indicators)
    alone = seconds(lambda: _parse(texts))
    whole = seconds(lambda: [read(document, indicators=indicators) for document in documents])
    words = sum(len(text.split()) for text in texts) / len(texts)
    print(f"{len(texts)} articles of {words:.0f} words on average, one thread")
    for name, spent in (("parser alone", alone), ("whole path", whole)):
        speed = len(texts) / spent
        print(f"{name:14} {speed:6.2f} articles per CPU-second, {speed * words / WORDS:6.2f} of {WORDS:,} words")
    print(f"ratio {whole / alone:.2f}")
    print("\nlength   CPU-seconds   per length")
    base = texts[0]
    first = 0.0
    for times in (1, 2, 4, 8):
        document = Document.from_text("\n\n".join([base] * times), DAY, language="en")
        spent = min(seconds(lambda d=document: read(d, indicators=indicators)) for _ in range(3))  # type: ignore[misc]
        first = first or spent
        print(f"{times:5}x {spent:13.3f} {spent / first / times:12.3f}")


if __name__ == "__main__":
    main()
