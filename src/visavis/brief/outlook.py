"""The sections of a brief that look ahead: open claims, what to watch, and what the data cannot tell.

The rule: a claim is somebody's, with the hedge as written beside the number it stands for; our own forecast of the
same question stands in a column of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from visavis.brief import words
from visavis.brief.ahead import Ahead, beside
from visavis.brief.book import side
from visavis.brief.findings import Finding, Row, Section, Table
from visavis.brief.question import Ground
from visavis.desks import Desk, Indicator, almanac, known, load_desk
from visavis.forecast.resolvers import propose
from visavis.measure import shelf
from visavis.records import Claim, Signal

CLAIMS, SIGNALS, DATES = 20, 3, 12
"""Claims shown, sentences shown for an indicator, days to come. What a reader can use; not tuned."""


def claims(ground: Ground, ahead: Ahead) -> Section:
    """The open claims about either dyad: whose, how sure, until when, and what our own forecast of the same is."""
    q, everything = ground.question, ground.material.claims
    pairs = [frozenset((q.a, q.b))] + ([frozenset((q.a, q.versus))] if q.versus else [])
    mine = [one for one in everything
            if one.dyad and frozenset(one.dyad) in pairs and one.resolution == "open"]
    mine.sort(key=lambda one: (pairs.index(frozenset(one.dyad or ())), one.window, one.id))
    due = [one for one in mine if one.window[1] >= q.today]
    past = len(mine) - len(due)
    if not due:
        held = "No open claim about them is in the documents." if ground.material.documents else \
            "No documents: claims are read from a desk's documents or from files given with --add."
        return Section("Open claims", (), (), (held, *_past(past)))
    rows = tuple(_claim(ground, one, ahead) for one in due[:CLAIMS])
    labels = tuple(label for row in rows for label in row.evidence)
    likely = sum(one.probability > 0.5 for one in due)
    finding = Finding(
        f"{words.count(len(due), 'open claim')} about {q.dyad}{f' or {q.rival}' if q.versus else ''};"
        f" {likely:,} of {len(due):,} held more likely than not.",
        float(len(due)), None, labels)
    table = Table("Open claims, the dyad's own first, then by the window's end" +
                  (f" ({len(rows)} of {len(due)})" if len(due) > len(rows) else ""),
                  ("who", "dyad", "hedge as written: probability", "what", "window", "words", "our own forecast"), rows)
    return Section("Open claims", (finding,), (table,), _past(past))


def watch(ground: Ground, desk: Desk | None) -> Section:
    """What to watch: what is announced, the desk's indicators with their sentences, the days to come."""
    findings, tables, notes = [], [], []
    announced = _announced(ground)
    if announced.num_rows:
        findings.append(Finding(
            f"{words.count(announced.num_rows, 'event')} announced or predicted for days to come.",
            float(announced.num_rows), None, ground.book.of(announced) or tuple(ground.data_labels.values())))
        tables.append(_announced_table(ground, announced))
    if desk:
        findings.extend(_signals(ground, desk))
        tables.extend(_indicators(ground, desk))
        tables.extend(_calendar(ground, desk))
    else:
        notes.append("No desk watches these states: `visavis init DIR --desk NAME` makes a folder with its"
                     " indicators and calendar; a desk is a folder of data files.")
    return Section("What to watch", tuple(findings), tuple(tables), tuple(notes))


def limits(ground: Ground) -> Section:
    """What the data are, what they are unfit for, and how much they cover by year."""
    notes = [_nature(one.data.name) for one in ground.dyad]
    notes += [
        "An event is a happening; a report is one telling of it. Reports of one dyad and type with overlapping dates"
        " count as one event unless mode, persons, place or words speak against it, so two of a kind on one day may be"
        " counted as one; `visavis events` shows why.",
        "Types, dates and actors are coded by machine and are wrong in part; the data cards say how often.",
        "Intervals hold the rate with 95 % probability, if events come by chance or in bursts like those"
        " seen. They say nothing of what was never told. One comparison in twenty is off by chance alone.",
        *ground.book.unlisted]
    covers = tuple(_cover_table(ground, at) for at, one in enumerate(ground.dyad) if one.long)
    return Section("Limits", (), covers, tuple(notes))


