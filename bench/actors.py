"""Who is meant: `python -m bench.actors [--errors]`. State and sector of mentions of actors, many without context.

Reads ../shared/data/coding/actor_resolution (MIT), the actor tests of NGEC: a mention, at times a context and a day,
and the state and role that NGEC's authors want. NGEC looks names up in an index of Wikipedia; visavis has tables of
states, cities, seats of power, armed groups, parties, offices and officials, and no encyclopaedia. Counted: state
exact and sector exact, of the cases that ask for one. Published: NGEC passes 245 of 376 of its own tests (65 %).

NGEC's codes differ from ours in name: EUR is our EUE, IGO any other organisation of states (`SCHEME`).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from bench.coding import DATA
from visavis.codes import offices, officials
from visavis.reading.gazetteer import Match, gazetteer

FILE = DATA / "actor_resolution" / "actor_cases.jsonl"
TODAY = date(2022, 10, 1)
"""The day that the cases call "today": they were written in 2022."""

SCHEME = {"EUE": "EUR", "UNO": "UNO"}
PUBLISHED = "NGEC: 245 of 376 of its own tests (65 %)"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found and what is right; None where the case does not ask."""

    mention: str
    state: str
    sector: str
    right_state: str | None
    right_sector: str | None


def answers() -> list[Answer]:
    """Every case that asks for an actor; titles of encyclopaedia pages are left out."""
    cases = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
    found = []
    for case in cases:
        if case["task"] != "wiki_title":
            state, sector = actor(case["mention"], case["context"], _day(case["date"]))
            expect = case["expect"]
            found.append(Answer(case["mention"], state, sector, expect.get("country"), expect.get("code_1")))
    return found


def actor(mention: str, context: str, day: date) -> tuple[str, str]:
    """State and sector of a mention in NGEC's codes, "" where they are not known."""
    known = officials.resolve(mention, on=day) or officials.resolve(_untitled(mention), on=day)
    if known is not None:
        return known.country, "ELI" if known.former else known.sector or ""
    own = [m for m in gazetteer().find(mention) if not _needs_more(m, context)]
    first = own[0] if own else next(gazetteer().find(context), None)
    state = "" if first is None else first.code
    if first is not None and first.kind == "organisation":
        state = SCHEME.get(state, "IGO")
    words = offices.sector_of(mention)
    told = next((sector for m in own if (sector := m.sector(day))), None)
    if words == "ELI" or (told == "IGO" and words):
        told = words
    alone = len(own) == 1 and own[0].kind == "capital" and own[0].text.lower() == mention.lower()
    return state, told or words or ("GOV" if alone else "")


def _needs_more(match: Match, context: str) -> bool:
    """Whether the form may mean another state's, and the context does not name this one."""
    return match.form is not None and "of other states" in match.form.trap and \
        match.code not in {m.code for m in gazetteer().find(context)}


def _untitled(mention: str) -> str:
    """The mention without titles and names of states."""
    for match in reversed(offices.find(mention)):
        mention = mention[:match.start] + mention[match.end:]
    for known in reversed(list(gazetteer().find(mention))):
        if known.kind in {"name", "demonym"}:
            mention = mention[:known.start] + mention[known.end:]
    return re.sub(r"^(?:'s|’s)?\s*", "", mention).strip() or mention


def _day(text: str) -> date:
    """The day of a case, "today" where none is told."""
    match = re.match(r"(\d{4})-(\d\d)-(\d\d)", text)
    if match:
        return date(int(match[1]), int(match[2]), int(match[3]))
    year = re.search(r"\d{4}", text)
    return date(int(year[0]), 7, 1) if year else TODAY


def shares(done: Sequence[Answer], *, draws: int = 500) -> dict[str, tuple[int, int, float, float]]:
    """state, sector -> right, asked, and the 95 % bootstrap interval of the share."""
    verdicts = {"state": [a.state == a.right_state for a in done if a.right_state is not None],
                "sector": [a.sector == a.right_sector for a in done if a.right_sector is not None]}
    rng = np.random.default_rng(1)
    out = {}
    for name, given in verdicts.items():
        values = np.array(given)
        drawn = values[rng.integers(0, len(values), (draws, len(values)))].mean(axis=1)
        low, high = np.percentile(drawn, [2.5, 97.5])
        out[name] = (int(values.sum()), len(values), float(low), float(high))
    return out


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--errors", action="store_true", help="list the cases that are not right")
    given = arguments.parse_args()
    done = answers()
    print(f"actor_resolution: {len(done)} mentions, sha256 {hashlib.sha256(FILE.read_bytes()).hexdigest()[:12]}")
    for name, (right, asked, low, high) in shares(done).items():
        print(f"{name:8}{right} of {asked} exact, {right / asked:.3f} ({low:.2f}-{high:.2f})")
    print(PUBLISHED)
    for a in done if given.errors else ():
        if a.right_state not in {None, a.state} or a.right_sector not in {None, a.sector}:
            print(f"  {a.mention} | {a.state} {a.sector} | right {a.right_state} {a.right_sector}")


if __name__ == "__main__":
    main()
