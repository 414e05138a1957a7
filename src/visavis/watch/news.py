"""Which touches are news: a sentence that may fire an alert, not one that names what is watched in passing.

The rule: a touch that is no news is taken up and stands beside a happening that it tells of; alone it fires nothing.
What is asked: the pair is one that is watched, and that of the deed where the coder finds one; the sentence stands
where a text tells its news; it looks back at nothing that is over and reports no ceremony; and what the indicator
itself asks for (`[indicator.news]` in the desk).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from visavis.archive.alerts import Touch
from visavis.codes.tables import read
from visavis.desks import News
from visavis.reading.patterns import Steps, any_of, steps_of, words_as_written
from visavis.watch.watches import Watch

LEAD = 3_000
"""Characters of a text in which a wire story tells its news; what comes later recalls what went before."""

MOST_STATES = 4
"""States in a sentence that tells something of a pair; one with more is a list of guests, of givers, of events."""

YEARS_BACK = 1
"""Years before publication from which a sentence that names no later year tells of the past."""

_PRESENT = re.compile(r"\b(?:since|after|until|again|anew|first time|resum\w+|re-?open\w*|restor\w+|today|now|this"
                      r" (?:year|month|week)|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b", re.I)
_MEASURE = re.compile(r"\b(?:first|since|than|compared|resum\w+|re-?open\w*|restor\w+)\b", re.I)
"""Words that measure the present by the past."""

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})\b(?! (?:may|might|will)\b)")
EARLY = 10
"""Days of a month in which what happened in the month before is still news."""

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def is_news(watch: Watch, touch: Touch, lane: str) -> bool:
    """Whether a touch may fire an alert in a lane; in a user's own watch all but what tells of years gone by."""
    if is_past(touch.quote, touch.day):
        return False
    if watch.own or watch.kind != "signals":
        return True
    if (watch.scope == "pair" and not lane) or touch.start > LEAD or len(touch.countries) > MOST_STATES:
        return False
    if touch.pairs and lane and frozenset(lane.split("-")) not in touch.pairs:
        return False  # the deed is another pair's
    words = words_as_written(touch.quote)
    needs, excludes = _asked(watch.news)
    if watch.news.lead is not None and touch.start > watch.news.lead and not (
            needs and any_of(needs, words_as_written(touch.title))):
        return False
    if any(any_of(_words(kind), words) for kind in ("ceremony", "abuse")) or any_of(excludes, words):
        return False
    if any_of(_words("back"), words) and not _MEASURE.search(touch.quote):
        return False
    return touch.coded or not needs or any_of(needs, words)


def is_past(quote: str, day: date) -> bool:
    """Whether a sentence names years, and all of them lie more than YEARS_BACK before the day that it is told; or
    months without a year, none of which is this one, one that has just ended or one to come.

    "The first since 2020" is news: a word that measures the present by such a year keeps the sentence.

    >>> quotes = ("It was opened in October 2008.", "It opens in 2012.", "The visit of May was a success.")
    >>> [is_past(quote, date(2011, 8, 27)) for quote in quotes]
    [True, False, True]
    """
    years = [int(found) for found in _YEAR.findall(quote)]
    if years:
        return max(years) < day.year - YEARS_BACK and not _PRESENT.search(quote)
    return _months_ago(quote, day) and not _MEASURE.search(quote)


def _months_ago(quote: str, day: date) -> bool:
    """Whether a sentence names months, and each was over EARLY days before the day that it is told."""
    named = [_MONTHS.index(found) + 1 for found in _MONTH.findall(quote)]
    if not named:
        return False
    here = {(day - timedelta(days=EARLY)).month, day.month, *((day.month + ahead - 1) % 12 + 1 for ahead in (1, 2, 3))}
    return here.isdisjoint(named)


@cache
def _words(kind: str) -> Sequence[Steps]:
    rows = read(files("visavis.watch") / "background_words.tsv", ("words", "kind"), key=("words",))
    return tuple(steps_of(row["words"]) for row in rows if row["kind"] == kind)


@cache
def _asked(news: News) -> tuple[Sequence[Steps], Sequence[Steps]]:
    return tuple(map(steps_of, news.needs)), tuple(map(steps_of, news.excludes))