def desk_for(a: str, b: str) -> Desk | None:
    """The first of the shipped desks that watches the dyad, in either order; None if none does."""
    desks = map(load_desk, known())
    return next((desk for desk in desks if any({one.a, one.b} == {a, b} for one in desk.dyads)), None)


def _claim(ground: Ground, one: Claim, ahead: Ahead) -> Row:
    quote = ground.book.quote(one.document, one.shown)
    who = one.claimant or quote.outlet or "not named"
    hedge = words.hedge(one.hedge, one.probability, one.interval)
    what = " ".join(part for part in ({"more": "more", "less": "less", "event": ""}[one.direction],
                                      one.type or "not typed") if part)
    window = f"{one.window[0]} to {one.window[1]}"
    label = ground.book.add("claim", f"{who}: {hedge}; {what}, {window}", day=quote.published,
                            where=quote.outlet, address=quote.url, quotes=(quote,))
    dyad = "-".join(one.dyad) if one.dyad else "–"
    return Row((who, dyad, hedge, what, window, f"“{quote.text}”", _own(one, ahead)), (label,))


def _own(one: Claim, ahead: Ahead) -> str:
    """Our own forecast of a claim's question, from the day of the forecasts to the end of its window."""
    asked, _ = propose(one)
    if asked is None or asked.test != "event":
        return "–"
    return beside(ahead, asked.source, asked.target, asked.kind, asked.window[1])


def _past(number: int) -> tuple[str, ...]:
    if not number:
        return ()
    return (f"{words.count(number, 'claim')} with a window that is over and no outcome set down yet.",)


def _announced(ground: Ground) -> pa.Table:
    told, today = ground.told, pa.scalar(ground.question.today)
    ahead = pc.and_(pc.is_in(told["standing"], pa.array(["planned", "predicted"])),
                    pc.greater_equal(told["end"], today))
    return told.filter(ahead).sort_by([("start", "ascending"), ("id", "ascending")])


def _announced_table(ground: Ground, announced: pa.Table) -> Table:
    rows = tuple(
        Row((words.days(row["start"], row["end"], row["precision"]), row["standing"], row["type"],
             side(row, "source"), side(row, "target"), row["outlet"] or "–"), ground.book.label(row["id"]))
        for row in announced.slice(0, CLAIMS).to_pylist())
    return Table("Announced or predicted, not yet done",
                 ("when", "standing", "type", "from", "to", "outlet"), rows)


def _touching(ground: Ground, indicator: Indicator) -> list[Signal]:
    q = ground.question
    states = {q.a, q.b} | ({q.versus} if q.versus else set())
    found = [one for one in ground.material.signals if one.indicator == indicator.id
             and (not one.countries or states & set(one.countries))]
    days = ground.material.documents
    return sorted(found, key=lambda one: (days[one.document].published, one.id), reverse=True)


def _signals(ground: Ground, desk: Desk) -> Iterator[Finding]:
    for indicator in desk.indicators:
        if not (found := _touching(ground, indicator)):
            continue
        quotes = [ground.book.quote(one.document, one.shown) for one in found[:SIGNALS]]
        labels = tuple(ground.book.add("signal", indicator.title, day=quote.published,
                                       where=quote.outlet, address=quote.url, quotes=(quote,))
                       for quote in quotes)
        newest = quotes[0].published
        shown = f", the newest of {words.day(newest)}" if newest else ""
        yield Finding(f"{indicator.title}: {words.count(len(found), 'sentence')}{shown}.", float(len(found)),
                      None, labels)


