"""What was said of a dyad on a past day, next to what the history tells of the days after it.

    python -m bench.hindsight PRK CHN --as-of 2024-04-24 --until 2024-12-31

The forecaster is given the rows known on the day and nothing later; what came is read from the whole history by the
rule that settles claims. One dyad is an anecdote: the backtest (`python -m bench.forecast`) is the measure.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from visavis.codes.countries import country
from visavis.datasets import history
from visavis.forecast import Forecast, Forecaster, ground, outcomes
from visavis.forecast.kinds import TYPES

LEAST = 0.01
"""Questions of a lower chance that did not come true are counted, not printed."""


@dataclass(frozen=True, slots=True)
class Hindsight:
    """A forecast and the first days of the events that its window held."""

    said: Forecast
    came: tuple[date, ...]

    @property
    def hit(self) -> float:
        """1 where at least one event came."""
        return float(bool(self.came))


def hindsight(reports: pa.Table, sides: tuple[str, str], *, as_of: date, until: date) -> tuple[Hindsight, ...]:
    """The 16 types, one-sided ones in both directions, in the window from the day after `as_of` to `until`."""
    known = reports.filter(pc.less_equal(reports["known_from"], pa.scalar(as_of)))
    maker = Forecaster(known, as_of=as_of, calendar=ground.calendar())
    found = []
    for kind in TYPES:
        done = outcomes.inside(outcomes.done(reports, kind), as_of + timedelta(days=1), until)
        for a, b in [sides] if kind.undirected else [sides, sides[::-1]]:
            came = outcomes.between(done, kind, a, b)["start"].to_pylist()
            found.append(Hindsight(maker.forecast(a, b, kind, (until - as_of).days), tuple(sorted(came))))
    return tuple(found)


def lines(found: Sequence[Hindsight]) -> Iterator[str]:
    """The table, likeliest first, and the scores of the forecasts and of the base rate."""
    yield "| question | said | 95 % interval | base rate | told since |"
    yield "|---|---|---|---|---|"
    shown = [one for one in found if one.came or one.said.probability >= LEAST]
    for one in sorted(shown, key=lambda one: -one.said.probability):
        low, high = one.said.interval
        yield (f"| {one.said.question} | {one.said.probability:.1%} | {low:.1%} to {high:.1%} | {one.said.base:.1%} |"
               f" {', '.join(map(str, one.came)) or 'none'} |")
    brier, floor = (sum((p - one.hit) ** 2 for p, one in zip(said, found, strict=True)) / len(found)
                    for said in ([one.said.probability for one in found], [one.said.base for one in found]))
    expected, hits = sum(one.said.probability for one in found), int(sum(one.hit for one in found))
    yield f"\n{len(found)} questions, {len(shown)} shown; {expected:.1f} were expected to come true, {hits} did;"
    yield f"Brier score {brier:.3f}, of the base rates {floor:.3f}."


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("a", type=country)
    parser.add_argument("b", type=country)
    parser.add_argument("--as-of", type=date.fromisoformat, required=True)
    parser.add_argument("--until", type=date.fromisoformat, required=True)
    given = parser.parse_args()
    print(*lines(hindsight(history.load(), (given.a, given.b), as_of=given.as_of, until=given.until)), sep="\n")


if __name__ == "__main__":
    main()
