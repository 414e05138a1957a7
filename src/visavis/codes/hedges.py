"""Words of estimate with the probability and the interval that readers take them to stand for.

The rule: a number here never stands without its interval and its source; see the head of `hedges.tsv`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from visavis.codes.tables import table
from visavis.errors import UnknownCode

# What may stand round a term, taken off in this order: a subject, a form of "to be", an article, "to".
_ROUND = (re.compile(r"^(?:it|there|that|they|which)(?:'s)? "),
          re.compile(r"^(?:is|are|was|were|be|been|being) "),
          re.compile(r"^(?:an?|the) "), re.compile(r" (?:to|that)$"))


@dataclass(frozen=True, slots=True)
class Hedge:
    """One word of estimate; probabilities in 0-1, `low` <= `probability` <= `high`."""

    term: str
    probability: float
    low: float
    high: float
    source: str
    kind: str

    @property
    def interval(self) -> tuple[float, float]:
        """(low, high)."""
        return self.low, self.high


@cache
def load() -> tuple[Hedge, ...]:
    """Every word of estimate, longest term first, so that a search in that order finds the longest."""
    columns = ("term", "probability", "low", "high", "source", "kind")
    rows = table("hedges.tsv", columns, key=("term",))
    found = [Hedge(row["term"], float(row["probability"]), float(row["low"]), float(row["high"]),
                   row["source"], row["kind"]) for row in rows]
    return tuple(sorted(found, key=lambda item: (-len(item.term), item.term)))


def hedge(term: str) -> Hedge:
    """The word of estimate `term`, in any case, with or without a leading "it is", "are", "a".

    UnknownCode names the nearest term.

    >>> hedge("is expected to").probability, hedge("Highly likely").interval
    (0.8, (0.8, 0.9))
    """
    known = _by_term()
    text = " ".join(term.casefold().replace("’", "'").split())
    shorter = text
    for pattern in (None, *_ROUND):
        shorter = pattern.sub("", shorter) if pattern else text
        if shorter in known:
            return known[shorter]
    near = ", ".join(get_close_matches(text, known, 2)) or "likely, unlikely, may, ..."
    raise UnknownCode(f"{term!r} is no word of estimate", hint=f"near: {near}; see codes/hedges.tsv")


def word(probability: float) -> str:
    """The word of US Intelligence Community Directive 203 for a probability; print the number beside it.

    >>> word(0.3), word(0.55), word(0.001)
    ('unlikely', 'likely', 'almost no chance')
    """
    rows = table("hedges_scale.tsv", ("term", "from", "below"), key=("term",))
    return next(row["term"] for row in rows if probability < float(row["below"]))


@cache
def _by_term() -> dict[str, Hedge]:
    known: dict[str, Hedge] = {}
    for item in load():
        known.setdefault(item.term, item)
        known.setdefault(re.sub(r"^an? ", "", item.term), item)
    return known
