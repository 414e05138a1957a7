"""Alerts: once for a happening, by their threshold, from what is fresh and known, with how unusual it is."""

from __future__ import annotations

import random
import threading
from datetime import date, timedelta

import pytest
from record_samples import at, tell

from visavis.archive import Archive
from visavis.archive.alerts import Alert, Alerts
from visavis.desks import EventFilter
from visavis.errors import DeskError
from visavis.records import Modality
from visavis.watch.base_rate import expectation, tail
from visavis.watch.evaluation import evaluate
from visavis.watch.thresholds import threshold
from visavis.watch.watches import Watch

DAY = date(2024, 5, 2)
LINES = ["A first group of 100 tourists from Jilin reached Rason by bus under a new agreement of the provinces.",
         "The Wonsan beach resort opened to Russian holiday-makers who flew in from Vladivostok with an Air Koryo liner.",
         "Travel agencies in Dandong offered package tours to Sinuiju starting from next spring for local residents."]


def _watch(rule: str = "any", *, name: str = "tourism") -> Watch:
    return Watch(name, "Tourism", "signals", threshold(rule, where="test"), "", (("PRK", "CHN"), ("PRK", "RUS")), frozenset({"PRK"}))


def _fired(archive: Archive, watch: Watch, day: date) -> list[Alert]:
    return list(evaluate(archive, [watch], now=at(day, 23)).fired)


def test_any_fires_once_for_a_happening_and_grows_with_what_is_told_of_it(archive: Archive) -> None:
    tell(archive, DAY, LINES[0])
    (alert,) = _fired(archive, _watch(), DAY)
    assert (alert.watch, alert.lanes, alert.state) == ("tourism", ("CHN-PRK",), "open")
    assert _fired(archive, _watch(), DAY) == []
    tell(archive, DAY + timedelta(days=1), LINES[0].replace("reached", "arrived in"), outlet="Xinhua")
    done = evaluate(archive, [_watch()], now=at(DAY + timedelta(days=1), 23))
    assert done.fired == () and done.grown == (alert.id,)
    evidence = Alerts(archive).evidence(alert.id)
    assert [one.touch.outlet for one in evidence] == ["KCNA", "Xinhua"]
    assert evidence[0].touch.quote == LINES[0]


@pytest.mark.parametrize(("line", "count"), [
    ("The first Chinese tourist groups since 2020 crossed the border into the northern county by a new bus line.", 1),
    ("Tourists from Jilin reached Rason again after the service was halted in January 2020 by both sides.", 1),
    ("In August 2002 tourists from Jilin reached Rason by bus under an agreement of the two provinces.", 0),
    ("Tourists from Jilin will reach Rason by bus in 2025 under an agreement of the two provinces from 2019.", 1)])
def test_years_gone_by_are_not_told_unless_they_measure_the_present(archive: Archive, line: str, count: int) -> None:
    tell(archive, DAY, line)
    assert len(_fired(archive, _watch(), DAY)) == count


def test_another_happening_of_the_same_day_fires_its_own(archive: Archive) -> None:
    tell(archive, DAY, LINES[0])
    tell(archive, DAY, LINES[2])
    assert len(_fired(archive, _watch(), DAY)) == 2


def test_the_same_words_long_after_are_another_happening(archive: Archive) -> None:
    tell(archive, DAY, LINES[0])
    tell(archive, DAY + timedelta(days=30), LINES[0], outlet="Xinhua")
    assert len(_fired(archive, _watch(), DAY)) == 1
    (second,) = _fired(archive, _watch(), DAY + timedelta(days=30))
    assert second.unusual["text"] == "number 2 since the record begins (2024-05-02); the one before was 30 days earlier"


def test_copies_of_one_text_are_one_happening(archive: Archive) -> None:
    text = " ".join(f"word{n}" for n in range(100)) + "."
    tell(archive, DAY, LINES[0], text=text)
    tell(archive, DAY, LINES[2], text=text, outlet="Paper")  # other sentence, but the text repeats the first
    assert len(_fired(archive, _watch(), DAY)) == 1


