"""The ledger of visits for a reader: a table of visits, and what each rests on.

The rule: each row names its evidence, and each piece of evidence can be opened: the page of the day, or the document
with the sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from visavis.brief import words
from visavis.brief.book import address
from visavis.brief.findings import Evidence, Quote, Row, Table
from visavis.codes import countries
from visavis.measure.visit_rows import person
from visavis.measure.visits import Visit
from visavis.records import Document, Report

COLUMNS = ("when", "from", "traveller", "level", "place", "received by", "occasion", "delegation", "reports")
SPARE = ("place", "received by", "delegation")
"""Columns left out where no visit of the table has anything to put in them."""

STANDING = 3
"""Where the column `standing` stands in a table of visits that were not made."""


def table(visits: Sequence[Visit], caption: str, *, start: int = 1) -> Table:
    """The visits, one a row, as they come; their labels are V`start`, V`start + 1`, ..."""
    made = all(one.standing == "done" for one in visits)
    cells = [_cells(one, made=made) for one in visits]
    columns = COLUMNS if made else (*COLUMNS[:STANDING], "standing", *COLUMNS[STANDING:])
    told = [at for at, name in enumerate(columns) if name not in SPARE or any(row[at] != "–" for row in cells)]
    rows = tuple(Row(tuple(row[at] for at in told), (f"V{number}",)) for number, row in enumerate(cells, start))
    numeric = frozenset(at for at, column in enumerate(told) if columns[column] in ("level", "reports"))
    return Table(caption, tuple(columns[at] for at in told), rows, numeric)


def evidence(visits: Sequence[Visit], *, start: int = 1, documents: Mapping[str, Document] | None = None,
             reports: Mapping[str, Report] | None = None) -> tuple[Evidence, ...]:
    """What each visit rests on, under the labels of `table`: outlets, pages, and sentences of the desk's documents."""
    return tuple(_evidence(one, f"V{number}", documents or {}, reports or {})
                 for number, one in enumerate(visits, start))


def caption(host: str, senders: Sequence[str], count: int, what: str = "Visits to") -> str:
    """What a table of visits is called.

    >>> caption("PRK", ["CHN", "RUS"], 4)
    'Visits to North Korea from China and Russia: 4'
    """
    origin = f" from {words.listing([countries.name(one) for one in senders])}" if senders else ""
    return f"{what} {countries.name(host)}{origin}: {count:,}"


def traveller(one: Visit) -> str:
    """Who travels: office, name, place in the order of precedence; "not named" where only the state is told."""
    who = one.traveller
    rank = f", no. {who.rank} in rank" if who.rank else ""
    company = f" (with {words.listing([person(other) for other in one.company])})" if one.company else ""
    return (person(who) or "not named") + rank + company


def _cells(one: Visit, *, made: bool) -> tuple[str, ...]:
    size = f"{one.size:,}" if one.size else ""
    delegation = ", ".join(part for part in (one.delegation, size) if part)
    cells = (words.days(one.start, one.end, one.precision), one.sender, traveller(one), str(one.level or "–"),
             one.place or "–", "; ".join(_received(one)) or "–", one.occasion, delegation or "–", f"{one.reports:,}")
    return cells if made else (*cells[:STANDING], one.standing, *cells[STANDING:])


def _received(one: Visit) -> list[str]:
    return [(who.name or who.office or "") + (f" ({who.level})" if who.level else "") for who in one.receivers]


def _evidence(one: Visit, label: str, documents: Mapping[str, Document], reports: Mapping[str, Report]) -> Evidence:
    quotes = []
    for report in (reports[name] for name in one.evidence if name in reports):
        source = documents.get(report.document)
        quotes.append(Quote(" ".join(report.shown.split()), report.document, source.outlet if source else None,
                            source.published if source else None, source.url if source else None))
    pages = tuple(found for url in one.pages if (found := address(url)))
    text = f"{words.days(one.start, one.end, one.precision)}: {one.sender} → {one.host}"
    return Evidence(label, "event", text, one.start, ", ".join(one.outlets) or None,
                    " ".join(pages) or None, tuple(dict.fromkeys(quotes)), one.reports, len(one.outlets) or 1)
