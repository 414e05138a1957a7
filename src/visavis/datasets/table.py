"""The event table: its columns, how it is written and read, and the merge of reports into events.

The rule: nothing is counted here. A row is a report (`reports` = 1) until `merge` has put together
the reports that tell the same happening; whoever shows a number says which of the two it counts.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from visavis.datasets import merging as merging_room
from visavis.datasets import order
from visavis.datasets.joining import joined
from visavis.datasets.merging import MERGING, Merging, Teller, independent
from visavis.errors import InputError
from visavis.records import Actor, Document, Report, content_id

SCHEMA: pa.Schema = pa.schema([
    ("id", pa.string()), ("dataset", pa.string()), ("native_id", pa.string()), ("month", pa.int32()),
    ("start", pa.date32()), ("end", pa.date32()), ("precision", pa.string()), ("date_origin", pa.string()),
    ("known_from", pa.date32()),
    ("source", pa.string()), ("target", pa.string()),
    ("source_name", pa.string()), ("source_office", pa.string()), ("source_sector", pa.string()),
    ("target_name", pa.string()), ("target_office", pa.string()), ("target_sector", pa.string()),
    ("source_level", pa.int16()), ("target_level", pa.int16()),
    ("source_rank", pa.int16()), ("target_rank", pa.int16()),
    ("type", pa.string()), ("mode", pa.string()), ("context", pa.string()), ("cameo", pa.string()),
    ("quad", pa.int8()), ("goldstein", pa.float32()), ("modality", pa.string()), ("evidence", pa.string()),
    ("place_country", pa.string()), ("place", pa.string()),
    ("outlet", pa.string()), ("url", pa.string()), ("document", pa.string()),
    ("reports", pa.int32()), ("outlets", pa.int32()), ("confidence", pa.float32()), ("coder", pa.string()),
])
"""The columns, in order; docs/architecture.md says what each means."""

MORE: pa.Schema = pa.schema([("quote", pa.string()), ("copies", pa.string())])
"""Further columns where the texts are at hand, in memory only: the sentence, and the document's group of copies."""

SORT_KEYS = [("month", "ascending"), ("source", "ascending"), ("target", "ascending"),
             ("start", "ascending"), ("id", "ascending")]
"""The order of tables in memory; that of event files is by dyad (see order.py)."""

ROW_GROUP = 122_880
"""Rows in a row group: DuckDB's own vector batch; smaller groups make the file larger, larger skip less."""

Paths: TypeAlias = Path | Iterable[Path]


def from_reports(documents: Iterable[Document], reports: Iterable[Report], *, dataset: str = "desk",
                 copies: Mapping[str, str] | None = None) -> pa.Table:
    """One row a report, sorted, in SCHEMA; `documents` must hold every document that a report names.

    With `copies` (document id -> the name of its group, see intake.copies) the columns MORE come too.
    Raises InputError for a report whose document is not given.
    """
    by_id = {document.id: document for document in documents}
    rows = []
    for report in reports:
        row = _row(report, _document_of(report, by_id), dataset)
        more = {} if copies is None else {"quote": report.quote, "copies": copies.get(report.document, report.document)}
        rows.append(row | more)
    return _sorted(pa.Table.from_pylist(rows, schema=SCHEMA if copies is None else pa.schema([*SCHEMA, *MORE])))


def write(table: pa.Table, path: Path) -> None:
    """Nothing; puts `table` at `path` as Parquet (zstd, by dyad), whole or not at all. See `publish`."""
    rows = order.in_order(_fit(table, str(path)))
    told = {**(rows.schema.metadata or {}), order.KEY: json.dumps(order.firsts(rows))}
    publish(rows.replace_schema_metadata(told), path, group=order.GROUP)


