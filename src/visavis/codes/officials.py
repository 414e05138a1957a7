"""Who a name stands for on a day: person, state, office, protocol level and rank.

The rule: wrong is worse than unknown. A name that several persons bear, or that evidence does not settle, is
not resolved; a family name alone never is without a state or an office beside it.

The register is officials.tsv, built by tools/build_officials.py; the dates are those of the office, at the
precision they are known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from visavis.codes import offices, officials_names
from visavis.codes import offices_tables as tables
from visavis.codes.tables import several, table

COLUMNS = ("id", "name", "aliases", "country", "office", "level", "sector", "from", "to", "precision", "rank",
           "source", "certainty")
_ONE_HOLDER = frozenset({"foreign_affairs", "defence", "legislature"})  # fields with one minister or speaker a state
_ALONE_LENGTH = 5  # letters: a shorter family name is too often another word or another person
_ALONE_LEVEL = 5  # ministers and above are called by the family name without introduction


@dataclass(frozen=True, slots=True)
class Term:
    """One person's time in one office. `start`, `end`: the widest days that the known dates allow; `end` None:
    in office when the register was made. `certainty`: sure, doubtful, or name (only the family name is known)."""

    office: str
    level: int
    sector: str
    start: date
    end: date | None
    precision: str
    rank: int | None
    source: str
    certainty: str

    def covers(self, on: date) -> bool:
        """Whether the person may have held the office on that day."""
        return self.start <= on and (self.end is None or on <= self.end)


@dataclass(frozen=True, slots=True)
class Person:
    """A holder of office, with all terms that the register has, in its order."""

    id: str
    name: str
    aliases: tuple[str, ...]
    country: str
    terms: tuple[Term, ...]

    def on(self, day: date) -> tuple[Term, ...]:
        """The terms on that day, the highest office first."""
        return tuple(sorted((term for term in self.terms if term.covers(day)), key=lambda term: term.level))


@dataclass(frozen=True, slots=True)
class OfficialMatch:
    """The person that a name stands for, and the office on the day.

    `former`: out of office by then; `office` is the last one held and `level` is 8. Before the first office
    that the register has, `office` and `level` are None. `offices`: all those held on the day.
    """

    id: str
    name: str
    country: str
    office: str | None
    level: int | None
    rank: int | None
    sector: str | None
    former: bool
    certainty: str
    source: str
    offices: tuple[str, ...] = ()


def resolve(name: str, *, on: date, country: str | None = None, office: str | None = None,
            alone: bool = False) -> OfficialMatch | None:
    """The official called `name` on the day `on`, or None where that is not certain.

    `country` (alpha-3) and `office` (a title as written) are the evidence beside the name. One word is
    resolved only with one of them and if a single holder of office fits; with `alone`, also a family name that
    one person of the register bears, minister or higher on that day.

    >>> resolve("Shoigu", on=date(2023, 7, 26), country="RUS").office
    'defence minister'
    >>> resolve("Sergei Shoigu", on=date(2024, 9, 13)).office
    'secretary of the Security Council'
    >>> resolve("Kim", on=date(2024, 9, 13)) is None
    True
    """
    words = officials_names.key(name)
    if not words:
        return None
    whole = officials_names.titled(name)
    found = _by_full_name(whole, country) if len(whole) > 1 else []
    found = found or (_by_full_name(words, country) if len(words) > 1 else [])
    if found:
        chosen = _one(found, on, office)
        return None if chosen is None else _matched(chosen, on, office)
    chosen = _by_family_name(words, on, country, office, alone=alone)
    return None if chosen is None else _matched(chosen, on, office)


def names() -> tuple[tuple[str, str], ...]:
    """Full names to look for in text, each with its state; names that persons of two states bear are left out.

    The names carry no accents: look for them in text folded by `countries.plain`.

    >>> ("Sergey Lavrov", "RUS") in names()
    True
    """
    found: dict[str, str] = {}
    bearers: dict[officials_names.Key, set[str]] = defaultdict(set)
    for person in people():
        for written in (person.name, *person.aliases):
            if person.country == "PRK" and len(written.split()) == 2:
                continue  # "Kim Song" would be found in "Kim Song Il"
            for surface in officials_names.surfaces(written, person.country):
                found.setdefault(surface, person.country)
                bearers[officials_names.key(surface)].add(person.country)
    return tuple(sorted(item for item in found.items() if len(bearers[officials_names.key(item[0])]) == 1))


@cache
def people() -> tuple[Person, ...]:
    """Everybody in the register, in its order."""
    rows: dict[str, list[Term]] = defaultdict(list)
    heads: dict[str, tuple[str, str, str]] = {}
    for row in table("officials.tsv", COLUMNS):
        heads.setdefault(row["id"], (row["name"], row["aliases"], row["country"]))
        rows[row["id"]].append(Term(
            row["office"], int(row["level"]), row["sector"], _first_day(row["from"]),
            _last_day(row["to"]) if row["to"] else None, row["precision"],
            int(row["rank"]) if row["rank"] else None, row["source"], row["certainty"]))
    return tuple(Person(id, name, several(aliases), country, tuple(rows[id]))
                 for id, (name, aliases, country) in heads.items())


def _first_day(text: str) -> date:
    year, month, day = (*(int(part) for part in text.split("-")), 1, 1)[:3]
    return date(year, month, day)


def _last_day(text: str) -> date:
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return date(parts[0], parts[1], parts[2])
    month = parts[1] if len(parts) == 2 else 12
    return date(parts[0] + month // 12, month % 12 + 1, 1) - timedelta(days=1)


@cache
def _full_names() -> dict[officials_names.Key, tuple[Person, ...]]:
    found: dict[officials_names.Key, dict[str, Person]] = defaultdict(dict)
    for person in people():
        for written in (person.name, *person.aliases):
            for words in officials_names.keys(written, person.country):
                if len(words) > 1:
                    found[words][person.id] = person
    return {words: tuple(persons.values()) for words, persons in found.items()}


@cache
def _romanised() -> dict[officials_names.Key, tuple[Person, ...]]:
    found: dict[officials_names.Key, dict[str, Person]] = defaultdict(dict)
    for words, persons in _full_names().items():
        for person in persons:
            if person.country in {"PRK", "KOR"}:
                found[officials_names.romanised(words)][person.id] = person
    return {words: tuple(persons.values()) for words, persons in found.items()}


@cache
def _family_names() -> dict[str, tuple[Person, ...]]:
    found: dict[str, dict[str, Person]] = defaultdict(dict)
    for person in people():
        for written in (person.name, *person.aliases):
            for word in officials_names.family(written, person.country):
                found[word][person.id] = person
    return {word: tuple(persons.values()) for word, persons in found.items()}


def _by_full_name(words: officials_names.Key, country: str | None) -> list[Person]:
    """The persons with that full name, of that state where it is told."""
    known = _full_names()
    initials = tuple(word for word in words if len(word) > 1)
    plain_articles = tuple(word for word in words if word not in officials_names.articles())
    for tried in dict.fromkeys((words, initials, plain_articles)):
        found = [person for person in known.get(tried, ()) if country in {None, person.country}]
        if found:
            return found
    if country in {"PRK", "KOR"}:
        return [person for person in _romanised().get(officials_names.romanised(words), ())
                if person.country == country]
    if country is not None and len(words) > 2:
        return [person for person in known.get((words[0], words[-1]), ()) if person.country == country]
    return []


def _one(found: Sequence[Person], on: date, office: str | None) -> Person | None:
    """The one of several that evidence leaves, if it leaves one."""
    if len(found) == 1:
        return found[0]
    serving = [person for person in found if person.on(on)]
    if office is not None:
        serving = [person for person in serving if any(_fits(term, office, person.country) for term in person.on(on))]
    return serving[0] if len(serving) == 1 else None


def _by_family_name(words: officials_names.Key, on: date, country: str | None, office: str | None, *,
                    alone: bool) -> Person | None:
    word = " ".join(words)
    bearers = _family_names().get(word) or _family_names().get(
        " ".join(item for item in words if item not in officials_names.articles()), ())
    if country is None and office is None:
        return _unmistakable(word, bearers, on) if alone else None
    found = [person for person in bearers if country in {None, person.country} and person.on(on)]
    if office is not None:
        found = [person for person in found if any(_fits(term, office, person.country) for term in person.on(on))]
    elif word in officials_names.of_kind("common"):
        return None
    return found[0] if len(found) == 1 else None


def _unmistakable(word: str, bearers: Sequence[Person], on: date) -> Person | None:
    if len(bearers) != 1 or len(word) < _ALONE_LENGTH or word in officials_names.of_kind("common"):
        return None
    now = bearers[0].on(on)
    return bearers[0] if now and now[0].level <= _ALONE_LEVEL else None


def _fits(term: Term, office: str, country: str) -> bool:
    """Whether the title beside the name is that of the term, or its like in another state's words."""
    told, held = _office(office, country), _office(term.office, country)
    if told is None or held is None:
        return office.casefold() == term.office.casefold()
    if told.rank is not None:
        return told.rank == term.rank
    level = told.held if told.held is not None else told.level
    if level != held.level:
        return False
    if told.field != held.field:
        return level in {1, 2} or told.field == "executive"
    return told.field in _ONE_HOLDER or level in {1, 2} or not _subject(office) or bool(
        _subject(office) & _subject(term.office))


