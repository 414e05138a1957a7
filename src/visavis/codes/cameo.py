"""CAMEO codes with their Goldstein scores, and the way between CAMEO and PLOVER.

The rule: `nearest` answers for every type, mode and set of contexts, with a code of the type's quad class.
Sources and departures from them: see the heads of `cameo.tsv` and `cameo_nearest.tsv`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from visavis.codes import plover
from visavis.codes.tables import several, table
from visavis.errors import UnknownCode


@dataclass(frozen=True, slots=True)
class Coding:
    """An event type of PLOVER with its mode and contexts."""

    type: str
    mode: str | None
    contexts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CameoCode:
    """One code: `quad` is the class 1-4 of its root, `goldstein` runs from -10 to 10.

    `plover` is None for statements (01x) that no event type stands for. `crosswalk` is what the published
    crosswalk says where `plover` departs from it, else empty.
    """

    code: str
    name: str
    quad: int
    goldstein: float
    plover: Coding | None
    crosswalk: str = ""

    @property
    def root(self) -> str:
        """The root code, "01" to "20"."""
        return self.code[:2]


def cameo(code: str) -> CameoCode:
    """The CAMEO code `code`, with or without its leading zero; UnknownCode if there is none.

    "10" to "20" are roots, as CAMEO prints them; "1" is the root "01", "42" is "042", "311" is "0311".

    >>> cameo("042").name, cameo("42").goldstein
    ('Make a visit', 1.9)
    """
    known = _codes()
    text = code.strip()
    for form in (text, f"0{text}"):
        if form in known:
            return known[form]
    raise UnknownCode(f"{code!r} is no CAMEO code", hint="codes run from 01 to 2042, see codes/cameo.tsv")


def codes() -> tuple[CameoCode, ...]:
    """Every code, roots included, in order."""
    return tuple(_codes().values())


def to_plover(code: str) -> Coding | None:
    """The event type, mode and contexts that stand for a CAMEO code; None for most statements (01x).

    >>> to_plover("163")
    Coding(type='SANCTION', mode=None, contexts=('economic',))
    """
    return cameo(code).plover


def nearest(type: str, mode: str | None = None, contexts: Iterable[str] = ()) -> CameoCode:
    """The CAMEO code nearest to an event type, mode and contexts.

    Total: every type with every mode of its own (or None) and any contexts has one. UnknownCode for a type,
    mode or context that PLOVER lacks.

    >>> nearest("CONSULT", "visit").code, nearest("SANCTION", None, ["economic"]).code
    ('042', '163')
    """
    kind = plover.event_type(type).name
    fine = plover.mode(mode, kind).name if mode else ""
    about = [plover.context(name).name for name in contexts]
    known = _nearest()
    for name in about:
        if (kind, fine, name) in known:
            return cameo(known[kind, fine, name])
    return cameo(known[kind, fine, ""])


@cache
def _codes() -> dict[str, CameoCode]:
    columns = ("code", "name", "quad", "goldstein", "type", "mode", "contexts", "crosswalk")
    return {row["code"]: CameoCode(
        row["code"], row["name"], int(row["quad"]), float(row["goldstein"]),
        Coding(row["type"], row["mode"] or None, several(row["contexts"])) if row["type"] else None,
        row["crosswalk"]) for row in table("cameo.tsv", columns, key=("code",))}


@cache
def _nearest() -> dict[tuple[str, str, str], str]:
    columns = ("type", "mode", "context", "code")
    return {(row["type"], row["mode"], row["context"]): row["code"]
            for row in table("cameo_nearest.tsv", columns, key=columns[:3])}
