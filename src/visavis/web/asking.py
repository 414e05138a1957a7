"""What is asked of a dyad, as it stands in an address.

The rule: an address says everything, so that it can be kept, sent and gone back to; names and codes of states are
both understood, and a page's own address has the codes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Path, Query

from visavis.brief import pair
from visavis.codes import plover
from visavis.codes.countries import country
from visavis.datasets.merging import Merging
from visavis.errors import InputError
from visavis.measure.periods import By, stretch

State = Annotated[str, Path(description="A state or organisation: name or code.", max_length=80)]
Day = Annotated[date | None, Query(description="Only what could be known on that day.")]
Stretch = Annotated[str | None, Query(description="A year, month or day: 2018, 2018-04 or 2018-04-27.",
                                      max_length=10)]

Senders = Annotated[str | None, Query(description="Only from these states, parted by commas.", max_length=200)]
Level = Annotated[int | None, Query(ge=1, le=8, description="Only travellers of that level or higher.")]


@dataclass(frozen=True, slots=True)
class Ask:
    """A question about a dyad and, if `versus` is given, about that of `a` and `versus` beside it."""

    a: str
    b: str
    versus: str | None = None
    by: By = "year"
    since: date | None = None
    until: date | None = None
    as_of: date | None = None
    types: tuple[str, ...] = ()
    directed: bool = False
    datasets: tuple[str, ...] = ()

    @property
    def others(self) -> tuple[str, ...]:
        """The other sides: `b`, then `versus`."""
        return (self.b, self.versus) if self.versus else (self.b,)

    @property
    def only(self) -> Ask:
        """The same without the rival."""
        return replace(self, versus=None)

    def asked(self, merging: Merging) -> pair.Ask:
        """The same as `visavis.dyad` asks it of each data set."""
        return pair.Ask(tuple((self.a, other) for other in self.others), self.by, self.since, self.until,
                        self.types or None, self.as_of, self.directed, replace(merging, directed=self.directed))

    def query(self, **changed: object) -> str:
        """What follows `?` in the address: all that is not as usual, with some of it changed; empty if nothing is.

        >>> Ask("PRK", "CHN", by="month", as_of=date(2018, 5, 1)).query(versus="RUS")
        '?versus=RUS&by=month&as_of=2018-05-01'
        """
        usual = {"versus": self.versus, "by": None if self.by == "year" else self.by, "since": self.since,
                 "until": self.until, "as_of": self.as_of, "type": self.types,
                 "directed": "true" if self.directed else None, "dataset": self.datasets}
        wanted = {key: value for key, value in (usual | changed).items() if value}
        return f"?{urlencode(wanted, doseq=True)}" if wanted else ""

    def path(self, head: str = "/dyad") -> str:
        """The way to the dyad.

        >>> Ask("PRK", "CHN").path("/api/v1/events")
        '/api/v1/events/PRK/CHN'
        """
        return f"{head}/{self.a}/{self.b}"


def ask(
    a: State, b: State,
    versus: Annotated[str | None, Query(description="Set a-b beside a-versus.", max_length=80)] = None,
    by: Annotated[By, Query(description="The length of a period.")] = "year",
    since: Stretch = None, until: Stretch = None, as_of: Day = None,
    type: Annotated[list[str] | None, Query(description="Only this PLOVER type; may be given again.")] = None,
    directed: Annotated[bool, Query(description="Only what a did to b.")] = False,
    dataset: Annotated[list[str] | None, Query(
        description="Only this data set: history, desk, ...; may be given again.")] = None,
) -> Ask:
    """The question of an address. UnknownCode for a state or type that is not known, InputError for a wrong day."""
    sides = [country(text) for text in (a, b, *([versus] if versus else []))]
    if len(set(sides)) < len(sides):
        raise InputError("a state is named twice", where="-".join(sides), hint="name different ones")
    types = tuple(plover.event_type(name).name for name in type or () if name)
    return Ask(sides[0], sides[1], sides[2] if versus else None, by, bound(since, 0), bound(until, 1), as_of,
               types, directed, tuple(name for name in dataset or () if name))


def bound(text: str | None, which: int) -> date | None:
    """The first (0) or last (1) day of a stretch as it is written; InputError for anything else."""
    if not text:
        return None
    try:
        return stretch(text)[which]
    except (ValueError, OverflowError):
        raise InputError("not a day", where=text, hint="write 2018, 2018-04 or 2018-04-27") from None
