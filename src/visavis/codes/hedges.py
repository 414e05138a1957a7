"""Words of estimate with the probability and the interval that readers take them to stand for.

The rule: a number here never stands without its interval and its source; see the head of `hedges.tsv`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from itertools import pairwise

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
    def survey(self) -> Survey | None:
        """The survey of the term, or of the one that it stands as; None where no survey is known to us."""
        return _surveys().get(self.source.removeprefix("as ") if self.source.startswith("as ") else self.term)

    def quantile(self, share: float) -> float:
        """The probability below which a share (0 to 1) of readers put the term.

        By the survey's quantiles, straight between them; without one the interval's ends are taken for the quartiles.
        """
        told = self.survey
        knots = told.knots if told else ((0.0, 0.0), (0.25, self.low), (0.5, self.probability), (0.75, self.high),
                                         (1.0, 1.0))
        for (before, low), (after, high) in pairwise(knots):
            if share <= after:
                return low + (high - low) * (share - before) / (after - before)
        return knots[-1][1]

    @property
    def interval(self) -> tuple[float, float]:
        """(low, high)."""
        return self.low, self.high


@dataclass(frozen=True, slots=True)
class Survey:
    """What readers took a term to mean: how many answered, quantiles (0-1) by share, and the mean."""

    n: int
    p10: float
    q25: float
    median: float
    q75: float
    p90: float
    mean: float

    @property
    def knots(self) -> tuple[tuple[float, float], ...]:
        """(share of readers, probability), from 0 to 1."""
        return ((0.0, 0.0), (0.1, self.p10), (0.25, self.q25), (0.5, self.median), (0.75, self.q75), (0.9, self.p90),
                (1.0, 1.0))


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
def _surveys() -> dict[str, Survey]:
    columns = ("term", "n", "p10", "q25", "median", "q75", "p90", "mean")
    return {row["term"]: Survey(int(row["n"]), *(float(row[name]) / 100 for name in columns[2:]))
            for row in table("hedges_survey.tsv", columns, key=("term",))}


@cache
def _by_term() -> dict[str, Hedge]:
    known: dict[str, Hedge] = {}
    for item in load():
        known.setdefault(item.term, item)
        known.setdefault(re.sub(r"^an? ", "", item.term), item)
    return known
