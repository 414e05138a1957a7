"""How many well-known visits the ledger has, and how many of its visits are right.

    python -m bench.visits               # the list of well-known visits
    python -m bench.visits --draw 50     # visits of the ledger with their lines, to check by hand; wants ../shared

The list, bench/visits_known.tsv, was written from general knowledge before the ledger was looked at. A visit is found
where the ledger of the history has one from that sender to that host of which a day lies within three days of the day
of the list; its level is right where the ledger's is that of the list.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from tools.build_history import SOURCE, lines
from visavis.codes.tables import read
from visavis.datasets import history
from visavis.measure.visit_rows import person
from visavis.measure.visits import Visit, visits

LIST = Path(__file__).with_name("visits_known.tsv")
NEAR = timedelta(days=3)
"""A visit may be told when it is announced as begun or when it ends."""


def found(sender: str, host: str, on: date) -> Visit | None:
    """The visit of the ledger nearest to the day, the highest traveller first."""
    told = visits(history.path(), host, senders=[sender], since=on - NEAR, until=on + NEAR)
    return min(told, key=lambda one: (one.level or 9, abs(one.start - on)), default=None)


def draw(count: int, seed: int) -> None:
    """Print `count` visits of the history's ledger, each with the lines that tell it."""
    told = visits(history.path())
    chosen = random.Random(seed).sample(told, count)
    wanted = {name for one in chosen for name in one.documents}
    text = {one.id: one.text for one in lines(SOURCE) if one.id in wanted}
    for number, one in enumerate(chosen, 1):
        by = "; ".join(f"{person(other)} {other.level}" for other in one.receivers)
        print(f"{number}. {one.start}..{one.end} {one.sender}->{one.host} {person(one.traveller) or '-'}"
              f" level {one.level} | {one.occasion} | by {by or '-'}")
        print(*(f"   {text.get(name, '')}" for name in one.documents), sep="\n")


def listed() -> None:
    """Print each visit of the list with what was found, and the counts."""
    counts: Counter[str] = Counter()
    for row in read(LIST, ("who", "sender", "host", "date", "level")):
        one = found(row["sender"], row["host"], date.fromisoformat(row["date"]))
        verdict = "missing" if one is None else "right" if one.level == int(row["level"]) else "wrong level"
        counts[verdict] += 1
        told = f"{one.start} {person(one.traveller)} level {one.level}, {one.occasion}" if one else ""
        print(f"{verdict:11}  {row['date']} {row['who']} {row['sender']}->{row['host']} {row['level']}  {told}")
    print(", ".join(f"{name} {count}" for name, count in counts.most_common()), "of", counts.total())


def main() -> None:
    """Do what was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--draw", type=int, metavar="N")
    parser.add_argument("--seed", type=int, default=17)
    given = parser.parse_args()
    if given.draw:
        draw(given.draw, given.seed)
    else:
        listed()


if __name__ == "__main__":
    main()
