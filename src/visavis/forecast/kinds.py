"""What can be forecast: a kind of event, by PLOVER type, mode, quad class, and the level of who takes part.

The rule: a kind says which rows of an event table belong to it, and the same answer holds for features, labels, the
ledger's resolvers and published forecasts. For the two-sided types (AGREE, CONSULT, COOPERATE) and quad classes that
hold them, an event of A with B is one of B with A; a visit has a direction: the source travels to the target.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from visavis.codes import plover
from visavis.errors import UnknownCode

HORIZONS: tuple[int, ...] = (7, 30, 90, 365)
"""Days ahead that a model is fitted for."""

VISIT = "visit"
"""The one mode of a two-sided type that has a direction: the traveller is the source."""

_KIND = re.compile(r"(?ix)\s*(?: quad \s*[ :]?\s* (?P<quad>[1-4]) | (?P<type>[a-z]+)(?:\s*/\s*(?P<mode>[a-z-]+))?)"
                   r"(?:\s+(?:of\s+)?level\s*(?:<=|≤)?\s*(?P<level>[1-8]))?\s*")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of event: a type, perhaps one mode of it, or a quad class; `level`: an office of that level or higher
    takes part on either side."""

    type: str | None = None
    mode: str | None = None
    quad: int | None = None
    level: int | None = None

    @property
    def name(self) -> str:
        """How it is written: CONSULT, CONSULT/visit level 1, quad 3."""
        head = f"quad {self.quad}" if self.quad else f"{self.type}/{self.mode}" if self.mode else str(self.type)
        return f"{head} level {self.level}" if self.level else head

    @property
    def types(self) -> tuple[str, ...]:
        """The PLOVER types that it takes in."""
        if self.type:
            return (self.type,)
        return tuple(one for one in plover.TYPES if plover.quad(one) == self.quad)

    def two_sided(self, name: str) -> bool:
        """Whether an event of the type `name` counts in both directions for this kind."""
        return plover.event_type(name).symmetric and self.mode != VISIT

    @property
    def undirected(self) -> bool:
        """Whether every event of it counts in both directions."""
        return all(map(self.two_sided, self.types))

    def matches(self, events: pa.Table) -> pa.ChunkedArray:
        """Which rows of an event table are of this kind, whoever the sides are, done or not."""
        found = pc.is_in(events["type"], pa.array(self.types))
        if self.mode:
            found = pc.and_(found, pc.fill_null(pc.equal(events["mode"], self.mode), False))
        if self.level:
            highest = pc.min_element_wise(events["source_level"], events["target_level"])
            found = pc.and_(found, pc.fill_null(pc.less_equal(highest, self.level), False))
        return found


def kind(text: str) -> Kind:
    """The kind that `text` names: a type, TYPE/mode, `quad 1`..`quad 4`, each with `level N` if wanted, in any case.

    UnknownCode names what is near.

    >>> kind("consult/visit level 1")
    Kind(type='CONSULT', mode='visit', quad=None, level=1)
    >>> kind("quad 3").types
    ('REQUEST', 'ACCUSE', 'REJECT', 'THREATEN')
    """
    found = _KIND.fullmatch(text)
    if not found:
        raise UnknownCode(f"{text!r} is no kind of event",
                          hint='write a type, TYPE/mode or "quad 1" to "quad 4", perhaps with "level 1"')
    level = int(found["level"]) if found["level"] else None
    if found["quad"]:
        return Kind(quad=int(found["quad"]), level=level)
    name = plover.event_type(found["type"]).name
    mode = plover.mode(found["mode"].lower(), name).name if found["mode"] else None
    return Kind(name, mode, None, level)


TYPES: tuple[Kind, ...] = tuple(Kind(name) for name in plover.TYPES)
"""The kinds that a forecast is made for where none is asked: the 16 types."""

QUADS: tuple[Kind, ...] = tuple(Kind(quad=number) for number in plover.QUADS)
"""The four quad classes."""
