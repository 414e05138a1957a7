"""The ledger in words and tables: claims and their scores.

The rule: a hedge is printed as word and number, a score with its number of claims and its interval; who has too few
resolved claims is listed, never ranked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from visavis.brief import words
from visavis.brief.findings import Row, Table
from visavis.brief.forecasts import scored as score_text
from visavis.forecast.ledger import Entry, State
from visavis.forecast.scores import RANKED, Score, Scored, by, by_hedge, score

STATES: dict[State, str] = {"open": "open", "due": "due", "true": "came true", "false": "did not",
                            "unsettled": "cannot be settled as written"}
"""How the states of a claim are called."""


def counts(entries: Sequence[Entry]) -> str:
    """How many claims stand how, in a line."""
    found = Counter(one.state for one in entries)
    return ", ".join(f"{found[state]:,} {name}" for state, name in STATES.items() if found[state]) or "none"


def table(entries: Sequence[Entry], caption: str) -> Table:
    """Claims, a row each."""
    rows = tuple(Row((one.claim.id, one.claim.claimant or "not named",
                      words.hedge(one.claim.hedge, one.claim.probability, one.claim.interval),
                      one.resolver.text if one.resolver else f"no query: {one.reason}", STATES[one.state],
                      _short(one.claim.shown))) for one in entries)
    return Table(caption, ("id", "who", "hedge as written: probability", "true if", "state", "words"), rows)


def score_tables(scored: Sequence[Scored]) -> list[Table]:
    """The scores of resolved claims: of all, then by claimant."""
    whole = score(scored)
    groups = by(scored, lambda one: one.entry.claim.claimant or "not named")
    columns = ("who", "resolved", "came true", "mean said", "Brier", "at the ends", "log score", "base rate", "our own",
               "against the base rate")
    rows = [_row("all", whole)] if whole else []
    rows += [_row(name if one.ranked else f"{name} (not ranked)", one) for name, one in groups.items()]
    caption = f"Brier and log scores, 0 best; nobody is ranked under {RANKED} resolved claims"
    return [Table(caption, columns, tuple(rows), frozenset(range(1, len(columns)))), _words(scored)]


def _words(scored: Sequence[Scored]) -> Table:
    """What each hedge came to: of all, and of each claimant with enough resolved claims of it."""
    rows = []
    for (who, hedge), found in by_hedge(scored).items():
        bounds = f"{words.percent(found.interval[0])} to {words.percent(found.interval[1])}"
        rows.append(Row((f"“{hedge}”" if hedge else "no word", who or "all", f"{found.n:,}", words.percent(found.said),
                         words.percent(found.rate), bounds)))
    return Table(f"What the words came to; of a single claimant from {RANKED} resolved claims on",
                 ("hedge", "who", "resolved", "taken for", "came true", "95 % interval"), tuple(rows),
                 frozenset(range(2, 6)))


def _row(name: str, one: Score) -> Row:
    return Row((name, f"{one.n:,}", f"{one.true:,}", f"{one.said:.0%}".replace("%", " %"), score_text(one.brier),
                f"{one.brier_low:.3f}, {one.brier_high:.3f}", score_text(one.log), score_text(one.base_brier),
                score_text(one.own_brier), score_text(one.against_base)))


def _short(quote: str) -> str:
    flat = " ".join(quote.split())
    return flat if len(flat) <= 120 else flat[:120].rsplit(" ", 1)[0] + " …"
