"""Build the history that the package ships: `python -m tools.build_history`.

Reads ../shared/data/text/current_events_2002_2026 (one-sentence world news 2002-2024, CC0 over CC BY-SA Wikipedia),
codes each line with our own reader, and writes facts only (dates, states, offices, type, mode, CAMEO code, modality,
outlet, page of the day) to src/visavis/datasets/history/history.parquet. No sentence is kept. Files over 20 kB hold
machine-written expansions and are left out.
"""

from __future__ import annotations

import argparse
import re
import tarfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path

import pyarrow as pa
import yaml

from tools import build_circumstances
from visavis.datasets import table
from visavis.reading.document import read_all
from visavis.records import Document, Report, content_id

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT.parent / "shared" / "data" / "text" / "current_events_2002_2026" / "dev_current_events_2002-2024.tar.xz"
OUT = ROOT / "src" / "visavis" / "datasets" / "history" / "history.parquet"
LARGEST_FILE = 20_000
"""Bytes: the data's own README warns of machine-written expansions in larger files."""
BATCH = 64
"""Lines parsed at once: short texts, so memory stays small."""
_OUTLETS = re.compile(r"\s*(?:[,;.]?\s*\((?P<name>[^()]{2,80})\)\.?)+\s*$")
_ONE = re.compile(r"\(([^()]{2,80})\)")


def lines(archive: Path) -> Iterator[Document]:
    """Every line of every day as a document: the text without its outlets, dated by its day."""
    with tarfile.open(archive) as tar:
        for member in tar:
            handle = tar.extractfile(member)
            if handle is None or member.size > LARGEST_FILE or not member.name.endswith(".yaml"):
                continue
            day = yaml.load(handle.read(), Loader=yaml.CSafeLoader)
            yield from _day(date.fromisoformat(str(day["Date"])), str(day["Source_URI"]),
                            day.get("Intelligence_Payload") or {})


def _day(when: date, page: str, payload: dict[str, list[object]]) -> Iterator[Document]:
    for category, texts in payload.items():
        for text in texts or []:
            body, outlet = split(str(text))
            if outlet or (len(body.split()) > 8 and body.endswith(".")):
                yield Document(content_id("history", page, category, body), body, when, url=page, outlet=outlet,
                               language="en")


def split(text: str) -> tuple[str, str | None]:
    """A line as its sentence and the outlets named in brackets at its end, joined by `; `.

    >>> split("Oslo recalls its envoy. (BBC), (Le Monde)")
    ('Oslo recalls its envoy.', 'BBC; Le Monde')
    """
    found = _OUTLETS.search(text)
    if found is None:
        return text.strip(), None
    names = _ONE.findall(found.group())
    body = text[:found.start()].strip()
    return body + ("." if body[-1:] not in ".!?\"" else ""), "; ".join(names)


def code(documents: list[Document]) -> pa.Table:
    """The reports of some lines as rows of the event table."""
    kept: list[Document] = []
    reports: list[Report] = []
    for reading in read_all(documents, batch_size=BATCH):
        if reading.reports:
            kept.append(reading.document)
            reports += reading.reports
    rows = table.from_reports(kept, reports, dataset="history")
    return rows


def chunks(documents: Iterator[Document], size: int = 2000) -> Iterator[list[Document]]:
    """Documents in lists of `size`."""
    chunk: list[Document] = []
    for document in documents:
        chunk.append(document)
        if len(chunk) == size:
            yield chunk
            chunk = []
    yield chunk


def main() -> None:
    """Build and write the table; prints rows by type."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--most", type=int, help="only so many lines, for a trial")
    given = parser.parse_args()
    unique: dict[str, Document] = {}
    for document in lines(SOURCE):
        unique.setdefault(document.id, document)
    documents = sorted(unique.values(), key=lambda d: (d.published, d.id))[:given.most]
    print(f"{len(documents)} lines", flush=True)
    parts = []
    with ProcessPoolExecutor(given.jobs) as pool:
        for part in pool.map(code, chunks(iter(documents))):
            parts.append(part)
            print(f"{len(parts)}: {sum(len(p) for p in parts)} reports", flush=True)
    rows = pa.concat_tables(parts)
    table.write(rows, given.out)
    build_circumstances.write(rows, documents, given.out.with_name(build_circumstances.NAME))
    print(rows.group_by("type").aggregate([("id", "count")]).to_pydict(), given.out.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
