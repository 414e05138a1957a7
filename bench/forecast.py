"""How good the forecasts are: `python -m bench.forecast [--png FILE] [--csis FILE] [--boosting DAYS]`.

On the history: the backtest that `python -m train.forecast` stored (rolling origins of the last ten years, refitted
each year, scored on later days; dyads of 20 or more events known). Skill is the share of the climatology's Brier score
that is gone; intervals are by bootstrap over dyads. Onsets: no such event for 90 days before.

On an outside series, the missile tests of the DPRK by month (CSIS Beyond Parallel): the climatology of the series, the
shipped model as it is, and a logistic regression of the series' own faded counts, refitted at each origin.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from visavis.codes import plover
from visavis.datasets import history, table
from visavis.forecast import model, record
from visavis.forecast.features import FAMILIES, NAMES, Snapshot
from visavis.forecast.kinds import HORIZONS, Kind
from visavis.forecast.record import EDGES, Line, Tally
from visavis.forecast.told import EPOCH, number, tell
from visavis.measure.intervals import share

DRAWS = 2000
CSIS = Path(__file__).resolve().parents[2] / "shared/data/events/csis_nk_provocations/dev_provocations_1958_2024.csv"
Floats = NDArray[np.float64]
Wanted = Callable[[Line], bool]
TYPES = frozenset(plover.TYPES)


def skill(wanted: Wanted) -> tuple[int, int, float, float, float]:
    """Forecasts, hits, and the skill with its 95 % interval by bootstrap over dyads."""
    sums: dict[tuple[str, str], Tally] = {}
    for pair, line in record.dyad_lines():
        if wanted(line):
            sums[pair] = sums.get(pair, Tally()) + line.tally
    scores = np.array([[one.brier, one.floor] for one in sums.values()])
    draws = np.random.default_rng(0).integers(0, len(scores), (DRAWS, len(scores)))
    drawn = scores[draws].sum(axis=1)
    low, high = np.quantile(1 - drawn[:, 0] / drawn[:, 1], [0.025, 0.975])
    whole = sum(sums.values(), Tally())
    return whole.n, whole.hits, whole.skill, float(low), float(high)


def tables() -> None:
    """Prints the skill by horizon, type and onset."""
    print("| days | of | forecasts | came true | skill | 95 % interval | at onsets | 95 % interval |")
    print("|---|---|---|---|---|---|---|---|")
    for days in HORIZONS:
        _row(days, "all types", lambda line: line.kind in TYPES)
    for days in HORIZONS:
        for name in plover.TYPES:
            _row(days, name, lambda line, name=name: line.kind == name)  # type: ignore[misc]


def _row(days: int, name: str, wanted: Wanted) -> None:
    n, hits, *whole = skill(lambda line: line.horizon == days and wanted(line))
    _, _, *fresh = skill(lambda line: line.horizon == days and line.onset and wanted(line))
    print(f"| {days} | {name} | {n:,} | {hits / n:.2%} | {whole[0]:+.3f} | {whole[1]:+.3f} to {whole[2]:+.3f} |"
          f" {fresh[0]:+.3f} | {fresh[1]:+.3f} to {fresh[2]:+.3f} |")


def bins(lines: Iterable[Line]) -> list[dict[str, float]]:
    """The points of the reliability diagram: by bin the mean said, the share that came true, its interval, how many."""
    sums: dict[int, Tally] = {}
    for line in lines:
        sums[line.bin] = sums.get(line.bin, Tally()) + line.tally
    found = []
    for at, one in sorted(sums.items()):
        low, high = share(one.hits, one.n)
        found.append({"said": one.said / one.n, "true": one.rate, "low": low, "high": high, "n": one.n,
                      "bin": EDGES[at]})
    return found


def calibration(days: int) -> float:
    """The expected calibration error over the bins, types only."""
    found = bins(line for line in record.lines() if line.horizon == days and line.kind in TYPES)
    return sum(abs(one["said"] - one["true"]) * one["n"] for one in found) / sum(one["n"] for one in found)


def sharpness() -> None:
    """Prints how far the forecasts spread, and the calibration error."""
    print("\n| days | calibration error | under 1 % | 1 to 10 % | 10 to 50 % | over 50 % |\n|---|---|---|---|---|---|")
    for days in HORIZONS:
        found = bins(line for line in record.lines() if line.horizon == days and line.kind in TYPES)
        whole = sum(one["n"] for one in found)
        cuts = [sum(one["n"] for one in found if low <= one["bin"] < high) / whole
                for low, high in ((0, .01), (.01, .1), (.1, .5), (.5, 1.1))]
        print(f"| {days} | {calibration(days):.4f} | {' | '.join(f'{cut:.1%}' for cut in cuts)} |")


def draw(path: Path) -> None:
    """Draws the reliability diagram."""
    import altair as alt

    rows = [{**one, "days": f"{days} days"} for days in HORIZONS
            for one in bins(line for line in record.lines() if line.horizon == days and line.kind in TYPES)]
    base = alt.Chart(alt.InlineData(values=rows)).properties(width=240, height=240)
    x = alt.X("said:Q", title="said", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%"))
    line = base.mark_line(color="#999999", strokeDash=[4, 4]).encode(x=x, y=alt.Y("said:Q", title="came true"))
    rule = base.mark_rule(color="#7a9cc6").encode(x=x, y="low:Q", y2="high:Q")
    dots = base.mark_circle(color="#1f4e8c", opacity=1).encode(
        x=x, y=alt.Y("true:Q", title="came true", axis=alt.Axis(format="%")),
        size=alt.Size("n:Q", title="forecasts", scale=alt.Scale(type="log")))
    sort = [f"{days} days" for days in HORIZONS]
    chart = alt.layer(line, rule, dots).facet(facet=alt.Facet("days:N", sort=sort, title=None), columns=2)
    chart.properties(title="Forecasts of the backtest, by what was said").save(str(path), scale_factor=1.5)


# The outside series ------------------------------------------------------------------------------------------

TESTS = Kind("MOBILIZE", "weapons")
OWN = [NAMES.index(name) for name, family in FAMILIES.items() if family in ("own", "season") or name == "climatology"]


def missile_tests(path: Path) -> pa.Table:
    """The missile provocations as an event table: MOBILIZE (weapons) by the DPRK to South Korea."""
    with path.open(encoding="utf-8") as stream:
        days = sorted({date.fromisoformat(row["date_iso"]) for row in csv.DictReader(stream)
                       if row["type"] == "Missile Provocation"})
    rows = [{"id": f"csis{day}", "dataset": "csis", "native_id": str(day), "month": day.year * 100 + day.month,
             "start": day, "end": day, "precision": "day", "date_origin": "stated", "known_from": day, "source": "PRK",
             "target": "KOR", "type": TESTS.type, "mode": TESTS.mode, "cameo": "155", "quad": 4, "goldstein": -7.2,
             "modality": "actual", "evidence": "asserted", "reports": 1, "outlets": 1} for day in days]
    return pa.Table.from_pylist(rows, schema=table.SCHEMA)


def outside(path: Path, *, first: date = date(2005, 1, 1), last: date = date(2024, 12, 1)) -> None:
    """Prints the scores on the series: whether a month holds a missile test, origins at each month's end."""
    from sklearn.linear_model import LogisticRegression

    told = tell(missile_tests(path))
    begins = EPOCH + timedelta(days=told.first or 0)
    months = [date(year, month, 1) for year in range(begins.year + 4, last.year + 1) for month in range(1, 13)
              if date(year, month, 1) <= last]
    columns, hits = [], []
    source, target = np.array([told.at("PRK")]), np.array([told.at("KOR")])
    for month in months:
        origin = month - timedelta(days=1)
        columns.append(Snapshot(told, origin).columns(source, target, TESTS, 30)[0])
        end = number((month + timedelta(days=31)).replace(day=1)) - 1
        cells = told.events(TESTS)
        hits.append(bool(((cells.day > number(origin)) & (cells.day <= end)).any()))
    wide, hit = np.array(columns), np.array(hits, float)
    start = months.index(first)
    said: dict[str, Floats] = {
        "climatology": 1 / (1 + np.exp(-wide[start:, NAMES.index("climatology")])),
        "shipped model, as it is": model.load().horizons[30].probability(wide[start:])}
    own = []
    for at in range(start, len(months)):
        past = wide[:at - 1, OWN]  # the last month's window closes on the day before the origin
        mean, scale = past.mean(axis=0), past.std(axis=0) + 1e-6
        fitted = LogisticRegression(C=0.1).fit((past - mean) / scale, hit[:at - 1])
        own.append(fitted.predict_proba((wide[at:at + 1, OWN] - mean) / scale)[0, 1])
    said["logistic regression of the series, refitted"] = np.array(own)
    _series(said, hit[start:], [month.year for month in months[start:]])


