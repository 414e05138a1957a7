"""Say, do or think: `python -m bench.icbe`. What sentences of crisis chronicles tell, by what the reader finds in them.

Reads ../shared/data/coding/icbe/icbe_valid.jsonl (measured on, never learned from): 209 sentences of International
Crisis Behavior reports that annotators marked as telling something said, done or thought, several or none of them.
The mapping is thin: an act's type gives its class (`OF_TYPE`), a verb that tells gives `say` (operators.tsv), and what
the reader has no act for is in icbe_words.tsv; only acts that took place or are announced count as done. No figures
for this split are published. Printed: F1 per class over sentences and their mean, with bootstrap intervals.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Token

from bench.coding import DATA
from visavis.codes import tables
from visavis.reading import modality, predicates
from visavis.reading.sentences import Sentence
from visavis.reading.syntax import parser
from visavis.reading.veridicality import operators
from visavis.records import Modality

FILE = DATA / "icbe" / "icbe_valid.jsonl"
CLASSES = ("say", "do", "think")
KEYS = ("event_type_say", "event_type_do", "event_type_thought")
OF_TYPE: Mapping[str, str] = {
    "REQUEST": "say", "ACCUSE": "say", "REJECT": "say", "THREATEN": "say", "AGREE": "say", "CONSULT": "do",
    "SUPPORT": "do", "COOPERATE": "do", "AID": "do", "RETREAT": "do", "CONCEDE": "do", "PROTEST": "do",
    "SANCTION": "do", "MOBILIZE": "do", "COERCE": "do", "ASSAULT": "do"}
DONE = {Modality.ACTUAL, Modality.PLANNED}
TURNS = {"trigger", "end", "terminate", "begin", "mark", "start", "cause", "spark", "perceive", "face", "conclude"}
"""Verbs by which a crisis begins or ends for an actor."""


@cache
def words() -> dict[tuple[str, str], str]:
    """(lemma, v or n) -> class, from icbe_words.tsv."""
    rows = tables.read(Path(__file__).parent / "icbe_words.tsv", ("word", "pos", "class"), key=("word", "pos"))
    return {(row["word"], row["pos"]): row["class"] for row in rows}


def classes(sentence: Sentence) -> set[str]:
    """The classes that a sentence tells."""
    found: set[str] = set()
    for act in predicates.find(sentence):
        kind = OF_TYPE[act.sense.type]
        if kind == "say" or modality.assess(act, sentence).modality in DONE:
            found.add(kind)
    found |= {own for token in sentence.parse if (own := _class(token, sentence)) is not None}
    return found


def _class(token: Token, sentence: Sentence) -> str | None:
    lemma = token.lemma_.lower()
    if token.pos_ == "VERB" and token.dep_ not in {"amod", "compound"}:
        kind = words().get((lemma, "v"))
        if kind == "do":
            return kind if modality.assess(predicates.bare(token), sentence).modality in DONE else None
        told = operators().get((lemma, "v", "that"), ("", ""))[0] in {"say", "deny"}
        wanted = {"ccomp", "dobj"} if lemma in {"announce", "declare", "state"} else {"ccomp"}
        clause = any(c.dep_ in wanted for c in token.children)
        return kind or ("say" if told and clause else None)
    kind = words().get((lemma, "n")) if token.pos_ == "NOUN" else None
    if kind == "think" and lemma == "crisis":
        return kind if any(a.lemma_.lower() in TURNS for a in token.ancestors) else None
    return kind


def measured() -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Right and found, sentences by classes."""
    rows = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
    docs = parser().pipe([row["sentence_span_text"] for row in rows], batch_size=8)
    gold = np.array([[bool(row[key]) for key in KEYS] for row in rows])
    told = [set[str]().union(*(classes(Sentence(sent, 0)) for sent in doc.sents)) for doc in docs]
    return gold, np.array([[name in one for name in CLASSES] for one in told])


def f1(gold: NDArray[np.bool_], found: NDArray[np.bool_]) -> list[float]:
    """F1 per class."""
    hits = (gold & found).sum(axis=0)
    return [float(2 * h / max(1, g + f)) for h, g, f in zip(hits, gold.sum(axis=0), found.sum(axis=0), strict=True)]


def interval(gold: NDArray[np.bool_], found: NDArray[np.bool_], *, draws: int = 500, seed: int = 1) -> Sequence[float]:
    """95 % bootstrap interval of the mean F1 over sentences."""
    rng = np.random.default_rng(seed)
    values = [np.mean(f1(gold[pick], found[pick])) for pick in rng.integers(0, len(gold), (draws, len(gold)))]
    return [float(value) for value in np.percentile(values, [2.5, 97.5])]


def main() -> None:
    """Print the table."""
    argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0]).parse_args()
    gold, found = measured()
    low, high = interval(gold, found)
    print(f"icbe valid: {len(gold)} sentences, sha256 {hashlib.sha256(FILE.read_bytes()).hexdigest()[:12]}")
    print(f"macro-F1 {np.mean(f1(gold, found)):.3f} ({low:.3f}-{high:.3f})")
    for name, value, right, told in zip(CLASSES, f1(gold, found), gold.sum(axis=0), found.sum(axis=0), strict=True):
        print(f"{name:6} F1 {value:.3f}, {right} right, {told} found")


if __name__ == "__main__":
    main()
