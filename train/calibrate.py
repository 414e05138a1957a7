"""The temperature of each head: `python -m train.calibrate --model FOLDER` (writes it into coder.json).

Temperature scaling after Guo et al. 2017: one number a head, fitted on train/held_out by the negative log-likelihood.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from scipy.optimize import minimize_scalar

from train.data import load
from train.evaluate import HERE, PACKAGE, decide, gold_of
from visavis.reading.coder import HEADS, Model


def temperature(logits: np.ndarray, gold: np.ndarray) -> float:
    """The temperature that makes `softmax(logits / t)` likeliest for the gold class numbers."""

    def loss(t: float) -> float:
        scaled = logits / t
        top = scaled.max(axis=1, keepdims=True)
        total = top[:, 0] + np.log(np.exp(scaled - top).sum(axis=1))
        return float((total - scaled[np.arange(len(gold)), gold]).mean())

    return float(minimize_scalar(loss, bounds=(0.3, 5.0), method="bounded").x)


def main() -> None:
    """Fit and write the temperatures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=PACKAGE)
    given = parser.parse_args()
    card = json.loads((given.model / "coder.json").read_text(encoding="utf-8"))
    card["temperatures"] = dict.fromkeys(HEADS, 1.0)
    (given.model / "coder.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    examples = load(HERE / "held_out")
    decisions = decide(Model(given.model), examples)
    for head in HEADS:
        names = card["labels"][head]
        pairs = [(gold_of(e, head), d) for e, d in zip(examples, decisions, strict=True)
                 if head == "type" or e.type != "NONE"]
        kept = [(names.index(gold), [np.log(getattr(d, head)[n] + 1e-12) for n in names])
                for gold, d in pairs if gold in names]
        card["temperatures"][head] = round(temperature(np.array([row for _, row in kept]),
                                                       np.array([gold for gold, _ in kept])), 3)
    (given.model / "coder.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    print(card["temperatures"])


if __name__ == "__main__":
    main()
