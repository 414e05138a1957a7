"""What the reader really gives, held against the shipped schema and the rule of the quote."""

from __future__ import annotations

import gzip
import html
import json
import re
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from visavis.cli import main
from visavis.records import Document, from_json, to_json
from visavis.schema import contract

CHECK = Draft202012Validator(contract(), format_checker=FormatChecker())
TEXTS = (
    "China sent 30,000 tons of rice to North Korea on Monday, the ministry said. The foreign ministers of the two"
    " sides are likely to meet in Pyongyang next month. Thousands of workers may be sent to Russia this year.",
    "Norway's prime minister visited Berlin on 11-13 April and signed an agreement with Germany.\r\n\r\n"
    "Iran, Libya and Cuba condemned the United States. “It is entirely possible that talks fail,” an analyst said. 🙂 "
    "The 75th anniversary of relations between China and Russia was marked in Moscow.",
    "No state acts here. Nothing was said.",
)


def rows(capsys: pytest.CaptureFixture[str], path: Path, documents: list[Document]) -> list[dict[str, object]]:
    """What `visavis read` prints for the documents, given as JSON Lines."""
    path.write_text("".join(json.dumps({
        "id": one.id, "text": one.text, "published": one.published.isoformat(), "language": "en",
        "outlet": one.outlet}) + "\n" for one in documents), encoding="utf-8")
    assert main(["read", str(path), "--format", "jsonl"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def hold(found: list[dict[str, object]], documents: list[Document]) -> None:
    texts = {one.id: one.text for one in documents}
    order = {one.id: number for number, one in enumerate(documents)}
    places = []
    for row in found:
        CHECK.validate(row)
        record = from_json(row)
        assert to_json(record) == row
        assert texts[record.document][slice(*record.span)] == record.quote
        places.append((order[record.document], record.span, ("report", "claim", "signal").index(record.kind)))
    assert places == sorted(places)
    assert len({(row["record"], row["id"]) for row in found}) == len(found)


def test_output_is_of_the_contract(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    documents = [Document.from_text(text, date(2024, 7, 27), id=f"d{n}") for n, text in enumerate(TEXTS)]
    found = rows(capsys, tmp_path / "in.jsonl", documents)
    hold(found, documents)
    assert {row["record"] for row in found} == {"report", "claim", "signal"}
    assert rows(capsys, tmp_path / "again.jsonl", documents) == found


def test_output_on_real_texts_is_of_the_contract(capsys: pytest.CaptureFixture[str], tmp_path: Path,
                                                 shared: Path) -> None:
    documents = [*_releases(shared, 6), *_stories(shared, 6)]
    found = rows(capsys, tmp_path / "in.jsonl", documents)
    hold(found, documents)
    assert len(found) > len(documents)


def _releases(shared: Path, count: int) -> list[Document]:
    path = shared / "text" / "state_department_feed" / "dev_items_2021.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        texts = [html.unescape(re.sub("<[^>]+>", " ", json.loads(line)["content_html"])) for line in lines]
    return [Document.from_text(text, date(2021, 7, 1), outlet="U.S. Department of State") for text in texts[:count]]


def _stories(shared: Path, count: int) -> list[Document]:
    path = shared / "text" / "kcna_2024_en" / "dev_kcna_to_2024-08-31.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        stories = [json.loads(line) for line in lines]
    return [Document.from_text(story["story_text"], date(2024, 8, 31), outlet="KCNA") for story in stories[:count]]
