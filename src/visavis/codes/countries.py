"""Countries: names to codes and back, codes between schemes, and the forms a text names them in.

The rule: a name or code that no table holds is an error that names the nearest spellings; nothing is guessed.
"""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches
from functools import cache

from visavis.codes.forms import Form, Kind, city_rows, forms, name_rows, plain, spellings, successor_rows
from visavis.codes.states import (
    SCHEMES,
    State,
    convert,
    from_scheme,
    is_state,
    name,
    organisation,
    organisation_rows,
    states,
)
from visavis.codes.tables import Row, several
from visavis.errors import UnknownCode

__all__ = ["LANGUAGES", "SCHEMES", "Form", "Kind", "State", "capitals", "convert", "country", "demonyms", "forms",
           "from_scheme", "is_state", "name", "names", "organisation", "plain", "spellings", "states"]

LANGUAGES: tuple[str, ...] = ("fr", "es", "de", "pt", "it", "nl", "pl", "ru", "uk", "tr", "ar", "fa", "he", "hi",
                              "zh", "zh_Hant", "ja", "ko", "vi", "id", "sv", "el")
"""The languages, besides English, whose names of states `country` takes: those of most of the world's press."""


def country(text: str, *, on: date | None = None) -> str:
    """The code of the state, territory or organisation called `text`, in any case.

    Takes ISO alpha-3 and alpha-2 codes, codes of organisations, current, formal, short and former names, with
    or without accents, and CLDR's names in LANGUAGES. `on` decides where a name has meant two states. "Congo"
    is COG, as in ISO; in news text (`forms`) it is COD.
    UnknownCode names the nearest spellings.

    >>> country("D.P.R.K."), country("Soviet Union"), country("eu")
    ('PRK', 'RUS', 'EUE')
    """
    stripped, wanted = text.strip(), _key(text)
    known = _codes()
    if stripped in known:
        return known[stripped]
    found = _names().get(wanted)
    if found is None and on is not None:
        found = _former_on(wanted, on)
    found = found or _former().get(wanted) or known.get(stripped.upper()) or _foreign().get(wanted)
    if found is None:
        near = get_close_matches(wanted, [*_names(), *_former()], 3, 0.7)
        shown = ", ".join(dict.fromkeys(name(_names().get(key) or _former()[key]) for key in near))
        raise UnknownCode(f"{text!r} is no country", hint=f"did you mean {shown}?" if shown else
                          "give an English name or an ISO 3166 code such as PRK")
    return found


def names(code: str) -> tuple[str, ...]:
    """Every name of the state `code`, the one that visavis prints first; empty for no state.

    >>> names("LVA")
    ('Latvia', 'Republic of Latvia')
    """
    return tuple(item for row in name_rows() if row["code"] == code for item in _all_names(row))


def demonyms(code: str) -> tuple[str, ...]:
    """The adjectives and nouns for the people of `code`, plurals last.

    >>> demonyms("GBR")[:3]
    ('British', 'Brit', 'English')
    """
    found = [item for row in name_rows() if row["code"] == code
             for column in ("adjectives", "nouns", "plurals") for item in several(row[column])]
    return tuple(dict.fromkeys(found))


def capitals(code: str) -> tuple[str, ...]:
    """The cities that stand for the government of `code`, its capital first; empty for none.

    >>> capitals("KAZ")
    ('Astana', 'Nur-Sultan')
    """
    return next((several(row["capitals"]) for row in city_rows() if row["code"] == code), ())


def _all_names(row: Row) -> tuple[str, ...]:
    return (row["name"], *several(row["names"]), *several(row["cased"]))


@cache
def _codes() -> dict[str, str]:
    known = {row["code"]: row["code"] for row in organisation_rows()}
    for state in states():
        known |= dict.fromkeys(state.codes["alpha2"], state.code)
    return known | {state.code: state.code for state in states()}


@cache
def _names() -> dict[str, str]:
    known = {_key(item): row["code"] for row in organisation_rows() for item in _all_names(row)}
    return known | {_key(item): row["code"] for row in name_rows() for item in _all_names(row)}


@cache
def _former() -> dict[str, str]:
    rows = sorted(successor_rows(), key=lambda row: row["until"])
    known = {row["former"].casefold(): row["successor"] for row in rows}
    return known | {_key(item): row["successor"] for row in rows for item in _all_names(row)}


@cache
def _foreign() -> dict[str, str]:
    """CLDR's names of states in the languages of LANGUAGES; read when all else fails: it takes a moment."""
    from babel import Locale

    known: dict[str, str] = {}
    for language in LANGUAGES:
        for alpha2, text in Locale.parse(language).territories.items():
            if alpha2 in _codes() and len(alpha2) == 2:
                known.setdefault(_key(text), _codes()[alpha2])
    return known


def _former_on(wanted: str, on: date) -> str | None:
    """The successor under the row whose interval is nearest to `on`."""
    rows = [row for row in successor_rows() if wanted in {_key(item) for item in _all_names(row)}]
    spans = [(date.fromisoformat(row["since"]), date.fromisoformat(row["until"]), row["successor"])
             for row in rows]
    ranked = sorted((max((since - on).days, (on - until).days, 0), code) for since, until, code in spans)
    return ranked[0][1] if ranked else None


def _key(text: str) -> str:
    folded = plain(text).casefold().replace("&", " and ")
    folded = re.sub(r"['’‘`.*]|[(\[]the[)\]]", "", folded)
    folded = re.sub(r"[\s\-–_,()\[\]]+", " ", folded).strip()
    return re.sub(r"^the |(?<= )the (?=\w)|^st (?=\w)", lambda m: "saint " if m[0] == "st " else "", folded)