def test_one_text_on_two_pairs_is_one_alert_with_both(archive: Archive) -> None:
    tell(archive, DAY, LINES[1], countries=("PRK", "RUS", "CHN"))
    (alert,) = _fired(archive, _watch(), DAY)
    assert Alerts(archive).alert(alert.id).lanes == ("CHN-PRK", "PRK-RUS")


def test_what_is_old_is_taken_for_the_base_rate_and_never_told(archive: Archive) -> None:
    tell(archive, DAY, LINES[0])
    assert _fired(archive, _watch(), DAY + timedelta(days=40)) == []
    tell(archive, DAY + timedelta(days=40), LINES[0])
    (alert,) = _fired(archive, _watch(), DAY + timedelta(days=40))
    assert alert.unusual["in_year"] == 1


def test_what_was_not_known_yet_fires_nothing(archive: Archive) -> None:
    tell(archive, DAY, LINES[0], known=at(DAY + timedelta(days=3)))
    assert _fired(archive, _watch(), DAY) == []
    assert len(_fired(archive, _watch(), DAY + timedelta(days=3))) == 1


def _quiet(archive: Archive, start: date, days: int, *, outlet: str = "KCNA") -> None:
    for n in range(days):
        tell(archive, start + timedelta(days=n), outlet=outlet)


def test_first_in_a_stretch_asks_for_a_record_that_reaches_back(archive: Archive) -> None:
    rule = _watch("first in 90 days")
    tell(archive, DAY, LINES[0])
    assert _fired(archive, rule, DAY) == []  # the record begins today
    _quiet(archive, DAY, 100)
    tell(archive, DAY + timedelta(days=60), LINES[1])
    assert _fired(archive, rule, DAY + timedelta(days=60)) == []  # one 60 days before
    later = DAY + timedelta(days=160)
    tell(archive, later, LINES[2])
    (alert,) = _fired(archive, rule, later)
    assert alert.unusual["text"].startswith("number 3 since the record begins")


def test_one_traveller_is_on_one_visit_at_a_time(archive: Archive) -> None:
    """Two lines with no word in common tell of one visit where the coder finds the same person on the way."""
    rule = Watch("envoys", "Envoys", "events", threshold("any", where="x"), dyads=(("CHN", "PRK"),), events=EventFilter(("CONSULT",)))
    lines = ("Premier Li toured a reservoir with engineers of the northern province on Wednesday.",
             "Guests raised glasses when an orchestra greeted him beside the harbour pavilion yesterday.")
    for day, line, name in ((0, lines[0], "Li Qiang"), (1, lines[1], "Li Qiang"), (2, LINES[2], "Wang Yi")):
        tell(archive, DAY + timedelta(days=day), line, countries=("CHN", "PRK"), report=Modality.ACTUAL, type="CONSULT", traveller=name)
    assert len(_fired(archive, rule, DAY + timedelta(days=2))) == 2


def test_a_short_pause_asks_for_no_record(archive: Archive) -> None:
    tell(archive, DAY, LINES[0])
    assert len(_fired(archive, _watch("first in a week"), DAY)) == 1
    tell(archive, DAY + timedelta(days=6), LINES[1])
    assert _fired(archive, _watch("first in a week"), DAY + timedelta(days=6)) == []
    tell(archive, DAY + timedelta(days=20), LINES[2])
    assert len(_fired(archive, _watch("first in a week"), DAY + timedelta(days=20))) == 1


def test_of_two_happenings_of_one_day_the_first_fires(archive: Archive) -> None:
    _quiet(archive, DAY, 100)
    later = DAY + timedelta(days=100)
    tell(archive, later, LINES[0])
    tell(archive, later, LINES[2])
    assert len(_fired(archive, _watch("first in 90 days"), later)) == 1


def _history(archive: Archive, days: int, every: int, seed: int = 1) -> date:
    """A record of one text a day, one of which in `every` touches the watch."""
    chance = random.Random(seed)
    for n in range(days):
        day = DAY + timedelta(days=n)
        line = " ".join(f"w{chance.randrange(10**9)}" for _ in range(12))
        tell(archive, day, *([line] if n % every == 0 else []))
    return DAY + timedelta(days=days)


