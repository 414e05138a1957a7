"""`python -m bench.tkg DIR [--split valid|test]`: ranks on a temporal knowledge graph, beside the published figures."""

from __future__ import annotations

import argparse
import resource
import sys
import time
from pathlib import Path

from bench.tkg import leak
from bench.tkg.layout import SPLITS, load
from bench.tkg.ranker import learn_ranker, rank_days
from bench.tkg.scores import STRATA, Score, score
from visavis.errors import VisavisError

PUBLISHED = Path(__file__).parent / "published.tsv"


def main(arguments: list[str] | None = None) -> int:
    """Exit code: 0 measured, 1 where the data cannot be used or a leak was found."""
    parser = argparse.ArgumentParser(prog="python -m bench.tkg", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder in the layout of docs/tkg.md")
    parser.add_argument("--split", choices=SPLITS[1:], default="valid", help="which split to rank (default: valid)")
    parser.add_argument("--leak", type=int, default=0, metavar="N",
                        help="also score N queries with the rest of their day removed, and shuffled")
    options = parser.parse_args(arguments)
    try:
        return _run(options.folder, options.split, options.leak)
    except VisavisError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _run(folder: Path, split: str, leaks: int) -> int:
    graph = load(folder, last=split)
    days = graph.days(split)
    ranker = learn_ranker(graph, int(days[0]))
    ranks, strata = rank_days(graph, ranker, days.tolist())
    _print_row(f"{split}, all", score(ranks), 1.0)
    for number, name in enumerate(STRATA):
        _print_row(name, score(ranks[strata == number]), float((strata == number).mean()))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2 ** 20
    print(f"{time.process_time():.0f} CPU-s, peak {peak:.1f} GiB")
    print(PUBLISHED.read_text(encoding="utf-8"))
    found = leak.differences(graph, ranker, days.tolist(), count=leaks) if leaks else []
    if leaks:
        print(f"leak test: {leaks} queries alone and among shuffled ones, {len(found)} scored otherwise")
    return 1 if found else 0


def _print_row(name: str, made: Score, share: float) -> None:
    hits = "  ".join(f"{hit:5.1f}" for hit in made.hits)
    print(f"{name:14} n {made.queries:7d} ({share:6.1%})  MRR {made.mrr:5.2f}  Hits@1/3/10 {hits}")


if __name__ == "__main__":
    sys.exit(main())
