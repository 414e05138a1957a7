"""The forecast model and its track record: `python -m train.forecast` (about five minutes on one core).

Draws rows from the history (or from event tables given), backtests with a refit every half year, fits on all, and
writes src/visavis/forecast/model: model.json (weights, with its digest), record.tsv (what came true of what was said),
dyads.tsv (the skill by dyad) and CARD.md.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from train.forecast_fit import Scored, fit, join, rolling, spread, thin
from train.forecast_rows import MANY, Rows, draw, kinds_of
from visavis.datasets import history, table
from visavis.desks import known, load_desk
from visavis.forecast.kinds import HORIZONS, Kind
from visavis.forecast.model import FILE, Horizon, parse, to_text
from visavis.forecast.record import COLUMNS, DYAD_COLUMNS, bin_of
from visavis.forecast.told import EPOCH, tell

OUT = Path(__file__).resolve().parents[1] / "src" / "visavis" / "forecast" / "model"
BEFORE_DAYS = 1400
"""Days of data before the first origin: four years make a first climatology."""

BACKTEST_YEARS = 10
"""The backtest covers the last ten years of the data."""

REFIT_DAYS = 365
"""Days between refits of the backtest. Every half year takes twice as long and gains nothing that shows."""


def calendar() -> list[tuple[date, frozenset[str]]]:
    """The days that come back of all desks of the package."""
    return [(one.date, frozenset(one.states)) for name in known() for one in load_desk(name).calendar]


def first_refit(last: date) -> date:
    """The first day of the backtest of data that end on `last`."""
    return date(last.year - BACKTEST_YEARS + 1, 1, 1)


def backtest(rows: Rows, days: int, last: date) -> Scored:
    """What the model would have said in the last BACKTEST_YEARS, refitted every REFIT_DAYS."""
    first = first_refit(last)
    refits = [first + timedelta(days=at) for at in range(0, (last - first).days, REFIT_DAYS)]
    return join(list(rolling(rows, days, refits)))


def record_lines(scored: dict[int, Scored], kinds: Sequence[Kind]) -> Iterator[str]:
    """The lines of record.tsv."""
    yield "# What came true of what was said: the sums of the backtest, made by `python -m train.forecast`; bins as in"
    yield f"# forecast/record.py. Dyads of {MANY} or more events known on the origin; origins every 28 days."
    yield "\t".join(COLUMNS)
    for days, one in sorted(scored.items()):
        bins = np.array([bin_of(p) for p in one.said])
        keys = np.stack([one.rows.kind, one.rows.fresh.astype(int), bins])
        for kind, fresh, place in sorted({tuple(map(int, key)) for key in keys.T}):
            mask = (keys == np.array([[kind], [fresh], [place]])).all(axis=0)
            yield "\t".join([str(days), kinds[kind].name, str(fresh), str(place), *_sums(one.where(mask))])


def _sums(one: Scored) -> list[str]:
    hit = one.hit
    scores = [((p - hit) ** 2).sum() for p in (one.said, one.floor)]
    logs = [-np.log(np.where(hit > 0, p, 1 - p)).sum() for p in (one.said, one.floor)]
    return [str(len(hit)), f"{one.said.sum():.5g}", str(int(hit.sum())), str(int(one.rows.number.sum())),
            *(f"{value:.6g}" for value in (*scores, *logs))]


def dyad_lines(scored: dict[int, Scored], states: Sequence[str], kinds: Sequence[Kind]) -> Iterator[str]:
    """The lines of dyads.tsv: the scores by dyad (both directions together), kind and onset."""
    yield "# The backtest by dyad, made by `python -m train.forecast`: sums of Brier scores of forecast and floor, by"
    yield "# kind, and by whether no such event was told for 90 days before (onset 1). Intervals are drawn from it."
    yield "\t".join(DYAD_COLUMNS)
    for days, one in sorted(scored.items()):
        size = len(states) + 1  # as in `Told`
        source, target = np.divmod(one.rows.pair, size)
        pair = np.minimum(source, target) * size + np.maximum(source, target)
        keys, place = np.unique(np.stack([pair, one.rows.kind, one.rows.fresh]), axis=1, return_inverse=True)
        hit = one.hit
        sums = [np.bincount(place.ravel(), value) for value in
                (np.ones(len(hit)), hit, (one.said - hit) ** 2, (one.floor - hit) ** 2)]
        for at, (both, kind, fresh) in enumerate(keys.T):
            names = [states[side] for side in divmod(int(both), size)]
            yield "\t".join([str(days), *names, kinds[int(kind)].name, str(int(fresh)), f"{sums[0][at]:.0f}",
                             f"{sums[1][at]:.0f}", f"{sums[2][at]:.5g}", f"{sums[3][at]:.5g}"])


def card(horizons: dict[int, Horizon], scored: dict[int, Scored], data: dict[str, Any], digest: str) -> str:
    """The text of CARD.md."""
    lines = []
    for days, one in sorted(scored.items()):
        whole, fresh = _figures(one), _figures(one.where(one.rows.fresh))
        lines.append(f"| {days} | {len(one.said):,} | {one.hit.mean():.2%} | {whole[0]:.4f} | {whole[1]:.4f} |"
                     f" {whole[2]:+.3f} | {fresh[2]:+.3f} | {calibration(one):.4f} | {horizons[days].spread:.0f} |")
    text = (Path(__file__).parent / "forecast_card.md").read_text(encoding="utf-8")
    return text.format(digest=digest, **data, table="\n".join(lines), years=BACKTEST_YEARS, refit=REFIT_DAYS, many=MANY)


def _figures(one: Scored) -> tuple[float, float, float]:
    mine, floor = (float(((p - one.hit) ** 2).mean()) for p in (one.said, one.floor))
    return mine, floor, 1 - mine / floor


def calibration(one: Scored) -> float:
    """The expected calibration error over the bins of record.py."""
    bins = np.array([bin_of(p) for p in one.said])
    return float(sum(abs(one.said[bins == at].mean() - one.hit[bins == at].mean()) * (bins == at).mean()
                     for at in np.unique(bins)))


def main() -> None:
    """Draw, backtest, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=Path, nargs="*", help="event tables (Parquet) in place of the history")
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args()
    paths = given.events or [history.path()]
    reports = table.read(paths)
    kinds = kinds_of(reports)
    begins, last = (EPOCH + timedelta(days=int(day)) for day in _span(reports))
    scored, horizons = {}, {}
    for days in HORIZONS:  # one by one: the rows of all would fill the memory
        rows = draw(reports, kinds, days, begins + timedelta(days=BEFORE_DAYS), scored_from=first_refit(last),
                    calendar=calendar())
        found = backtest(rows, days, last)
        horizons[days] = fit(thin(rows, days, 0), days, spread=spread(found, days))
        scored[days] = found.light
        print(f"{days} days: {len(rows.number):,} rows", flush=True)
        whole, fresh = _figures(found), _figures(found.where(found.rows.fresh))
        print(f"  skill {whole[2]:+.4f}, at onsets {fresh[2]:+.4f}", flush=True)
    data = {"dataset": ", ".join(sorted(set(reports["dataset"].to_pylist()))), "rows": reports.num_rows,
            "first": str(begins), "last": str(last), "sha256": _digest(paths)}
    text = to_text(horizons, data)
    states = tell(reports).states
    written = {FILE: text, "record.tsv": "\n".join(record_lines(scored, kinds)) + "\n",
               "dyads.tsv": "\n".join(dyad_lines(scored, states, kinds)) + "\n",
               "CARD.md": card(horizons, scored, data, parse(text).digest)}
    given.out.mkdir(parents=True, exist_ok=True)
    for name, content in written.items():
        (given.out / name).write_text(content, encoding="utf-8")
    print(written["CARD.md"])


def _span(reports: pa.Table) -> tuple[int, int]:
    known_days = reports["known_from"].combine_chunks().cast(pa.int32()).to_numpy()
    return int(known_days.min()), int(known_days.max())


def _digest(paths: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    main()
