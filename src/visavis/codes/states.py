"""Every state, territory and organisation as a code, and its codes in the schemes of the data sets.

The rule: inside visavis a state is its ISO 3166-1 alpha-3 code (XKX for Kosovo), an organisation of states
the code that `organisations.tsv` gives it. Any other scheme is read and written here only.
Sources: see the heads of the tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from visavis.codes.tables import Row, several, table
from visavis.errors import UnknownCode

SCHEMES: tuple[str, ...] = ("alpha3", "alpha2", "numeric", "cow", "cowc", "gw", "fips", "cameo")
"""ISO 3166-1; Correlates of War number and letters; Gleditsch-Ward; FIPS 10-4; CAMEO as GDELT prints it."""

_ALIASES = {"iso3": "alpha3", "iso2": "alpha2", "iso": "alpha3", "cown": "cow", "gdelt": "cameo"}


@dataclass(frozen=True, slots=True)
class State:
    """A state or territory: its codes by scheme (the first is the one written), status and parent.

    `status`: member (of the United Nations), observer, state (neither, with relations of its own), territory.
    """

    code: str
    name: str
    codes: dict[str, tuple[str, ...]]
    status: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class _Dated:
    state: str
    scheme: str
    code: str
    since: date
    until: date

    def distance(self, on: date) -> int:
        """Days between `on` and the interval; 0 within."""
        return max((self.since - on).days, (on - self.until).days, 0)


def states() -> tuple[State, ...]:
    """Every state and territory, by code."""
    return tuple(_states().values())


def is_state(code: str) -> bool:
    """Whether `code` is a state: a member of the UN, an observer, or one that keeps relations of its own.

    Territories, organisations and unknown codes are none.

    >>> is_state("PRK"), is_state("TWN"), is_state("HKG"), is_state("XNA")
    (True, True, False, False)
    """
    found = _states().get(code)
    return found is not None and found.status != "territory"


def name(code: str) -> str:
    """The short English name of a state, territory or organisation; UnknownCode if there is none.

    >>> name("PRK"), name("XNA")
    ('North Korea', 'NATO')
    """
    found = _states().get(code)
    if found is not None:
        return found.name
    try:
        return organisation_names()[code]
    except KeyError:
        raise UnknownCode(f"{code!r} is no code of a state or organisation",
                          hint="codes are ISO 3166-1 alpha-3 or stand in codes/organisations.tsv") from None


def convert(code: str, scheme: str, *, on: date | None = None) -> str:
    """The code of the state `code` (alpha-3) in `scheme`; with `on`, the one that held on that day.

    UnknownCode for a scheme that is not in SCHEMES, or a state without a code in it (Palestine in COW).

    >>> convert("PRK", "cow"), convert("DEU", "cow"), convert("DEU", "cow", on=date(1970, 1, 1))
    ('731', '255', '260')
    """
    wanted = _scheme(scheme)
    state = _states().get(code)
    if state is None:
        raise UnknownCode(f"{code!r} is no ISO alpha-3 code of a state", hint="see codes/countries.tsv")
    if on is not None:
        for row in _dated():
            if (row.state, row.scheme) == (code, wanted) and row.distance(on) == 0:
                return row.code
    if not state.codes[wanted]:
        raise UnknownCode(f"{state.name} has no code in the scheme {wanted}", hint="see codes/countries.tsv")
    return state.codes[wanted][0]


def from_scheme(code: str | int, scheme: str, *, on: date | None = None) -> str:
    """The alpha-3 code of the state that `code` stands for in `scheme`; `on` decides where two have had it.

    UnknownCode if none has, and for CAMEO codes of regions ("AFR").

    >>> from_scheme(731, "cow"), from_scheme("KN", "fips"), from_scheme("ROM", "cameo")
    ('PRK', 'PRK', 'ROU')
    """
    wanted, text = _scheme(scheme), str(code).strip().upper()
    if wanted in ("cow", "gw", "numeric"):
        text = text.removesuffix(".0").lstrip("0")
    now = _by_code().get((wanted, text))
    then = [row for row in _dated() if (row.scheme, row.code) == (wanted, text)]
    if then and (now is None or (on is not None and min(row.distance(on) for row in then) == 0)):
        return min(then, key=lambda row: row.distance(on or date.max)).state
    if now is not None:
        return now
    rows = table("cameo_regions.tsv", ("code", "label"), key=("code",))
    regions = {row["code"]: row["label"] for row in rows}
    if wanted == "cameo" and text in regions:
        raise UnknownCode(f"{text} is a region ({regions[text]}), not a state", hint="count such rows apart")
    raise UnknownCode(f"{code!r} is no {wanted} code of a state", hint="see codes/countries.tsv")


def organisation_rows() -> tuple[Row, ...]:
    """The rows of `organisations.tsv`."""
    return table("organisations.tsv", ("code", "name", "names", "cased", "sector", "family", "cameo"), key=("name",))


def organisation(group: str) -> str:
    """The code of the organisation that CAMEO, and so GDELT, calls `group` ("NAT" -> XNA); UnknownCode for none.

    >>> organisation("NAT"), organisation("EEC"), organisation("GOE")
    ('XNA', 'EUE', 'XGS')
    """
    wanted = group.strip().upper()
    for row in organisation_rows():
        if wanted in several(row["cameo"]):
            return row["code"]
    raise UnknownCode(f"{group!r} is no known group that is an organisation of states",
                      hint="armed groups, parties and companies have no code of their own")


@cache
def organisation_names() -> dict[str, str]:
    """Code -> name of each organisation, and of XTA, armed groups without a home state."""
    names: dict[str, str] = {"XTA": "transnational armed groups"}
    for row in organisation_rows():
        names.setdefault(row["code"], row["name"])
    return names


@cache
def _states() -> dict[str, State]:
    columns = ("code", "name", "names", "cased", "adjectives", "nouns", "plurals")
    names = {row["code"]: row["name"] for row in table("country_names.tsv", columns, key=("code",))}
    rows = table("countries.tsv", (*SCHEMES, "status", "parent"), key=("alpha3",))
    return {row["alpha3"]: State(row["alpha3"], names[row["alpha3"]],
                                 {scheme: several(row[scheme]) for scheme in SCHEMES},
                                 row["status"], row["parent"] or None) for row in rows}


@cache
def _by_code() -> dict[tuple[str, str], str]:
    return {(scheme, code.lstrip("0") if scheme in ("cow", "gw", "numeric") else code): state.code
            for state in states() for scheme in SCHEMES for code in state.codes[scheme]}


@cache
def _dated() -> tuple[_Dated, ...]:
    columns = ("alpha3", "scheme", "code", "since", "until", "note")
    return tuple(_Dated(row["alpha3"], row["scheme"], row["code"], date.fromisoformat(row["since"]),
                        date.fromisoformat(row["until"]))
                 for row in table("codes_dated.tsv", columns, key=columns[:4]))


def _scheme(scheme: str) -> str:
    wanted = _ALIASES.get(scheme.lower(), scheme.lower())
    if wanted not in SCHEMES:
        raise UnknownCode(f"{scheme!r} is no scheme of country codes", hint=f"known: {', '.join(SCHEMES)}")
    return wanted
