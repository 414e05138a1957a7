"""Names of persons in a text for whom it attests no public office or role, so that they can be masked.

The rule: a name is shown only where the register or the words beside it, here or elsewhere in the text, give its bearer
a public office or role. A noun for people in none ("worker", "student") beside a name outweighs everything but the
register.

    private(text)              where such names stand
    masked(text)               the text with "[name]" in their place, to be shown
    blanked(text)              the text with a block for each letter of theirs, so that offsets still hold
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from visavis.codes import countries, offices, officials, officials_names
from visavis.codes.tables import table
from visavis.records import Span, shown

BLANK = "▒"
"""Stands for a letter: a character that texts hardly hold, so that it can be found again."""

_BEFORE, _AFTER = 70, 90
"""Characters looked at on either side of a name: a title of ten words, and an apposition."""

_WORD = r"(?:[A-Z]\.|[A-Z][a-zà-ÿ'’]*[a-zà-ÿ](?:[-‐‑][A-Za-z][a-z]+)*)"
_SEQUENCE = re.compile(rf"\b{_WORD}(?:[ \u00a0](?:(?:bin|al|von|van|der|de|da|dos|di|el) )?{_WORD}){{0,4}}")
_ONE = re.compile(_WORD)
_CONTRACTED = re.compile(r"['’](?:ll|m|ve|re|d|t)$")
_AGE = re.compile(r"^,? (?:\(?\d\d\)?,|who is \d\d\b|aged? \d\d\b|, \d\d\b)|^,? a \d\d-year-old\b")
_CALLED = frozenset({"Comrade", "Dr", "Prof", "Mr", "Mrs", "Ms", "Sir", "Dame", "Lord", "Lady"})
_APPOSITION = re.compile(
    r"^(?:, | \(|, who (?:is|was) | (?:is|was) (?=(?:the|a|an|one) ))"
    r"((?:the |a |an |one of (?:the )?)?[^.;:()\n]{2,70})")
_ENDS = frozenset({"who", "which", "that", "said", "says", "told", "when", "where", "after", "before", "while", "with",
                   "to", "for", "was", "is", "were", "are", "has", "had"})
"""Words that end an apposition: what follows them is said of it."""



_THINKS = re.compile(r" (?:of|at|from|with) (?:the |[A-Z][\w'’.&-]+ |for |of |and |on ){1,6}?(?:Institut\w+|"
                     r"Cent(?:er|re)|Council|Foundation|Endowment|Brookings|Chatham House|Crisis Group|RAND|CSIS|IISS|"
                     r"SIPRI)\b")
"""The house that somebody is quoted for: "Lee of the Korea Institute for Defense Analyses". No university, since
students are of one."""
_MEMBER = re.compile(r"(?:the |a |an )?(?:[a-z]+ )?members? of (?:the )?[A-Z]")


@dataclass(frozen=True, slots=True)
class Private:
    """A name to be masked: where it stands, and whether words beside it say that its bearer is a private person."""

    span: Span
    told: bool


def private(text: str) -> tuple[Private, ...]:
    """The names in `text` of persons without an attested public office or role, in order.

    >>> told = "Anna Petrova, a student from Tver, met Foreign Minister Sergei Lavrov."
    >>> [told[one.span[0]:one.span[1]] for one in private(told)]
    ['Anna Petrova']
    """
    names = list(_candidates(text))
    verdicts: dict[tuple[str, ...], set[str]] = {}
    for start, end in names:
        verdicts.setdefault(_key(text[start:end]), set()).add(_verdict(text, start, end))
    hidden = {key: "private" in found for key, found in verdicts.items() if _hidden(key, found)}
    return tuple(_everywhere(text, names, hidden))


def masked(text: str, spans: Iterable[Span] | None = None, *, within: str = "") -> str:
    """`text` with "[name]" for each private name; `spans`: where they stand, where that is known; else they are looked
    for, also with what the whole text `within` says of the same names.

    >>> masked("A worker named Quentin Doe returned.")
    'A worker named [name] returned.'
    """
    if spans is None:
        spans = [one.span for one in private(f"{text}\n\n{within}") if one.span[1] <= len(text)]
    return shown(text, spans)


def blanked(text: str, spans: Iterable[Span] | None = None) -> str:
    """`text` with BLANK for each character of a private name: as long as before, so every offset still holds."""
    letters = list(text)
    for start, end in spans if spans is not None else [one.span for one in private(text)]:
        letters[start:end] = BLANK * (end - start)
    return "".join(letters)


def without(text: str, start: int, end: int, spans: Sequence[Span]) -> Span:
    """The longest stretch of `text[start:end]` that holds none of `spans`: what can be quoted."""
    inside = sorted(span for span in spans if span[0] < end and start < span[1])
    cuts = [start, *(at for span in inside for at in span), end]
    pieces = [_trimmed(text, max(first, start), min(last, end))
              for first, last in zip(cuts[::2], cuts[1::2], strict=True)]
    return max(pieces, key=lambda piece: piece[1] - piece[0])


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and not (text[start].isalnum() or text[start] in "\"“‘'("):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _candidates(text: str) -> Iterator[Span]:
    """Runs of words with a capital that may name a person: words that name states, places and bodies end a run."""
    for run in _SEQUENCE.finditer(text):
        words = [(match.group(), match.start(), match.end()) for match in _ONE.finditer(text, *run.span())]
        part: list[tuple[str, int, int]] = []
        for word in [*words, ("The", run.end(), run.end())]:
            if _known(word[0]) or (not part and _noun(word[0])):
                if part:
                    yield part[0][1], part[-1][2]
                part = []
            else:
                part.append(word)


def _verdict(text: str, start: int, end: int) -> str:
    """What this place says: public, private, person (a person, not said who) or nothing."""
    before, after = text[max(0, start - _BEFORE):start], text[end:end + _AFTER]
    before, name = re.split(r"[.;:!?]\s|\n", before)[-1], text[start:end]
    if _named_after(after) or re.sub(r"['’]s$", "", name) in _place_names():
        return ""
    likely = _likely(name)
    if not likely and " " not in name and not _introduced(before):
        return ""
    beside = _beside(before, likely=likely)
    apposed = _apposed(after) if likely or " " in name else ""
    if "private" in (beside, apposed) or ((likely or " " in name) and _AGE.match(after)):
        return "private"
    if "public" in (beside, apposed) or _titled(before, name, after):
        return "public"
    return "person" if _person(before, name, after) else ""


def _introduced(before: str) -> bool:
    """Whether an honorific or "named" stands right before."""
    last = before.split()[-1:]
    return bool(last) and last[0] in _of("honorific") | _of("named")


def _of_thing(before: str) -> bool:
    """Whether it is a thing that is named: "a bridge named ...", "the squadron, called ..."."""
    words = re.findall(r"[\w'’-]+", before)
    return words[-1:] != [] and words[-1] in _of("named") and words[-2:-1] != [] and words[-2].title() in _of("thing")


def _named_after(after: str) -> bool:
    """Whether what follows shows that a thing bears the name: "Kim Chaek University"."""
    following = re.match(r" ([A-Z][a-z]+)", after)
    return following is not None and following[1] in _of("thing")


def _hidden(key: tuple[str, ...], found: set[str]) -> bool:
    if not found - {""} or _registered(key):
        return False
    return "private" in found or "public" not in found


def _everywhere(text: str, names: Sequence[Span], hidden: dict[tuple[str, ...], bool]) -> Iterator[Private]:
    """Every place of a hidden name, its family name or given name alone among them."""
    parts = {part: told for key, told in hidden.items() for part in key if len(part) > 2}
    public = {part for start, end in names if _key(text[start:end]) not in hidden and end - start > 3
              for part in _key(text[start:end]) if len(_key(text[start:end])) > 1}
    for start, end in names:
        key = _key(text[start:end])
        if key in hidden:
            yield Private((start, end), hidden[key])
        elif len(key) == 1 and key[0] in parts and key[0] not in public:
            yield Private((start, end), parts[key[0]])


def _beside(before: str, *, likely: bool) -> str:
    """Whether the noun right before the name is a private or a public one; a noun with a capital is part of a title."""
    words = re.findall(r"[\w'’.-]+", before)
    if words and words[-1] in _of("named"):
        noun = _noun(words[-2]) if len(words) > 1 else ""
        return noun or ("" if _of_thing(before) else "private")
    if words[-2:] == ["identified", "as"]:
        return "private"
    if not words or not (words[-1].islower() or len(words) == 1):
        return ""
    if not re.search(r"[\w'’-],? (?:[\"“‘'])?$", before):
        return ""
    return _noun(words[-1]) if likely or not words[-1].endswith("s") else ""


def _apposed(after: str) -> str:
    """Whether the first noun of a kind in the apposition after the name is a private or a public one."""
    found = _APPOSITION.match(after)
    if (found and _MEMBER.match(found[1])) or _THINKS.match(after):
        return "public"
    for word in re.findall(r"[\w'’-]+", found[1])[:9] if found else ():
        if word in _ENDS:
            return ""
        if kind := _noun(word):
            return kind
    return ""


def _noun(word: str) -> str:
    low = re.sub(r"['’]s$", "", word.lower())
    forms = {low, low.removesuffix("s"), "person" if low.endswith("-year-old") else low}
    return "private" if forms & _of("private") else "public" if forms & _of("public") else ""


def _titled(before: str, name: str, after: str) -> bool:
    """Whether an office stands right before or, in apposition, right after the name."""
    whole = before + name + after
    start, end = len(before), len(before) + len(name)
    for match in offices.find(whole):
        between = [word for word in re.findall(r"\w+", whole[match.end:start]) if word not in _CALLED]
        if match.end <= start and not between:
            return True
        if match.start >= end and re.fullmatch(r"(?:,| \(|,? who (?:is|was))[^.;]{0,40}", whole[end:match.start]):
            return True
    return False


def _likely(name: str) -> bool:
    """Whether the words alone look like a person's name: by the lists of family and given names."""
    words = name.split()
    if words[0] in _of("korean") and len(words) <= 3 and all(len(word) <= 9 for word in words[1:]):
        return True
    if words[0] in _of("chinese") and len(words) <= 2 and all(len(word) <= 9 for word in words[1:]):
        return True
    return words[0] in _of("given") or any(word.endswith(tuple(_of("ending"))) for word in words[1:])


