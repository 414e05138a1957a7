"""What a sentence tells of a visit beside who and where: the occasion, and what sort of delegation of what size.

The rule: the words alone decide. A sentence that names no occasion is `regular`; where there is no sentence, as in a
data set of codes, the occasion is not known, and that is never called regular.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from visavis.codes import offices
from visavis.codes.tables import table

REGULAR = "regular"
"""A visit of which the sentence tells no occasion."""

_NUMBERS = {word: number for number, word in enumerate(
    ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 2)}
_COUNT = rf"\d{{1,3}}|{'|'.join(_NUMBERS)}"
_SIZE = re.compile(
    rf"\b(?P<a>{_COUNT})[- ](?:member|strong|person|man|people)\b[^.;]{{0,40}}?\b(?:delegation|group|team|mission)\b"
    rf"|\b(?:delegation|group|team|mission) of (?:more than |over |about |around |some |at least )?(?P<b>{_COUNT})\b"
    rf"|\b(?:delegation|team|mission) (?:consisting|made up|comprising)(?: of)? (?P<c>{_COUNT})\b", re.IGNORECASE)
_DELEGATION = re.compile(r"((?:[\w'’-]+ ){1,4})(?:delegation|mission)\b", re.IGNORECASE)
_ENVOY = re.compile(
    r"\b(?:send|sends|sent|sending|dispatch(?:es|ed|ing)?|despatch(?:es|ed)?)\b(?:\s+[\w'’-]+){0,3}?\s+"
    r"(?P<who>(?:special |personal |top |senior |presidential )?(?:envoys?|emissar(?:y|ies)|delegations?|"
    r"negotiators?|officials?|diplomats?|aides?))"
    r"\b", re.IGNORECASE)
_LED = re.compile(r"\b(?:delegation|group|mission)\b[^.;]{0,60}\b(?:led|headed) by "
                  r"(?P<name>[A-Z][\w'’-]+(?: (?:[A-Z]\.|[A-Z][\w'’-]+)){1,3})")


@dataclass(frozen=True, slots=True)
class Circumstance:
    """The occasion of a visit; `sort` and `size` of the delegation where told; `envoy`: the words for who was sent,
    where the sentence says that somebody sends another ("dispatches a special envoy"); `head`, `office`, `level`: who
    leads the delegation. A `head` without an office may be a private person: look it up before it is shown."""

    occasion: str = REGULAR
    sort: str | None = None
    size: int | None = None
    envoy: str | None = None
    head: str | None = None
    office: str | None = None
    level: int | None = None


def circumstance(sentence: str) -> Circumstance:
    """What `sentence` tells of a visit beside who and where.

    >>> told = circumstance("A 12-member military delegation arrived for the 70th anniversary of the armistice.")
    >>> told.occasion, told.sort, told.size
    ('anniversary', 'military', 12)
    >>> circumstance("He arrived in Oslo on Monday.").occasion
    'regular'
    """
    text = " ".join(sentence.split())
    sent = _ENVOY.search(text)
    office, name = offices.head(text) or (None, None)
    led = None if office else _LED.search(text)
    return Circumstance(occasion(text), _sort(text), _size(text), sent["who"].lower() if sent else None,
                        led["name"] if led else name, *((office.title, office.level) if office else (None, None)))


def occasion(sentence: str) -> str:
    """The first occasion of occasions.tsv that the words name; `regular` if none.

    >>> occasion("She attends the funeral of the king"), occasion("He addresses the US Congress")
    ('funeral', 'regular')
    """
    return next((name for name, pattern, without in _patterns()
                 if pattern.search(sentence) and not (without and without.search(sentence))), REGULAR)


def known() -> tuple[str, ...]:
    """Every occasion, in the order of the table, then `regular`."""
    return (*dict.fromkeys(name for name, _, _ in _patterns()), REGULAR)


def _size(text: str) -> int | None:
    found = _SIZE.search(text)
    if found is None:
        return None
    word = (found["a"] or found["b"] or found["c"]).lower()
    return _NUMBERS.get(word) or int(word)


def _sort(text: str) -> str | None:
    """The sort of delegation: the word before it that the table of sorts knows, a party and government one first."""
    for found in _DELEGATION.finditer(text):
        words = found[1].lower()
        for name, pattern in _sorts():
            if pattern.search(words):
                return name
    return None


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str] | None], ...]:
    return tuple((row["occasion"], re.compile(row["pattern"], re.IGNORECASE),
                  re.compile(row["not"], re.IGNORECASE) if row["not"] else None)
                 for row in table("occasions.tsv", ("occasion", "pattern", "not")))


@cache
def _sorts() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row["sort"], re.compile(row["pattern"]))
                 for row in table("delegations.tsv", ("sort", "pattern"), key=("sort",)))
