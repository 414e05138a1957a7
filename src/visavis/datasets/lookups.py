"""Codes and names of the data sets turned into those of the event table.

The rule: a lookup answers with a code, with None for what is known and stands for no state (a region, a group), or
with UNKNOWN for what no table of `codes` holds: that is listed, never lost without a word. Answers are
remembered, as a file asks the same few hundred questions again and again.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

import pyarrow as pa

from visavis.codes import cameo, countries
from visavis.codes.states import organisation_rows
from visavis.codes.tables import several, table
from visavis.errors import UnknownCode

UNKNOWN = "?"
"""The answer for a code or name that no table holds."""

_STATE_OF = re.compile(r"^(?:Government|(?:Military|Police|Security|Naval) Forces|(?:Coast|Border) Guards?) of"
                       r" (?:the )?(?P<name>.+?)(?: \(\d{4}.*)?$")
"""Not the mutinous, the former or the private: they act for no state."""

_IN_BRACKETS = re.compile(r"\((?P<name>[^()\d]+)\)$")


@cache
def cameo_codes() -> pa.Table:
    """Each CAMEO code as files write it (`given`, with and without its leading zero) with what it stands for."""
    rows = [{"given": given, "code": code.code, "type": code.plover.type if code.plover else None,
             "mode": code.plover.mode if code.plover else None,
             "context": ";".join(code.plover.contexts) if code.plover else "",
             "quad": code.quad, "goldstein": code.goldstein}
            for code in cameo.codes() for given in dict.fromkeys((code.code, code.code.lstrip("0")))
            if cameo.cameo(given).code == code.code]
    return pa.Table.from_pylist(rows, schema=pa.schema([
        ("given", pa.string()), ("code", pa.string()), ("type", pa.string()), ("mode", pa.string()),
        ("context", pa.string()), ("quad", pa.int8()), ("goldstein", pa.float32())]))


def cameo_actor(code: str | None) -> str | None:
    """The state that CAMEO's country code stands for; None for a region.

    >>> cameo_actor("ROM"), cameo_actor(" USA"), cameo_actor("EUR"), cameo_actor("QQQ")
    ('ROU', 'USA', None, '?')
    """
    if not code or not (bare := code.strip()):
        return None
    found = _scheme("cameo").get(bare)
    return found or (None if bare in _regions() else UNKNOWN)


def cameo_group(group: str | None) -> str | None:
    """The organisation of states that CAMEO's known group stands for; None for any other group."""
    return _groups().get(group.strip()) if group else None


def fips_place(code: str | None) -> str | None:
    """The state or territory with this FIPS 10-4 code."""
    return _scheme("fips").get(code, UNKNOWN) if code else None


@cache
def iso_state(code: str | None) -> str | None:
    """The state or territory with this ISO 3166-1 code: three letters or a number ("32.0", as spreadsheets write).

    >>> iso_state("KOR"), iso_state("32.0"), iso_state("QQQ")
    ('KOR', 'ARG', '?')
    """
    if not code:
        return None
    try:
        return countries.from_scheme(code, "alpha3" if code[0].isalpha() else "numeric")
    except UnknownCode:
        return UNKNOWN


@cache
def state_named(name: str | None) -> str | None:
    """The state, territory or organisation that a data set calls so.

    >>> state_named("Russian Federation"), state_named("Occupied Palestinian Territory"), state_named("Atlantis")
    ('RUS', 'PSE', '?')
    """
    if not name:
        return None
    try:
        return countries.country(name.removeprefix("the ").removeprefix("Occupied "))
    except UnknownCode:
        return UNKNOWN


def organisation_named(name: str | None) -> str | None:
    """The organisation of states called `name`; None for anything else.

    >>> organisation_named("United Nations"), organisation_named("Citizen (Japan)")
    ('UNO', None)
    """
    return _organisations().get(name.casefold()) if name else None


@cache
def state_numbered(number: str | None, year: str | None) -> str | None:
    """The state with this Gleditsch-Ward (or Correlates of War) number in this year.

    >>> state_numbered("678", "1965"), state_numbered("365.0", "2022")
    ('YEM', 'RUS')
    """
    if not number:
        return None
    on = date(int(year), 12, 31) if year and year.isdecimal() and 1800 < int(year) < 2200 else None
    for scheme in ("gw", "cow"):
        try:
            return countries.from_scheme(number, scheme, on=on)
        except UnknownCode:
            continue
    return UNKNOWN


@cache
def armed_side(name: str | None) -> str | None:
    """The state whose forces or government a side of a conflict is, or the organisation; None for any other.

    >>> armed_side("Military Forces of Russia (2000-) Air Force"), armed_side("Unidentified Armed Group (Mali)")
    ('RUS', None)
    """
    if not name:
        return None
    if found := _STATE_OF.match(name):
        return state_named(found["name"].strip())
    return next((code for part in name.split(":") if (code := organisation_named(part.strip()))), None)


@cache
def people(name: str | None) -> str | None:
    """The state that people are of: "Civilians (Ukraine)"; None where the name does not say.

    >>> people("Civilians (Ukraine)"), people("Fulani Ethnic Militia")
    ('UKR', None)
    """
    found = _IN_BRACKETS.search(name) if name else None
    return state_named(found["name"].strip()) if found else None


def actor(country: str | None, name: str | None) -> str | None:
    """The state called `country`, or, where none is given, the organisation of states called `name`."""
    return state_named(country) if country else organisation_named(name)


def place(code: str | None) -> str | None:
    """The state or territory, by a code of three letters or by name."""
    if not code:
        return None
    return iso_state(code) if len(code) == 3 and code.isupper() else state_named(code)


@cache
def _organisations() -> dict[str, str]:
    return {name.casefold(): row["code"] for row in organisation_rows()
            for name in (row["name"], *several(row["names"]), *several(row["cased"]))}


@cache
def _groups() -> dict[str, str]:
    return {group: row["code"] for row in organisation_rows() for group in several(row["cameo"])}


@cache
def _regions() -> frozenset[str]:
    return frozenset(row["code"] for row in table("cameo_regions.tsv", ("code", "label"), key=("code",)))


@cache
def _scheme(scheme: str) -> dict[str, str]:
    """Every code of a scheme with its state, those of past times too."""
    dated = table("codes_dated.tsv", ("alpha3", "scheme", "code", "since", "until", "note"),
                  key=("alpha3", "scheme", "code", "since"))
    given = {code for state in countries.states() for code in state.codes[scheme]}
    given |= {row["code"] for row in dated if row["scheme"] == scheme}
    return {code: countries.from_scheme(code, scheme) for code in given}