@cache
def _subject(title: str) -> frozenset[str]:
    """The words of a title that tell what it is in charge of."""
    return frozenset(token.word for token in tables.tokens(title)) - officials_names.of_kind("generic")


@cache
def _office(title: str, country: str) -> offices.Office | None:
    return offices.level_of(title, country=country)


def _matched(person: Person, on: date, office: str | None) -> OfficialMatch:
    now = person.on(on)
    if now:
        fitting = [term for term in now if office is not None and _fits(term, office, person.country)]
        return _match(person, (fitting or now)[0], now)
    gone = [term for term in person.terms if term.end is not None and term.end < on]
    if not gone:
        return OfficialMatch(person.id, person.name, person.country, None, None, None, None, False, "sure", "")
    last = max(gone, key=lambda term: (term.end or on, -term.level))
    return OfficialMatch(person.id, person.name, person.country, last.office, offices.OTHER_OFFICIAL, None,
                         last.sector, True, last.certainty, last.source)


def _match(person: Person, term: Term, now: Iterable[Term]) -> OfficialMatch:
    rank = next((other.rank for other in now if other.rank is not None), None)
    return OfficialMatch(person.id, person.name, person.country, term.office, term.level, rank, term.sector, False,
                         term.certainty, term.source, tuple(other.office for other in now))
