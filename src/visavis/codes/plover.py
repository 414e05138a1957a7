"""PLOVER's event types, modes and contexts.

The rule: a type decides the quad class; a mode belongs to one type; a context may go with any type.
Source: Open Event Data Alliance, PLOVER manual draft 0.8 (2021), and the modes that POLECAT added; the
definitions are ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from visavis.codes.tables import several, table
from visavis.errors import UnknownCode


@dataclass(frozen=True, slots=True)
class EventType:
    """One of the 16 types: quad class 1-4, and whether both sides do the same thing (`symmetric`)."""

    name: str
    quad: int
    symmetric: bool
    definition: str


@dataclass(frozen=True, slots=True)
class Mode:
    """A finer kind of one event type."""

    type: str
    name: str
    definition: str


@dataclass(frozen=True, slots=True)
class Context:
    """What an event is about: "economic", "cbrn"."""

    name: str
    definition: str


_TYPES = {row["type"]: EventType(row["type"], int(row["quad"]), row["symmetric"] == "1", row["definition"])
          for row in table("plover.tsv", ("type", "quad", "symmetric", "definition"), key=("type",))}
_MODES = {(row["type"], row["mode"]): Mode(row["type"], row["mode"], row["definition"])
          for row in table("plover_modes.tsv", ("type", "mode", "definition"), key=("type", "mode"))}
_CONTEXT_ROWS = table("plover_contexts.tsv", ("context", "alias", "definition"), key=("context",))
_CONTEXTS = {row["context"]: Context(row["context"], row["definition"]) for row in _CONTEXT_ROWS}
_ALIASES = {alias: row["context"] for row in _CONTEXT_ROWS for alias in several(row["alias"])}

TYPES: tuple[str, ...] = tuple(_TYPES)
"""The names of the 16 types, in PLOVER's order."""

MODES: tuple[Mode, ...] = tuple(_MODES.values())
"""Every mode, in the order of the types."""

CONTEXTS: tuple[str, ...] = tuple(_CONTEXTS)
"""The names of the contexts."""

QUADS: dict[int, str] = {1: "verbal cooperation", 2: "material cooperation",
                         3: "verbal conflict", 4: "material conflict"}
"""The quad classes by number."""


def event_type(name: str) -> EventType:
    """The type called `name`, in any case; UnknownCode names the nearest spelling.

    >>> event_type("consult").quad
    1
    """
    try:
        return _TYPES[name.strip().upper()]
    except KeyError:
        raise _unknown("event type", name, name.upper(), TYPES) from None


def quad(name: str) -> int:
    """The quad class 1-4 of the type called `name`."""
    return event_type(name).quad


def modes(name: str) -> tuple[str, ...]:
    """The names of the modes of the type called `name`; empty for a type without modes.

    >>> modes("CONSULT")
    ('visit', 'third-party', 'multilateral', 'phone')
    """
    kind = event_type(name).name
    return tuple(mode.name for mode in MODES if mode.type == kind)


def mode(name: str, of: str) -> Mode:
    """The mode called `name` of the type `of`; UnknownCode if that type has no such mode."""
    kind = event_type(of).name
    try:
        return _MODES[kind, name]
    except KeyError:
        raise _unknown(f"mode of {kind}", name, name, modes(kind)) from None


def context(name: str) -> Context:
    """The context called `name` or by its alias ("political" -> diplomatic)."""
    wanted = name.strip().lower()
    try:
        return _CONTEXTS[_ALIASES.get(wanted, wanted)]
    except KeyError:
        raise _unknown("context", name, wanted, CONTEXTS) from None


def _unknown(kind: str, name: str, wanted: str, known: tuple[str, ...]) -> UnknownCode:
    near = get_close_matches(wanted, known, 1) or known
    return UnknownCode(f"{name!r} is no {kind}", hint=f"known: {', '.join(near) or 'none'}")