def _indicators(ground: Ground, desk: Desk) -> Iterator[Table]:
    if not desk.indicators:
        return
    touched = sorted(desk.indicators, key=lambda one: -len(_touching(ground, one)))
    rows = tuple(_indicator(ground, one) for one in touched)
    columns = ("indicator", "why it is watched", "sentences", "events, last year")
    unread = "" if ground.material.documents else "; ×: no documents were read"
    yield Table(f"Indicators of the desk “{desk.title}”{unread}", columns, rows, frozenset({2, 3}))


def _indicator(ground: Ground, indicator: Indicator) -> Row:
    sentences = f"{len(_touching(ground, indicator)):,}" if ground.material.documents else "×"
    wanted = indicator.events
    if not (wanted.types and (wanted.modes or wanted.level)):
        return Row((indicator.title, indicator.why, sentences, "–"))  # a type alone says too little
    found = ground.dyad[0].last_year
    found = found.filter(pc.is_in(found["type"], pa.array(wanted.types)))
    if wanted.modes:
        found = found.filter(pc.is_in(found["mode"], pa.array(wanted.modes)))
    if wanted.level:
        highest = pc.min_element_wise(found["source_level"], found["target_level"])
        found = found.filter(pc.fill_null(pc.less_equal(highest, wanted.level), False))
    return Row((indicator.title, indicator.why, sentences, f"{found.num_rows:,}"), ground.book.of(found))


def _calendar(ground: Ground, desk: Desk) -> Iterator[Table]:
    q = ground.question
    states = {q.a, q.b} | ({q.versus} if q.versus else set())
    coming = sorted((almanac.following(one, q.today) for one in desk.calendar if set(one.states) <= states),
                    key=lambda one: (one.day, one.entry.name))
    rows = []
    for one in coming[:DATES]:
        told = f"{almanac.ordinal(one.number)} anniversary" + (", a round one" if one.round else "")
        wait = words.count((one.day - q.today).days, "day")
        rows.append(Row((one.day.isoformat(), wait, one.entry.name, told, one.entry.date.isoformat())))
    if rows:
        yield Table(f"Days to come that envoys and letters are sent for (calendar of the desk “{desk.title}”)",
                    ("date", "in", "day", "which", "since"), tuple(rows), frozenset({1}))


def _nature(name: str) -> str:
    if name == "history":
        return ("The history codes a digest of world news of one sentence an item, made by volunteers. It"
                " holds what made headlines, mostly in English; routine diplomacy and trade are mostly"
                " missing, and of the acts between states that its lines do tell the reader found 31 % where"
                " that was counted (18 of 59). Read its counts against each other, not as totals.")
    if name != shelf.DESK:
        return (f"{words.capital(shelf.title_of(name))} was loaded from files: it holds what those files hold, coded by"
                " its makers, by other rules than the history. It is counted by itself and added to nothing.")
    return ("The desk's documents are those that somebody chose and added. Their counts tell what those"
            " documents hold, and compare with nothing else.")


def _cover_table(ground: Ground, at: int) -> Table:
    q, mine = ground.question, ground.dyad[at]
    theirs = ground.rival[at] if ground.rival else None
    columns = ["year", "all reports", f"touch {q.a}", f"touch {q.b}", q.dyad]
    if theirs:
        columns[4:] = [f"touch {q.versus}", q.dyad, q.rival]
    rows = []
    for number, row in enumerate(mine.years.to_pylist()):
        cells = [row["world"], row["covered_a"], row["covered_b"], row["told"]]
        if theirs:
            other = theirs.years.slice(number, 1).to_pylist()[0]
            cells[3:] = [other["covered_b"], row["told"], other["told"]]
        rows.append(Row((row["period"], *(f"{cell:,}" for cell in cells))))
    return Table(f"How much {mine.data.title} covers: reports by year, of any standing", tuple(columns),
                 tuple(rows), frozenset(range(1, len(columns))))
