"""How alike texts are that are copies, and texts that are not: `python -m bench.copies DATA [--draw 10]`.

DATA is the folder of texts. Of the stories of one agency (a month of 2011, and 2024, where a story stands under several
topics) and the releases of one ministry, all pairs within a week whose prints meet are counted by their likeness, apart
by whether their titles are the same; `--draw` prints pairs of each step, to be read. Then each of 300 stories is made
into what another outlet would print (another head, the tail cut, words changed) and the part that is found is told at
three thresholds.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path

from bench.events import snapshots, stories
from visavis.archive.copies import DAYS
from visavis.intake.copies import bands, likeness, print_of
from visavis.records import Document

STEPS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 1.01)
EDITED = ((0.0, 0.05), (0.15, 0.05), (0.3, 0.0), (0.3, 0.05), (0.4, 0.05), (0.5, 0.05))
"""(part of the tail that is cut, part of the words that are changed)."""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--draw", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    sets = {"KCNA March 2011": list(_year(options.data, "2011-03")), "KCNA 2024": list(stories(options.data)),
            "State Department": list({one.text: one for one in snapshots(options.data)}.values())}
    for name, documents in sets.items():
        _pairs(name, documents, chance, options.draw)
    _edited([one for one in sets["KCNA March 2011"] if len(one.text) > 600], chance)


def _year(data: Path, month: str) -> Iterator[Document]:
    (path,) = (data / "kcna_2011_2012_fulltext").glob("*.jsonl.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["language"] == "en" and row["date"].startswith(month) and row["story"] and row["title"]:
                yield Document.from_text(row["story"], date.fromisoformat(row["date"]), title=row["title"])


def _pairs(name: str, documents: Sequence[Document], chance: random.Random, draw: int) -> None:
    prints = [made for one in documents if (made := print_of(one.text))]
    documents = [one for one in documents if print_of(one.text)]
    met: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, made in enumerate(prints):
        for band in bands(made):
            met[band].append(number)
    found: dict[tuple[float, bool], list[tuple[int, int]]] = defaultdict(list)
    for a, b in {pair for group in met.values() for pair in combinations(group, 2)}:
        if abs((documents[a].published - documents[b].published).days) <= DAYS:
            step = next((top for top in STEPS if likeness(prints[a], prints[b]) < top), STEPS[-1])
            found[step, _plain(documents[a].title) == _plain(documents[b].title)].append((a, b))
    print(f"{name}: {len(documents):,} texts; pairs by likeness, with the same title and with another")
    for low, top in zip((0.0, *STEPS), STEPS, strict=False):
        print(f"  {low:4.2f} to {min(top, 1):4.2f} {len(found[top, True]):7,} {len(found[top, False]):7,}")
        for same in (True, False):
            for a, b in chance.sample(sorted(found[top, same]), min(draw if low >= 0.5 else 0, len(found[top, same]))):
                print(f"    {'same' if same else 'another'} title:", *(_shown(documents[one]) for one in (a, b)),
                      sep="\n      ")


def _edited(documents: Sequence[Document], chance: random.Random) -> None:
    drawn = chance.sample(list(documents), min(300, len(documents)))
    print(f"{len(drawn)} stories as another outlet prints them; found at 0.6, 0.7, 0.8")
    for cut, changed in EDITED:
        alike = [likeness(print_of(one.text) or (), print_of(_other(one.text, cut, changed, chance)) or ())
                 for one in drawn]
        parts = Counter({due: sum(one >= due for one in alike) for due in (0.6, 0.7, 0.8)})
        print(f"  tail cut {cut:4.0%}, words changed {changed:3.0%}: "
              + " ".join(f"{parts[due] / len(drawn):6.0%}" for due in (0.6, 0.7, 0.8)))


def _other(text: str, cut: float, changed: float, chance: random.Random) -> str:
    words = text.split()
    kept = words[:max(20, round(len(words) * (1 - cut)))]
    return " ".join(["SEOUL", "(Agency)", "-", *_changed(kept, changed, chance)])


def _changed(words: Iterable[str], part: float, chance: random.Random) -> Iterator[str]:
    for word in words:
        yield "other" if chance.random() < part else word


def _plain(title: str | None) -> str:
    return " ".join(re.findall(r"\w+", (title or "").lower()))


def _shown(document: Document) -> str:
    return f"{document.published} {document.title}: {' '.join(document.text.split())[:300]}"


if __name__ == "__main__":
    main()
