"""How a coder does on labelled sentences that it was not trained on: `python -m train.evaluate [--model FOLDER]`.

Reads train/held_out, written by another hand than train/text. Prints accuracy and macro-F1 of each head, precision and
recall of "something passes between them", and the confusions that cost most.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.coding import macro_f1
from train.data import Example, load
from visavis.reading.coder import HEADS, Decision, Marked, Model, top

HERE = Path(__file__).parent
PACKAGE = HERE.parent / "src" / "visavis" / "reading" / "model"


def decide(model: Model, examples: Sequence[Example]) -> list[Decision]:
    """The model's decision for each example."""
    return model.decide([Marked(e.text, e.source, e.target) for e in examples])


def head_table(examples: Sequence[Example], decisions: Sequence[Decision]) -> dict[str, tuple[float, float, int]]:
    """Head -> accuracy, macro-F1 (both x 100), examples; for all heads but type only where something passes."""
    out = {}
    for head in HEADS:
        pairs = [(gold_of(e, head), top(getattr(d, head))[0]) for e, d in zip(examples, decisions, strict=True)
                 if head == "type" or e.type != "NONE"]
        gold = [g for g, _ in pairs if g is not None]
        found = [f for g, f in pairs if g is not None]
        right = [g == f for g, f in zip(gold, found, strict=True)]
        out[head] = (100 * float(np.mean(right)), macro_f1(gold, found), len(gold))
    return out


def gold_of(example: Example, head: str) -> str | None:
    """The gold class of one head; a mode as TYPE.mode, "-" where there is none."""
    if head == "mode":
        return "-" if example.mode is None else f"{example.type}.{example.mode}"
    value: str | None = getattr(example, head)
    return value


def passing(examples: Sequence[Example], decisions: Sequence[Decision], *, least: float) -> tuple[float, float]:
    """Precision and recall of "something passes" where the model gives NONE at most `least`."""
    gold = np.array([e.type != "NONE" for e in examples])
    found = np.array([d.type["NONE"] <= least for d in decisions])
    hit = int((gold & found).sum())
    return hit / max(1, int(found.sum())), hit / max(1, int(gold.sum()))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=PACKAGE)
    parser.add_argument("--text", type=Path, default=HERE / "held_out")
    given = parser.parse_args()
    examples = load(given.text)
    decisions = decide(Model(given.model), examples)
    print(f"{len(examples)} pairs\nhead         accuracy  macro-F1     n")
    for head, (accuracy, f1, n) in head_table(examples, decisions).items():
        print(f"{head:12}{accuracy:9.1f}{f1:10.1f}{n:6}")
    for least in (0.2, 0.35, 0.5, 0.75):
        precision, recall = passing(examples, decisions, least=least)
        print(f"something passes, NONE <= {least:.2f}: precision {precision:.2f}, recall {recall:.2f}")
    coded = [(e.type, top(d.type)[0]) for e, d in zip(examples, decisions, strict=True)]
    wrong = Counter((gold, found) for gold, found in coded if gold != found)
    print("\n".join(f"{gold:10} coded {found:10} {n}" for (gold, found), n in wrong.most_common(20)))


if __name__ == "__main__":
    main()
