"""Which touches tell the same thing, and to which pair of states a touch belongs.

The rule: one happening is told of by many sentences, texts and outlets, and counts once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
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

ASIDE = "past"
"""The lane of sentences that are no news and stand beside none: taken up, and never told."""

FEWEST = 4
"""Telling words below which sentences are never joined by likeness: headlines of three words are alike by chance."""

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


def name(a: str, b: str) -> str:
    """A pair as the name of a lane.

    >>> name("PRK", "CHN")
    'CHN-PRK'
    """
    return "-".join(sorted((a, b)))


def place(alerts: Alerts, watch: Watch, lane: str, touches: Sequence[Touch], *, news: Collection[str]) -> list[int]:
    """Puts touches into happenings of a lane, old or new; the numbers of the new ones, in order.

    A touch joins what stands on the same text (or a copy of it) or tells of the same traveller, who is on one visit at
    a time; else the latest happening with a sentence like it.
    Only one whose id is in `news` begins a happening; what is left over is for `set_aside`.
    """
    begun = []
    for touch in sorted(touches, key=lambda one: one.id not in news):
        number = _home(alerts, watch, lane, touch)
        if number is not None:
            alerts.join(watch.name, lane, touch, number)
        elif touch.id in news:
            begun.append(alerts.begin(watch.name, lane, touch))
    return begun


def set_aside(alerts: Alerts, watch: Watch, touches: Iterable[Touch]) -> None:
    """Takes up the touches that no lane has placed, so that they are not asked for again."""
    for touch in touches:
        if not alerts.taken(watch.name, touch.id):
            alerts.begin(watch.name, ASIDE, touch)


def _home(alerts: Alerts, watch: Watch, lane: str, touch: Touch) -> int | None:
    reach = timedelta(days=APART)
    near = alerts.happenings(watch.name, lane, since=touch.day - reach, until=touch.day + reach)
    words, best, most = telling(touch.quote), None, SHARED
    traveller = alerts.traveller(touch.id) if touch.coded else None
    for happening in reversed([one for one in near if abs((touch.day - one.first_day).days) <= LONGEST]):
        others = alerts.touches(happening.number)
        if any(other.original == touch.original for other in others):
            return happening.number
        if traveller and traveller in alerts.travellers(happening.number):
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
