"""Claims drawn at random for a check by hand: `python -m bench.claims [--source news] [--seed 1] [--resolved 20]`.

From each source, sentences in which the reader finds a claim, with the resolver proposed, and as many with a mark of
the future in which it finds none, so that a person can say found, missed or wrongly found. `--resolved`: claims of
one-sentence news that have a resolver, with what the history says of them. The verdicts stand in docs/forecasting.md.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator
from datetime import date
from itertools import islice

from bench.draw import SOURCES
from visavis.datasets import history
from visavis.forecast.ground import until
from visavis.forecast.resolvers import propose, settle
from visavis.reading.document import read_all
from visavis.records import Claim, Document

FUTURE = re.compile(r"\b(?:will|would|may|might|could|likely|unlikely|expect(?:s|ed)|probabl[ey]|possibl[ey]|soon"
                    r"|set to|predict(?:s|ed)?|project(?:s|ed)|forecasts?|chances?|verge)\b", re.IGNORECASE)
"""Marks of the future: what a missed claim would most often carry."""
SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
MOST = {"news": 1500, "state": 40, "kcna": 150}
"""Documents read of each source: as many as hold enough claims."""


def drawn(source: str, seed: int, count: int) -> tuple[list[tuple[Document, Claim]], list[tuple[Document, str]]]:
    """`count` claims that the reader finds, and as many sentences with a mark of the future that hold none of them."""
    with_claim, without = [], []
    for reading in read_all(islice(SOURCES[source](seed), MOST[source])):
        document = reading.document
        with_claim += [(document, claim) for claim in reading.claims]
        taken = [claim.span for claim in reading.claims]
        without += [(document, found[0].strip()) for found in SENTENCE.finditer(document.text)
                    if FUTURE.search(found[0])
                    and not any(start < found.end() and found.start() < end for start, end in taken)]
    choice = random.Random(seed)
    return (choice.sample(with_claim, min(count, len(with_claim))), choice.sample(without, min(count, len(without))))


def shown(source: str, seed: int, count: int) -> Iterator[str]:
    """The draw, a line or two each."""
    found, none = drawn(source, seed, count)
    for number, (document, claim) in enumerate(found, 1):
        yield f"{source} + {number}. {document.published} {' '.join(claim.shown.split())}"
        told = f"{claim.claimant or '-'} | {claim.hedge} | {claim.dyad} {claim.type} {claim.direction}"
        yield f"     {told} | {_proposed(claim)}"
    for number, (document, text) in enumerate(none, 1):
        yield f"{source} - {number}. {document.published} {' '.join(text.split())}"


def _proposed(claim: Claim) -> str:
    resolver, reason = propose(claim)
    return resolver.text if resolver else f"none: {reason}"


def resolved(seed: int, count: int) -> Iterator[str]:
    """Claims of one-sentence news with a resolver, and what the history says of each."""
    reports = history.load()
    last: date = until(reports)
    kept = 0
    marked = (one for one in SOURCES["news"](seed) if FUTURE.search(one.text))
    for reading in read_all(islice(marked, MOST["news"])):
        for claim in reading.claims:
            resolver, _ = propose(claim)
            if resolver and kept < count:
                kept += 1
                verdict = settle(resolver, reports, until=last)
                yield f"{kept}. {reading.document.published} {' '.join(claim.shown.split())}"
                yield f"     {claim.hedge} | {resolver.text} | {verdict.verdict}: {verdict.reason}"
        if kept == count:
            return


def main() -> None:
    """Print the draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", choices=sorted(MOST), action="append")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=10, help="sentences with a claim, and without, of each source")
    parser.add_argument("--resolved", type=int, metavar="N", help="N claims with a resolver, and how they end, instead")
    given = parser.parse_args()
    if given.resolved:
        for line in resolved(given.seed, given.resolved):
            print(line, flush=True)
        return
    for name in given.source or sorted(MOST):
        print(*shown(name, given.seed, given.count), sep="\n")


if __name__ == "__main__":
    main()