def _person(before: str, name: str, after: str) -> bool:
    """Whether the words show that this names a person at all."""
    if _introduced(before) and not _of_thing(before):
        return True
    if " " not in name:
        return False
    following = re.match(r",? (?:also |later |reportedly )?([a-z]+)", after)
    return _likely(name) or (following is not None and following[1] in _of("speech"))


@lru_cache(maxsize=65_536)
def _registered(key: tuple[str, ...]) -> bool:
    """Whether the register of officials, at any time, has somebody of that name."""
    if len(key) == 1:
        return key[0] in _family_names()
    return key in _every_name() or any(_glued(key, other) for other in _leaders())


def _glued(key: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether the names are one, run into the words before and after it: "ComradeKim Jong Unwho"."""
    tail = other[-len(key):]
    return len(tail) == len(key) > 1 and tail[:-1] == key[:-1] and len(tail[-1]) > 1 and key[-1].startswith(tail[-1])


@cache
def _leaders() -> tuple[tuple[str, ...], ...]:
    """The names of heads of state, the only ones that KCNA's pages run into the words beside them."""
    return tuple({officials_names.key(one.name) for one in officials.people()
                  if any(term.level == 1 for term in one.terms)})


@cache
def _family_names() -> frozenset[str]:
    return frozenset(word for one in officials.people() for word in officials_names.family(one.name, one.country))


@cache
def _every_name() -> frozenset[tuple[str, ...]]:
    return frozenset(key for one in officials.people() for name in (one.name, *one.aliases)
                     for key in officials_names.keys(name, one.country))


def _key(name: str) -> tuple[str, ...]:
    return officials_names.key(re.sub(r"['’]s$", "", name))


def _known(word: str) -> bool:
    """Whether a word with a capital is part of no person's name."""
    bare = re.sub(r"['’]s?$", "", word)
    if _CONTRACTED.search(word) or bare in _of("stop") or bare in _places() or _noun(bare) == "public":
        return True
    return bare in _of("honorific") or f"{bare}." in _of("honorific")


@cache
def _places() -> frozenset[str]:
    """The words with a capital of names of states, peoples, cities and bodies."""
    return frozenset(part for form in countries.forms() if form.kind != "blocker" for part in form.text.split()
                     if part[:1].isupper() and " " not in part and (len(form.text.split()) == 1 or len(part) > 4))


@cache
def _place_names() -> frozenset[str]:
    return frozenset(form.text for form in countries.forms() if " " in form.text)


@cache
def _of(kind: str) -> frozenset[str]:
    return frozenset(row["word"] for row in table("persons.tsv", ("kind", "word"), key=("kind", "word"))
                     if row["kind"] == kind)
