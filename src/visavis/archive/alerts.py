"""Watches, their touches and happenings, the alerts and what people did with them, as they are stored.

The rule: a touch is taken once and an alert fires once, whoever asks and however many ask at the same time: what a
watch takes up is read and written in one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

from visavis.archive import search
from visavis.archive.archive import Archive
from visavis.archive.connection import translated, utc_text, writing
from visavis.codes.persons import masked
from visavis.errors import InputError

State: TypeAlias = Literal["open", "acknowledged", "muted", "closed"]


@dataclass(frozen=True, slots=True)
class Touch:
    """Something that touched a watch. `document` and `original` are numbers. Known when it is taken and not kept:
    `start`, where in the text it begins, and the text's `title`; `coded`, whether it is a coded event and no signal;
    `pairs`, between whom the coder finds something done or planned in the sentence."""

    id: str
    document: int
    original: int
    day: date
    known_from: datetime
    outlet: str | None
    quote: str
    standing: str = ""
    countries: tuple[str, ...] = ()
    start: int = 0
    coded: bool = False
    pairs: frozenset[frozenset[str]] = frozenset()
    title: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """Touches that tell the same thing; days of publication."""

    number: int
    lane: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Alert:
    """Something unusual that happened, told once. `unusual`: counts and words on how unusual it was when it fired."""

    id: str
    watch: str
    lanes: tuple[str, ...]
    happening: int
    fired: datetime
    threshold: str
    unusual: Mapping[str, Any]
    state: State
    changed: datetime


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody did with an alert."""

    moment: datetime
    state: State
    note: str
    until: date | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A touch of an alert with the document that it stands in."""

    touch: Touch
    document: str
    title: str | None
    url: str | None


class Alerts:
    """The watch's side of an archive."""

    def __init__(self, archive: Archive) -> None:
        self._archive, self._run = archive, archive.connection.execute

    @contextmanager
    def taking(self) -> Iterator[None]:
        """One transaction in which a watch takes up what is new."""
        with translated(self._archive.path), writing(self._archive.connection):
            yield

    # Watches ------------------------------------------------------------------------------------------------

    def definitions(self) -> dict[str, str]:
        """The user's watches: name -> definition as JSON."""
        with translated(self._archive.path):
            return dict(self._run("SELECT name, definition FROM watch ORDER BY name").fetchall())

    def define(self, name: str, definition: str, *, now: datetime) -> bool:
        """Stores a watch; False if it takes the place of one."""
        new = name not in self.definitions()
        with self.taking():
            self._run("INSERT INTO watch VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET definition ="
                      " excluded.definition", (name, definition, utc_text(now)))
        return new

    def forget(self, name: str) -> bool:
        """Takes a user's watch away; False if there is none. Its alerts stay."""
        with self.taking():
            return self._run("DELETE FROM watch WHERE name = ?", (name,)).rowcount > 0

    # What is new --------------------------------------------------------------------------------------------

    def new_signals(self, watch: str, indicator: str, *, now: datetime) -> list[Touch]:
        """The signals of an indicator that a watch has not taken, known by `now`, the earliest day first."""
        return self._new("SELECT s.id, {document}, json_extract(s.line, '$.quote'),"
                         " json_extract(s.line, '$.countries'), json_extract(s.line, '$.span[0]'),"
                         " json_extract(s.line, '$.span[1]')"
                         " FROM signal s JOIN document d ON d.number = s.document {copy}"
                         " WHERE s.indicator = ? AND {new}", "s.id", watch, (indicator,), now)

    def new_reports(self, watch: str, pairs: Sequence[tuple[str, str]], *, directed: bool, types: Sequence[str],
                    modes: Sequence[str], level: int | None, both: bool, now: datetime) -> list[Touch]:
        """The same for reports between pairs of states that count as done; of the types, modes and level given.

        `both`: both sides must be of that level or higher.
        """
        ways = [*pairs, *([] if directed else [(b, a) for a, b in pairs])]
        clauses = [f"(r.source, r.target) IN (VALUES {', '.join('(?, ?)' for _ in ways)})",
                   "json_extract(r.line, '$.modality') = 'actual'", "json_extract(r.line, '$.evidence') <> 'rumoured'"]
        values: list[str | int] = [code for one in ways for code in one]
        for clause, wanted in (("r.type", types), ("json_extract(r.line, '$.mode')", modes)):
            if wanted:
                clauses.append(f"{clause} IN ({', '.join('?' for _ in wanted)})")
                values += wanted
        if level is not None:
            clauses.append(f"{'max' if both else 'min'}(coalesce(json_extract(r.line, '$.source.level'), 9),"
                           " coalesce(json_extract(r.line, '$.target.level'), 9)) <= ?")
            values.append(level)
        return self._new("SELECT r.id, {document}, json_extract(r.line, '$.quote'), json_array(r.source, r.target),"
                         " json_extract(r.line, '$.span[0]'), json_extract(r.line, '$.span[1]')"
                         " FROM report r JOIN document d ON d.number = r.document {copy}"
                         f" WHERE {' AND '.join(clauses)} AND {{new}}", "r.id", watch, tuple(values), now)

    def new_hits(self, watch: str, query: str, *, now: datetime) -> list[Touch]:
        """The same for documents found by a search; the quote is the stretch that holds the words."""
        match = search.quoted(query)
        rows = self._new("SELECT d.id, {document}, d.text, '[]', 0, 0 FROM words JOIN document d"
                         " ON d.number = words.rowid {copy} WHERE words MATCH ? AND {new}", "d.id", watch, (match,),
                         now)
        found = ((one, search.snippet(None, one.quote, match)) for one in rows)
        return [Touch(one.id, one.document, one.original, one.day, one.known_from, one.outlet, stretch[0])
                for one, stretch in found if stretch is not None]  # None: only a private name held the words

    def _new(self, sql: str, key: str, watch: str, values: Sequence[str | int], now: datetime) -> list[Touch]:
        text = sql.format(
            document="d.number, coalesce(c.original, d.number), d.published, d.known_from, d.outlet",
            copy="LEFT JOIN copy c ON c.document = d.number",
            new=f"d.known_from <= ? AND NOT EXISTS (SELECT 1 FROM touch t WHERE t.watch = ? AND t.id = {key})")
        rows = self._run(f"{text} ORDER BY d.published, d.known_from, d.number, 9, 1",
                         (*values, utc_text(now), watch)).fetchall()
        coded = [self._standing(row[1], row[8], row[9]) for row in rows]
        return [Touch(row[0], row[1], row[2], date.fromisoformat(row[3]), datetime.fromisoformat(row[4]), row[5],
                      row[6], standing, tuple(json.loads(row[7])), row[8], key == "r.id", pairs,
                      self._title(row[1]))
                for row, (standing, pairs) in zip(rows, coded, strict=True)]

    def _title(self, document: int) -> str:
        return str(self._run("SELECT coalesce(title, '') FROM document WHERE number = ?", (document,)).fetchone()[0])

    def _standing(self, document: int, start: int, end: int) -> tuple[str, frozenset[frozenset[str]]]:
        """What the coder says of a sentence: done, planned, ..., negated, or nothing, where done goes first; and the
        pairs between which it is done or planned."""
        rows = self._run("SELECT DISTINCT CASE WHEN json_extract(line, '$.evidence') = 'rumoured' THEN 'rumoured'"
                         " ELSE json_extract(line, '$.modality') END, source, target FROM report WHERE document = ?"
                         " AND json_extract(line, '$.span[0]') < ? AND json_extract(line, '$.span[1]') > ?",
                         (document, end, start)).fetchall()
        found = {"done" if row[0] == "actual" else str(row[0]) for row in rows}
        pairs = frozenset(frozenset(row[1:]) for row in rows if row[0] in ("actual", "planned"))
        order = ("done", "planned", "negated", "rumoured", "predicted", "hypothetical")
        return next((one for one in order if one in found), ""), pairs

    # Happenings ---------------------------------------------------------------------------------------------

    def happenings(self, watch: str, lane: str, *, since: date, until: date | None = None) -> list[Happening]:
        """The happenings of a lane that were told of on or after `since` and began by `until`."""
        rows = self._run("SELECT number, lane, first_day, last_day FROM happening WHERE watch = ? AND lane = ?"
                         " AND last_day >= ? AND first_day <= ? ORDER BY first_day, number",
                         (watch, lane, since.isoformat(), (until or date.max).isoformat()))
        return [Happening(row[0], row[1], date.fromisoformat(row[2]), date.fromisoformat(row[3])) for row in rows]

    def lanes(self, watch: str) -> list[str]:
        """The lanes in which something ever touched a watch."""
        rows = self._run("SELECT DISTINCT lane FROM happening WHERE watch = ? ORDER BY lane", (watch,))
        return [row[0] for row in rows]

    def touches(self, happening: int) -> list[Touch]:
        """The touches of a happening, as they came."""
        rows = self._run("SELECT id, document, original, day, known_from, outlet, quote, standing, countries FROM touch"
                         " WHERE happening = ? ORDER BY known_from, day, id", (happening,))
        return [_touch(row) for row in rows]

    def travellers(self, happening: int) -> frozenset[str]:
        """Who visits, by the coded events that a happening is told of by."""
        rows = self._run("SELECT DISTINCT json_extract(r.line, '$.source.name')"
                         " FROM touch t JOIN report r ON r.id = t.id"
                         " WHERE t.happening = ? AND json_extract(r.line, '$.mode') = 'visit'", (happening,))
        return frozenset(row[0] for row in rows if row[0])

    def traveller(self, report: str) -> str | None:
        """Who visits, by a coded event; None where it is no visit."""
        row = self._run("SELECT json_extract(line, '$.source.name') FROM report WHERE id = ?"
                        " AND json_extract(line, '$.mode') = 'visit'", (report,)).fetchone()
        return str(row[0]) if row and row[0] else None

    def begin(self, watch: str, lane: str, touch: Touch) -> int:
        """A new happening with its first touch; its number."""
        number = int(self._run("SELECT coalesce(max(number), 0) + 1 FROM happening").fetchone()[0])
        day = touch.day.isoformat()
        self._run("INSERT INTO happening VALUES (?, ?, ?, ?, ?)", (number, watch, lane, day, day))
        self.join(watch, lane, touch, number)
        return number

    def join(self, watch: str, lane: str, touch: Touch, happening: int) -> None:
        """Adds a touch to a happening."""
        day = touch.day.isoformat()
        self._run("INSERT INTO touch VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                  (watch, lane, touch.id, happening, touch.document, touch.original, day, utc_text(touch.known_from),
                   touch.outlet, touch.quote, touch.standing, " ".join(touch.countries)))
        self._run("UPDATE happening SET first_day = min(first_day, ?), last_day = max(last_day, ?) WHERE number = ?",
                  (day, day, happening))

    def taken(self, watch: str, touch: str) -> bool:
        """Whether a watch has taken a touch up."""
        rows = self._run("SELECT 1 FROM touch WHERE watch = ? AND id = ? LIMIT 1", (watch, touch))
        return rows.fetchone() is not None

    def told_by_day(self, *, now: datetime) -> dict[date, int]:
        """How many texts were published each day, copies not counted, of what was known by `now`."""
        rows = self._run("SELECT d.published, count(*) FROM document d LEFT JOIN copy c ON c.document = d.number"
                         " WHERE d.known_from <= ? AND d.number = d.first AND coalesce(c.original, d.number) = d.number"
                         " GROUP BY d.published", (utc_text(now),))
        return {date.fromisoformat(row[0]): int(row[1]) for row in rows}

    def texts_by_outlet(self, since: date, until: date) -> dict[str, int]:
        """How many texts each outlet published in a stretch of days, both ends included."""
        with translated(self._archive.path):
            return dict(self._run("SELECT outlet, count(*) FROM document WHERE outlet IS NOT NULL AND current = 1"
                                  " AND published BETWEEN ? AND ? GROUP BY outlet ORDER BY outlet",
                                  (since.isoformat(), until.isoformat())).fetchall())

    def touched_by_outlet(self, since: date, until: date) -> dict[tuple[str, str], int]:
        """(watch, outlet) -> how many of its texts touched the watch."""
        with translated(self._archive.path):
            rows = self._run("SELECT watch, outlet, count(DISTINCT document) FROM touch WHERE outlet IS NOT NULL"
                             " AND day BETWEEN ? AND ? GROUP BY watch, outlet", (since.isoformat(), until.isoformat()))
            return {(row[0], row[1]): int(row[2]) for row in rows}

    def intake(self, since: datetime | None, until: datetime) -> tuple[int, int]:
        """How many texts became known in (since, until], and how many of them are copies."""
        with translated(self._archive.path):
            row = self._run("SELECT count(*), coalesce(sum(c.original <> c.document), 0) FROM document d"
                            " LEFT JOIN copy c ON c.document = d.number WHERE d.known_from > ? AND d.known_from <= ?",
                            (utc_text(since) if since else "", utc_text(until))).fetchone()
        return int(row[0]), int(row[1])

    # Alerts -------------------------------------------------------------------------------------------------

    def fire(self, alert: Alert, happenings: Iterable[int]) -> bool:
        """Stores an alert; False where it has fired before."""
        moment = utc_text(alert.fired)
        new = self._run("INSERT INTO alert VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                        (alert.id, alert.watch, json.dumps(alert.lanes), alert.happening, moment, alert.threshold,
                         json.dumps(alert.unusual, ensure_ascii=False), alert.state, moment)).rowcount > 0
        for number in happenings:
            self.attach(alert.id, number)
        return new

    def attach(self, alert: str, happening: int, *, lane: str | None = None) -> None:
        """Adds a happening to an alert, and its lane if that is another one."""
        self._run("INSERT INTO alert_happening VALUES (?, ?) ON CONFLICT DO NOTHING", (alert, happening))
        if lane is not None:
            lanes = json.loads(self._run("SELECT lanes FROM alert WHERE id = ?", (alert,)).fetchone()[0])
            if lane not in lanes:
                self._run("UPDATE alert SET lanes = ? WHERE id = ?", (json.dumps([*lanes, lane]), alert))

    def of_texts(self, watch: str, originals: Collection[int], *, whole: bool = False) -> str | None:
        """The alert of a watch that already stands on one of these texts; with `whole`, on all of them."""
        row = self._run(
            "SELECT h.alert FROM touch t JOIN alert_happening h ON h.happening = t.happening WHERE t.watch = ?"
            f" AND t.original IN ({', '.join(str(int(one)) for one in originals)}) GROUP BY h.alert"
            " HAVING count(DISTINCT t.original) >= ? LIMIT 1", (watch, len(originals) if whole else 1)).fetchone()
        return row and str(row[0])

    def grown(self, watch: str, lane: str, touches: Iterable[str], begun: Iterable[int]) -> list[str]:
        """The alerts to which touches were added that are not those of the happenings that began with them."""
        ids = json.dumps(sorted(touches))
        rows = self._run("SELECT DISTINCT h.alert, t.happening FROM touch t JOIN alert_happening h"
                         " ON h.happening = t.happening WHERE t.watch = ? AND t.lane = ?"
                         " AND t.id IN (SELECT value FROM json_each(?)) ORDER BY h.alert",
                         (watch, lane, ids)).fetchall()
        new = set(begun)
        return list(dict.fromkeys(str(row[0]) for row in rows if row[1] not in new))

    def raised(self, watch: str, lane: str) -> str | None:
        """The alert of a lane that stands above what was expected."""
        row = self._run("SELECT alert FROM raised WHERE watch = ? AND lane = ?", (watch, lane)).fetchone()
        return row and str(row[0])

    def set_raised(self, watch: str, lane: str, alert: str | None) -> None:
        """Notes that a lane stands above what was expected, or (None) that it came down."""
        if alert is None:
            self._run("DELETE FROM raised WHERE watch = ? AND lane = ?", (watch, lane))
        else:
            self._run("INSERT INTO raised VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (watch, lane, alert))

    def muted(self, watch: str, lane: str, *, on: date) -> bool:
        """Whether somebody muted the lane until a day after `on`."""
        rows = self._run("SELECT a.lanes FROM alert_note n JOIN alert a ON a.id = n.alert WHERE a.watch = ?"
                         " AND n.state = 'muted' AND n.until > ?", (watch, on.isoformat()))
        return any(lane in json.loads(row[0]) for row in rows)

    def alerts(self, *, states: Sequence[State] = (), watch: str | None = None, since: datetime | None = None,
               until: datetime | None = None, unsent: str | None = None) -> list[Alert]:
        """The alerts that fired in (since, until], the newest first; `unsent`: only those that did not go that way."""
        clauses, values = ["1"], list[str]()
        for clause, value in (("a.watch = ?", watch), ("a.fired > ?", utc_text(since) if since else None),
                              ("a.fired <= ?", utc_text(until) if until else None),
                              ("NOT EXISTS (SELECT 1 FROM sent s WHERE s.alert = a.id AND s.way = ?)", unsent)):
            if value is not None:
                clauses, values = [*clauses, clause], [*values, value]
        if states:
            clauses.append(f"a.state IN ({', '.join('?' for _ in states)})")
            values += states
        with translated(self._archive.path):
            rows = self._run(f"SELECT {_ALERT} FROM alert a WHERE {' AND '.join(clauses)}"
                             " ORDER BY fired DESC, watch, id", values).fetchall()
        return [_alert(row) for row in rows]

    def alert(self, beginning: str) -> Alert:
        """The alert whose id begins so; InputError where there is none, or more than one."""
        with translated(self._archive.path):
            rows = self._run(f"SELECT {_ALERT} FROM alert WHERE substr(id, 1, length(?1)) = ?1 LIMIT 2",
                             (beginning,)).fetchall()
        if len(rows) != 1 or not beginning:
            raise InputError("more than one alert has an id that begins so" if rows and beginning else "no such alert",
                             where=beginning, hint="see: visavis alerts list")
        return _alert(rows[0])

    def evidence(self, alert: str) -> list[Evidence]:
        """The touches of an alert with their documents, the first known first, each sentence of a text once.

        Quotes and titles are as they may be shown: names of private persons masked.
        """
        with translated(self._archive.path):
            rows = self._run(
                "SELECT DISTINCT t.id, t.document, t.original, t.day, t.known_from, t.outlet, t.quote, t.standing,"
                " t.countries, d.id, d.title, d.url, d.text FROM alert_happening h"
                " JOIN touch t ON t.happening = h.happening JOIN document d ON d.number = t.document WHERE h.alert = ?"
                " ORDER BY t.known_from, t.day, t.document, instr(d.text, t.quote), t.id", (alert,)).fetchall()
        found: dict[tuple[int, str], Evidence] = {}
        for row in rows:  # a sentence may be there as a signal and as a report
            if (row[1], row[6]) not in found:
                found[row[1], row[6]] = _evidence(row)
        return list(found.values())

    def change(self, alert: str, state: State, note: str, *, now: datetime, until: date | None = None) -> None:
        """Sets the state of an alert, with who did it and why in `note`."""
        with self.taking():
            self._run("UPDATE alert SET state = ?, changed = ? WHERE id = ?", (state, utc_text(now), alert))
            self._run("INSERT INTO alert_note (alert, moment, state, note, until) VALUES (?, ?, ?, ?, ?)",
                      (alert, utc_text(now), state, note, until.isoformat() if until else None))

    def notes(self, alert: str) -> list[Note]:
        """What was done with an alert, the first first."""
        with translated(self._archive.path):
            rows = self._run("SELECT moment, state, note, until FROM alert_note WHERE alert = ? ORDER BY number",
                             (alert,)).fetchall()
        return [Note(datetime.fromisoformat(row[0]), row[1], row[2], date.fromisoformat(row[3]) if row[3] else None)
                for row in rows]

    # Going out ----------------------------------------------------------------------------------------------

    def mark_sent(self, alerts: Iterable[str], way: str, *, now: datetime) -> None:
        """Notes that alerts went out by a way."""
        with self.taking():
            for alert in alerts:
                self._run("INSERT INTO sent VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (alert, way, utc_text(now)))

    def last_digest(self) -> datetime | None:
        """When the last digest was made."""
        with translated(self._archive.path):
            row = self._run("SELECT max(moment) FROM digest").fetchone()
        return datetime.fromisoformat(row[0]) if row[0] else None

    def mark_digest(self, *, now: datetime) -> None:
        """Notes that a digest was made."""
        with self.taking():
            self._run("INSERT INTO digest (moment) VALUES (?)", (utc_text(now),))


_ALERT = "id, watch, lanes, happening, fired, threshold, unusual, state, changed"
"""What `_alert` reads, in its order."""


def _evidence(row: Sequence[Any]) -> Evidence:
    touch, text = _touch(row), row[12]
    title, _ = search.public(row[10], text)
    return Evidence(replace(touch, quote=masked(touch.quote, within=text)), row[9], search.masked(title), row[11])


def _touch(row: Sequence[Any]) -> Touch:
    return Touch(row[0], row[1], row[2], date.fromisoformat(row[3]), datetime.fromisoformat(row[4]), row[5], row[6],
                 row[7], tuple(row[8].split()))


def _alert(row: Sequence[Any]) -> Alert:
    return Alert(row[0], row[1], tuple(json.loads(row[2])), row[3], datetime.fromisoformat(row[4]), row[5],
                 json.loads(row[6]), row[7], datetime.fromisoformat(row[8]))
