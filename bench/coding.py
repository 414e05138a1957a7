"""Accuracy of coding given pairs: `python -m bench.coding [--method rules|model]`.

Reads ../shared/data/coding/plv (1,050 sentences with a marked source and target; measured on, never trained on).
Prints macro-F1 for binary (cooperation / conflict), quad class and root, with 95 % bootstrap intervals over sentences,
beside the figures published for the same task by Hu et al. 2024 (ZSP) and for UniversalPetrarch.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np

from visavis.reading import coder
from visavis.reading.pairs import PairCode, code_pair, code_pairs, from_decision

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "coding"
PUBLISHED = {"ZSP (355M, GPU)": (96.4, 89.6, 82.4), "UniversalPetrarch": (80.8, 51.8, 46.3)}
YIELD = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
VIEWS = ("binary", "quad", "root")
Row: TypeAlias = tuple[coder.Marked, str, str]
"""Sentence with its pair, gold quad class, gold root."""


def rows(path: Path) -> list[Row]:
    """Every row of the file.

    In 24 of the 1,050 rows one actor is not in the text ("a recipient"); the last character stands for it there.
    """
    out = []
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            text, spans = _untag(_unquote(row["marked_sentence"]))
            rest = (len(text) - 1, len(text))
            pair = coder.Marked(text, spans.get("s", rest), spans.get("t", rest))
            out.append((pair, row["gold_penta"], row["gold_root"]))
    return out


def _unquote(text: str) -> str:
    return text[1:-1].replace('""', '"') if text.startswith('"') and text.endswith('"') and '""' in text else text


def _untag(marked: str) -> tuple[str, dict[str, tuple[int, int]]]:
    text, spans, opened = "", dict[str, tuple[int, int]](), dict[str, int]()
    i = 0
    while i < len(marked):
        for tag in ("<s>", "</s>", "<t>", "</t>"):
            if marked.startswith(tag, i):
                name = tag[-2]
                if tag[1] == "/":
                    spans[name] = (opened[name], len(text))
                else:
                    opened[name] = len(text)
                i += len(tag)
                break
        else:
            text, i = text + marked[i], i + 1
    return text, spans


def macro_f1(gold: Sequence[str], found: Sequence[str]) -> float:
    """The mean over gold classes of F1, times 100."""
    return 100 * float(np.mean([f1 for _, _, f1, _ in per_class(gold, found).values()]))


def per_class(gold: Sequence[str], found: Sequence[str]) -> dict[str, tuple[float, float, float, int]]:
    """Class -> precision, recall, F1, gold rows."""
    hit = Counter(g for g, f in zip(gold, found, strict=True) if g == f)
    of_gold, of_found = Counter(gold), Counter(found)
    out = {}
    for name in sorted(of_gold):
        p = hit[name] / of_found[name] if of_found[name] else 0.0
        r = hit[name] / of_gold[name]
        out[name] = (p, r, 2 * p * r / (p + r) if p + r else 0.0, of_gold[name])
    return out


def interval(gold: Sequence[str], found: Sequence[str], *, draws: int = 500, seed: int = 1) -> tuple[float, float]:
    """95 % bootstrap interval of macro-F1 over sentences."""
    rng = np.random.default_rng(seed)
    g, f = np.array(gold), np.array(found)
    values = [macro_f1(list(g[pick]), list(f[pick])) for pick in rng.integers(0, len(g), (draws, len(g)))]
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)


def code_all(pairs: Sequence[coder.Marked], *, method: str, folder: Path | None = None) -> list[PairCode]:
    """Every pair coded by one method; `folder` holds another model than the package's."""
    if folder is not None:
        return [from_decision(decision) for decision in coder.Model(folder).decide(pairs)]
    if method == "model":
        return code_pairs(list(pairs))
    return [code_pair(p.text, p.source, p.target, method=method) for p in pairs]


def scores(data: Sequence[Row], coded: Sequence[PairCode]) -> dict[str, tuple[list[str], list[str]]]:
    """View -> gold and found classes, row by row."""
    quads = ([quad for _, quad, _ in data], [str(c["quad"]) for c in coded])
    roots = ([root for _, _, root in data], [YIELD.get(c["type"], c["type"]) for c in coded])
    binary = (["1" if q in "12" else "2" for q in quads[0]], ["1" if q in "12" else "2" for q in quads[1]])
    return {"binary": binary, "quad": quads, "root": roots}


def calibration_error(gold: Sequence[str], found: Sequence[str], coded: Sequence[PairCode], *, bins: int = 10) -> float:
    """Expected calibration error: the mean gap of confidence and accuracy over equal-width bins (Guo et al. 2017)."""
    sure = np.array([c["confidence"] for c in coded])
    right = np.array([g == f for g, f in zip(gold, found, strict=True)])
    which = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = [(which == b).mean() * abs(sure[which == b].mean() - right[which == b].mean())
            for b in range(bins) if (which == b).any()]
    return float(sum(gaps))


def direction_kept(data: Sequence[Row], folder: Path | None) -> float:
    """The share of asymmetric rows in which exchanging source and target turns the direction round."""
    if folder is None and not coder.available():
        return float("nan")
    model = coder.Model(folder) if folder else coder.model()
    pairs = [pair for pair, _, _ in data]
    there = model.decide(pairs)
    back = model.decide([coder.Marked(p.text, p.target, p.source) for p in pairs])
    tops = [(coder.top(a.direction)[0], coder.top(b.direction)[0]) for a, b in zip(there, back, strict=True)]
    asymmetric = [(a, b) for a, b in tops if a != "both"]
    return sum({a, b} == {"forward", "backward"} for a, b in asymmetric) / max(1, len(asymmetric))


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--method", default="model" if coder.available() else "rules")
    arguments.add_argument("--model", type=Path, help="a folder with another model")
    given = arguments.parse_args()
    method = "model" if given.model else given.method
    path = DATA / "plv" / "PLV_train_clean.tsv"
    if not path.exists():
        raise SystemExit(f"{path} is absent: nothing measured")
    data = rows(path)
    began = time.process_time()
    coded = code_all([pair for pair, _, _ in data], method=method, folder=given.model)
    seconds = time.process_time() - began
    found = scores(data, coded)
    print(f"plv: {len(data)} rows, sha256 {hashlib.sha256(path.read_bytes()).hexdigest()[:12]}, method {method}, "
          f"{len(data) / seconds:.0f} sentences per CPU-second")
    print(f"{'':22}" + "".join(f"{name:>18}" for name in VIEWS))
    cells = []
    for name in VIEWS:
        low, high = interval(*found[name])
        cells.append(f"{macro_f1(*found[name]):6.1f} ({low:.1f}-{high:.1f})")
    print(f"{'visavis ' + method:22}" + "".join(f"{cell:>18}" for cell in cells))
    for name, figures in PUBLISHED.items():
        print(f"{name:22}" + "".join(f"{figure:>18.1f}" for figure in figures))
    print(f"expected calibration error of confidence: {calibration_error(*found['root'], coded):.3f}")
    print(f"direction: {direction_kept(data, given.model):.3f} of asymmetric rows turn round with source and target")
    print("\nroot            P     R    F1    n")
    for name, (p, r, f1, n) in per_class(*found["root"]).items():
        print(f"{name:12}{p:6.2f}{r:6.2f}{f1:6.2f}{n:5}")


if __name__ == "__main__":
    main()
