"""What is read, without the names of private persons.

The rule: a quote is word for word, so a name that the text itself gives to a private person ("a worker named ...") is
left out of it: the quote is the longest stretch of the sentence without. Other names without an attested public office
or role stay in the quote and are marked `private`, to be masked wherever it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from visavis.codes.persons import Private, without
from visavis.records import Actor, Claim, Object, Report, Signal, Span

R = TypeVar("R", Report, Claim, Signal)

LEAST = 12
"""Characters below which a stretch tells nothing, and the record is left out: "sent to Oslo"."""


def cleared(records: Sequence[R], text: str, private: Sequence[Private]) -> tuple[R, ...]:
    """The records of a document, in their order, quoting no name that the text gives to a private person."""
    return tuple(one for record in records for one in _cleared(record, text, private)) if private else tuple(records)


def _cleared(record: R, text: str, private: Sequence[Private]) -> Iterator[R]:
    start, end = record.span
    near = [one for one in private if one.span[0] < end and start < one.span[1]]
    if told := [one.span for one in near if one.told]:
        start, end = without(text, start, end, told)
        if end - start < min(LEAST, record.span[1] - record.span[0]):
            return
    marks = tuple((max(0, one.span[0] - start), min(end, one.span[1]) - start) for one in near
                  if not one.told and one.span[0] < end and start < one.span[1])
    names = frozenset(text[slice(*one.span)] for one in private)
    yield _nameless(replace(record, span=(start, end), quote=text[start:end], private=marks), names)


def _nameless(record: R, names: frozenset[str]) -> R:
    """The record without such a name in its other fields."""
    if isinstance(record, Claim):
        return replace(record, claimant=_unless(record.claimant, names))
    if isinstance(record, Report):
        return replace(record, attributed_to=_unless(record.attributed_to, names),
                       source=_actor(record.source, names), target=_actor(record.target, names),
                       objects=tuple(_object(one, names) for one in record.objects))
    return record


def _unless(words: str | None, names: frozenset[str]) -> str | None:
    return None if words and any(_of(name).search(words) for name in names) else words


def _actor(actor: Actor, names: frozenset[str]) -> Actor:
    return replace(actor, name=None) if actor.name in names else actor


def _object(thing: Object, names: frozenset[str]) -> Object:
    """The thing with its quote cut before or after a name, whichever leaves more."""
    for name in names:
        if found := _of(name).search(thing.quote):
            before, after = thing.quote[:found.start()], thing.quote[found.end():]
            thing = replace(thing, quote=max(before, after, key=len).strip() or thing.kind)
    return thing


def _of(name: str) -> re.Pattern[str]:
    """A name as a word of its own: "Pak" is not in "Pakistan"."""
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")


def spans(private: Sequence[Private], start: int, end: int) -> tuple[Span, ...]:
    """Where the names stand inside `start`..`end`, counted from `start`."""
    return tuple((max(start, one.span[0]) - start, min(end, one.span[1]) - start) for one in private
                 if one.span[0] < end and start < one.span[1])