def _series(said: dict[str, Floats], hit: Floats, years: list[int]) -> None:
    floor = (said["climatology"] - hit) ** 2
    fresh = np.array([not hit[max(0, at - 3):at].any() for at in range(len(hit))])
    blocks = [np.flatnonzero(np.array(years) == year) for year in sorted(set(years))]
    choice = np.random.default_rng(0)
    draws = [np.concatenate([blocks[at] for at in choice.integers(0, len(blocks), len(blocks))]) for _ in range(DRAWS)]
    print(f"\n{len(hit)} months, {hit.mean():.0%} with a test; {fresh.sum()} after three months without,"
          f" {hit[fresh].mean():.0%} with\n")
    print("| forecast | Brier | log score | skill | 95 % interval | skill at onsets |")
    print("|---|---|---|---|---|---|")
    for name, chance in said.items():
        brier = (chance - hit) ** 2
        log = -np.log(np.where(hit > 0, chance, 1 - chance)).mean()
        low, high = np.quantile([1 - brier[at].sum() / floor[at].sum() for at in draws], [0.025, 0.975])
        gained, early = (1 - brier[at].sum() / floor[at].sum() for at in (fresh | ~fresh, fresh))
        print(f"| {name} | {brier.mean():.3f} | {log:.3f} | {gained:+.3f} | {low:+.3f} to {high:+.3f} | {early:+.3f} |")


