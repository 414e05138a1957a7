"""The forms in which a text names a state, an organisation, a seat of power or an armed group.

The rule: a text is in `forms()` once. Where two states share a word, `traps.tsv` says which is meant; where a
blocker and a form are the same text, the form stands.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Literal

from visavis.codes.states import organisation_rows
from visavis.codes.tables import Row, several, table

Kind = Literal["name", "demonym", "capital", "city", "seat", "organisation", "nonstate", "blocker"]
"""A capital may speak for its government; a city is a place only; a blocker names no actor."""

# Taken as accents: the combining marks of the Latin script after decomposition.
_LETTERS = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ı": "i", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Form:
    """One text that names `code`.

    `cased`: matches only as written, since in another case it is another word ("US", "Turkey"). `part` of a
    demonym: adjective, noun, plural, prefix, joined by "+". `trap`: what else it names, if it may well be
    something else. `until`, `later`: the last day of `sector`, and the sector after it.
    """

    text: str
    code: str
    kind: Kind
    sector: str | None = None
    cased: bool = False
    part: str = ""
    trap: str = ""
    until: date | None = None
    later: str | None = None

    def sector_on(self, day: date) -> str | None:
        """The sector on `day`: the Taliban are rebels until 2021-08-14, a government after."""
        return self.later if self.until is not None and day > self.until else self.sector


@cache
def forms() -> tuple[Form, ...]:
    """Every form, each text once, with its spellings without accents and its typographic apostrophes.

    >>> next(form.code for form in forms() if form.text == "the Kremlin".removeprefix("the "))
    'RUS'
    """
    traps = {row["text"]: row for row in table("traps.tsv", ("text", "code", "why"), key=("text",))}
    built: dict[str, Form] = {}
    for form in _all():
        for text in spellings(form.text):
            held, trap = built.get(text), traps.get(text) or traps.get(form.text)
            if trap is not None and trap["code"] == "-":
                continue
            if held is None:
                built[text] = _marked(form, text, trap)
            elif held.kind == form.kind == "demonym" and form.part not in held.part:
                built[text] = replace(held, part=f"{held.part}+{form.part}")
    for row in table("blockers.tsv", ("text", "kind"), key=("text",)):
        for text in (*spellings(row["text"]), row["text"].upper()):
            built.setdefault(text, Form(text, "", "blocker", part=row["kind"]))
    return tuple(built.values())


def _marked(form: Form, text: str, trap: Row | None) -> Form:
    """`form` spelt `text`, with the code and the reason of its trap."""
    if trap is None:
        return replace(form, text=text)
    cased = form.cased or form.kind in ("name", "demonym")
    return replace(form, text=text, code=trap["code"], trap=trap["why"], cased=cased)


def spellings(text: str) -> tuple[str, ...]:
    """`text` and its other spellings: plain letters, typographic apostrophe, St. and St for Saint.

    >>> spellings("Côte d'Ivoire")
    ("Côte d'Ivoire", "Cote d'Ivoire", 'Côte d’Ivoire', 'Cote d’Ivoire')
    """
    found = [text]
    if text.startswith("Saint "):
        found += [text.replace("Saint ", "St. ", 1), text.replace("Saint ", "St ", 1)]
    found += [plain(item) for item in found]
    found += [item.replace("'", "’") for item in found]
    return tuple(dict.fromkeys(found))


def plain(text: str) -> str:
    """`text` without accents.

    >>> plain("Chișinău")
    'Chisinau'
    """
    decomposed = unicodedata.normalize("NFD", text.translate(_LETTERS))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def name_rows() -> tuple[Row, ...]:
    """The rows of `country_names.tsv`."""
    return table("country_names.tsv", ("code", "name", "names", "cased", "adjectives", "nouns", "plurals"),
                 key=("code",))


def city_rows() -> tuple[Row, ...]:
    """The rows of `cities.tsv`."""
    return table("cities.tsv", ("code", "capitals", "cities"), key=("code",))


def successor_rows() -> tuple[Row, ...]:
    """The rows of `successors.tsv`."""
    return table("successors.tsv", ("name", "names", "cased", "former", "successor", "since", "until",
                                    "adjectives", "people"), key=("name",))


def _all() -> Iterator[Form]:
    yield from _countries()
    yield from _former()
    yield from _seats()
    for row in organisation_rows():
        yield from _named(row["code"], "organisation", row, row["sector"])
    yield from _groups()
    yield from _cities()


def _countries() -> Iterator[Form]:
    for row in name_rows():
        yield from _named(row["code"], "name", row, None)
    for row in name_rows():
        yield from _demonyms(row["code"], row["adjectives"], "adjective")
        yield from _demonyms(row["code"], row["nouns"], "noun")
        yield from _demonyms(row["code"], row["plurals"], "plural")
    for row in table("prefixes.tsv", ("text", "code"), key=("text",)):
        yield Form(row["text"], row["code"], "demonym", cased=True, part="prefix")


def _former() -> Iterator[Form]:
    for row in successor_rows():
        yield from _named(row["successor"], "name", row, None)
        yield from _demonyms(row["successor"], row["adjectives"], "adjective")
        yield from _demonyms(row["successor"], row["people"], "noun")


def _seats() -> Iterator[Form]:
    for row in table("seats.tsv", ("text", "code", "sector", "ambiguous", "note"), key=("text",)):
        trap = row["note"] or "also of other states" if row["ambiguous"] == "1" else ""
        yield Form(row["text"], row["code"], "seat", row["sector"], row["text"].isupper(), trap=trap)


def _groups() -> Iterator[Form]:
    columns = ("code", "name", "names", "cased", "sector", "until", "later", "note")
    for row in table("nonstate.tsv", columns, key=("name",)):
        until = date.fromisoformat(row["until"]) if row["until"] else None
        for form in _named(row["code"], "nonstate", row, row["sector"]):
            yield replace(form, until=until, later=row["later"] or None)


def _cities() -> Iterator[Form]:
    for row in city_rows():
        yield from (Form(text, row["code"], "capital") for text in several(row["capitals"]))
    for row in city_rows():
        yield from (Form(text, row["code"], "city") for text in several(row["cities"]))


def _named(code: str, kind: Kind, row: Row, sector: str | None) -> Iterator[Form]:
    cased = several(row["cased"])
    yield from (Form(text, code, kind, sector, True) for text in cased)
    for text in _but(cased, (row["name"], *several(row["names"]))):
        if "," not in text and "(" not in text:  # inverted forms of data sets never stand in news
            yield Form(text, code, kind, sector, text.isupper())


def _demonyms(code: str, field: str, part: str) -> Iterator[Form]:
    yield from (Form(text, code, "demonym", None, False, part) for text in several(field))


def _but(taken: Iterable[str], texts: Iterable[str]) -> Iterator[str]:
    held = set(taken)
    return (text for text in texts if text not in held)
