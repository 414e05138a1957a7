"""The whole reader on real sentences: `python -m bench.sentences [--model FOLDER] [--show 20]`.

Each pair of states of train/real/held.tsv was labelled by reading: what passes between them, or nothing. A sentence is
read alone, without the rest of its document. Prints how many of the acts are reported at all (recall), how many of the
reported pairs have one (precision), and how often type, direction and modality are then right, with 95 % bootstrap
intervals over sentences. The thresholds of fusion were chosen on these sentences; no coder was trained on them.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from unittest.mock import patch

import numpy as np

from train import real
from visavis.reading import coder, document
from visavis.records import Document, Report

HELD = Path(real.__file__).parent / "real" / "held.tsv"
OUTLETS = {"news": None, "kcna": "KCNA", "state": "U.S. Department of State"}
DAY = date(2021, 5, 5)
"""Stands for the day of every sentence; dates are not measured here."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What one sentence tells of two states: the labels, and whether they were met."""

    event: bool
    reported: bool
    type: bool = False
    direction: bool = False
    modality: bool = False


def measured() -> list[list[Pair]]:
    """The pairs of each sentence."""
    labels = gold()
    documents = [Document.from_text(text, DAY, outlet=OUTLETS[source], language="en") for source, text in labels]
    return [[_pair(states, label, reading.reports) for states, label in labels[key].items()]
            for key, reading in zip(labels, document.read_all(documents), strict=True)]


Label = tuple[str, str, str]
"""Type, the state that acts ("" for both), modality."""


def gold() -> dict[tuple[str, str], dict[frozenset[str], Label]]:
    """(source, sentence) -> its labelled pairs of states; of two pairs of mentions the one with an event counts."""
    found: dict[tuple[str, str], dict[frozenset[str], Label]] = defaultdict(dict)
    for source, example, (first, second) in real.with_states(HELD):
        states, known = frozenset((first, second)), found[source, example.text]
        if states not in known or known[states][0] == "NONE":
            acting = {"forward": first, "backward": second}.get(example.direction or "", "")
            known[states] = (example.type, acting, example.modality)
    return dict(found)


def _pair(states: frozenset[str], label: Label, reports: Sequence[Report]) -> Pair:
    type_, acting, modality = label
    own = [r for r in reports if frozenset((r.source.country, r.target.country)) == states]
    alike = [r for r in own if r.type == type_]
    if type_ == "NONE" or not own:
        return Pair(type_ != "NONE", bool(own))
    shown = (alike or own)[0]
    return Pair(True, True, bool(alike), acting in {"", shown.source.country}, str(shown.modality) == modality)


def figures(sentences: Sequence[Sequence[Pair]]) -> dict[str, float]:
    """Recall, precision and F1 of the pairs, F1 where the type must be right too, and the shares of what was found."""
    pairs = [pair for sentence in sentences for pair in sentence]
    found = [p for p in pairs if p.event and p.reported]
    events, reported = sum(p.event for p in pairs), sum(p.reported for p in pairs)
    share = {name: sum(getattr(p, name) for p in found) / max(1, len(found)) for name in
             ("type", "direction", "modality")}
    f1 = 2 * len(found) / max(1, events + reported)
    return {"recall": len(found) / max(1, events), "precision": len(found) / max(1, reported), "F1": f1,
            "F1 with type": f1 * share["type"], **share}


def intervals(sentences: Sequence[Sequence[Pair]], *, draws: int = 500) -> dict[str, tuple[float, float]]:
    """95 % bootstrap intervals over sentences."""
    rng = np.random.default_rng(1)
    drawn = [figures([sentences[i] for i in rng.integers(0, len(sentences), len(sentences))]) for _ in range(draws)]
    ends = {name: np.quantile([d[name] for d in drawn], [0.025, 0.975]) for name in drawn[0]}
    return {name: (float(low), float(high)) for name, (low, high) in ends.items()}


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--model", type=Path, help="a folder with another model")
    given = arguments.parse_args()
    model = coder.Model(given.model) if given.model else coder.model()
    with patch.object(coder, "model", return_value=model):
        sentences = measured()
    if not sentences:
        raise SystemExit("the sentences are absent: nothing measured")
    events = sum(pair.event for sentence in sentences for pair in sentence)
    print(f"{len(sentences)} sentences, {sum(map(len, sentences))} pairs of states, {events} with an act")
    limits = intervals(sentences)
    for name, value in figures(sentences).items():
        print(f"{name:14}{value:6.3f} ({limits[name][0]:.3f}-{limits[name][1]:.3f})")


if __name__ == "__main__":
    main()
