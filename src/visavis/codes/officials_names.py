"""Names of officials as they are written: spellings, orders, family names.

The rule: names are compared word by word, folded (lower case, no accents, hyphens and apostrophes), and a
folding that joins different names (Korean romanisations) is used only where the state is known.
"""

from __future__ import annotations

import re
from functools import cache

from visavis.codes.forms import plain
from visavis.codes.tables import Row, table

Key = tuple[str, ...]
"""The folded words of a name."""

_APART = re.compile(r"[\s\-‐‑–._,]+")
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


def key(name: str) -> Key:
    """The folded words of `name`, without honorifics before it.

    >>> key("Mr. Abdel-Fattah el-Sissi"), key("Nicolás Maduro")
    (('abdel', 'fattah', 'el', 'sissi'), ('nicolas', 'maduro'))
    """
    words = titled(name)
    known = of_kind("honorific")
    while len(words) > 1 and words[0] in known:
        words = words[1:]
    return words


def titled(name: str) -> Key:
    """The folded words of `name`, honorifics too: "King Salman" is a name of its own."""
    folded = re.sub(r"['’‘ʼ`\"“”]", "", plain(name)).lower()
    return tuple(word for word in _APART.split(folded) if word)


def keys(name: str, country: str) -> frozenset[Key]:
    """Every key under which the person called `name` may be looked up.

    >>> ("jae", "in", "moon") in keys("Moon Jae-in", "KOR")
    True
    """
    words = key(name)
    found = {words, titled(name), _without(words, articles()), tuple(word for word in words if len(word) > 1) or words}
    if words[-1] in _SUFFIXES and words[-1] not in {"ii", "iii", "iv"}:
        found.add(words[:-1])
    if country in of_kind("reversed") and 2 <= len(words) <= 4:
        found |= {(words[0], "".join(words[1:])), ("".join(words[1:]), words[0]), (*words[1:], words[0]),
                  (words[-1], *words[:-1])}
    return frozenset(item for item in found if item)


def surfaces(name: str, country: str) -> tuple[str, ...]:
    """The full names to look for in a text, two words and more: hyphened, unhyphened, in both orders.

    >>> surfaces("Moon Jae-in", "KOR")
    ('Moon Jae-in', 'Moon Jae In', 'Moon Jae-In', 'Moon Jaein', 'Jae-in Moon')
    """
    found = [name]
    first, _, given = name.partition(" ")
    if country in {"KOR", "PRK", "TWN", "HKG"} and given.count("-") + given.count(" ") == 1:
        one, two = re.split(r"[- ]", given)
        found += [f"{first} {one}-{two.lower()}", f"{first} {one} {two.capitalize()}",
                  f"{first} {one}-{two.capitalize()}", f"{first} {one}{two.lower()}", f"{one}-{two.lower()} {first}"]
    elif country in {"JPN", "HUN", "CHN"} and len(name.split()) == 2:
        found.append(f"{given} {first}")
    if re.search(r"\b[A-Z]\. ", name):
        found.append(re.sub(r"\b[A-Z]\. ", "", name))
    return tuple(dict.fromkeys(item for item in found if " " in item))


def family(name: str, country: str) -> frozenset[str]:
    """The words by which the person may be called alone: family name, or any part where that is the custom.

    >>> sorted(family("Ursula von der Leyen", "DEU")), sorted(family("Xi Jinping", "CHN"))
    (['leyen', 'von der leyen'], ['xi'])
    """
    words = [word for word in key(name) if word not in _SUFFIXES]
    if len(words) == 1:
        return frozenset(words)
    if country in of_kind("given"):
        first_too = frozenset(word for word in words if len(word) > 2 and word not in of_kind("particle"))
        return first_too | {words[-1]}
    if country in of_kind("eastern") or (country in of_kind("either") and (len(words) > 2 or "-" in name)):
        return frozenset({words[0]})
    start = next((at for at, word in enumerate(words[1:], 1) if word in of_kind("particle")), len(words) - 1)
    return frozenset({words[-1], " ".join(words[start:]), " ".join(_without(tuple(words[start:]), articles()))})


def romanised(words: Key) -> Key:
    """A Korean name in one romanisation, whatever it was written in.

    >>> romanised(key("Lee Yong-ho")) == romanised(key("Ri Yong Ho"))
    True
    """
    syllables = {row["word"]: row["value"] for row in _rows() if row["kind"] == "syllable"}
    return tuple(syllables.get(word, word) for word in words)


def _without(words: Key, dropped: frozenset[str]) -> Key:
    return tuple(word for word in words if word not in dropped) or words


@cache
def articles() -> frozenset[str]:
    """The words dropped when names are compared: "al", "el"."""
    return of_kind("article")


@cache
def of_kind(kind: str) -> frozenset[str]:
    """The words of one kind of officials_names.tsv."""
    return frozenset(row["word"] for row in _rows() if row["kind"] == kind)


@cache
def _rows() -> tuple[Row, ...]:
    return table("officials_names.tsv", ("kind", "word", "value"), key=("kind", "word"))