def test_more_than_expected_fires_once_and_again_only_after_it_came_down(archive: Archive) -> None:
    rule = _watch("more than expected at 95 %")
    today = _history(archive, 200, 20)
    assert _fired(archive, rule, today - timedelta(days=1)) == []
    burst = [today + timedelta(days=n) for n in range(4)]
    alerts: list[Alert] = []
    for n, day in enumerate(burst):
        tell(archive, day, f"Burst{n} brought band{n} and choir{n} to town{n} by train{n}.")
        alerts += _fired(archive, rule, day)
    assert len(alerts) == 1
    found = alerts[0].unusual
    assert found["count"] >= 2 and found["chance"] < 0.05 and "expected" in found["text"]
    assert len({one.touch.quote for one in Alerts(archive).evidence(alerts[0].id)}) == 4  # the later ones joined it
    quiet = today + timedelta(days=4)
    _quiet(archive, quiet, 20)
    for n in range(20):
        assert _fired(archive, rule, quiet + timedelta(days=n)) == []
    again = quiet + timedelta(days=20)
    for n in range(3):
        tell(archive, again, f"Again{n} brought band{n} and choir{n} to village{n} by train{n}.")
    assert len(_fired(archive, rule, again)) == 1


def test_more_news_in_all_is_not_more_happenings(archive: Archive) -> None:
    rule = _watch("more than expected at 95 %")
    today = _history(archive, 200, 5)
    for n in range(12):  # three times what a week has, and three times the news
        day = today + timedelta(days=n % 7)
        tell(archive, day, *([f"Crowd{n} came with tour{n} to hall{n} in city{n} today."] if n < 5 else []), outlet="Paper")
        _quiet(archive, day, 1, outlet=f"Other {n}")
    assert _fired(archive, rule, today + timedelta(days=6)) == []


def test_a_short_record_learns_and_fires_nothing(archive: Archive) -> None:
    rule = _watch("more than expected at 95 %")
    for n in range(20):
        tell(archive, DAY + timedelta(days=n), f"Group{n} of site{n} toured hall{n} by bus{n}.")
    assert _fired(archive, rule, DAY + timedelta(days=19)) == []


def test_a_watch_for_events_takes_what_was_done(archive: Archive) -> None:
    rule = Watch("aid", "Aid", "events", threshold("any", where="x"), dyads=(("CHN", "PRK"),), events=EventFilter(("AID",)), directed=True)
    tell(archive, DAY, LINES[0], countries=("CHN", "PRK"), report=Modality.ACTUAL, type="AID")
    tell(archive, DAY, LINES[1], countries=("CHN", "PRK"), report=Modality.PLANNED, type="AID")
    tell(archive, DAY, LINES[2], countries=("PRK", "CHN"), report=Modality.ACTUAL, type="AID")
    tell(archive, DAY, "Another sentence on coal and iron ore between the two banks of the river.", countries=("CHN", "PRK"),
         report=Modality.ACTUAL, type="ACCUSE")
    (alert,) = _fired(archive, rule, DAY)
    assert Alerts(archive).evidence(alert.id)[0].touch.standing == "done"
    either = Watch("either", "Aid", "events", rule.threshold, dyads=(("CHN", "PRK"),), events=EventFilter(("AID",), level=3))
    assert len(_fired(archive, either, DAY)) == 2
    both = Watch("both", "Aid", "events", rule.threshold, dyads=(("CHN", "PRK"),), events=EventFilter(("AID",), level=3, both=True))
    assert _fired(archive, both, DAY) == []  # the other side has no level


def test_an_indicator_takes_coded_events_where_its_filter_names_a_level(archive: Archive) -> None:
    base = _watch()
    high = Watch("visits", "Visits", "signals", base.threshold, "", base.dyads, base.hubs, events=EventFilter(("CONSULT",), level=3))
    low = Watch("trade", "Trade", "signals", base.threshold, "", base.dyads, base.hubs, events=EventFilter(("CONSULT",)))
    tell(archive, DAY, LINES[0], report=Modality.ACTUAL, type="CONSULT")  # a signal of another indicator, coded as CONSULT
    assert _fired(archive, low, DAY) == []
    (alert,) = _fired(archive, high, DAY)
    tell(archive, DAY, LINES[0].replace("first", "1st"), indicator="visits", report=Modality.ACTUAL, type="CONSULT", outlet="Xinhua")
    assert _fired(archive, high, DAY) == []
    assert [one.touch.outlet for one in Alerts(archive).evidence(alert.id)] == ["KCNA", "Xinhua"]  # the sentence once, not twice


