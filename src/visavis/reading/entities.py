"""The parser's names of persons and places, found only in paragraphs where they can matter.

The rule: finding names costs as much as the whole parse, so it is asked for after the tables have spoken, never before.
A paragraph needs it if two states could meet in it, if an office is named, if a word may be a state or not ("Jordan"),
if a person known from before is named again, or if something is forecast, since somebody may be named who forecasts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from visavis.codes import offices
from visavis.reading import hedging
from visavis.reading.gazetteer import gazetteer
from visavis.reading.names import Memory
from visavis.reading.sentences import Sentence
from visavis.reading.syntax import one_thread, recogniser

_CAPITALISED = re.compile(r"\b[A-Z][\w'’-]+")
_FULL_NAME = re.compile(r"\b[A-Z][\w'’.-]+ (?:[a-z]{1,3} )?[A-Z]\w")


def recognise(paragraph: Sequence[Sentence], memory: Memory) -> None:
    """Set the entities of a paragraph's parse where a person named before is named again, unless they are set."""
    doc = paragraph[0].parse.doc if paragraph else None
    if doc is None or not memory.surnames or doc.has_annotation("ENT_IOB"):
        return
    if any(word in memory.surnames for word in _CAPITALISED.findall(doc.text)):
        with one_thread().limit(limits=1):
            recogniser()(doc)


def needed(text: str) -> bool:
    """Whether a name in `text` could make or change an actor, whatever has been said before.

    >>> needed("It rained on Tuesday in the whole of Peru.")
    False
    >>> needed("Rain fell in Peru and in Chile.")
    True
    """
    matches = list(gazetteer().find(text))
    if len({match.code for match in matches}) > 1 or any(match.trap for match in matches):
        return True
    if _FULL_NAME.search(text) and hedging.mentioned(text):
        return True
    return next(iter(offices.find(text)), None) is not None
