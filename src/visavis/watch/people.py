"""Workers, students, specialists: how many went where, as counts of classes.

The rule: a class, a month and a province at the finest; no name, no town, no day. What is exported hides every figure
under FEWEST, so that nobody can be picked out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from visavis.codes.tables import read, several
from visavis.records import Precision, Report

FEWEST = 5
"""A smaller figure is hidden in exports (DESIGN: people)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """People of a class that one state's side sent, received or moved to another's, in a month and province.

    `month`: YYYY-MM, or YYYY where no more is known; `province` empty where only the country is. `people` is the sum of
    the different figures told (None where none is), `reports` how many reports tell of it.
    """

    month: str
    kind: str
    source: str
    target: str
    country: str
    province: str
    people: int | None
    reports: int

    def exported(self) -> dict[str, object]:
        """The cell as it may leave the desk: a figure under FEWEST is left out, and that it is so is said."""
        hidden = self.people is not None and self.people < FEWEST
        return {"month": self.month, "class": self.kind, "source": self.source, "target": self.target,
                "country": self.country or None, "province": self.province or None,
                "people": None if hidden else self.people, "hidden": hidden,
                "reports": None if hidden else self.reports}


def cells(reports: Iterable[Report], *, kinds: Iterable[str] | None = None) -> list[Cell]:
    """The counts of people in reports that count as done, by month, class, pair and province.

    The same figure of the same class, pair and month is one group of people, however many tell of it.
    """
    wanted = frozenset(kinds) if kinds is not None else people_kinds()
    figures: dict[tuple[str, str, str, str, str, str], set[float]] = {}
    told: dict[tuple[str, str, str, str, str, str], int] = {}
    for report in reports:
        if not report.counts:
            continue
        for thing in report.objects:
            if thing.kind in wanted:
                key = (_month(report), thing.kind, report.source.country, report.target.country, *_where(report))
                told[key] = told.get(key, 0) + 1
                if thing.amount is not None:
                    figures.setdefault(key, set()).add(thing.amount)
    return [Cell(*key, round(sum(figures[key])) if key in figures else None, told[key]) for key in sorted(told)]


@cache
def people_kinds() -> frozenset[str]:
    """The classes of people that the reader knows."""
    rows = read(files("visavis.reading") / "goods.tsv", ("forms", "class", "bare"))
    return frozenset(several(row["forms"])[0] for row in rows if row["class"] == "people")


def province(country: str, place: str) -> str:
    """The province of a place; empty where the table does not know it.

    >>> province("RUS", "Vladivostok"), province("RUS", "Nowhere")
    ('Primorsky Krai', '')
    """
    return _provinces().get((country, place.casefold()), "")


@cache
def _provinces() -> dict[tuple[str, str], str]:
    columns = ("country", "province", "places")
    rows = read(files("visavis.watch") / "provinces.tsv", columns, key=columns[:2])
    return {(row["country"], name.casefold()): row["province"] for row in rows
            for name in (row["province"], *several(row["places"]))}


def _where(report: Report) -> tuple[str, str]:
    if report.place is None:
        return "", ""
    return report.place.country, province(report.place.country, report.place.name or "")


def _month(report: Report) -> str:
    start = report.when.start
    return f"{start.year}" if report.when.precision is Precision.YEAR else f"{start:%Y-%m}"
