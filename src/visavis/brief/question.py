"""The question of a brief, and what has been measured for it: the ground that its sections stand on.

The rule: everything is measured here, once; a section only chooses words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from visavis.brief import words
from visavis.brief.book import Book
from visavis.brief.findings import Panel
from visavis.brief.material import Material
from visavis.brief.tables import LEAST_DAYS
from visavis.codes import countries
from visavis.datasets.merging import MERGING, Merging
from visavis.measure.comparison import Change, changes
from visavis.measure.contact import contacts
from visavis.measure.dyads import dyad_events, dyad_series
from visavis.measure.intervals import dispersion
from visavis.measure.periods import year_before
from visavis.measure.shelf import DataSet


@dataclass(frozen=True, slots=True)
class Question:
    """Which dyad, against which rival of `a`'s, on which day, as of when, and how reports become events."""

    a: str
    b: str
    versus: str | None
    today: date
    as_of: date | None
    merging: Merging = MERGING

    @property
    def dyad(self) -> str:
        """The dyad by codes: PRK-CHN."""
        return f"{self.a}-{self.b}"

    @property
    def rival(self) -> str:
        """The rival dyad by codes: PRK-RUS."""
        return f"{self.a}-{self.versus}"

    @property
    def title(self) -> str:
        """Both dyads by name."""
        first = f"{countries.name(self.a)} and {countries.name(self.b)}"
        return f"{first}, beside {countries.name(self.versus)}" if self.versus else first


@dataclass(frozen=True, slots=True)
class Measured:
    """One dyad in one data set: its yearly series, its events done and not done, and the change in the
    last year."""

    data: DataSet
    label: str
    years: pa.Table
    events: pa.Table
    others: pa.Table
    changes: tuple[Change, ...]

    @property
    def count(self) -> int:
        """Events done."""
        return int(self.events.num_rows)

    @property
    def reports(self) -> int:
        """Reports of what was done."""
        return int(sum(self.events["reports"].to_pylist()))

    @property
    def days(self) -> int:
        """Days in years that are covered."""
        return int(sum(self._covered["days"].to_pylist()))

    @property
    def _covered(self) -> pa.Table:
        return self.years.filter(pc.not_equal(self.years["status"], "not covered"))

    @property
    def long(self) -> bool:
        """Whether the data cover a year or more: less is too little for a rate."""
        return self.days >= LEAST_DAYS

    @property
    def scatter(self) -> float:
        """How much more the yearly counts scatter than chance would have them."""
        days = [float(number) for number in self._covered["days"].to_pylist()]
        return dispersion(self._covered["events"].to_pylist(), days)

    @property
    def last_year(self) -> pa.Table:
        """The events done in the year that ends with the data."""
        return self.since(year_before(self.data.span.last or date.max))

    def since(self, first: date) -> pa.Table:
        """The events done from `first` on."""
        return self.events.filter(pc.greater_equal(self.events["start"], pa.scalar(first)))

    def of(self, column: str, value: object) -> pa.Table:
        """The events done where a column has that value."""
        return self.events.filter(pc.equal(self.events[column], pa.scalar(value)))

    @property
    def panel(self) -> Panel:
        """What the chart draws."""
        return Panel(f"{self.label}: {words.count(self.count, 'event')}", self.years)


@dataclass(frozen=True, slots=True)
class Ground:
    """All that the sections draw on.

    `told`: the events of all sets, newest first, done or not; `contacts`: the high-level ones, and those of
    the rival; `data_labels`: the label of each data set's own evidence.
    """

    question: Question
    material: Material
    book: Book
    dyad: tuple[Measured, ...]
    rival: tuple[Measured, ...]
    told: pa.Table
    contacts: pa.Table
    rival_contacts: pa.Table | None
    data_labels: dict[str, str]

    def evidence(self, measured: Measured, events: pa.Table) -> tuple[str, ...]:
        """The labels of events, and last of the data set they were counted in."""
        return (*self.book.of(events), self.data_labels[measured.data.name])


def lay(question: Question, material: Material) -> Ground:
    """The ground for a question: everything measured, every event labelled."""
    book, q = Book(material, question.merging), question
    reports = material.dyad(q.a, q.b, as_of=q.as_of)
    told = book.add_events("event", reports, q.dyad, other="not done")
    dyad = tuple(_measure(one, q.a, q.b, q) for one in material.sets)
    rival: tuple[Measured, ...] = ()
    met = contacts(reports, q.a, q.b, merging=q.merging)
    rival_met = None
    if q.versus:
        others = material.dyad(q.a, q.versus, as_of=q.as_of)
        book.add_events("rival event", others, q.rival)
        rival_met = contacts(others, q.a, q.versus, merging=q.merging)
        rival = tuple(_measure(one, q.a, q.versus, q) for one in material.sets)
    labels = {one.data.name: book.add("data", _coverage(one, q)) for one in dyad}
    return Ground(q, material, book, dyad, rival, told, met, rival_met, labels)


def _measure(data: DataSet, a: str, b: str, question: Question) -> Measured:
    years = dyad_series(data.rows, a, b, by="year", as_of=question.as_of, merging=question.merging)
    first, last = years["from_day"][0].as_py(), years["to_day"][-1].as_py()
    if (last - first).days + 1 < LEAST_DAYS:
        first, last = date.min, date.max  # no rate is drawn from it, so whatever it tells of is counted
    events = dyad_events(data.rows, a, b, since=first, until=last, as_of=question.as_of,
                         merging=question.merging)
    done = pc.equal(events["standing"], "done")
    label = f"{countries.name(a)} – {countries.name(b)}"
    changed = changes(data.rows, a, b, today=question.today, as_of=question.as_of, merging=question.merging)
    return Measured(data, label, years, events.filter(done), events.filter(pc.invert(done)), changed)


def _coverage(measured: Measured, question: Question) -> str:
    span = measured.data.span
    told = f"{measured.data.title}: {words.count(span.reports, 'report')} of {words.span(span.first, span.last)}"
    if not measured.long:
        return told
    touching = sum(measured.years["covered"].to_pylist())
    return f"{told}; {touching:,} touch {question.a} or {question.b}"
