"""The record of a desk: documents with their revisions, their reports, claims and signals.

The rule: a document and all that was read in it go in together or not at all, under the name of the coder, so
that after any interruption the same call completes what is missing and changes nothing else.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time
from enum import StrEnum
from pathlib import Path
from types import TracebackType

from visavis.archive import search
from visavis.archive.connection import FILE_NAME, connect, translated, writing
from visavis.archive.connection import utc_text as _utc
from visavis.archive.search import Hit
from visavis.errors import ArchiveError
from visavis.records import Claim, Document, Record, Report, Signal, content_id, from_json, to_line

MOUNTS = Path("/proc/mounts")


class Added(StrEnum):
    """What became of a document: new, a revision of one, coded again by another coder, or known."""

    NEW = "new"
    REVISED = "revised"
    RECODED = "recoded"
    KNOWN = "known"


class Archive:
    """The archive in a desk's folder. One object per thread; any number of processes may use the file.

    Where a method takes `as_of`, it answers with what could be known by then: a day means its end (UTC), and
    of a document's revisions the one that was current then.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection, self.path = connection, path

    @classmethod
    def open(cls, folder: str | Path, *, mounts: str | None = None) -> Archive:
        """The archive in `folder`, made if it is not there.

        `mounts`: the text of /proc/mounts, read if not given. Raises ArchiveError, see `connect`.
        """
        path = Path(folder) / FILE_NAME
        if not path.parent.is_dir():
            raise ArchiveError("no such folder", where=str(folder),
                               hint="make it with: visavis init DIR --desk NAME")
        if mounts is None and MOUNTS.exists():
            mounts = MOUNTS.read_text(encoding="utf-8", errors="replace")
        return cls(connect(path, mounts=mounts), path)

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection, for the other modules of this room."""
        return self._connection

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()

    # Writing

    def add(self, document: Document, records: Sequence[Record], *, known_from: datetime,
            coder: str = "") -> Added:
        """Stores a document with what `coder` read in it, in one transaction, and says what became of it.

        `known_from` (with a time zone) holds for a document that does not say its own. Another text (or title
        or day) under the same id or address is a new revision; the one known last is current. Raises
        ArchiveError for a record that does not quote the document.
        """
        for record in records:
            _check(record, document, where=str(self.path))
        moment, digest = _utc(document.known_from or known_from), _digest(document)
        with translated(self.path), writing(self._connection):
            same = self._same(document, digest)
            if same is None:
                return self._insert(document, digest, records, moment, coder)
            number, identifier, coded_by = same
            if coded_by == coder or identifier != document.id:
                return Added.KNOWN
            for table in ("report", "claim", "signal"):
                self._connection.execute(f"DELETE FROM {table} WHERE document = ?", (number,))
            self._connection.execute("UPDATE document SET coder = ? WHERE number = ?", (coder, number))
            self._insert_records(number, records)
            return Added.RECODED

    def has(self, document: Document, *, coder: str | None = None) -> bool:
        """Whether this very text is stored and, if `coder` is given, read by that coder."""
        with translated(self.path):
            same = self._same(document, _digest(document))
        return same is not None and (coder is None or same[2] == coder or same[1] != document.id)

    def number(self, document: Document) -> tuple[int, str] | None:
        """The number and the id under which this very text is stored; None where it is not."""
        with translated(self.path):
            same = self._same(document, _digest(document))
        return same and (same[0], same[1])

    def _same(self, document: Document, digest: str) -> tuple[int, str, str] | None:
        row = self._connection.execute(
            "SELECT number, id, coder FROM document WHERE digest = ? AND (id = ? OR url = ?)"
            " ORDER BY id = ? DESC, number LIMIT 1",
            (digest, document.id, document.url, document.id)).fetchone()
        return row and (int(row[0]), str(row[1]), str(row[2]))

    def _insert(self, document: Document, digest: str, records: Sequence[Record], moment: str,
                coder: str) -> Added:
        run = self._connection.execute
        earlier = run("SELECT first FROM document WHERE id = ? OR url = ?"
                      " ORDER BY id = ? DESC, number LIMIT 1",
                      (document.id, document.url, document.id)).fetchone()
        number = int(run("SELECT coalesce(max(number), 0) + 1 FROM document").fetchone()[0])
        first = int(earlier[0]) if earlier else number
        if document.outlet:
            run("INSERT INTO outlet VALUES (?, ?) ON CONFLICT (name) DO UPDATE"
                " SET known_from = min(known_from, excluded.known_from)", (document.outlet, moment))
        run("INSERT INTO document VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (number, document.id, first, digest, document.text, document.title, document.url,
             document.outlet, document.language, document.published.isoformat(), document.published_origin,
             moment, coder))
        run("UPDATE document SET current = 0 WHERE first = ? AND current = 1", (first,))
        run("UPDATE document SET current = 1 WHERE number = (SELECT number FROM document WHERE first = ?"
            " ORDER BY known_from DESC, number DESC LIMIT 1)", (first,))
        run("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)",
            (number, *(search.indexed(part) for part in search.public(document.title, document.text))))
        self._insert_records(number, records)
        return Added.REVISED if earlier else Added.NEW

    def _insert_records(self, number: int, records: Sequence[Record]) -> None:
        known_from = self._connection.execute("SELECT known_from FROM document WHERE number = ?", (number,))
        moment = str(known_from.fetchone()[0])
        for kind in ("report", "claim", "signal"):
            rows = [(number, record.id, moment, to_line(record)) for record in records if record.kind == kind]
            self._connection.executemany(
                f"INSERT INTO {kind} (document, id, known_from, line) VALUES (?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING", rows)

    # Reading

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All that is read within is of one moment, whatever others write meanwhile; nothing can be written within."""
        if self._connection.in_transaction:
            yield
            return
        with translated(self.path):
            self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.execute("COMMIT")

    def documents(self, *, since: date | None = None, until: date | None = None,
                  as_of: date | datetime | None = None) -> Iterator[Document]:
        """The current documents by day of publication, then id."""
        clauses, values = _in_force(as_of)
        if since:
            clauses, values = [*clauses, "d.published >= ?"], [*values, since.isoformat()]
        if until:
            clauses, values = [*clauses, "d.published <= ?"], [*values, until.isoformat()]
        rows = self._rows(f"SELECT {_COLUMNS} FROM document d WHERE {' AND '.join(clauses)}"
                          " ORDER BY d.published, d.id", values)
        return map(_document, rows)

    def document(self, identifier: str) -> Document | None:
        """The document of that id, in its latest revision."""
        rows = self._rows(f"SELECT {_COLUMNS} FROM document d WHERE d.id = ?"
                          " ORDER BY d.known_from DESC, d.number DESC LIMIT 1", [identifier])
        return next(map(_document, rows), None)

    def revisions(self, identifier: str) -> list[Document]:
        """All revisions of the text that had that id, the first known first."""
        rows = self._rows(
            f"SELECT {_COLUMNS} FROM document d WHERE d.first IN (SELECT first FROM document WHERE id = ?)"
            " ORDER BY d.known_from, d.number", [identifier])
        return list(map(_document, rows))

    def reports(self, *, source: str | None = None, target: str | None = None,
                dyad: tuple[str, str] | None = None, type: str | None = None, since: date | None = None,
                until: date | None = None, document: str | None = None,
                as_of: date | datetime | None = None) -> Iterator[Report]:
        """The reports of the current documents, by the first day of what they tell, then place in the text.

        `dyad` is undirected; `since` and `until` hold for that first day.
        """
        clauses, values = _in_force(as_of)
        for clause, value in (("r.source = ?", source), ("r.target = ?", target), ("r.type = ?", type),
                              ("d.id = ?", document), ("r.start >= ?", since), ("r.start <= ?", until)):
            if value is not None:
                clauses, values = [*clauses, clause], [*values, str(value)]
        if dyad:
            clauses = [*clauses, "(r.source = ? AND r.target = ? OR r.source = ? AND r.target = ?)"]
            values = [*values, *dyad, *reversed(dyad)]
        rows = self._rows(f"SELECT r.line FROM report r JOIN document d ON d.number = r.document"
                          f" WHERE {' AND '.join(clauses)} ORDER BY r.start, d.id, r.position, r.id", values)
        return (record for record in map(_record, rows) if isinstance(record, Report))

    def report(self, identifier: str) -> Report | None:
        """The report of that id."""
        rows = self._rows("SELECT r.line FROM report r JOIN document d ON d.number = r.document"
                          " WHERE r.id = ?"
                          " ORDER BY d.known_from DESC, d.number DESC LIMIT 1", [identifier])
        return next((record for record in map(_record, rows) if isinstance(record, Report)), None)

    def claims(self, *, dyad: tuple[str, str] | None = None, open_only: bool = False,
               as_of: date | datetime | None = None) -> Iterator[Claim]:
        """The claims of the current documents, with what came of them (the ledger), by end of the window."""
        clauses, values = _in_force(as_of)
        if dyad:
            clauses = [*clauses, "(c.a = ? AND c.b = ? OR c.a = ? AND c.b = ?)"]
            values = [*values, *dyad, *reversed(dyad)]
        limit = _utc(_end(as_of)) if as_of else "9999"
        rows = self._rows(
            "SELECT json_set(c.line, '$.resolution', coalesce((SELECT l.resolution FROM ledger l"
            " WHERE l.claim = c.id AND l.known_from <= ? ORDER BY l.number DESC LIMIT 1),"
            " json_extract(c.line, '$.resolution')))"
            " FROM claim c JOIN document d ON d.number = c.document"
            f" WHERE {' AND '.join(clauses)} ORDER BY c.due, d.id, c.position, c.id", [limit, *values])
        found = (record for record in map(_record, rows) if isinstance(record, Claim))
        return (claim for claim in found if claim.resolution == "open" or not open_only)

    def signals(self, *, indicator: str | None = None,
                as_of: date | datetime | None = None) -> Iterator[Signal]:
        """The signals of the current documents, by day of publication, then place in the text."""
        clauses, values = _in_force(as_of)
        if indicator is not None:
            clauses, values = [*clauses, "s.indicator = ?"], [*values, indicator]
        rows = self._rows("SELECT s.line FROM signal s JOIN document d ON d.number = s.document"
                          f" WHERE {' AND '.join(clauses)}"
                          " ORDER BY d.published, d.id, s.position, s.id", values)
        return (record for record in map(_record, rows) if isinstance(record, Signal))

    def outlets(self) -> list[str]:
        """The names of the outlets of all documents."""
        return [str(row[0]) for row in self._rows("SELECT name FROM outlet ORDER BY name", [])]

    def search(self, query: str, *, limit: int = 20) -> list[Hit]:
        """The current documents that hold all words of `query`, best first; none for a query without a word.

        "Words in quotes" must stand in a row; `word*` finds any ending. Titles weigh four times.
        """
        if not (match := search.quoted(query)):
            return []
        rows = self._rows(
            "SELECT d.id, d.title, d.published, d.outlet, d.url, d.text, bm25(words, 4.0, 1.0) AS score,"
            " (SELECT json_group_array(id) FROM"
            "  (SELECT id FROM report WHERE document = d.number ORDER BY position, id))"
            " FROM words JOIN document d ON d.number = words.rowid"
            " WHERE words MATCH ? AND d.current = 1 ORDER BY score, d.published DESC, d.id LIMIT ?",
            [match, limit])
        return [hit for row in rows if (hit := _hit(row, match)) is not None]

    def export(self) -> Iterator[str]:
        """The whole record as JSON Lines: each revision of a document, then its reports, claims and signals.

        In one order that content alone decides, so that two archives of equal content export equal text. In the
        text of a document each letter of a private person's name is a block, so that every span still holds; a record's
        quote is as it stands there.
        """
        for row in self._rows(f"SELECT {_COLUMNS}, d.current, d.coder, d.number FROM document d"
                              " ORDER BY d.published, d.id, d.known_from, d.digest", []):
            document = _document(row)
            title, text = search.public(document.title, document.text)
            yield json.dumps(
                {"record": "document", "id": document.id, "text": text, "title": title,
                 "url": document.url, "outlet": document.outlet, "language": document.language,
                 "published": document.published.isoformat(), "published_origin": document.published_origin,
                 "known_from": row[8], "current": bool(row[9]), "coder": row[10]},
                ensure_ascii=False, separators=(",", ":"))
            for kind in ("report", "claim", "signal"):
                lines = self._rows(f"SELECT line FROM {kind} WHERE document = ? ORDER BY position, id",
                                   [row[11]])
                yield from (_public_line(str(line[0]), text or "") for line in lines)

    def check(self) -> str:
        """`ok`, or what SQLite's quick_check finds wrong with the file."""
        with translated(self.path):
            return str(self._connection.execute("PRAGMA quick_check(1)").fetchone()[0])

    def counts(self) -> dict[str, int]:
        """How many current documents, and reports, claims and signals in all revisions, are stored."""
        tables = {"documents": "document WHERE current = 1", "reports": "report", "claims": "claim",
                  "signals": "signal"}
        with translated(self.path):
            return {name: int(self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
                    for name, table in tables.items()}

    def _rows(self, sql: str, values: Sequence[str | int | None]) -> Iterator[sqlite3.Row]:
        with translated(self.path):
            yield from self._connection.execute(sql, values)


_COLUMNS = "d.id, d.text, d.title, d.url, d.outlet, d.language, d.published, d.published_origin, d.known_from"
"""What `_document` reads, in its order."""


def _public_line(line: str, text: str) -> str:
    """A record as its line, quoting the text without private names."""
    record = from_json(json.loads(line))
    quote = text[slice(*record.span)]
    return line if quote == record.quote else to_line(replace(record, quote=quote))


def _hit(row: sqlite3.Row, match: str) -> Hit | None:
    """A row of `search` as a hit without private names; None where only such a name matched."""
    title, text = search.public(row[1], row[5])
    found = search.snippet(title, text, match)
    if found is None:
        return None
    return Hit(row[0], search.masked(title), date.fromisoformat(row[2]), row[3], row[4], *found,
               tuple(json.loads(row[7])), -row[6])


def _document(row: sqlite3.Row) -> Document:
    identifier, text, title, url, outlet, language, published, origin, known_from = row[:9]
    return Document(identifier, text, date.fromisoformat(published), title, url, outlet, language, origin,
                    datetime.fromisoformat(known_from))


def _record(row: sqlite3.Row) -> Record:
    return from_json(json.loads(row[0]))


def _in_force(as_of: date | datetime | None) -> tuple[list[str], list[str]]:
    """The clauses, with their values, that pick the revisions in force now or at `as_of`."""
    if as_of is None:
        return ["d.current = 1"], []
    return ["d.number = (SELECT x.number FROM document x WHERE x.first = d.first AND x.known_from <= ?"
            " ORDER BY x.known_from DESC, x.number DESC LIMIT 1)"], [_utc(_end(as_of))]


def _end(moment: date | datetime) -> datetime:
    if isinstance(moment, datetime):
        return moment
    return datetime.combine(moment, time(23, 59, 59), UTC)


def _digest(document: Document) -> str:
    return content_id("revision", document.title, document.published.isoformat(), document.text)


def _check(record: Record, document: Document, *, where: str) -> None:
    start, end = record.span
    if record.document != document.id or document.text[start:end] != record.quote:
        raise ArchiveError(f"{record.kind} {record.id} does not quote document {document.id}", where=where,
                           hint="read the document again")


