"""Resolvers: the saved query over events that settles a claim, proposed from its words.

The rule: a resolver asks what the event table can answer and nothing else. A claim that names no kind of event, no two
states or no measure cannot be settled as written; that is an outcome of its own, with the reason, and no guess.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypeAlias, get_args

import pyarrow as pa
import pyarrow.compute as pc

from visavis.codes.tables import read
from visavis.errors import InputError
from visavis.forecast.kinds import Kind, kind
from visavis.forecast.outcomes import between, done, inside
from visavis.records import Claim

Test: TypeAlias = Literal["event", "more", "less"]
Verdict: TypeAlias = Literal["true", "false", "unsettled", "open"]

LEADER = 1
"""The level that a claim of a summit asks for."""


@dataclass(frozen=True, slots=True)
class Resolver:
    """A question to the events: whether the window held at least `least` events of a kind by `source` to `target`
    (`event`), or more or fewer than the same number of days before it."""

    test: Test
    kind: Kind
    source: str
    target: str
    window: tuple[date, date]
    least: int = 1

    @property
    def text(self) -> str:
        """The question in words."""
        sides = (f"between {self.source} and {self.target}" if self.kind.undirected
                 else f"by {self.source} to {self.target}")
        number = {"event": f"at least {self.least}", "more": "more", "less": "fewer"}[self.test]
        than = "" if self.test == "event" else f" than in the {self.days} days before"
        return f"{number} {self.kind.name} {sides} from {self.window[0]} to {self.window[1]}{than}"

    @property
    def days(self) -> int:
        """The length of the window."""
        return (self.window[1] - self.window[0]).days + 1

    def to_json(self) -> dict[str, Any]:
        """The resolver as it is stored."""
        return {"test": self.test, "kind": self.kind.name, "source": self.source, "target": self.target,
                "window": [day.isoformat() for day in self.window], "least": self.least}


@dataclass(frozen=True, slots=True)
class Settled:
    """The answer of a resolver: the verdict, why, and the ids of the events that it rests on."""

    verdict: Verdict
    reason: str
    events: tuple[str, ...] = ()


def from_json(told: Mapping[str, Any]) -> Resolver:
    """The resolver that `to_json` wrote. InputError for what is none."""
    try:
        first, last = (date.fromisoformat(day) for day in told["window"])
        made = Resolver(told["test"], kind(told["kind"]), told["source"], told["target"], (first, last),
                        int(told.get("least", 1)))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError("not a resolver", where=str(told)[:200], hint='see "visavis ledger edit --help"') from error
    if made.test not in get_args(Test) or first > last or made.source == made.target or made.least < 1:
        raise InputError("a resolver that cannot be asked", where=str(told)[:200],
                         hint="give a test (event, more, less), two states and a window that ends after it begins")
    return made


def propose(claim: Claim) -> tuple[Resolver | None, str | None]:
    """The resolver that the words of a claim ask for, or None and the reason why it cannot be settled as written."""
    if claim.dyad is None:
        return None, "names no two states"
    if claim.type is None:
        return None, "names no kind of event"
    source, target = claim.dyad
    asked = Kind(claim.type, _mode(claim), None, _level(claim))
    first = claim.window[0] + timedelta(days=1)
    return Resolver(claim.direction, asked, source, target, (min(first, claim.window[1]), claim.window[1])), None


def settle(resolver: Resolver, reports: pa.Table, *, until: date) -> Settled:
    """What the reports say of a resolver; `until`: the last day that they cover.

    `true` as soon as it is so, `false` once the window is over, `unsettled` where nothing is told of either state in
    the window, so that silence says nothing.
    """
    first, last = resolver.window
    found = between(done(_of(reports, resolver), resolver.kind), resolver.kind, resolver.source, resolver.target)
    within = inside(found, first, last)
    ids = tuple(within["id"].to_pylist())
    if resolver.test == "event":
        if len(ids) >= resolver.least:
            return Settled("true", f"{len(ids)} in the window", ids)
        if until < last:
            return Settled("open", f"the window is open until {last}, the data end on {until}", ids)
        return _silent(resolver, reports) or Settled("false", f"{len(ids)} in the window", ids)
    if until < last:
        return Settled("open", f"the window is open until {last}, the data end on {until}", ids)
    before = inside(found, first - timedelta(days=resolver.days), first - timedelta(days=1)).num_rows
    if silent := _silent(resolver, reports):
        return silent
    if not before and not ids:
        return Settled("unsettled", "none in the window and none in the days before it")
    more = len(ids) > before if resolver.test == "more" else len(ids) < before
    return Settled("true" if more else "false", f"{len(ids)} in the window, {before} in the days before it", ids)


def _of(reports: pa.Table, resolver: Resolver) -> pa.Table:
    """The reports of the two states alone: merging all would take a hundred times as long."""
    sides = pa.array([resolver.source, resolver.target])
    return reports.filter(pc.and_(pc.is_in(reports["source"], sides), pc.is_in(reports["target"], sides)))


def _silent(resolver: Resolver, reports: pa.Table) -> Settled | None:
    sides = pa.array([resolver.source, resolver.target])
    touch = pc.or_(pc.is_in(reports["source"], sides), pc.is_in(reports["target"], sides))
    told = inside(reports.filter(touch), *resolver.window)
    if told.num_rows:
        return None
    return Settled("unsettled", "nothing at all is told of either state in the window")


def _mode(claim: Claim) -> str | None:
    if claim.type == "CONSULT" and _has(claim, "visit"):
        return "visit"
    return None


def _level(claim: Claim) -> int | None:
    return LEADER if claim.type == "CONSULT" and _has(claim, "leader") else None


def _has(claim: Claim, sort: str) -> bool:
    quote = claim.quote.casefold()
    return any(re.search(rf"\b{re.escape(word)}\b", quote) for word in _marks(sort))


@cache
def _marks(sort: str) -> frozenset[str]:
    rows = read(files("visavis.forecast") / "resolver_words.tsv", ("word", "sort"), key=("word", "sort"))
    return frozenset(row["word"] for row in rows if row["sort"] == sort)
