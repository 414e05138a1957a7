"""Where a text names a state, an organisation of states, a seat of power, or an official: exact matching.

The rule: longest match wins, a blocker ("South China Sea", "Air China") hides what stands inside it, and a match
never begins or ends inside a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from visavis.codes import countries, officials
from visavis.codes.countries import Form

OFFICIAL = "official"
"""The kind of a match that is an official's name, beside the kinds of `countries.Form`."""


@dataclass(frozen=True, slots=True)
class Match:
    """A stretch [start, end) of a text that a table knows; `form` is None for an official's name."""

    start: int
    end: int
    text: str
    code: str
    kind: str
    form: Form | None = None

    @property
    def trap(self) -> bool:
        """Whether the form may well be something else ("Jordan" a person), so that more than the form is asked for."""
        return self.form is not None and bool(self.form.trap)

    def sector(self, on: date) -> str | None:
        """The sector that the form names on a day: the Pentagon MIL, the Knesset LEG."""
        return self.form.sector_on(on) if self.form is not None else None


_GLUED = re.compile(r"[a-z][A-Z][a-z]+ [A-Z]|[A-Z][a-z]* [A-Z][a-z]")
"""A quick look whether a text has names at all."""


class Gazetteer:
    """All forms of all tables in one automaton, built once a process."""

    def __init__(self) -> None:
        entries: dict[str, Match] = {}
        for form in countries.forms():
            match = Match(0, 0, form.text, form.code, form.kind, form)
            entries.setdefault(form.text, match)
            if len(form.text) > 4 and not form.cased and form.kind != "blocker":
                entries.setdefault(form.text.upper(), match)
        for name, country in officials.names():
            entries.setdefault(name, Match(0, 0, name, country, OFFICIAL))
        self._patterns = list(entries)
        self._values = list(entries.values())
        self._automaton = AhoCorasick(self._patterns, matchkind=MatchKind.LeftmostLongest,
                                      implementation=Implementation.ContiguousNFA)

    def find(self, text: str) -> Iterator[Match]:
        """The matches in `text`, left to right, none overlapping, blockers left out."""
        base = 0
        while base < len(text):
            restart = len(text)
            for index, start, end in self._automaton.find_matches_as_indexes(text[base:]):
                start, end = start + base, end + base
                if not _whole_word(text, start, end):
                    shorter = self._shorter(text, start, end)
                    if shorter is None:
                        restart = start + 1
                        break
                    index, end = shorter
                known = self._values[index]
                hyphen = known.form is not None and "prefix" in known.form.part and text[end:end + 1] not in {"-", "–"}
                if known.kind != "blocker" and not hyphen:
                    yield replace(known, start=start, end=end, text=text[start:end])
                if end != start + len(self._patterns[index]):
                    restart = end
                    break
            base = restart

    def glued(self, text: str) -> list[int]:
        """Where a full name of an official runs into the word before or after it without a space, in order.

        KCNA's pages lose the space beside a name set in bold: "ComradeKim Jong Unreceived".
        """
        if not _GLUED.search(text):
            return []
        cuts: set[int] = set()
        for index, start, end in self._automaton.find_matches_as_indexes(text):
            if self._values[index].kind == OFFICIAL and " " in self._patterns[index]:
                cuts |= {place for place in (start, end) if 0 < place < len(text)
                         and text[place - 1].isalpha() and text[place].isalpha()}
        return sorted(cuts)

    def _shorter(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """A shorter pattern that begins at `start` and ends at a word's end, if there is one."""
        found = [(e, i) for i, s, e in self._automaton.find_matches_as_indexes(text[start:end - 1], overlapping=False)
                 if s == 0 and _whole_word(text, start, start + e)]
        return (found[0][1], start + found[0][0]) if found else None


def _whole_word(text: str, start: int, end: int) -> bool:
    before = start == 0 or not (text[start - 1].isalnum() or text[start - 1] == "_")
    after = end == len(text) or not text[end].isalnum()
    return before and after


@cache
def gazetteer() -> Gazetteer:
    """The one gazetteer of this process."""
    return Gazetteer()
