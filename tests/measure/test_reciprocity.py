"""Who answers whom: answers come after, chance is set beside them."""

import random
from datetime import date, timedelta

import pyarrow as pa

from visavis.measure.reciprocity import reciprocity

FIRST, LAST = date(2010, 1, 1), date(2019, 12, 31)


def events(*acts):
    return pa.Table.from_pylist([
        {"source": source, "target": "B" if source == "A" else "A", "quad": quad, "standing": standing,
         "precision": precision, "start": FIRST + timedelta(days=day)}
        for source, day, quad, standing, precision in acts])


def acts(source, days, quad=1, standing="done", precision="day"):
    return [(source, day, quad, standing, precision) for day in days]


def told(made, tone="cooperation", of="A", window=30):
    return next(one for one in reciprocity(made, "A", "B", first=FIRST, last=LAST, window=window)
                if one.tone == tone and one.of == of)


def test_acts_that_are_always_answered_in_five_days():
    draw = random.Random(1)
    days = [draw.randrange(3600) // 90 * 90 + 20 for _ in range(40)]
    days = sorted(set(days))
    made = events(*acts("A", days), *acts("B", [day + 5 for day in days]))
    one = told(made)
    assert (one.acts, one.answered, one.lag, one.verdict) == (len(days), len(days), 5, "answers")
    assert one.opened == one.episodes == len(days)
    assert told(made, of="B").opened == 0
    assert one.answered_share[0] > 0.8


def test_acts_at_random_are_no_answers():
    verdicts = []
    for seed in range(20):
        draw = random.Random(seed)
        made = events(*acts("A", draw.sample(range(3650), 60)), *acts("B", draw.sample(range(3650), 60)))
        verdicts.append(told(made).verdict)
    assert verdicts.count("cannot tell") >= 18


def test_a_day_on_which_both_act_answers_nothing_and_nobody_was_first():
    days = range(0, 3600, 120)
    one = told(events(*acts("A", days), *acts("B", days)))
    assert (one.answered, one.lag, one.episodes) == (0, None, 0)


def test_conflict_and_cooperation_what_is_not_done_and_what_is_dated_roughly_are_apart():
    made = events(*acts("A", [100], 4), *acts("B", [105], 1), *acts("B", [106], 4, "planned"), *acts("B", [107], 4, precision="month"))
    one = told(made, "conflict")
    assert (one.acts, one.answered, one.verdict) == (1, 0, "cannot tell")
    assert told(made, "conflict", of="B").acts == 0 and told(made, "conflict", of="B").answered_share is None
