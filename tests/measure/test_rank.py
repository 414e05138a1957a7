from datetime import date, timedelta

import numpy as np
import pytest
from visit_rows_made import rows, telling

from visavis.codes.occasions import Circumstance
from visavis.datasets import history
from visavis.measure import rank
from visavis.measure.visits import visits

OFFICES = {1: "President", 2: "Prime Minister", 3: "Speaker of Parliament", 4: "Deputy Prime Minister",
           5: "Foreign Minister", 6: "Deputy Minister of Culture", 8: "official"}
FIRST = date(2010, 1, 10)


def ledger(*sent, occasion="regular"):
    """Visits a quarter apart: (sender, host, level or None) or with a day and an occasion after it."""
    told, circumstances = [], {}
    for number, (sender, host, level, *more) in enumerate(sent):
        day = more[0] if more else (FIRST + timedelta(days=90 * number)).isoformat()
        page, report = telling(day, sender, host, who=f"Person {chr(65 + number % 26)}x{chr(65 + number // 26)}" if level else None,
                               office=OFFICES.get(level), level=level)
        circumstances[report.id] = Circumstance(more[1] if len(more) > 1 else occasion)
        told.append((page, report))
    return visits(rows(*told), circumstances=circumstances)


def test_what_is_not_known_is_no_low_level():
    found = rank.sent(ledger(("CHN", "PRK", 3), ("CHN", "PRK", None), ("CHN", "PRK", 1)), "CHN", "PRK")
    assert found.levels == (1, 3) and found.unknown == 1 and found.mean == 2


def test_the_gap_is_level_sent_minus_level_returned():
    made = ledger(*[("CHN", "PRK", 5)] * 8, *[("PRK", "CHN", 1)] * 8)
    gap = rank.reciprocity(made, "CHN", "PRK")
    assert gap.value == 4 and gap.interval[0] > 0 and gap.verdict == "PRK sent higher officials"
    back = rank.reciprocity(made, "PRK", "CHN")
    assert back.value == -4 and back.verdict == "PRK sent higher officials"


def test_a_gap_on_few_cases_cannot_tell():
    gap = rank.reciprocity(ledger(("CHN", "PRK", 5), ("PRK", "CHN", 2)), "CHN", "PRK")
    assert gap.value == 3 and gap.interval[0] < 0 < gap.interval[1] and gap.verdict == "cannot tell"
    alone = rank.reciprocity(ledger(("CHN", "PRK", 5)), "CHN", "PRK")
    assert alone.value is None and alone.interval is None and alone.verdict == "cannot tell"


def test_a_window_holds_its_visits_only():
    made = ledger(("CHN", "PRK", 5, "2012-01-01"), ("CHN", "PRK", 1, "2015-01-01"), ("PRK", "CHN", 1, "2015-06-01"))
    assert rank.reciprocity(made, "CHN", "PRK", since=date(2014, 1, 1)).value == 0


def test_more_cases_make_the_interval_narrower():
    few, many = ledger(*[("CHN", "PRK", 2), ("CHN", "PRK", 5)] * 2), ledger(*[("CHN", "PRK", 2), ("CHN", "PRK", 5)] * 10)
    widths = [high - low for low, high in (rank.mean_interval(rank.sent(one, "CHN", "PRK").levels, one) for one in (few, many))]
    assert widths[1] < widths[0] / 1.5


def test_the_interval_holds_the_mean_it_should():
    """Over made-up senders of known mean level the 95 % interval of six visits holds it at least 9 times in 10."""
    draw, world = np.random.default_rng(1), ledger(*[("CHN", "PRK", level) for level in (1, 1, 2, 5, 5, 6)])
    held = 0
    for _ in range(200):
        shares = draw.dirichlet(rank.shape(world) * 4)
        levels = draw.choice(np.arange(1, 9), 6, p=shares)
        low, high = rank.mean_interval(list(map(int, levels)), world)
        held += low <= float(shares @ np.arange(1, 9)) <= high
    assert held >= 180


def test_another_seed_moves_the_bounds_little():
    made = ledger(*[("CHN", "PRK", 2), ("CHN", "PRK", 5)] * 3)
    levels, base = rank.sent(made, "CHN", "PRK").levels, rank.shape(made)
    bounds = [rank._bounds(rank._means(levels, base, np.random.default_rng(seed))) for seed in (1, 2, 3)]
    assert np.ptp(np.array(bounds), axis=0).max() < 0.1


def test_by_occasion():
    made = ledger(("RUS", "PRK", 5, "2013-07-27", "anniversary"), ("RUS", "PRK", 3, "2018-09-09", "anniversary"),
                  ("RUS", "PRK", 6, "2019-03-01"), ("CHN", "PRK", 1, "2019-06-20"))
    first, second = rank.by_occasion(made, "RUS", "PRK")
    assert (first.occasion, first.middle, first.sent.levels) == ("anniversary", 4, (3, 5))
    assert (second.occasion, second.sent.levels) == ("regular", (6,))


def test_a_head_of_state_after_vice_ministers_is_higher_than_usual():
    made = ledger(*[("RUS", "PRK", 6)] * 12, ("RUS", "PRK", 1, "2020-06-01"))
    told = rank.surprise(made, made[0])
    assert told.verdict == "higher than usual" and told.as_high < 0.05 and len(told.cases) == 12
    assert told.usual[0] > 1


def test_only_the_past_counts():
    made = ledger(("RUS", "PRK", 6, "2010-01-01"), *[("RUS", "PRK", 1, f"20{year}-01-01") for year in range(11, 20)])
    told = rank.surprise(made, made[-1])
    assert told.cases == () and told.verdict == "too few cases to tell"


def test_the_same_occasion_is_compared_where_there_are_cases():
    sent = [("CHN", "PRK", 3, f"20{year}-09-09", "anniversary") for year in range(10, 16)]
    sent += [("CHN", "PRK", 6, f"20{year}-03-01") for year in range(10, 16)]
    made = ledger(*sent, ("CHN", "PRK", 6, "2018-09-09", "anniversary"))
    told = rank.surprise(made, made[0])
    assert told.basis == "same occasion" and len(told.cases) == 6


def test_rivals_are_of_the_same_occasion_and_days():
    made = ledger(("RUS", "PRK", 5, "2023-07-26", "anniversary"), ("CHN", "PRK", 4, "2023-07-27", "anniversary"),
                  ("CUB", "PRK", 6, "2023-07-27", "regular"), ("LAO", "PRK", 1, "2023-09-27", "anniversary"))
    russian = next(one for one in made if one.sender == "RUS")
    told = rank.surprise(made, russian)
    assert [one.sender for one in told.rivals] == ["CHN"] and told.against(told.rivals[0]) == 1
    assert rank.surprise(made, russian, rivals=["LAO"]).rivals == ()


@pytest.mark.parametrize("level", [None])
def test_no_surprise_without_a_level(level):
    made = ledger(("RUS", "PRK", level))
    assert rank.surprise(made, made[0]) is None


def test_the_shape_is_a_distribution_over_all_levels():
    base = rank.shape(visits(history.path()))
    assert base.sum() == pytest.approx(1) and (base > 0).all() and len(base) == 8
