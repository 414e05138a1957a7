"""Which touches tell the same thing, and to which pair of states a touch belongs.

The rule: one happening is told of by many sentences, texts and outlets, and counts once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from visavis.archive.alerts import Alerts, Touch
from visavis.codes.tables import read
from visavis.watch.watches import Watch

APART = 5
"""Days between two sentences that tell the same: a visit is told of from its announcement to the flight home."""

LONGEST = 14
"""Days after which a happening takes up no more: formulas of state media would else chain months into one."""

SHARED = 0.3
"""The part of a sentence's telling words that were said of a happening before, where it tells of it again. A big story
gathers words and draws more of its sentences in. bench/replay.py on KCNA, 19 to 27 August 2011, the week of a visit to
Russia: at 0.5 the visit fired 6 times, at 0.3 3 times, at 0.25 once. 0.3 and not 0.25 is a judgement: the more words a
story has gathered, the more of what is not its own it would take in."""

PAST = "past"
"""The lane of sentences that tell of years gone by: taken up, and never told."""

YEARS_BACK = 1
"""Years before publication from which a sentence that names no later year tells of the past."""

FEWEST = 4
"""Telling words below which sentences are never joined by likeness: headlines of three words are alike by chance."""

_PRESENT = re.compile(r"\b(?:since|after|until|again|anew|first time|resum\w+|re-?open\w*|restor\w+|today|now|this"
                      r" (?:year|month|week)|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b", re.I)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")


def lane(watch: Watch, countries: Sequence[str]) -> tuple[str, ...]:
    """The lanes of a watch that a touch of these states belongs to: the watched pairs it names, else the empty one.

    A partner named alone stands for its pair with the hub, since the text is about the hub.

    >>> from visavis.desks import load_desk
    >>> from visavis.watch.watches import of_desk
    >>> lane(of_desk(load_desk("korea"))[0], ("RUS", "JPN")), lane(of_desk(load_desk("korea"))[0], ("PRK", "CUB"))
    (('PRK-RUS', 'JPN-PRK'), ('',))
    """
    here = set(countries)
    found = []
    for a, b in watch.dyads:
        partners = {a, b} - watch.hubs
        if here >= {a, b} or (len(partners) == 1 and partners <= here):
            found.append((min((countries.index(one) for one in (a, b) if one in here), default=0), name(a, b)))
    return tuple(dict.fromkeys(text for _, text in sorted(found, key=lambda one: one[0]))) or ("",)


def is_past(quote: str, day: date) -> bool:
    """Whether a sentence names years, and all of them lie more than YEARS_BACK before the day that it is told.

    "The first since 2020" is news: a word that measures the present by such a year keeps the sentence.

    >>> [is_past(quote, date(2011, 8, 27)) for quote in ("It was opened in October 2008.", "It opens in 2012.")]
    [True, False]
    """
    years = [int(found) for found in _YEAR.findall(quote)]
    return bool(years) and max(years) < day.year - YEARS_BACK and not _PRESENT.search(quote)


def name(a: str, b: str) -> str:
    """A pair as the name of a lane.

    >>> name("PRK", "CHN")
    'CHN-PRK'
    """
    return "-".join(sorted((a, b)))


def place(alerts: Alerts, watch: Watch, lane: str, touches: Iterable[Touch]) -> list[int]:
    """Puts touches into happenings of a lane, old or new; the numbers of the new ones, in order.

    A touch joins what stands on the same text (or a copy of it), else the latest happening with a sentence like it.
    """
    begun = []
    for touch in touches:
        number = _home(alerts, watch, lane, touch)
        if number is None:
            begun.append(alerts.begin(watch.name, lane, touch))
        else:
            alerts.join(watch.name, lane, touch, number)
    return begun


def _home(alerts: Alerts, watch: Watch, lane: str, touch: Touch) -> int | None:
    reach = timedelta(days=APART)
    near = alerts.happenings(watch.name, lane, since=touch.day - reach, until=touch.day + reach)
    words, best, most = telling(touch.quote), None, SHARED
    for happening in reversed([one for one in near if abs((touch.day - one.first_day).days) <= LONGEST]):
        others = alerts.touches(happening.number)
        if any(other.original == touch.original for other in others):
            return happening.number
        shared = likeness(words, frozenset().union(*(telling(other.quote) for other in others)))
        if shared > most or (shared == most and best is None):
            best, most = happening.number, shared
    return best


def telling(quote: str) -> frozenset[str]:
    """The words of a sentence that tell it from others: names, numbers, and words of four letters and more.

    >>> sorted(telling("The 3rd Chinese delegation left here for home on Friday."))
    ['3rd', 'chinese', 'delegation', 'home', 'left']
    """
    return frozenset(word.lower() for word in _WORD.findall(quote) if word.lower() not in _dull() and _tells(word))


def _tells(word: str) -> bool:
    return len(word) > 3 or any(c.isdigit() for c in word) or (word[0].isupper() and len(word) > 1)


@cache
def _dull() -> frozenset[str]:
    return frozenset(row["word"] for row in read(files("visavis.watch") / "dull_words.tsv", ("word",), key=("word",)))


def likeness(words: frozenset[str], said: frozenset[str]) -> float:
    """The part of a sentence's telling words that were said before; of the shorter side, 0 where that is too short."""
    fewest = min(len(words), len(said))
    return len(words & said) / fewest if fewest >= FEWEST else 0.0
