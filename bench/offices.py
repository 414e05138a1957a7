"""How well titles and names of officials are understood.

    python bench/offices.py --draw 200       # mentions drawn from State Department and KCNA text, to check by hand
    python bench/offices.py --persons 100    # named officials drawn the same way

A mention is drawn by words that stand in titles, whether the table knows the title or not, so that what it misses
is drawn too. The texts are read from ../shared.
"""

from __future__ import annotations

import argparse
import gzip
import html
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import Path

from visavis.codes import offices, officials

SHARED = Path(__file__).parents[2] / "shared" / "data"
# The words that titles are made of, in any language of titles; independent of offices.tsv.
HEADS = re.compile(
    r"\b(?:minister|secretary|president|premier|chair(?:man|woman|person)|director|ambassador|leader|official|head|"
    r"chief|commander|general|admiral|envoy|representative|speaker|chancellor|governor|mayor|king|queen|prince|emir|"
    r"counsel(?:or|lor)|councillor|deputy|member|commissioner|adviser|advisor|spokesperson|spokesman|spokeswoman|"
    r"coordinator|consul|diplomat|senator|judge|justice|monarch|pope|marshal)s?\b", re.IGNORECASE)

def texts() -> Iterator[tuple[str, date, str]]:
    """Source, day and sentence of the State Department's releases and KCNA's stories."""
    with gzip.open(SHARED / "text/state_department_feed/dev_items_2021.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            day = parsedate_to_datetime(row["pub_date"]).date()
            yield from _sentences("State", day, html.unescape(re.sub(r"<[^>]*>", " ", row["content_html"])))
    with gzip.open(SHARED / "text/kcna_2024_en/dev_kcna_to_2024-08-31.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield from _sentences("KCNA", date.fromisoformat(row["date"]), row["story_text"])


def _sentences(source: str, day: date, text: str) -> Iterator[tuple[str, date, str]]:
    for paragraph in text.split("\n"):
        for sentence in re.split(r"(?<=[a-z\"”)]\.)\s+(?=[A-Z])", " ".join(paragraph.split())):
            yield source, day, sentence


def mentions(sources: Counter[str]) -> list[tuple[str, date, str, int, int, offices.OfficeMatch | None]]:
    """Every title word with its sentence, and the office found over it; a title of several such words counts once."""
    found = []
    for source, day, sentence in texts():
        known = offices.find(sentence)
        last = -1
        for head in HEADS.finditer(sentence):
            match = next((m for m in known if m.start <= head.start() < m.end), None)
            end = match.end if match else head.end()
            if head.start() >= last:
                found.append((source, day, sentence, match.start if match else head.start(), end, match))
                sources[source] += 1
                last = end
    return found


def draw(count: int, seed: int) -> None:
    """Print `count` mentions, half from each source, with the level given."""
    chance, sources = random.Random(seed), Counter[str]()
    drawn = mentions(sources)
    for source in ("State", "KCNA"):
        own = [item for item in drawn if item[0] == source]
        for number, (_, day, sentence, start, end, match) in enumerate(chance.sample(own, count // 2), 1):
            office = match.office if match else None
            shown = f"{sentence[max(0, start - 60):start]}[{sentence[start:end]}]{sentence[end:end + 60]}"
            level = "-" if office is None else f"{office.level} {office.sector} {office.title}"
            level += " (former)" if office and office.former else ""
            print(f"{source} {number} {day}\t{level}\t{shown}")


def persons(count: int, seed: int) -> None:
    """Print `count` different names of the register found in the texts, with person and office on the day."""
    chance = random.Random(seed)
    known = dict(officials.names())
    pattern = re.compile(r"\b[A-Z][\w'’-]+(?: (?:[A-Z][\w.'’-]*|bin|al|von|der|de))+")
    found = []
    for source, day, sentence in texts():
        for match in pattern.finditer(sentence):
            found += [(source, day, sentence, match.start(), name) for name in _inside(match.group(), known)]
    distinct = list({name: row for row in chance.sample(found, len(found)) for name in (row[-1],)}.values())
    for source, day, sentence, start, name in distinct[:count]:
        got = officials.resolve(name, on=day)
        shown = "-" if got is None else f"{got.name} {got.country} {got.office} {got.level} {got.rank or ''}"
        shown += " (former)" if got and got.former else ""
        print(f"{source} {day}\t{name}\t{shown}\t{sentence[max(0, start - 50):start + 60]}")


def _inside(text: str, known: dict[str, str]) -> list[str]:
    words = text.split()
    return [name for a in range(len(words)) for b in range(a + 2, min(a + 5, len(words)) + 1)
            if (name := " ".join(words[a:b])) in known]


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--draw", type=int, metavar="N")
    parser.add_argument("--persons", type=int, metavar="N")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    if arguments.draw:
        draw(arguments.draw, arguments.seed)
    if arguments.persons:
        persons(arguments.persons, arguments.seed)
    if not arguments.draw and not arguments.persons:
        parser.error("say what to draw; the actor cases are in bench.actors")


if __name__ == "__main__":
    main()
