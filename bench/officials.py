"""How much of 2000-2020 the register of officials covers: `python -m bench.officials`.

For each state of today that existed (was a member of the UN or kept relations of its own) a day in the middle of every
month of 2000-2020 is asked for a head of state, a head of government and a foreign minister. A head of state who is
head of government too counts as both; where another state's monarch is head of state, its governor-general counts.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from visavis.codes import countries, offices, officials
from visavis.codes.officials import Person, Term

POSTS = ("head of state", "head of government", "foreign minister")
SINCE = {"TLS": 2002, "MNE": 2006, "XKX": 2008, "SSD": 2011}
"""States that began after 2000: the first whole year, from 1 January after, is asked."""

MONTHS = [date(year, month, 15) for year in range(2000, 2021) for month in range(1, 13)]
GOVERNMENT, MINISTER = 2, 5
"""The levels of heads of government and of ministers."""

NEARLY = 0.95
"""A post counts as held through the time where at least so many of the days have a holder."""


def posts(term: Term, country: str) -> set[str]:
    """Which of the three posts a term is."""
    told = offices.level_of(term.office, country=country)
    head = term.level == 1 or "governor-general" in term.office or "king" in term.office
    foreign = told is not None and told.field == "foreign_affairs" and term.level <= MINISTER
    named = "foreign minister" in term.office and "deputy" not in term.office
    held = {"head of state"} if head else set()
    return held | ({"head of government"} if term.level == GOVERNMENT else set()) | (
        {"foreign minister"} if foreign or named else set())


def holders(people: list[Person], on: date) -> dict[str, list[Term]]:
    """The terms that fill each post on a day."""
    found: dict[str, list[Term]] = defaultdict(list)
    for person in people:
        for term in person.on(on):
            for post in posts(term, person.country):
                found[post].append(term)
    if found["head of state"] and not found["head of government"]:  # presidents who govern, kings who rule
        found["head of government"] = found["head of state"]
    return found


def main() -> None:
    """Print the states that lack a post, and how many have all three through the time."""
    by_state: dict[str, list[Person]] = defaultdict(list)
    for person in officials.people():
        by_state[person.country].append(person)
    whole, shares = 0, dict.fromkeys(POSTS, 0)
    asked = [state.code for state in countries.states() if countries.is_state(state.code)]
    for code in asked:
        days = [day for day in MONTHS if day.year > SINCE.get(code, 1999)]
        filled = {post: sum(bool(holders(by_state[code], day)[post]) for day in days) / len(days) for post in POSTS}
        for post, share in filled.items():
            shares[post] += share >= NEARLY
        if all(share >= NEARLY for share in filled.values()):
            whole += 1
        else:
            print(code, ", ".join(f"{post} {share:.0%}" for post, share in filled.items() if share < NEARLY))
    print(f"{whole} of {len(asked)} states have all three on at least {NEARLY:.0%} of the days;",
          ", ".join(f"{post} {count}" for post, count in shares.items()))


if __name__ == "__main__":
    main()