def test_a_watch_for_a_search_takes_what_is_found(archive: Archive) -> None:
    rule = Watch("rice", "Rice", "search", threshold("any", where="x"), query='"new agreement" provinces')
    tell(archive, DAY, LINES[0])
    tell(archive, DAY, LINES[1])
    (alert,) = _fired(archive, rule, DAY)
    assert "new agreement" in Alerts(archive).evidence(alert.id)[0].touch.quote


def test_people_acknowledge_mute_and_close_with_a_note(archive: Archive) -> None:
    tell(archive, DAY, LINES[0])
    (alert,) = _fired(archive, _watch(), DAY)
    alerts = Alerts(archive)
    alerts.change(alert.id, "acknowledged", "seen", now=at(DAY, 23))
    alerts.change(alert.id, "muted", "known for weeks", now=at(DAY, 23), until=DAY + timedelta(days=10))
    tell(archive, DAY + timedelta(days=2), LINES[2])
    (second,) = _fired(archive, _watch(), DAY + timedelta(days=2))
    assert second.state == "muted"
    tell(archive, DAY + timedelta(days=12), LINES[1])
    (third,) = _fired(archive, _watch(), DAY + timedelta(days=12))
    assert third.state == "open"
    alerts.change(alert.id, "closed", "nothing came of it", now=at(DAY, 23))
    assert [(one.state, one.note) for one in alerts.notes(alert.id)] == [
        ("acknowledged", "seen"), ("muted", "known for weeks"), ("closed", "nothing came of it")]
    assert [one.id for one in alerts.alerts(states=("closed",))] == [alert.id]


def test_two_evaluators_at_once_fire_once(archive: Archive) -> None:
    for n in range(30):
        tell(archive, DAY, f"Group{n} of site{n} toured hall{n} by bus{n}.")
    folder, found, start = archive.path.parent, list[int](), threading.Barrier(3)

    def work() -> None:
        with Archive.open(folder) as own:
            start.wait()
            found.append(len(_fired(own, _watch(), DAY)))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [0, 0, 30] and len(Alerts(archive).alerts()) == 30


@pytest.mark.parametrize("text", ["often", "more than expected", "more than expected at 101 %", "first", "more than expected at 20 %"])
def test_what_is_no_threshold_is_refused_with_the_ways_to_write_one(text: str) -> None:
    with pytest.raises(DeskError, match="first in a year"):
        threshold(text, where="indicators.toml")


@pytest.mark.parametrize(("text", "days"), [("first in a year", 365), ("First in 2 weeks", 14), ("first in one month", 30),
                                            ("more than expected at 99%", 7), ("more than expected at 99 % in 30 days", 30)])
def test_thresholds_in_plain_terms(text: str, days: int) -> None:
    assert threshold(text, where="x").days == days


def test_the_chance_is_what_a_simulation_gives() -> None:
    """The predictive of the Gamma-Poisson by drawing from it."""
    import numpy as np

    draws = np.random.default_rng(1)
    rates = draws.gamma(12 + 0.5, 1 / 365, 200_000)
    counts = draws.poisson(rates * 7)
    for n in (1, 2, 3):
        assert tail(n, 12, 7 / 365) == pytest.approx(float((counts >= n).mean()), abs=0.003)


def test_bursts_in_the_past_make_more_likely() -> None:
    told = {DAY + timedelta(days=n): 1 for n in range(200)}
    even = [DAY + timedelta(days=n) for n in range(0, 190, 10)]
    bursts = [DAY + timedelta(days=n // 10 * 70 + n % 3) for n in range(19)]
    today = DAY + timedelta(days=199)
    now = [today] * 4
    one, other = (expectation(past + now, told, today=today, days=7) for past in (even, bursts))
    assert one.past == 19 and one.chance < other.chance