def boosting(days: int) -> None:
    """Prints the skill of boosting, and of its mean with the model, beside the model's: refitted every third year."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    from train.forecast import BEFORE_DAYS, calendar, first_refit
    from train.forecast_fit import fit, thin
    from train.forecast_rows import MANY, draw, kinds_of

    reports = table.read(history.path())
    begins, last = (EPOCH + timedelta(days=day or 0) for day in (tell(reports).first, tell(reports).last))
    start = first_refit(last)
    rows = draw(reports, kinds_of(reports), days, begins + timedelta(days=BEFORE_DAYS), scored_from=start,
                calendar=calendar())
    said: dict[str, list[Floats]] = {"climatology": [], "model": [], "boosting": [], "their mean": []}
    hits: list[Floats] = []
    for year in range(start.year, last.year + 1, 3):
        day, end = number(date(year, 1, 1)), number(date(year + 3, 1, 1))
        past = thin(rows.where(rows.origin + days <= day), days, year)
        due = (rows.origin >= day) & (rows.origin < end)
        later = rows.where(due & (rows.events >= MANY) & (rows.kind < len(TYPES)))
        wide = later.columns.astype(float)
        trees = HistGradientBoostingClassifier(max_iter=120, learning_rate=0.05, max_leaf_nodes=8, min_samples_leaf=300,
                                               l2_regularization=50.0)
        trees.fit(past.columns, past.number > 0, sample_weight=past.weight)
        made, grown = fit(past, days, counted=False).probability(wide), trees.predict_proba(later.columns)[:, 1]
        climate = 1 / (1 + np.exp(-wide[:, NAMES.index("climatology")]))
        for name, chance in zip(said, (climate, made, grown, (made + grown) / 2), strict=True):
            said[name].append(chance)
        hits.append((later.number > 0).astype(float))
    hit = np.concatenate(hits)
    floor = ((np.concatenate(said["climatology"]) - hit) ** 2).sum()
    print(f"\nSkill at {days} days over {len(hit):,} forecasts: " + ", ".join(
        f"{name} {1 - ((np.concatenate(chance) - hit) ** 2).sum() / floor:+.4f}" for name, chance in said.items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--png", type=Path, help="draw the reliability diagram")
    parser.add_argument("--csis", type=Path, default=CSIS, help="the series of provocations")
    parser.add_argument("--boosting", type=int, metavar="DAYS", help="also try boosting at this horizon (minutes)")
    given = parser.parse_args()
    tables()
    sharpness()
    if given.png:
        draw(given.png)
    if given.csis.is_file():
        outside(given.csis)
    if given.boosting:
        boosting(given.boosting)


if __name__ == "__main__":
    main()
