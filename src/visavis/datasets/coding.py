"""Documents by the batch into rows of the event table: what `visavis code` runs, in this process or on Spark.

The rule: one function of one batch, and no state but the loaded coder. A document is read by itself, so what comes out
of it does not depend on the batch, the engine or the machine; a document that cannot be read is told, not dropped.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from visavis.datasets import table
from visavis.errors import InputError
from visavis.intake.lines import found_in
from visavis.intake.terms import Terms
from visavis.records import Document, Report, content_id

COLUMNS = ("id", "text", "title", "url", "outlet", "published", "language")
"""The columns of documents: those of the JSON Lines contract; `text` and `published` are needed."""

CODED: pa.Schema = pa.schema([*table.SCHEMA, ("error", pa.string())])
"""A row a report; and a row for each document that cannot be read, with `document` and `error` alone."""

BATCH = 200
"""Documents coded and written at once: what a stopped run loses at most. Some 10 seconds of work; not tuned."""

TEXT_BYTES = 20_000_000


def code_batch(batch: pa.RecordBatch, *, today: date = date.max, dataset: str = "coded") -> pa.RecordBatch:
    """The reports that documents tell, in CODED; `batch` has COLUMNS (days as dates or ISO text).

    `today`: the last day that a document can be of. Raises nothing for a bad document.
    """
    terms = Terms(today, None, None, TEXT_BYTES)
    rows: list[dict[str, Any]] = []
    for number, row in enumerate(batch.to_pylist()):
        where = f"document {row.get('id') or number}"
        try:
            document = _document(row, terms, where)
            rows += table.from_reports([document], _reports(document), dataset=dataset).to_pylist()
        except InputError as error:
            rows.append({"document": str(row.get("id") or number), "error": str(error)})
    made = pa.Table.from_pylist(rows, schema=CODED).combine_chunks()
    return made.to_batches()[0] if made.num_rows else pa.RecordBatch.from_pylist([], schema=CODED)


def code_batches(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """`code_batch` for each, as Spark's mapInArrow calls it."""
    return map(code_batch, batches)


def _document(row: dict[str, Any], terms: Terms, where: str) -> Document:
    given = {name: row.get(name) for name in COLUMNS}
    if isinstance(given["published"], date):
        given["published"] = given["published"].isoformat()[:10]
    return terms.document(found_in(given, where=where), where=where)


def _reports(document: Document) -> Sequence[Report]:
    from visavis.reading import read  # spaCy comes in with the first document

    try:
        return read(document).reports
    except Exception as error:  # one document never stops a million others
        raise InputError(f"a bug in visavis ({type(error).__name__}: {error})", where=f"document {document.id}",
                         hint="read it alone with --debug and report it") from error


@dataclass(frozen=True, slots=True)
class Coded:
    """What became of documents: how many there were, their reports, and those that could not be read."""

    documents: int = 0
    reports: int = 0
    rejects: int = 0

    def __add__(self, other: Coded) -> Coded:
        return Coded(self.documents + other.documents, self.reports + other.reports, self.rejects + other.rejects)


def code_file(path: Path, out: Path, *, today: date, step: Callable[[int], None] = lambda count: None) -> Coded:
    """Codes the documents of a Parquet file into event files under `out`, batch by batch, in this process.

    A batch is named by its content: one that is there is not coded again, so a stopped run goes on where it was.
    `step` is told how many documents are done. Raises InputError for a file that is no Parquet of documents.
    """
    sums = Coded()
    for batch in batches(path):
        sums += _coded(batch, out, today)
        step(batch.num_rows)
    return sums


def batches(path: Path) -> Iterator[pa.RecordBatch]:
    """The documents of a Parquet file, BATCH at once. InputError for another file or one without text or days."""
    try:
        with pq.ParquetFile(path) as file:
            check(file.schema_arrow.names, where=str(path))
            names = [name for name in COLUMNS if name in file.schema_arrow.names]
            yield from file.iter_batches(batch_size=BATCH, columns=names)
    except FileNotFoundError:
        raise InputError("no such file", where=str(path), hint="give a Parquet file of documents") from None
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError(f"no Parquet file that can be read ({str(error).splitlines()[0]})", where=str(path),
                         hint="give a Parquet file of documents") from error


def check(names: Sequence[str], *, where: str) -> None:
    """Raises InputError where `text` or `published` is not among the columns."""
    if missing := [name for name in ("text", "published") if name not in names]:
        raise InputError(f"no column {', '.join(missing)}", where=where,
                         hint=f"columns of documents are {', '.join(COLUMNS)}")


def _coded(batch: pa.RecordBatch, out: Path, today: date) -> Coded:
    name = content_id("coded", *(str(row) for row in batch.to_pylist()))
    events, rejects = out / f"{name}.parquet", out / f"{name}.rejects.jsonl"
    if not events.is_file():
        made = pa.Table.from_batches([code_batch(batch, today=today)])
        faults = made.filter(pc.is_valid(made["error"])).select(["document", "error"]).to_pylist()
        out.mkdir(parents=True, exist_ok=True)
        if faults:
            write_rejects(rejects, faults)
        table.write(made.filter(pc.is_null(made["error"])), events)
    told = rejects.read_text(encoding="utf-8").count("\n") if rejects.is_file() else 0
    return Coded(batch.num_rows, pq.read_metadata(events).num_rows, told)


def write_rejects(path: Path, faults: Iterable[dict[str, Any]]) -> None:
    """Nothing; writes one JSON object a line, whole or not at all."""
    beside = path.with_name(f".{path.name}.part")
    beside.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in faults), encoding="utf-8")
    beside.replace(path)