def publish(rows: pa.Table, path: Path, *, group: int = ROW_GROUP) -> None:
    """Nothing; puts any table at `path` as Parquet (zstd), whole or not at all.

    The file is written beside its place, synced, then renamed: a reader never sees half of it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            pq.write_table(rows, stream, compression="zstd", row_group_size=group)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o644)  # mkstemp gives 0600, which a server process could not read
        temporary.replace(path)
        _sync_folder(path.parent)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def read(paths: Paths) -> pa.Table:
    """The rows of one or more Parquet files (or of the *.parquet in a folder) as one table in SCHEMA.

    Raises InputError for a missing file, a file that is not Parquet, or a missing column.
    """
    parts = [_read_one(path) for path in parquet_files(paths)]
    return pa.concat_tables(parts) if parts else SCHEMA.empty_table()


def parquet_files(paths: Paths) -> Iterator[Path]:
    """The files that `paths` stands for: files as given, folders as their *.parquet in name order."""
    for path in [paths] if isinstance(paths, Path) else paths:
        if path.is_dir():
            yield from sorted(path.rglob("*.parquet"))
        else:
            yield path


@dataclass(frozen=True, slots=True)
class Merged:
    """Reports made into events: `events` in SCHEMA, and `members`: event, report, score and why of each report."""

    events: pa.Table
    members: pa.Table


def merge(table: pa.Table, *, directed: bool = False, merging: Merging | None = None) -> pa.Table:
    """The events of a table of reports: one row a happening, with its counts of reports and outlets. See `merged`."""
    return merged(table, merging or Merging(directed=directed)).events


def members(table: pa.Table, *, directed: bool = False, merging: Merging | None = None) -> pa.Table:
    """Which report (`report`: id of a row) went into which event (`event`: id after `merge`), the score and why."""
    return merging_room.members(_ready(table, "members"), merging or Merging(directed=directed))


def merged(table: pa.Table, merging: Merging = MERGING) -> Merged:
    """The reports of a table made into events, and what went where.

    Reports tell the same happening where dyad, type and standing (done, planned, ..., rumoured) are equal, their dates
    overlap, and what is known of mode, persons, place and words speaks for it (see merging.py). For the two-sided types
    (AGREE, CONSULT, COOPERATE) the direction is not asked for, unless `directed`. A date known to the month or year
    joins a finer one that lies in it. The result does not depend on the order of the rows. Copies of one text in
    several documents (column `copies`) count as one report by one outlet.
    """
    ready = _ready(table, "merge")
    told = merging_room.members(ready, merging)
    single = pc.is_in(told["event"], _lone(told))
    parts = [_alone(ready.filter(pc.is_in(ready["id"], told.filter(single)["report"].combine_chunks())))]
    if (several := told.filter(pc.invert(single))).num_rows:
        parts.append(_fit(joined(ready, several), "merge"))
    return Merged(_sorted(recounted(pa.concat_tables(parts), ready, told)), told)


def _lone(told: pa.Table) -> pa.Array:
    """The events of one report."""
    counts = told["event"].combine_chunks().value_counts()
    return counts.field("values").filter(pc.equal(counts.field("counts"), 1))


def _alone(reports: pa.Table) -> pa.Table:
    """Events of one report each, as `joined` would make them: most are."""
    months = pc.add(pc.multiply(pc.year(reports["start"]), 100), pc.month(reports["start"]))
    outlets = pc.max_element_wise(reports["outlets"], pc.is_valid(reports["outlet"]).cast(pa.int32()))
    for name, column in (("month", months), ("outlets", outlets)):
        reports = reports.set_column(reports.column_names.index(name), name, column)
    return _fit(reports, "merge")


def _ready(table: pa.Table, where: str) -> pa.Table:
    """The table with `standing`, each id once, with the further columns that a merge can use."""
    return with_standing(_once(fit(table, where)))


def with_standing(table: pa.Table) -> pa.Table:
    """The table with a column `standing`: done, or the reason why a report does not count as done.

    Only what is actual and more than a rumour is done; a rumour is `rumoured` whatever its modality.
    """
    rumoured = pc.equal(table["evidence"], "rumoured")
    actual = pc.equal(table["modality"], "actual")
    standing = pc.if_else(rumoured, "rumoured", pc.if_else(actual, "done", table["modality"]))
    return table.append_column("standing", standing)


def spell_days(table: pa.Table) -> pa.Table:
    """The table with `start` and `end` called first_day and last_day: `end` is a word of SQL."""
    return table.rename_columns({"start": "first_day", "end": "last_day"})


def recounted(events: pa.Table, reports: pa.Table, told: pa.Table) -> pa.Table:
    """The events with reports and outlets counted without copies, where `copies` tells of any."""
    if "copies" not in reports.column_names or not events.num_rows:
        return events
    event_of = dict(zip(told["report"].to_pylist(), told["event"].to_pylist(), strict=True))
    tellers: dict[str, list[Teller]] = {}
    names = ("id", "known_from", "document", "outlet", "copies", "reports", "outlets")
    for row in reports.select(names).to_pylist():
        teller = Teller(row["known_from"], row["document"] or row["id"], row["copies"] or row["document"] or row["id"],
                        _outlet_names(row["outlet"]), row["reports"], row["outlets"])
        tellers.setdefault(event_of[row["id"]], []).append(teller)
    counts = [independent(tellers[name]) for name in events["id"].to_pylist()]
    for place, name in enumerate(("reports", "outlets")):
        at = events.column_names.index(name)
        events = events.set_column(at, SCHEMA.field(name), pa.array([one[place] for one in counts], pa.int32()))
    return events


def _once(table: pa.Table) -> pa.Table:
    """The table with each id once: the same file may have been given twice."""
    if pc.count_distinct(table["id"]).as_py() == table.num_rows:
        return table
    first = table.append_column("row", pa.array(range(table.num_rows), pa.int64()))
    kept = first.group_by("id").aggregate([("row", "min")])["row_min"]
    return table.take(kept.sort())


def _row(report: Report, document: Document, dataset: str) -> dict[str, Any]:
    when, place = report.when, report.place
    return {
        "id": content_id("event", dataset, report.id), "dataset": dataset, "native_id": report.id,
        "month": when.start.year * 100 + when.start.month, "start": when.start, "end": when.end,
        "precision": str(when.precision), "date_origin": str(when.origin), "known_from": _known(document),
        **_side("source", report.source), **_side("target", report.target),
        "type": report.type, "mode": report.mode, "context": ";".join(report.context),
        "cameo": report.cameo, "quad": report.quad, "goldstein": report.goldstein,
        "modality": str(report.modality), "evidence": str(report.evidence),
        "place_country": place.country if place else None, "place": place.name if place else None,
        "outlet": document.outlet, "url": document.url, "document": document.id,
        "reports": 1, "outlets": _outlets(document.outlet), "confidence": report.confidence, "coder": report.coder,
    }


def _side(side: str, actor: Actor) -> dict[str, Any]:
    return {side: actor.country, f"{side}_name": actor.name, f"{side}_office": actor.office,
            f"{side}_sector": actor.sector, f"{side}_level": actor.level, f"{side}_rank": actor.rank}


def _outlets(names: str | None) -> int:
    """How many outlets a text names: `BBC; Le Monde` are two; a text that names none has one."""
    return len(_outlet_names(names)) or 1


def _outlet_names(names: str | None) -> frozenset[str]:
    return frozenset(name.strip() for name in (names or "").split(";") if name.strip())


def _known(document: Document) -> date:
    return document.known_from.date() if document.known_from else document.published


def _document_of(report: Report, by_id: Mapping[str, Document]) -> Document:
    try:
        return by_id[report.document]
    except KeyError:
        raise InputError("its document is not given", where=f"report {report.id}",
                         hint=f"pass the document {report.document} too") from None


def _read_one(path: Path) -> pa.Table:
    try:
        table = pq.read_table(path)
    except FileNotFoundError:
        raise InputError("no such file", where=str(path),
                         hint="give a Parquet file of the event table") from None
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError("not a Parquet file that can be read", where=str(path),
                         hint=f"make it again ({str(error).splitlines()[0]})") from error
    return _fit(table, str(path))


def fit(table: pa.Table, where: str) -> pa.Table:
    """The table in SCHEMA, with those of MORE that it has. InputError for a missing column."""
    fitted = _fit(table, where)
    for field in MORE:
        if field.name in table.column_names:
            fitted = fitted.append_column(field, table[field.name].cast(field.type))
    return fitted


def _fit(table: pa.Table, where: str) -> pa.Table:
    missing = [name for name in SCHEMA.names if name not in table.column_names]
    if missing:
        raise InputError(f"no column {', '.join(missing)}", where=where,
                         hint="the columns of an event table are in docs/architecture.md")
    return table.select(SCHEMA.names).cast(SCHEMA)


def _sorted(table: pa.Table) -> pa.Table:
    return table.sort_by(SORT_KEYS).combine_chunks()


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return  # a folder cannot be opened on Windows
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
