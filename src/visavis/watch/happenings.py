"""Which touches tell the same thing, and to which pair of states a touch belongs.

The rule: one happening is told of by many sentences, texts and outlets, and counts once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta

from visavis.archive.alerts import Alerts, Touch
from visavis.watch.watches import Watch

APART = 5
"""Days between two sentences that tell the same: a visit is told of from its announcement to the flight home."""

LONGEST = 14
"""Days after which a happening takes up no more: formulas of state media would else chain months into one."""

SHARED = 0.5
"""The part of the shorter sentence's telling words that two sentences share when they tell the same. Looked at on the
KCNA stories of 2011, see docs/watch.md."""

FEWEST = 4
"""Telling words below which sentences are never joined by likeness: two headlines of three words are alike by chance."""

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_DULL = frozenset((
    "about", "after", "again", "against", "also", "among", "been", "before", "being", "between", "both", "could", "country",
    "countries", "during", "each", "from", "have", "here", "into", "more", "most", "other", "over", "said", "same", "says",
    "some", "such", "than", "that", "their", "them", "then", "there", "these", "they", "this", "those", "through", "under",
    "until", "upon", "very", "were", "what", "when", "where", "which", "while", "will", "with", "would", "monday", "tuesday",
    "wednesday", "thursday", "friday", "saturday", "sunday"))


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
    words, best = telling(touch.quote), None
    near = [one for one in near if abs((touch.day - one.first_day).days) <= LONGEST]
    for happening in reversed(near):
        for other in alerts.touches(happening.number):
            if other.original == touch.original:
                return happening.number
            if best is None and abs(other.day - touch.day) <= reach and alike(words, telling(other.quote)):
                best = happening.number
    return best


def telling(quote: str) -> frozenset[str]:
    """The words of a sentence that tell it from others: names, numbers, and words of four letters and more.

    >>> sorted(telling("The 3rd Chinese delegation left here for home on Friday."))
    ['3rd', 'chinese', 'delegation', 'home', 'left']
    """
    found = (word for word in _WORD.findall(quote))
    return frozenset(word.lower() for word in found if word.lower() not in _DULL
                     and (len(word) > 3 or any(c.isdigit() for c in word) or (word[0].isupper() and len(word) > 1
                                                                              and word.lower() != "the")))


def alike(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether two sets of telling words are those of one happening."""
    fewest = min(len(first), len(second))
    return fewest >= FEWEST and len(first & second) / fewest >= SHARED
