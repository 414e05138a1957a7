"""Titles of office in a text, with protocol level, sector and field.

The rule: a level comes from the words of the title alone, so it holds for persons that no list has. What the
words leave open is left open: a title that may be no office of state has no level of state.

Levels, 1-8: head of state or paramount leader; head of government; head of legislature or other top-organ
member; deputy head of government or legislature; minister; vice-minister or ambassador; director-general or
special envoy; other official. The titles and what changes them are tables: offices.tsv,
offices_portfolios.tsv, offices_words.tsv, offices_sectors.tsv.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from visavis.codes import offices_grammar, offices_ranks
from visavis.codes import offices_tables as tables
from visavis.codes.offices_grammar import OTHER_OFFICIAL, Core

__all__ = ["OTHER_OFFICIAL", "Office", "OfficeMatch", "find", "head", "highest", "level_of", "sector_of", "settle"]


_JOINED = re.compile(r"(?:\s+of (?:the )?[A-Z][^,;]{0,40})?\s*(?:,|and|, and)\s*(?:also |concurrently )?")
_PART = r"(?:[A-Z]\.|[A-Z][\w'’-]+)"
_NAME = rf"(?P<name>{_PART}(?: (?:{_PART}|bin|al|von|van|der|de|da|dos)){{1,3}})"
_NAME_BEFORE = re.compile(rf"\bby {_NAME}, (?:the )?(?:[A-Z]\w+ ){{0,2}}$")
_NAME_AFTER = re.compile(rf"\s+{_NAME}")


@dataclass(frozen=True, slots=True)
class Office:
    """An office as the words tell it.

    `level` 1-8; None where the words do not tell it ("the Chairman"). `held`: for a `former` holder or a
    candidate, the level of the office once held or wanted (their own `level` is 8). `elect`: chosen, not yet
    sworn in; the level is that of the office. `rank`: the number that the words give ("third-ranking official").
    """

    title: str
    level: int | None
    sector: str
    field: str
    acting: bool = False
    former: bool = False
    elect: bool = False
    rank: int | None = None
    held: int | None = None


@dataclass(frozen=True, slots=True)
class OfficeMatch:
    """An office and where it stands: `text[start:end]`; `leads`: the holder leads a delegation."""

    start: int
    end: int
    office: Office
    leads: bool = False


def find(text: str, *, country: str | None = None) -> tuple[OfficeMatch, ...]:
    """The offices named in `text`, in order, without overlap; the longest title wins.

    `country` (ISO 3166-1 alpha-3) is the state whose titles they are taken for, where it is known.

    >>> [(m.office.title, m.office.level) for m in find("Vietnamese Deputy Prime Minister Tran Luu Quang")]
    [('Deputy Prime Minister', 4)]
    >>> find("the third-ranking official of China")[0].office.rank
    3
    """
    return _find(text, country, bare=False)


def head(text: str, *, country: str | None = None) -> tuple[Office, str | None] | None:
    """The office of who leads the delegation that `text` tells of, the highest of several, and the name if it stands
    beside the office; None where no office is told.

    >>> head("A delegation led by Vice-Minister of Defence Ivan Petrov arrived")[1]
    'Ivan Petrov'
    >>> head("A delegation led by Li Hongzhong, vice chairman of the NPC Standing Committee, came")[0].level
    4
    """
    found = find(text, country=country)
    first = next((at for at, match in enumerate(found) if match.leads), None)
    if first is None:
        return None
    chain = [found[first]]
    for match in found[first + 1:]:
        if not _JOINED.fullmatch(text, chain[-1].end, match.start):
            break
        chain.append(match)
    offices = [match.office for match in chain]
    best = highest(chain) or offices[0]
    regional = any(one.level == OTHER_OFFICIAL != (level_of(one.title) or one).level for one in offices)
    named = _NAME_BEFORE.search(text, 0, chain[0].start) or _NAME_AFTER.match(text, chain[-1].end)
    return (replace(best, level=OTHER_OFFICIAL) if regional else best), named["name"] if named else None


def level_of(title: str, *, country: str | None = None) -> Office | None:
    """The office that `title` names, as that state uses the title; None where it names none.

    >>> level_of("Secretary of State", country="USA").level, level_of("Secretary of State", country="FRA").level
    (5, 6)
    """
    found = _find(title, country, bare=True)
    return found[0].office if found else None


def settle(office: Office, country: str) -> Office:
    """`office` as the state `country` uses that title, its flags kept."""
    known = level_of(office.title, country=country)
    if known is None or known.level is None or office.rank is not None or known.level == office.level:
        return office
    if office.held is not None:
        return replace(office, held=known.level, sector=known.sector, field=known.field)
    return replace(office, level=known.level, sector=known.sector, field=known.field)


def highest(found: Iterable[OfficeMatch]) -> Office | None:
    """The office of highest protocol level among several of one person: a vice-premier who is minister too."""
    ranked = [match.office for match in found if match.office.level is not None]
    return min(ranked, key=lambda office: office.level or OTHER_OFFICIAL, default=None)


def sector_of(text: str) -> str | None:
    """The sector that the words of a name act for, office or body: "two Chinese warplanes" -> MIL.

    A former holder of an office is ELI, as in CAMEO. None where no word tells it.
    """
    found = [match.office for match in find(text)]
    office = min(found, key=lambda one: one.level or OTHER_OFFICIAL, default=None)
    if office is not None:
        return "ELI" if office.former else office.sector
    words = [token.word for token in tables.tokens(text)]
    known = tables.sectors()
    for length in (4, 3, 2, 1):
        for at in range(len(words) - length, -1, -1):
            sector = known.get(tuple(words[at:at + length]))
            if sector:
                return sector
    return None


def _find(text: str, country: str | None, *, bare: bool) -> tuple[OfficeMatch, ...]:
    words = tables.tokens(text)
    numbered = [OfficeMatch(start, end, Office(title, level, "GOV", field, rank=rank))
                for start, end, title, level, rank, field in offices_ranks.find(text)]
    found = list(numbered)
    for core in offices_grammar.titles(words, country, bare=bare):
        start, end = words[core.first].start, words[core.last - 1].end
        if not any(other.start < end and start < other.end for other in numbered):
            office = _office(core, offices_grammar.written(core, words, text))
            found.append(OfficeMatch(start, end, office, offices_grammar.leads(core, words)))
    return tuple(sorted(found, key=lambda match: match.start))


def _office(core: Core, title: str) -> Office:
    gone = core.state in {"former", "candidate", "aspirant"}
    return Office(title, OTHER_OFFICIAL if gone else core.level, core.sector, core.field,
                  acting=core.state == "acting", former=core.state == "former", elect=core.state == "elect",
                  held=core.level if gone else None)
