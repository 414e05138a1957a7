"""Did it happen: `python -m bench.factuality [--sets UW CB ...] [--errors N]`.

Reads the dev parts of ../shared/data/coding/factuality (measured on, never learned from): sentences in which words that
name events carry a score from -3 (certain that it did not happen) to +3 (certain that it did), RP from -3 to +3 in
halves. The score of a word is that of its stance (`visavis.reading.modality`), by the rules alone, as a report has it.

Printed per set: macro-F1 over three classes (below -1, -1 to +1, above +1) and Pearson's r, each with its 95 %
bootstrap interval over sentences, and the figures published for systems that were trained on the set's own train part
or, as Lee et al. 2015 on UW, on a part of it. UDS-IH2 asked "did it happen?": there what is still to come did not, so
that what is planned, wished or possible counts as below zero (`HAPPENED`); the other sets asked how sure the author is.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, Token

from bench.coding import DATA, per_class
from visavis.reading import modality, veridicality
from visavis.reading.predicates import bare
from visavis.reading.sentences import Sentence
from visavis.reading.syntax import parser
from visavis.records import Modality

FOLDER = DATA / "factuality"
SETS = ("UW", "UDS_IH2", "MEANTIME", "RP", "CB")
PUBLISHED: Mapping[str, str] = {
    "UW": "r .66 Stanovsky 2017, .71 Lee 2015, .72 Rudinger 2018",
    "UDS_IH2": "r .77 Rudinger 2018",
    "MEANTIME": "r .47 Stanovsky 2017, .34 Rudinger 2018",
    "RP": "none found",
    "CB": "none found",
}
"""Pearson's r on the test parts, of Lee et al. 2015 (EMNLP), Stanovsky et al. 2017 (ACL), Rudinger et al. 2018 (NAACL,
the linear biLSTM trained on the set alone); all of them learned from the train part of the set."""

BRACKETS = {"-LRB-": "(", "-RRB-": ")", "``": '"', "''": '"', "-LSB-": "[", "-RSB-": "]"}
"""Treebank spellings that the parser was not made for."""


@dataclass(frozen=True, slots=True)
class Item:
    """One marked word: its sentence's number, what was found and what is right."""

    sentence: int
    found: float
    gold: float
    word: str
    text: str


def items(name: str) -> Iterator[Item]:
    """The marked words of the dev part of a set with their scores."""
    lines = (FOLDER / f"{name}_dev.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    nlp = parser()
    docs = nlp.pipe((_doc(row["text"]) for row in rows), batch_size=8)
    for number, (row, doc) in enumerate(zip(rows, docs, strict=True)):
        for target in row["targets"]:
            token = _head(doc, *target["span1"])
            yield Item(number, score(token, name), float(target["label"]), token.text, row["text"])


def _doc(text: str) -> Doc:
    """The words of a set, which come parted, as the parser takes them."""
    return Doc(parser().vocab, words=[BRACKETS.get(word, word) for word in text.split()])


def _head(doc: Doc, start: int, end: int) -> Token:
    """The word that heads a span, as a rule a clause's verb."""
    return doc[start:end].root


CLAUSES = ("RP", "CB")
"""Sets that ask for a complement clause as it stands ("that he had NOT come"): what governs it counts, not its own
negation and auxiliaries (White & Rawlins 2018; de Marneffe, Simons & Tonhauser 2019)."""

HAPPENED = -1.5
"""UDS-IH2: the score of what has not happened because it is to come, open or only wanted. Its annotators were asked
"did it happen?" and answered no, less surely than of what is denied; half way down the scale, not fitted."""


def score(token: Token, name: str) -> float:
    """-3 to +3 for a word, on the scale of the set."""
    if name in CLAUSES:
        kind, denied = (around := veridicality.environment(token)).kind, around.denied
        return modality.FACTUALITY[kind][denied]
    stance = modality.assess(bare(token), Sentence(token.sent, 0))
    if name == "UDS_IH2" and stance.modality not in {Modality.ACTUAL, Modality.NEGATED}:
        return HAPPENED
    return stance.factuality


def classes(values: Sequence[float]) -> list[str]:
    """The three classes: "-" below -1, "+" above +1, "0" between."""
    return ["-" if value < -1 else "+" if value > 1 else "0" for value in values]


def figures(gold: NDArray[np.float64], found: NDArray[np.float64]) -> tuple[float, float]:
    """Macro-F1 over three classes and Pearson's r (0 where one of them is constant)."""
    f1 = float(np.mean([f for _, _, f, _ in per_class(classes(list(gold)), classes(list(found))).values()]))
    flat = gold.std() == 0 or found.std() == 0
    return f1, 0.0 if flat else float(np.corrcoef(gold, found)[0, 1])


def intervals(marked: Sequence[Item], *, draws: int = 300, seed: int = 1) -> NDArray[np.float64]:
    """95 % bootstrap intervals over sentences: rows macro-F1 and r, columns low and high."""
    rng = np.random.default_rng(seed)
    by_sentence: dict[int, list[Item]] = {}
    for item in marked:
        by_sentence.setdefault(item.sentence, []).append(item)
    groups = list(by_sentence.values())
    values = []
    for pick in rng.integers(0, len(groups), (draws, len(groups))):
        drawn = [item for number in pick for item in groups[number]]
        values.append(figures(np.array([i.gold for i in drawn]), np.array([i.found for i in drawn])))
    low_high: NDArray[np.float64] = np.percentile(np.array(values), [2.5, 97.5], axis=0)
    return low_high.T


def main() -> None:
    """Print a line a set."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--sets", nargs="+", default=list(SETS), choices=SETS)
    arguments.add_argument("--errors", type=int, default=0, metavar="N", help="show the N worst by kind")
    given = arguments.parse_args()
    print(f"{'set':10}{'sha256':>14}{'words':>7}{'macro-F1':>18}{'Pearson r':>20}  published (trained on the set)")
    for name in given.sets:
        marked = list(items(name))
        f1, r = figures(np.array([i.gold for i in marked]), np.array([i.found for i in marked]))
        (f_low, f_high), (r_low, r_high) = intervals(marked)
        digest = hashlib.sha256((FOLDER / f"{name}_dev.jsonl").read_bytes()).hexdigest()[:12]
        print(f"{name:10}{digest:>14}{len(marked):7}{f1:7.3f} ({f_low:.2f}-{f_high:.2f}){r:8.3f}"
              f" ({r_low:.2f}-{r_high:.2f})  {PUBLISHED[name]}")
        _confusion(marked)
        _worst(marked, given.errors)


def _confusion(marked: Sequence[Item]) -> None:
    counted = Counter(zip(classes([i.gold for i in marked]), classes([i.found for i in marked]), strict=True))
    print("          right -> found: " + ", ".join(f"{g}->{f} {n}" for (g, f), n in sorted(counted.items())))


def _worst(marked: Sequence[Item], count: int) -> None:
    for item in sorted(marked, key=lambda one: -abs(one.found - one.gold))[:count]:
        print(f"    {item.gold:+.1f} found {item.found:+.1f}  {item.word}: {item.text[:300]}")


if __name__ == "__main__":
    main()
