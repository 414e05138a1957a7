"""What is news for an alert: a deed of now between a watched pair, told where a text tells its news."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from visavis.archive.alerts import Touch
from visavis.desks import News, load_desk
from visavis.watch.news import LEAD, is_news, is_past
from visavis.watch.thresholds import threshold
from visavis.watch.watches import Watch, of_desk

DAY = date(2011, 6, 14)
KOREA = {watch.name: watch for watch in of_desk(load_desk("korea"))}


def touch(quote: str, *, start: int = 0, coded: bool = False, countries: tuple[str, ...] = ("PRK", "CHN")) -> Touch:
    return Touch("t", 1, 1, DAY, datetime(2011, 6, 14, 12, tzinfo=UTC), "Agency", quote, "done" if coded else "", countries,
                 start, coded)


@pytest.mark.parametrize(("watch", "quote"), [
    ("visits", "A delegation led by the Chinese vice premier arrived in Pyongyang on Monday."),
    ("visits", "The North Korean foreign minister left for Moscow on an official visit."),
    ("summit", "The two sides discussed a summit to be held in the autumn."),
    ("summit", "Putin invited Kim Jong Un to visit Moscow."),
    ("visas", "The two countries agreed to exempt officials from visas."),
    ("customs", "The agreement on customs clearance was signed on Tuesday."),
    ("tourism", "The first Chinese tourist group arrived by train."),
    ("transport", "Passenger trains to Beijing resumed after five years."),
    ("media", "A delegation of the news agency left for Beijing to sign an agreement."),
    ("police-security", "The ministers of public security held talks and signed an agreement.")])
def test_a_deed_is_news(watch: str, quote: str) -> None:
    assert is_news(KOREA[watch], touch(quote), "CHN-PRK")


@pytest.mark.parametrize(("watch", "quote"), [
    ("visits", "He noted that the Chinese premier visited Pyongyang twice last year."),
    ("visits", "The minister praised the president's historic visit to China."),
    ("visits", "The leader received a gift from the visiting vice premier."),
    ("visits", "The ambassador hosted a reception for officials of the ministry."),
    ("summit", "The president's recent visit to China was of great significance."),
    ("summit", "The deputy premier arrived in Pyongyang on a plain visit."),
    ("customs", "He studied the people's customs, history and culture."),
    ("tourism", "The valley is one of the tourist attractions of the province."),
    ("tourism", "A director of a tourist company said the film was good."),
    ("transport", "The delegation was seen off at the railway station by an official."),
    ("media", "A photo exhibition and a film show marked the birthday."),
    ("media", "It is a despicable plot to broadcast Chinese films under the pretext of exchange.")])
def test_praise_ceremony_recollection_and_words_in_passing_are_not(watch: str, quote: str) -> None:
    assert not is_news(KOREA[watch], touch(quote), "CHN-PRK")


def test_only_of_a_watched_pair_and_in_the_lead_and_no_list_of_states() -> None:
    quote, visas = "The two countries agreed to exempt officials from visas.", KOREA["visas"]
    assert is_news(visas, touch(quote), "CHN-PRK")
    assert not is_news(visas, touch(quote), "")
    assert is_news(KOREA["regional-20x10"], touch("The 20x10 policy was announced."), "")  # its term means nothing else
    assert not is_news(visas, touch(quote, start=LEAD + 1), "CHN-PRK")
    assert not is_news(visas, touch(quote, countries=("PRK", "CHN", "RUS", "USA", "JPN")), "CHN-PRK")


def test_a_deed_that_the_coder_finds_between_others_is_no_news_of_the_pair() -> None:
    quote = "The agreement on visas for Chinese tourists was signed in Pyongyang, the Russian minister said."
    found = replace(touch(quote, countries=("CHN", "PRK", "RUS")), pairs=frozenset({frozenset(("CHN", "PRK"))}))
    assert is_news(KOREA["visas"], found, "CHN-PRK") and not is_news(KOREA["visas"], found, "PRK-RUS")


def test_a_coded_event_of_the_filter_is_a_deed_but_not_where_it_is_recalled() -> None:
    rule = Watch("w", "W", "signals", threshold("any", where="x"), news=News(("arriv*",), ("embassy",)))
    assert not is_news(rule, touch("The premier had a long talk with his guest."), "CHN-PRK")
    assert is_news(rule, touch("The premier had a long talk with his guest.", coded=True), "CHN-PRK")
    assert not is_news(rule, touch("He recalled that the premier had a talk with his guest.", coded=True), "CHN-PRK")
    assert not is_news(rule, touch("The premier had a talk at the embassy.", coded=True), "CHN-PRK")


def test_a_measure_by_the_past_is_news() -> None:
    rule = Watch("w", "W", "signals", threshold("any", where="x"))
    assert not is_news(rule, touch("Tourists came last year."), "CHN-PRK")
    assert is_news(rule, touch("More tourists came than last year."), "CHN-PRK")


def test_of_a_users_own_watch_all_is_news_but_what_is_past() -> None:
    own = Watch("w", "W", "search", threshold("any", where="x"), own=True)
    assert is_news(own, touch("He praised the gift.", start=LEAD + 1), "")
    assert not is_news(own, touch("It was opened in October 2004."), "")


@pytest.mark.parametrize(("quote", "past"), [
    ("The visit of March was a success.", True), ("The visit of June 12 was a success.", False),
    ("The talks will be held in August.", False), ("The talks of May were resumed.", False),
    ("March and June were busy.", False), ("They may meet; he said May Lee was there.", True), ("They may meet.", False)])
def test_months_that_are_over(quote: str, past: bool) -> None:
    assert is_past(quote, DAY) is past


def test_a_month_that_has_just_ended_is_still_now() -> None:
    assert not is_past("The visit of May 26 was a success.", date(2011, 6, 5))
    assert is_past("The visit of May 26 was a success.", date(2011, 6, 25))
