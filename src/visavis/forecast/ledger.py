"""The ledger: what others forecast, how each claim is settled, and what came of it.

The rule: a claim is settled by its resolver and by nothing else; who wants another answer edits the resolver, which
makes a new version and opens the claim again. Nothing is overwritten.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

import pyarrow as pa

from visavis.archive.ledger import Ledger, Resolution, StoredResolver
from visavis.errors import InputError
from visavis.forecast.resolvers import Resolver, Settled, from_json, propose, settle
from visavis.records import Claim, content_id

State: TypeAlias = Literal["open", "due", "true", "false", "unsettled"]

OWN = "own"
"""What the field `document` of a claim holds that no document told."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A claim with its resolver (None: it cannot be settled as written, for `reason`), its version, and how it stands.

    `due`: the window is over and nobody has settled it.
    """

    claim: Claim
    resolver: Resolver | None
    version: int
    origin: str
    state: State
    reason: str
    events: tuple[str, ...] = ()

    @property
    def resolved(self) -> bool:
        """Whether it came true or false."""
        return self.state in ("true", "false")

    @property
    def outcome(self) -> float | None:
        """1 or 0 where it is resolved."""
        return {"true": 1.0, "false": 0.0}.get(self.state)


@dataclass(frozen=True, slots=True)
class Run:
    """What a run of the resolvers did: claims by their new state, and how many stay open."""

    changed: dict[str, int]
    open: int


def entries(ledger: Ledger, *, today: date, as_of: date | None = None) -> tuple[Entry, ...]:
    """All claims of a ledger with their resolvers, by the end of their window.

    A claim that has no stored resolver is shown with the one that would be proposed.
    """
    saved, results = ledger.resolvers(), ledger.resolutions()
    return tuple(_entry(one, saved.get(one.id), results.get(one.id), today) for one in ledger.claims(as_of=as_of))


def select(found: Iterable[Entry], *, claimant: str | None = None, dyad: tuple[str, str] | None = None,
           states: Sequence[str] = ()) -> tuple[Entry, ...]:
    """The entries of a claimant (part of the name will do), of two states in either order, in one of `states`."""
    return tuple(one for one in found
                 if (claimant is None or claimant.casefold() in (one.claim.claimant or "").casefold())
                 and (dyad is None or frozenset(one.claim.dyad or ()) == frozenset(dyad))
                 and (not states or one.state in states or (one.resolved and "resolved" in states)))


def resolve(ledger: Ledger, reports: pa.Table, *, until: date, now: datetime) -> Run:
    """Proposes resolvers where there are none, and settles what can be settled on reports that cover up to `until`.

    A claim that cannot be settled as written is set down as such at once. Run again, it changes nothing.
    """
    saved, results = ledger.resolvers(), ledger.resolutions()
    claims = ledger.claims()
    proposed = [_proposed(one) for one in claims if one.id not in saved]
    ledger.save(proposed, now=now)
    saved |= {one.claim: one for one in proposed}
    made: list[Resolution] = []
    for claim in claims:
        row = saved[claim.id]
        found = _settled(row, reports, until)
        before = results.get(claim.id)
        if before and before.version == row.version and before.resolution == found.verdict:
            continue
        if found.verdict != "open" or (before and before.resolution != "open"):
            outcome = {"true": 1.0, "false": 0.0}.get(found.verdict)
            made.append(Resolution(claim.id, found.verdict, outcome, found.events, found.reason, now, row.version))
    ledger.settle(made)
    changed = {state: sum(one.resolution == state for one in made) for state in ("true", "false", "unsettled", "open")}
    standing = results | {one.claim: one for one in made}
    still = sum(one.id not in standing or standing[one.id].resolution == "open" for one in claims)
    return Run({state: number for state, number in changed.items() if number}, still)


def edit(ledger: Ledger, claim: str, resolver: Resolver, *, reason: str, now: datetime) -> StoredResolver:
    """Gives a claim another resolver, as a new version. InputError for a claim that is not there."""
    if claim not in {one.id for one in ledger.claims()}:
        raise InputError("no such claim in the ledger", where=claim, hint="see: visavis ledger --format jsonl")
    before = ledger.resolvers().get(claim)
    if before is None:
        ledger.save([_proposed(next(one for one in ledger.claims() if one.id == claim))], now=now)
        before = ledger.resolvers()[claim]
    made = StoredResolver(claim, before.version + 1, resolver.to_json(), reason, "edited")
    ledger.save([made], now=now)
    return made


def own_claim(text: str, resolver: Resolver, *, probability: float, interval: tuple[float, float] | None,
              claimant: str | None, hedge: str = "") -> Claim:
    """A claim that no document told: a user's own forecast. InputError for a probability out of bounds."""
    low, high = interval or (probability, probability)
    if not 0 <= low <= probability <= high <= 1:
        raise InputError(f"a probability of {probability} in {low} to {high}", where=text,
                         hint="give numbers from 0 to 1, the probability inside its interval")
    kind = resolver.kind
    identifier = content_id("claim", OWN, claimant, text, probability, resolver.to_json())
    return Claim(identifier, OWN, text, (0, len(text)), claimant, hedge, probability, (low, high),
                 (resolver.source, resolver.target), kind.type, resolver.test, resolver.window)


def add(ledger: Ledger, claim: Claim, resolver: Resolver | None, *, now: datetime, reason: str | None = None) -> bool:
    """Stores a claim that no document told with its resolver; False if it is there already."""
    new = ledger.add([claim], now=now) > 0
    made = (StoredResolver(claim.id, 1, resolver.to_json(), reason, "edited")
            if resolver else _proposed(claim))
    ledger.save([made], now=now)
    return new


def bring(ledger: Ledger, found: Sequence[tuple[Claim, Resolver | None]], *, now: datetime) -> int:
    """Stores claims from another ledger, each with its resolver if it has one; how many were new."""
    held = {one.id for one in ledger.claims()}
    new = [(claim, resolver) for claim, resolver in found if claim.id not in held]
    ledger.add([claim for claim, _ in new], now=now)
    ledger.save([StoredResolver(claim.id, 1, resolver.to_json(), None, "edited") if resolver else _proposed(claim)
                 for claim, resolver in new], now=now)
    return len({claim.id for claim, _ in new})


def _entry(claim: Claim, saved: StoredResolver | None, result: Resolution | None, today: date) -> Entry:
    row = saved or _proposed(claim)
    resolver = from_json(row.query) if row.query is not None else None
    if result and result.resolution in ("true", "false", "unsettled") and result.version == row.version:
        state: State = result.resolution  # type: ignore[assignment]
        return Entry(claim, resolver, row.version, row.origin, state, result.reason, result.evidence)
    window = resolver.window if resolver else claim.window
    if resolver is None:
        return Entry(claim, None, row.version, row.origin, "unsettled", row.reason or "")
    return Entry(claim, resolver, row.version, row.origin, "due" if window[1] < today else "open", row.reason or "")


def _proposed(claim: Claim) -> StoredResolver:
    resolver, reason = propose(claim)
    return StoredResolver(claim.id, 1, resolver.to_json() if resolver else None, reason, "proposed")


def _settled(row: StoredResolver, reports: pa.Table, until: date) -> Settled:
    if row.query is None:
        return Settled("unsettled", row.reason or "no resolver")
    return settle(from_json(row.query), reports, until=until)
