"""Main text and dates of real pages: F1 of words against expected text, dates against what the page says of itself.

    python -m bench.pages

Data: ../shared/data/text/html_news_pages (46 saved news pages with expected text), state_department_feed
(press releases with their day, here wrapped as pages that state no day), warc_rss_opml. Nothing is learned.
"""

from __future__ import annotations

import gzip
import json
import re
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import Path

from visavis.errors import InputError
from visavis.intake import read_documents
from visavis.intake.pages import read_page

TEXTS = Path(__file__).resolve().parents[2] / "shared" / "data" / "text"
TODAY = date(2026, 1, 1)
RELEASES = 200


def main() -> None:
    texts()
    dates()
    warcs()


def texts() -> None:
    folder = TEXTS / "html_news_pages"
    truth = json.loads(gzip.decompress((folder / "dev_aeb_ground_truth.json.gz").read_bytes()))
    scores: dict[str, tuple[float, float, float]] = {}
    dated = refused = 0
    start = time.process_time()
    for name, data in _pages(folder / "dev_aeb_html_quarter.zip"):
        try:
            found = read_page(data, today=TODAY, where=name)
        except InputError as error:
            refused += 1
            print(f"  refused: {error}")
            continue
        scores[name] = _scores(found.text, truth[name]["articleBody"])
        dated += found.published is not None
    spent = time.process_time() - start
    count = len(scores)
    precision, recall, f1 = (sum(score[n] for score in scores.values()) / count for n in range(3))
    print(f"main text, {count} pages ({refused} refused): precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f};"
          f" {dated} state a day; {count / spent:.0f} pages per CPU-second")
    for name, score in sorted(scores.items(), key=lambda item: item[1][2])[:3]:
        print(f"  worst: F1 {score[2]:.2f} (precision {score[0]:.2f}, recall {score[1]:.2f}) {name[:12]}")


def dates() -> None:
    """A release tells of other days; none of them may be taken for the day of publication."""
    right = wrong = none = 0
    with gzip.open(TEXTS / "state_department_feed" / "dev_items_2021.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines][:RELEASES]
    for row in rows:
        head, body = f"<title>{row['title']}</title>", f"<article>{row['content_html']}</article>"
        html = f"<html><head>{head}</head><body>{body}</body></html>"
        try:
            found = read_page(html.encode(), today=TODAY, where=row["link"]).published
        except InputError:
            continue
        right += found == parsedate_to_datetime(row["pub_date"]).date()
        none += found is None
        wrong += found not in (None, parsedate_to_datetime(row["pub_date"]).date())
    print(f"days of {right + wrong + none} releases that state none: {right} right, {wrong} wrong,"
          f" {none} unknown (asked for)")


def warcs() -> None:
    for path in sorted((TEXTS / "warc_rss_opml").glob("*.warc.gz")):
        for found in read_documents([path], today=TODAY):
            told = str(found) if isinstance(found, InputError) else (
                f"{found.published} ({found.published_origin}), fetched {found.known_from},"
                f" {len(found.text):,} characters")
            print(f"{path.name}: {told}")


def _pages(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as pages:
        for name in sorted(pages.namelist()):
            yield Path(name).name.partition(".")[0], gzip.decompress(pages.read(name))


def _scores(found: str, expected: str) -> tuple[float, float, float]:
    a, b = Counter(re.findall(r"\w+", found)), Counter(re.findall(r"\w+", expected))
    both = (a & b).total()
    return both / a.total(), both / b.total(), 2 * both / (a.total() + b.total())


if __name__ == "__main__":
    main()
