"""Offices that a text tells by their number: "China's No. 3", "the third-ranking official", "second in command".

The rule: a number counts as a place in the order of precedence of a state only where a person's noun or a
possessive says so; a number inside a ministry or a firm is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from visavis.codes import offices_tables as tables

_ORDINAL = r"(?P<word>[a-z]+|\d{1,2}(?:st|nd|rd|th))"
_HIGH = (r"(?:most[- ])?(?:rank(?:ing|ed)|highest(?:[- ]rank(?:ing|ed))?|"
         r"(?:most[- ])?(?:powerful|senior|important|high[- ]ranking))")
_PERSON = r"(?:official|leader|politician|member|figure|man|woman|person|cadre|diplomat)"
_RANKING = re.compile(rf"\b{_ORDINAL}[- ]{_HIGH}\s+"
                      rf"(?:[A-Z][\w.]*\s+|party\s+|government\s+|communist\s+|ruling\s+){{0,4}}{_PERSON}\b",
                      re.IGNORECASE)
_DIGIT = r"(?:no\.? ?|number[- ])(?P<word>\d|one|two|three|four|five|six|seven)"
_AFTER = r"(?=\s*(?:[,.;:)]|$|in\b|of\b|after\b|and\b|was\b|is\b|has\b|(?-i:[A-Z])))"
_NUMBER = re.compile(rf"(?:(?<=['’]s )|\b(?:the|a|its|their) )(?:\w+ ){{0,2}}?"
                     rf"(?P<span>{_DIGIT}(?:[- ](?:official|leader|politician|figure|man|cadre))?){_AFTER}",
                     re.IGNORECASE)
_COMMAND = re.compile(r"\b(?P<word>second|third)[- ]in[- ]command\b", re.IGNORECASE)
_MAN = re.compile(r"\b(?P<word>second|third|fourth) (?:man|woman) (?:of|in) the\b", re.IGNORECASE)
_TOP = re.compile(r"\b(?:top|chief|highest[- ]ranking) (?:[A-Z][\w.]*\s+){1,3}diplomat\b")
_INSIDE = re.compile(r"\s+(?:in|at|of|from|with)\s+(?:\w+\s+){0,5}?"
                     r"(?:department|ministry|pentagon|agency|embassy|army|bureau|company)\b", re.IGNORECASE)

LEVELS: tuple[tuple[int, int], ...] = ((1, 1), (2, 2), (9, 3), (25, 4))
"""Number in the order of precedence -> level: the first, the head of government, the top organ (nine members at
most in China since 1992), its wider circle (25)."""

_INSIDE_LEVEL = 6  # the third-ranking official of a ministry is one of its vice-ministers


class Numbered(NamedTuple):
    """An office told by number or by "top": where, the words, level, number in the state's order, field."""

    start: int
    end: int
    title: str
    level: int
    rank: int | None
    field: str


def find(text: str) -> Iterator[Numbered]:
    """The offices that `text` tells by their number."""
    for pattern in (_RANKING, _NUMBER, _COMMAND, _MAN):
        for match in pattern.finditer(text):
            rank = _number(match["word"])
            if rank is None:
                continue
            start, end = match.span("span" if "span" in match.groupdict() else 0)
            inside = bool(_INSIDE.match(text, end)) or text[start:end].lower().endswith("diplomat")
            level = _INSIDE_LEVEL if inside else next((level for top, level in LEVELS if rank <= top), 8)
            yield Numbered(start, end, " ".join(text[start:end].split()), level, None if inside else rank, "executive")
    for match in _TOP.finditer(text):
        yield Numbered(*match.span(), " ".join(match.group().split()), 5, None, "foreign_affairs")


def _number(word: str) -> int | None:
    digits = "".join(c for c in word if c.isdigit())
    if digits:
        return int(digits)
    known = tables.words("ordinal").get((word.lower(),))
    return int(known) if known else None
