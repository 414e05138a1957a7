"""Who travels: one report of a visit with its persons looked up in the register for the day.

The rule: a person has the office of the day. The register's word goes before the text's where the name is certain; a
name for which neither the text nor the register has an office is left out (it may be a private person's).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from visavis.codes import offices, officials, officials_names
from visavis.codes.occasions import Circumstance
from visavis.datasets import history
from visavis.records import Actor

if TYPE_CHECKING:
    from visavis.measure.visits import Kind

GRAINS = {"day": 1, "month": 2, "year": 3}
KINDS: Mapping[str, Kind] = {"host": "visit", "none": "meeting", "other": "elsewhere"}
HEADS, MINISTER = 2, 5
"""The levels of heads of government and of ministers."""

SOLE = frozenset({"foreign_affairs", "defence"})
"""Fields with one minister a state."""

AMBASSADOR = 6
"""The level of ambassadors, who live where they are met."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One report of a visit. `person`: the traveller's id in the register or folded name; None where nobody is named.
    `scene`: document and days, by which travellers of one report belong together; `grain` 1 day, 2 month, 3 year."""

    row: str
    report: str
    document: str | None
    outlets: tuple[str, ...]
    url: str | None
    start: date
    end: date
    grain: int
    known_from: date
    standing: str
    kind: Kind
    traveller: Actor
    person: str | None
    host: str
    receiver: Actor | None
    place: str | None
    reports: int
    circumstance: Circumstance | None

    @property
    def scene(self) -> str:
        """Document and days."""
        return f"{self.document or self.row} {self.start} {self.end} {self.standing}"


def tellings(rows: Iterable[Mapping[str, Any]], circumstances: Mapping[str, Circumstance]) -> Iterator[Telling]:
    """One telling a row; meetings with an ambassador who lives there are left out."""
    for row in rows:
        if row["ground"] != "other" and row["mode"] != "visit" and _resident(row):
            continue
        yield _telling(row, _circumstance(row, circumstances))


def order(one: Telling) -> int:
    """How high the traveller stands, 1 to 8; 9 where that is not known, 10 where nobody is named either."""
    return one.traveller.level or (9 if one.person else 10)


def same(one: Telling, other: Telling) -> bool:
    """Whether two tellings name one person: by the register, by names of which one holds the other, or by an office
    that one person holds (Foreign Minister Ruzenkov, Foreign Minister Ryzhenkov)."""
    if one.person == other.person:
        return True
    if _registered(one) and _registered(other):
        return False
    first, second = (frozenset(officials_names.key(side.traveller.name or "")) for side in (one, other))
    return (bool(first and second) and (first <= second or second <= first)) or (_sole(one) is not None and (
        _sole(one) == _sole(other)))


def joins(head: Telling, one: Telling) -> bool:
    """Whether the telling is of the head of the visit, and not of somebody in company."""
    return one.person is None or head.person is None or same(head, one)


def best(told: Iterable[Telling]) -> Actor:
    """The traveller as the fullest telling has it: named, with the highest level, then the longest name."""
    found = sorted(told, key=lambda one: (one.person is None, order(one), -len(one.traveller.name or ""), one.row))
    made = found[0].traveller
    for one in found[1:]:
        made = replace(made, office=made.office or one.traveller.office, level=made.level or one.traveller.level,
                       rank=made.rank or one.traveller.rank, sector=made.sector or one.traveller.sector)
    return made


def people(found: Iterable[Actor]) -> tuple[Actor, ...]:
    """Each person or office once, the highest first; an office alone is left out where somebody has that level."""
    unique: dict[tuple[str, str], Actor] = {}
    for one in sorted(found, key=lambda one: (one.level or 9, one.name is None, one.name or "", one.office or "")):
        if one.name is None and one.office is None:
            continue
        if one.name is None and any(other.level == one.level and other.name for other in unique.values()):
            continue
        unique.setdefault((one.country, " ".join(officials_names.key(one.name)) if one.name else one.office or ""), one)
    return tuple(unique.values())


def _resident(row: Mapping[str, Any]) -> bool:
    office = row["sender_office"]
    return row["sender_level"] == AMBASSADOR and office is not None and "ambassador" in office.lower()


def _telling(row: Mapping[str, Any], told: Circumstance | None) -> Telling:
    day = row["first_day"]
    traveller, person = _person(row, "sender", day)
    if told is not None and told.envoy and row["mode"] == "visit":
        traveller, person = _sent(traveller.country, told.envoy), None
    elif told is not None and told.head and person is None and traveller.level in (None, offices.OTHER_OFFICIAL):
        led = {"sender": traveller.country, "sender_name": told.head, "sender_office": told.office,
               "sender_level": told.level, "sender_rank": None, "sender_sector": traveller.sector}
        leader, person = _person(led, "sender", day)
        traveller = leader if leader.name else traveller
    receiver, _ = _person(row, "host", day)
    named = receiver.name is not None or receiver.office is not None
    return Telling(
        row["id"], row["native_id"], row["document"],
        tuple(name.strip() for name in (row["outlet"] or "").split(";") if name.strip()), row["url"],
        day, row["last_day"], GRAINS[row["precision"]], row["known_from"], _standing(row), KINDS[row["ground"]],
        traveller, person, row["host"], receiver if named else None,
        row["place"], row["reports"], told)


def _sent(country: str, words: str) -> Actor:
    """Who is sent, where the sentence names the sender: a special envoy, a delegation."""
    office = offices.level_of(words, country=country)
    level = office.level if office and office.level != offices.OTHER_OFFICIAL else None
    return Actor(country, None, words if office else None, level, None, office.sector if office else None)


def _person(row: Mapping[str, Any], side: str, day: date) -> tuple[Actor, str | None]:
    """The actor with the office of the day, and who that is."""
    country, name, office = row[side], row[f"{side}_name"], row[f"{side}_office"]
    told = Actor(country, name, office, row[f"{side}_level"], row[f"{side}_rank"], row[f"{side}_sector"])
    if name is None:  # "officials", "diplomats": of what rank is not told
        return replace(told, level=None) if told.level == offices.OTHER_OFFICIAL else told, None
    known = _highest(_resolved(name, day, country, office), day)
    if known is None:
        if office is None:
            return replace(told, name=None), None
        return told, " ".join(sorted(officials_names.key(name)))
    if known.former or known.office is None:
        last = replace(told, office=known.office, level=known.level, sector=known.sector)
        return told if office else last, known.id
    if told.level is not None and known.level is not None and told.level < known.level and known.certainty != "sure":
        return told, known.id
    return Actor(country, known.name, known.office, known.level, known.rank or told.rank, known.sector), known.id


@cache
def _resolved(name: str, day: date, country: str, office: str | None) -> officials.OfficialMatch | None:
    return officials.resolve(name, on=day, country=country, office=office) or (
        officials.resolve(name, on=day, country=country) if office else None)


def _highest(known: officials.OfficialMatch | None, day: date) -> officials.OfficialMatch | None:
    """The match with the highest office that the person holds on the day: a vice-president who is premier too."""
    if known is None or known.former or len(known.offices) < 2:
        return known
    whole = _resolved(known.name, day, known.country, None)
    return whole if whole is not None and whole.id == known.id else known


def _sole(one: Telling) -> tuple[int, str] | None:
    """Level and field of an office that a state has one of; None for another."""
    title = one.traveller.office
    known = offices.level_of(title, country=one.traveller.country) if title else None
    if known is None or known.level is None or known.level > MINISTER:
        return None
    return (known.level, known.field) if known.level <= HEADS or known.field in SOLE else None


def _registered(one: Telling) -> bool:
    return bool(one.person) and "-" in (one.person or "") and " " not in (one.person or "")


def _standing(row: Mapping[str, Any]) -> str:
    if row["evidence"] == "rumoured":
        return "rumoured"
    return "done" if row["modality"] == "actual" else str(row["modality"])


def _circumstance(row: Mapping[str, Any], given: Mapping[str, Circumstance]) -> Circumstance | None:
    found = given.get(row["native_id"]) or given.get(row["document"] or "")
    if found is None and row["dataset"] == history.DATASET:
        return history.circumstances().get(row["document"] or "", Circumstance())
    return found
