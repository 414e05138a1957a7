"""The sections of a brief that tell what the record shows: counts, changes, contacts, side by side.

The rule: the sentence gives the count, its noun and its interval; what chance could have made is called
"cannot tell". Sections get what was measured and choose the words.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from visavis.brief import words
from visavis.brief.book import side
from visavis.brief.findings import Finding, Row, Section, Table
from visavis.brief.question import Ground, Measured
from visavis.codes import countries, plover
from visavis.measure.comparison import Change, Comparison, compare, compare_types
from visavis.measure.contact import HIGH
from visavis.measure.dyads import STANDINGS, by_type
from visavis.measure.intervals import rate, rate_ratio, share

CONTACTS, LATEST = 12, 8
"""Rows of the tables of contacts and of latest events: what fits half a page. Not tuned."""

CHANCE = 0.05
"""Below this probability silence is called more than chance: the other side of a 95 % interval."""

YEAR = 365.25
"""Days in a year, for rates."""


def record(ground: Ground) -> Section:
    """What the record shows: how many events, of what kind, how much of the news."""
    findings = tuple(one for measured in ground.dyad for one in _record(ground, measured))
    notes = () if ground.told.num_rows else (
        f"No report of {ground.question.dyad} is known; that is what these sources hold, not what happened.",)
    tables = (_latest(ground),) if ground.told.num_rows else ()
    return Section("What the record shows", findings, tables, notes)


def changed(ground: Ground) -> Section:
    """What changed in the last year against the years before."""
    findings = tuple(one for measured in ground.dyad for one in _changes(ground, measured))
    notes = [note for measured in ground.dyad for note in _anchor(ground, measured)]
    return Section("What changed in the last year", findings, (), tuple(notes))


def contacts(ground: Ground) -> Section:
    """High-level contacts: how many, the last one, and a table of the newest."""
    found, findings, data = ground.contacts, [], tuple(ground.data_labels.values())
    if found.num_rows:
        newest = found.slice(0, 1).to_pylist()[0]
        findings.append(Finding(
            f"{words.count(found.num_rows, 'contact')} with a high office (level {HIGH}:"
            f" {words.LEVELS[HIGH]}, or above); the newest on {words.day(newest['start'])}: {_who(newest)}.",
            float(found.num_rows), None, ground.book.of(found) or data))
    elif data:
        findings.append(Finding(f"No contact of {ground.question.dyad} with an office of level {HIGH} or"
                                " higher is told.", 0.0, None, data))
    tables = [_contact_table(ground, found)] if found.num_rows else []
    if ground.rival_contacts is not None and (found.num_rows or ground.rival_contacts.num_rows):
        tables.append(_level_table(ground, found, ground.rival_contacts))
    return Section("High-level contacts", tuple(findings), tuple(tables),
                   ("A level is that of the highest office named on either side, 1 (head of state) to 8.",))


def beside(ground: Ground) -> Section | None:
    """The dyad side by side with its rival, or None where none was asked for."""
    if not ground.question.versus:
        return None
    findings, tables = [], []
    for mine, theirs in zip(ground.dyad, ground.rival, strict=True):
        if not mine.long:
            continue
        whole = compare(mine.years, theirs.years)
        findings.append(_versus(ground, mine, theirs, whole))
        if mine.changes and theirs.changes:
            findings.append(_versus_last_year(ground, mine, theirs))
        tables.append(_type_table(ground, mine, theirs))
    return Section(f"Side by side: {ground.question.dyad} and {ground.question.rival}", tuple(findings),
                   tuple(tables))


def answer(ground: Ground) -> tuple[Finding, ...]:
    """The answer in a few sentences: how much, what changed, beside the rival, the latest contact."""
    if not ground.dyad:
        return ()
    measured = ground.dyad[0]
    made = [_count(ground, measured)]
    made += [_last_year(ground, measured, measured.changes[0])] if measured.changes else []
    if ground.rival:
        made.append(_versus(ground, measured, ground.rival[0],
                            compare(measured.years, ground.rival[0].years)))
    found = ground.contacts
    if found.num_rows and (cited := ground.book.of(found.slice(0, 1))):
        newest = found.slice(0, 1).to_pylist()[0]
        made.append(Finding(f"The newest high-level contact: {words.day(newest['start'])}, {_who(newest)}.",
                            None, None, cited))
    return (*made, *(_count(ground, other) for other in ground.dyad[1:]))


def _record(ground: Ground, measured: Measured) -> Iterator[Finding]:
    yield _count(ground, measured)
    if not measured.long:
        yield from _standing(ground, measured)
        return
    if measured.count:
        yield _kinds(ground, measured)
        yield _tone(ground, measured)
    yield from _coverage(ground, measured)
    yield from _standing(ground, measured)
    yield from _silence(ground, measured)


def _count(ground: Ground, measured: Measured) -> Finding:
    if not measured.long:
        return _bare_count(ground, measured)
    years = measured.days / YEAR
    bounds = rate(measured.count, years, dispersion=measured.scatter)
    told = f"told by {words.count(measured.reports, 'report')}, " if measured.count else ""
    top = [f"{name} ({events:,})" for name, events, _ in by_type(measured.years)[:3] if events]
    kinds = f" Mostly {words.listing(top)}." if top else ""
    text = (f"{measured.label}: {words.count(measured.count, 'event')} in {words.years(measured.days)} of"
            f" {measured.data.title}, {told}or {words.figure(measured.count / years)} a year"
            f" (95 % interval {words.interval(bounds)}).{kinds}")
    return Finding(text, measured.count / years, bounds, ground.evidence(measured, measured.events))


def _bare_count(ground: Ground, measured: Measured) -> Finding:
    when = words.span(measured.data.span.first, measured.data.span.last)
    told = f", told by {words.count(measured.reports, 'report')}" if measured.count else ""
    return Finding(f"{measured.label}: {words.count(measured.count, 'event')} done{told} in"
                   f" {measured.data.title} ({when}; too short a time for a rate).",
                   float(measured.count), None, ground.evidence(measured, measured.events))


def _kinds(ground: Ground, measured: Measured) -> Finding:
    quads = {n: sum(measured.years[f"quad_{n}"].to_pylist()) for n in plover.QUADS}
    parts = [f"{quads[n]:,} {name}" for n, name in plover.QUADS.items() if quads[n]]
    friendly = quads[1] + quads[2]
    low, high = share(friendly, measured.count)
    text = (f"By class: {words.listing(parts)}. {words.percent(friendly / measured.count)} of the events are"
            f" cooperation (95 % interval {words.percent(low)} to {words.percent(high)}).")
    return Finding(text, friendly / measured.count, (low, high), ground.evidence(measured, measured.events))


def _tone(ground: Ground, measured: Measured) -> Finding:
    plus, minus, net = (sum(measured.years[name].to_pylist()) for name in ("cooperation", "conflict", "net"))
    text = (f"Goldstein scores summed over events: cooperation {words.signed(plus)}, conflict"
            f" {words.signed(-minus)}, net {words.signed(net)}.")
    return Finding(text, net, None, ground.evidence(measured, measured.events))


def _coverage(ground: Ground, measured: Measured) -> Iterator[Finding]:
    told, covered = (sum(measured.years[name].to_pylist()) for name in ("told", "covered"))
    if covered:
        bounds = share(told, covered)
        yield Finding(
            f"Of the {words.count(covered, 'report')} in {measured.data.title} that touch either state,"
            f" {words.percent(told / covered)} are of the two together ({told:,}; 95 % interval"
            f" {words.percent(bounds[0])} to {words.percent(bounds[1])}).",
            told / covered, bounds, (ground.data_labels[measured.data.name],))


def _standing(ground: Ground, measured: Measured) -> Iterator[Finding]:
    stands = measured.others["standing"].to_pylist()
    sums = {name: stands.count(name) for name in STANDINGS}
    if seen := [f"{number:,} {name}" for name, number in sums.items() if number]:
        yield Finding(f"Told, but not counted as done: {words.listing(seen)}.", float(sum(sums.values())),
                      None, ground.evidence(measured, measured.others))


def _silence(ground: Ground, measured: Measured) -> Iterator[Finding]:
    pairs = list(zip(measured.years["period"].to_pylist(), measured.years["status"].to_pylist(), strict=True))
    silent = [year for year, status in pairs if status == "nothing"]
    absent = [year for year, status in pairs if status == "not covered"]
    cited = (ground.data_labels[measured.data.name],)
    if silent:
        yield Finding(f"Covered, and nothing done is told: {_years(silent)}. {_meant(measured)}",
                      float(len(silent)), None, cited)
    if absent:
        yield Finding(f"Not covered (nothing about either state, so nothing can be said): {_years(absent)}.",
                      float(len(absent)), None, cited)


def _meant(measured: Measured) -> str:
    """Whether silence says anything: a year with little news of either state is silent by chance."""
    rows = measured.years.to_pylist()
    usual = measured.count / max(1, sum(row["covered"] for row in rows))
    beyond = [row["period"] for row in rows if row["status"] == "nothing"
              and math.exp(-usual * row["covered"] / measured.scatter) < CHANCE]
    if not beyond:
        return "Given how much was told of either state, chance alone could leave out as much."
    return f"More than chance could leave out, given how much was told of either state: {_years(beyond)}."


def _changes(ground: Ground, measured: Measured) -> Iterator[Finding]:
    if not measured.changes:
        return
    whole, *parts = measured.changes
    yield _last_year(ground, measured, whole)
    cited = ground.evidence(measured, measured.since(whole.cut))
    if (by_news := whole.ratio_covered) is not None:
        verdict = "The rate differs" if by_news.differs else "Cannot tell"
        yield Finding("Measured against how much of the news touched either state, not against time:"
                      f" {words.times(by_news)}. {verdict}.", by_news.value, (by_news.low, by_news.high),
                      cited)
    moved = [part for part in parts if part.verdict != "cannot tell"]
    for part in moved:
        yield _last_year(ground, measured, part)
    if parts and not moved:
        yield Finding(f"No single type changed by more than chance could have made it"
                      f" ({words.count(len(parts), 'type')} looked at).", None, None, cited)


def _last_year(ground: Ground, measured: Measured, change: Change) -> Finding:
    events = measured.since(change.cut)
    kind = "" if change.what == "all" else f"{change.what}: "
    if kind:
        events = events.filter(pc.equal(events["type"], change.what))
    verdict = {"more": "More than before", "fewer": "Fewer than before"}.get(change.verdict, "Cannot tell")
    before = words.years(change.earlier_days)
    text = (f"{kind}{words.count(change.recent, 'event')} in the year to {words.day(change.until)},"
            f" against {words.figure(change.earlier_yearly)} a year in the {before} before:"
            f" {words.times(change.ratio)}. {verdict}.")
    return Finding(text, change.ratio.value, (change.ratio.low, change.ratio.high),
                   ground.evidence(measured, events))


def _anchor(ground: Ground, measured: Measured) -> Iterator[str]:
    if not measured.long:
        return
    last, today = measured.data.span.last, ground.question.today
    title = measured.data.title
    if not measured.changes:
        yield (f"{words.capital(title)} covers less than two years: its last year cannot be set against years"
               " before.")
    if last and last < today:
        yield (f"{words.capital(title)} ends on {words.day(last)}, so its “last year” ends then and not today"
               f" ({words.day(today)}); of the {words.count((today - last).days, 'day')} since it tells"
               " nothing.")
    if measured.changes and measured.changes[0].ratio.dispersion > 1.5:
        yield (f"The yearly counts in {title} scatter"
               f" {words.figure(measured.changes[0].ratio.dispersion)} times as much as chance would have"
               " them; the intervals allow for that.")


def _who(row: Mapping[str, Any]) -> str:
    mode = f", {row['mode']}" if row["mode"] else ""
    named = dict(row) | {which: countries.name(row[which]) for which in ("source", "target")}
    return f"{side(named, 'source')} → {side(named, 'target')}{mode}"


def _contact_table(ground: Ground, found: pa.Table) -> Table:
    rows = tuple(
        Row((words.days(row["start"], row["end"], row["precision"]), str(row["level"] or "–"),
             side(row, "source"), side(row, "target"), row["mode"] or "–", row["place"] or "–"),
            ground.book.label(row["id"])) for row in found.slice(0, CONTACTS).to_pylist())
    shown = f"the newest {len(rows)} of {found.num_rows}" if found.num_rows > len(rows) else "all"
    return Table(f"High-level contacts of {ground.question.dyad} ({shown})",
                 ("when", "level", "from", "to", "kind", "place"), rows, frozenset({1}))


def _level_table(ground: Ground, mine: pa.Table, theirs: pa.Table) -> Table:
    rows = []
    for level in [*range(1, HIGH + 1), None]:
        parts = [_at_level(found, level) for found in (mine, theirs)]
        if any(part.num_rows for part in parts):
            cells = [cell for part in parts for cell in (f"{part.num_rows:,}", _newest(part))]
            cited = tuple(label for part in parts for label in ground.book.of(part))
            rows.append(Row((words.LEVELS[level] if level else "office of unknown level", *cells), cited))
    first, second = ground.question.dyad, ground.question.rival
    return Table("High-level contacts by the highest office on either side",
                 ("office", f"{first} contacts", "newest", f"{second} contacts", "newest"), tuple(rows),
                 frozenset({1, 3}))


def _at_level(found: pa.Table, level: int | None) -> pa.Table:
    return found.filter(pc.is_null(found["level"]) if level is None else pc.equal(found["level"], level))


def _newest(found: pa.Table) -> str:
    return found["start"][0].as_py().isoformat() if found.num_rows else "–"


def _latest(ground: Ground) -> Table:
    rows = tuple(
        Row((words.days(row["start"], row["end"], row["precision"]), row["type"], row["mode"] or "–",
             side(row, "source"), side(row, "target"), row["standing"], f"{row['reports']:,}",
             row["outlet"] or "–"), ground.book.label(row["id"]))
        for row in ground.told.slice(0, LATEST).to_pylist())
    columns = ("when", "type", "mode", "from", "to", "standing", "reports", "outlet")
    return Table(f"The latest events of {ground.question.dyad} that are known", columns, rows, frozenset({6}))


def _versus(ground: Ground, mine: Measured, theirs: Measured, whole: Comparison) -> Finding:
    verdict = "They differ" if whole.ratio.differs else "Cannot tell which is more"
    text = (f"{mine.label} {words.count(whole.events[0], 'event')}"
            f" ({words.count(whole.reports[0], 'report')}), {theirs.label} {whole.events[1]:,}"
            f" ({whole.reports[1]:,}) in {mine.data.title}: {words.times(whole.ratio)}. {verdict}.")
    cited = (*ground.book.of(mine.events), *ground.evidence(theirs, theirs.events))
    return Finding(text, whole.ratio.value, (whole.ratio.low, whole.ratio.high), cited)


def _versus_last_year(ground: Ground, mine: Measured, theirs: Measured) -> Finding:
    one, other = mine.changes[0], theirs.changes[0]
    wander = compare(mine.years, theirs.years).ratio.dispersion
    ratio = rate_ratio(one.recent, one.recent_days, other.recent, other.recent_days, dispersion=wander)
    verdict = "They differ" if ratio.differs else "Cannot tell which is more"
    text = (f"In the year to {words.day(one.until)}: {words.count(one.recent, 'event')} against"
            f" {other.recent:,}, {words.times(ratio)}. {verdict}.")
    cited = (*ground.book.of(mine.since(one.cut)), *ground.evidence(theirs, theirs.since(other.cut)))
    return Finding(text, ratio.value, (ratio.low, ratio.high), cited)


def _type_table(ground: Ground, mine: Measured, theirs: Measured) -> Table:
    rows = tuple(_type_row(ground, mine, theirs, one) for one in compare_types(mine.years, theirs.years))
    first, second = ground.question.dyad, ground.question.rival
    return Table(
        f"Events by type in {mine.data.title}, {mine.data.span.first} to {mine.data.span.last}",
        ("type", f"{first} events", "reports", f"{second} events", "reports", "ratio", "95 % interval",
         "verdict"), rows, frozenset({1, 2, 3, 4, 5, 6}))


def _type_row(ground: Ground, mine: Measured, theirs: Measured, one: Comparison) -> Row:
    value = "–" if one.ratio.value is None else words.figure(one.ratio.value)
    cited = (*ground.book.of(mine.of("type", one.what)), *ground.book.of(theirs.of("type", one.what)))
    return Row((one.what, f"{one.events[0]:,}", f"{one.reports[0]:,}", f"{one.events[1]:,}",
                f"{one.reports[1]:,}", value, words.interval((one.ratio.low, one.ratio.high)), one.verdict),
               cited)


def _years(years: list[str]) -> str:
    """Years, with runs drawn together: 2002, 2005 to 2007."""
    runs: list[list[int]] = []
    for year in map(int, years):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return words.listing([str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs])


def subtitle(ground: Ground) -> str:
    """For which day, and from what."""
    sources = words.listing([f"{one.title} ({words.span(one.span.first, one.span.last)})"
                             for one in ground.material.sets])
    known = f", as it could be known on {words.day(ground.question.as_of)}" if ground.question.as_of else ""
    return f"Brief of {words.day(ground.question.today)}{known}. Made from {sources or 'nothing'}."
