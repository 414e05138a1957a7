"""The place of an event: `python -m bench.places [--rows N] [--errors N]`.

Reads ../shared/data/coding/event_location (MIT; 9,143 sentences of wire copy and war reports, one verb of each marked
with the name of its place, or with none). Asked: the place of that verb by `visavis.reading.place.locate`, rules and
the parser's names alone, nothing learned from the file. A place found is right where it shares a word of its name
with a place marked. Halterman 2019 ("Geolocating political events in text", NLP+CSS), who made and learned from a
larger part of these data, prints precision and recall above 0.83. Many sentences marked with no place do tell one
("at a checkpoint in Baghdad"): the lower precision over all rows counts them as wrong, the other leaves them out.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, Token

from bench.coding import DATA
from visavis.reading import place
from visavis.reading.syntax import parser, recogniser

FILE = DATA / "event_location" / "event_location_dev.jsonl.gz"
PUBLISHED = "Halterman 2019: precision and recall > 0.83"


@dataclass(frozen=True, slots=True)
class Case:
    """One sentence: the words of the places marked, those of the place found ("" for none), the event, the text."""

    gold: tuple[str, ...]
    found: str
    verb: str
    text: str


def rows(count: int | None = None, *, seed: int = 1) -> list[dict[str, Any]]:
    """The rows, or a seeded draw of them."""
    with gzip.open(FILE, "rt", encoding="utf-8") as lines:
        every = [json.loads(line) for line in lines]
    return every if count is None else random.Random(seed).sample(every, count)


def cases(data: Sequence[dict[str, Any]]) -> Iterator[Case]:
    """Each row with what is found in it; rows whose verb is not a word of the text are left out."""
    docs = parser().pipe([re.sub(r"\s", " ", row["text"]) for row in data], batch_size=8)
    for row, doc in zip(data, docs, strict=True):
        recogniser()(doc)
        verb = _verb(row, doc)
        if verb is not None:
            token = place.locate(verb)
            yield Case(_gold(row), place.named(token) if token is not None else "", verb.text, row["text"])


def _verb(row: dict[str, Any], doc: Doc) -> Token | None:
    span = next(s for s in row["spans"] if s["label"] == "VERB")
    wanted = span.get("text") or row["text"][span["start"]:span["end"]]
    near = [t for t in doc if t.text == wanted.strip()]
    return min(near, key=lambda t: abs(t.idx - span["start"]), default=None)


def _gold(row: dict[str, Any]) -> tuple[str, ...]:
    found = [s.get("text") or row["text"][s["start"]:s["end"]] for s in row["spans"] if s["label"] == "LOCATION"]
    return tuple(name.strip() for name in found if len(name.strip()) > 1)


def right(case: Case) -> bool:
    """Whether the place found shares a word with a place marked."""
    words = set(re.findall(r"\w+", case.found.lower()))
    return any(words & set(re.findall(r"\w+", name.lower())) for name in case.gold)


def figures(marked: NDArray[np.bool_], found: NDArray[np.bool_], hits: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Precision over rows with a place marked, over all rows, and recall."""
    inside = found & marked
    return (hits.sum() / max(1, inside.sum()), hits.sum() / max(1, found.sum()), hits.sum() / max(1, marked.sum()))


Interval: TypeAlias = tuple[float, float, float]
"""A value with the low and high end of its interval."""


def measured(data: Sequence[dict[str, Any]], *, draws: int = 300) -> tuple[list[Case], list[Interval]]:
    """The cases, and precision, precision over all and recall, each with its 95 % bootstrap interval over rows."""
    done = list(cases(data))
    arrays = [np.array(values) for values in ([bool(c.gold) for c in done], [bool(c.found) for c in done],
                                              [right(c) for c in done])]
    rng = np.random.default_rng(1)
    drawn = [figures(*(a[pick] for a in arrays)) for pick in rng.integers(0, len(done), (draws, len(done)))]
    low, high = np.percentile(np.array(drawn), [2.5, 97.5], axis=0)
    return done, [(float(v), float(a), float(b)) for v, a, b in zip(figures(*arrays), low, high, strict=True)]


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--rows", type=int, help="a seeded draw of so many rows; all by default")
    arguments.add_argument("--errors", type=int, default=0, metavar="N", help="show N wrong ones")
    given = arguments.parse_args()
    done, table = measured(rows(given.rows))
    digest = hashlib.sha256(FILE.read_bytes()).hexdigest()[:12]
    print(f"event_location dev: {len(done)} rows, {sum(bool(c.gold) for c in done)} with a place, sha256 {digest}")
    names = ("precision, rows with a place", "precision, all rows", "recall")
    for name, (value, low, high) in zip(names, table, strict=True):
        print(f"{name:30}{value:.3f} ({low:.3f}-{high:.3f})")
    print(PUBLISHED)
    wrong = [c for c in done if bool(c.gold) and not right(c)]
    for case in random.Random(2).sample(wrong, min(given.errors, len(wrong))):
        print(f"  {case.verb} | right {case.gold} found {case.found!r} | {case.text[:300]}")


if __name__ == "__main__":
    main()
