"""Every labelled set in one table: `python -m bench.all [--sets plv UW icbe ...]`. Takes three CPU-minutes.

Each line: the set and the digest of its file, what is measured, on how many rows, the value with its 95 % bootstrap
interval over sentences, and the figures published for the same task, as printed by their authors. The measures are
those of bench.coding, bench.factuality, bench.icbe, bench.places, bench.actors and bench.others; see there.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping
from functools import partial

import numpy as np

from bench import actors, coding, factuality, icbe, others, places
from bench.others import Line, digest, show
from visavis.reading import coder


def plv() -> Iterator[Line]:
    """Binary, quad and root on given pairs."""
    path = coding.DATA / "plv" / "PLV_train_clean.tsv"
    data = coding.rows(path)
    found = coding.scores(data, coding.code_all([pair for pair, _, _ in data],
                                                method="model" if coder.available() else "rules"))
    for place, name in enumerate(coding.VIEWS):
        published = ", ".join(f"{who} {figures[place]}" for who, figures in coding.PUBLISHED.items())
        yield others.line("plv", path, f"{name} macro-F1", found[name], published)


def facts(name: str) -> Iterator[Line]:
    """Macro-F1 and Pearson's r on one factuality set."""
    marked = list(factuality.items(name))
    path = factuality.FOLDER / f"{name}_dev.jsonl"
    values = factuality.figures(np.array([i.gold for i in marked]), np.array([i.found for i in marked]))
    for place, (value, (low, high)) in enumerate(zip(values, factuality.intervals(marked), strict=True)):
        measure = ("3-class macro-F1", "Pearson r")[place]
        published = factuality.PUBLISHED[name] if place else ""
        yield Line(f"factuality {name}", digest(path), measure, len(marked), value, float(low), float(high), published)


def said() -> Iterator[Line]:
    """Say, do and think."""
    gold, found = icbe.measured()
    low, high = icbe.interval(gold, found)
    yield Line("icbe valid", digest(icbe.FILE), "say/do/think macro-F1", len(gold),
               float(np.mean(icbe.f1(gold, found))), low, high, "none found for this split")


def located() -> Iterator[Line]:
    """Precision and recall of the place of an event."""
    done, table = places.measured(places.rows())
    names = ("precision, a place marked", "precision, all rows", "recall")
    for name, (value, low, high) in zip(names, table, strict=True):
        yield Line("event_location", digest(places.FILE), name, len(done), value, low, high, places.PUBLISHED)


def named() -> Iterator[Line]:
    """State and sector of mentions."""
    for name, (right, asked, low, high) in actors.shares(actors.answers()).items():
        yield Line("actor_resolution", digest(actors.FILE), f"{name} exact", asked, right / asked, low, high,
                   actors.PUBLISHED)


SETS: Mapping[str, Callable[[], Iterator[Line]]] = {
    "plv": plv, **{name: partial(facts, name) for name in factuality.SETS}, "icbe": said, "event_location": located,
    "actor_resolution": named, **others.SETS}


def main() -> None:
    """Print the table, a set as soon as it is measured."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--sets", nargs="+", default=list(SETS), choices=list(SETS))
    given = arguments.parse_args()
    print(f"coder of pairs: {'model' if coder.available() else 'rules'}; the rest by rules")
    print(f"{'set':22}{'sha256':>13} {'measure':28}{'rows':>6}{'value':>8} (95 % interval)".ljust(98) + "published")
    for name in given.sets:
        show(list(SETS[name]()))


if __name__ == "__main__":
    main()
