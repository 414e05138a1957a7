"""The HTTP API under /api/v1: the records of the Python API, as JSON, JSON Lines, CSV, Parquet or Arrow.

The rule: every answer is a list of records under `data` with the cursor of the next page under `next`, or one
record; every error is a Problem.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

import pyarrow as pa
from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from visavis.archive.alerts import State as AlertState
from visavis.brief import export
from visavis.brief.formats import FORMATS
from visavis.brief.formats import MEDIA as MEDIA_TYPES
from visavis.brief.printed import printed
from visavis.datasets import selection, table
from visavis.datasets.selection import Selection
from visavis.forecast.lines import to_json as forecast_json
from visavis.measure import compare, compare_types
from visavis.measure.comparison import Comparison
from visavis.measure.engine import Files
from visavis.measure.visit_rows import as_table
from visavis.records import to_json
from visavis.web import forecasting, lists, reader, shared, tables, visiting, watching
from visavis.web.accounts import who
from visavis.web.answers import MEDIA, Want, answer, arrow, json_answer, lines
from visavis.web.asking import Ask, Day, Level, Senders, State, Stretch, ask, bound
from visavis.web.evidence import document_read, told
from visavis.web.holdings import Held, Holdings, stored
from visavis.web.problems import RESPONSES
from visavis.web.reader import Given

router = APIRouter(prefix="/api/v1", responses=RESPONSES)


class Shape(StrEnum):
    """What a brief is asked for as."""

    JSON = "json"
    MD = "md"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    BIBTEX = "bibtex"
    CSL = "csl"


class Done(BaseModel):
    """What is done with an alert."""

    model_config = ConfigDict(extra="forbid")

    state: AlertState
    note: str = Field("", max_length=500)
    until: date | None = Field(None, description="Of a mute: the day on which it ends.")


ENDINGS: dict[str, str] = {Shape.BIBTEX: "bib", Shape.CSL: "json"}
"""How a file's name ends where it does not end in the format."""


Asked = Annotated[Ask, Depends(ask)]
Id = Annotated[str, Path(max_length=200)]


@router.get("/", summary="What is held")
def index(held: Held) -> Response:
    """The data sets with the days they cover, the desk, the states that it watches."""
    sets = [{"dataset": one.name, "title": one.title, "first": one.span.first, "last": one.span.last,
             "reports": one.span.reports} for one in held.material().sets]
    return json_answer({"data": sets, "next": None, "desk": held.desk.name,
                        "dyads": [{"a": one.a, "b": one.b, "versus": one.versus} for one in held.desk.dyads]})


@router.get("/dyad/{a}/{b}", summary="A dyad by period")
def dyad(held: Held, wanted: Asked, want: Want) -> Response:
    """The series of `dyad_series`, data set by data set, of the dyad and of its rival; and how the two differ."""
    found = held.series(wanted)
    rows = export.together([(data.name, one) for data, many in found for one in many])
    compared = [{"dataset": data.name, **_comparison(one)} for data, many in found if len(many) == 2
                for one in (compare(*many), *compare_types(*many))]
    return answer(rows, want, name=f"dyad-{'-'.join((wanted.a, *wanted.others))}", compared=compared)


@router.get("/events/{a}/{b}", summary="The events of a dyad")
def events(held: Held, wanted: Asked, want: Want) -> Response:
    """Merged events, newest first: the columns of the event table, with `standing`."""
    parts = [(data.name, one) for data, many in held.events(wanted) for one in many]
    rows = export.together(parts).sort_by([("start", "descending"), ("id", "ascending")])
    return answer(rows, want, name=f"events-{'-'.join((wanted.a, *wanted.others))}", key=("start", "id"))


@router.get("/events/{a}/{b}/{identifier}", summary="One event with its reports")
def event(held: Held, wanted: Asked, identifier: Id) -> Response:
    """The event, and each report of it with its quote where the desk holds the document."""
    found = told(held, wanted, identifier)
    reports = [{**one.row, "address": one.address, "report": to_json(shared.record(one.report)) if one.report else None}
               for one in found.reports]
    return json_answer({"dataset": found.data.name, "event": dict(found.event), "reports": reports})


@router.get("/forecasts/{a}/{b}", summary="What is next in a dyad")
def forecasts(held: Held, wanted: Asked, want: Want) -> Response:
    """All types at the usual horizons, with base rates, reasons and the track record of forecasts like it."""
    ahead = forecasting.ahead(held, wanted)
    rows = [forecast_json(one) for one in ahead.forecasts]
    return answer(tables.forecasts(rows), want, name=f"forecasts-{wanted.a}-{wanted.b}", made=ahead.day)


@router.get("/ledger", summary="The ledger of claims")
def ledger(held: Held, want: Want) -> Response:
    """Each claim with its resolver and how it stands, by the end of its window."""
    return answer(tables.ledger(forecasting.ledger(held)), want, name="ledger", key=("due", "id"), newest_first=False)


@router.get("/reliability", summary="What was said against what came true")
def reliability(held: Held, want: Want) -> Response:
    """Of our own forecasts on record, and of others' resolved claims, by stretches of chances."""
    points = forecasting.reliability(forecasting.scored(held) if held.folder else ())
    return answer(pa.Table.from_pylist(points), want, name="reliability")


@router.get("/visits/{host}", summary="The ledger of visits to a state")
def visits(held: Held, want: Want, host: State, senders: Senders = None, since: Stretch = None, until: Stretch = None,
           level: Level = None, as_of: Day = None) -> Response:
    """Visits and meetings, `kind` and `standing` telling them apart; only visits that are done were made."""
    wanted = visiting.Wanted.of(host, senders, bound(since, 0), bound(until, 1), level, as_of)
    rows = as_table([one for part in visiting.parts(held, wanted) for one in part.visits])
    return answer(rows.sort_by([("start", "descending"), ("id", "ascending")]), want,
                  name=f"visits-{wanted.host}", key=("start", "id"))


@router.get("/rows", summary="Rows of the event table, streamed")
def rows(
    held: Held, want: Want,
    a: Annotated[str | None, Query(description="One side, by code.", max_length=8)] = None,
    b: Annotated[str | None, Query(description="The other side, by code; with `a`.", max_length=8)] = None,
    since: date | None = None, until: date | None = None,
    type: Annotated[list[str] | None, Query(description="Only this PLOVER type.")] = None,
    dataset: Annotated[list[str] | None, Query(description="Only this data set.")] = None,
) -> Response:
    """One row a report, as `visavis export` writes them, in constant memory: JSON Lines (also for json) or Arrow."""
    wanted = Selection((a, b) if a and b else None, since, until, tuple(type or ()), tuple(dataset or ()))
    wanted.filter()
    parts = _streamed(held, wanted)
    if want.format == "arrow":
        return StreamingResponse(arrow(parts, table.SCHEMA), media_type=MEDIA["arrow"])
    return StreamingResponse(lines(parts), media_type=MEDIA["jsonl"])


@router.get("/documents", summary="The documents of the desk")
def documents(held: Held, want: Want, as_of: Day = None) -> Response:
    """Newest first, without their text."""
    return answer(lists.documents(held, as_of), want, name="documents", key=("published", "id"))


@router.get("/documents/{identifier}", summary="One document with what was read in it")
def document(held: Held, identifier: Id) -> Response:
    """The text, and its reports, claims and signals in the order of their spans."""
    with held.archive() as archive:
        found, records = document_read(archive, identifier)
    return json_answer({
        "id": found.id, "title": found.title, "text": found.text, "published": found.published,
        "published_origin": found.published_origin, "outlet": found.outlet, "url": found.url,
        "language": found.language, "known_from": found.known_from, "records": [to_json(one) for one in records]})


@router.get("/reports", summary="The reports of the desk")
def reports(held: Held, want: Want, as_of: Day = None) -> Response:
    """By the first day of what they tell, newest first."""
    return answer(lists.reports(held, as_of), want, name="reports", key=("start", "id"))


@router.get("/claims", summary="The claims of the desk")
def claims(held: Held, want: Want, as_of: Day = None) -> Response:
    """With what came of them, by the end of their window."""
    return answer(lists.claims(held, as_of), want, name="claims", key=("due", "id"), newest_first=False)


@router.get("/signals", summary="The signals of the desk")
def signals(held: Held, want: Want, as_of: Day = None,
            indicator: Annotated[str | None, Query(max_length=100)] = None) -> Response:
    """Newest first."""
    return answer(lists.signals(held, as_of, indicator), want, name="signals", key=("published", "id"))


@router.get("/alerts", summary="The alerts of the desk")
def alerts(held: Held, want: Want, state: Annotated[list[AlertState] | None, Query(
        description="Only in this state; may be given again.")] = None) -> Response:
    """What fired, the newest first, with its sentences, its voices, and how unusual it was."""
    return answer(tables.alerts(watching.alerts(held, tuple(state or ()))), want, name="alerts", key=("day", "id"))


@router.get("/alerts/{identifier}", summary="One alert with what was done with it")
def alert(held: Held, identifier: Id) -> Response:
    """By its id, or by how that begins."""
    one, notes = watching.alert(held, identifier)
    return json_answer({**tables.alert(one), "notes": [asdict(note) for note in notes]})


@router.post("/alerts/{identifier}", summary="Do something with an alert")
def change(request: Request, held: Held, identifier: Id, given: Done) -> Response:
    """Sets its state; gives the alert back. Needs the scope write."""
    watching.change(held, identifier, watching.Change(given.state, given.note, who(request).name, given.until))
    return alert(held, identifier)


@router.get("/sources", summary="How the sources stand")
def sources(held: Held) -> Response:
    """Which speaks, is silent, is broken, as the collector found them."""
    found = watching.board(held).sources if held.folder else ()
    return json_answer({"data": [one.as_row() for one in found], "next": None})


@router.get("/outlets", summary="The outlets of the desk")
def outlets(held: Held, want: Want) -> Response:
    """Those that the desk knows and those of its documents, with how long each is silent."""
    return answer(lists.outlets(held), want, name="outlets")


@router.get("/changes", summary="What changed in the desk's dyads")
def changes(held: Held, want: Want) -> Response:
    """The last year of each against the years before, with the ratio of the rates and its interval."""
    return answer(lists.changes(held), want, name="changes")


@router.get("/search", summary="Documents by their words")
def search(held: Held, want: Want, q: Annotated[str, Query(
        description='All words must occur; "in quotes" in a row; word* with any ending.', max_length=400)]) -> Response:
    """Best first; `limit` of them."""
    return answer(lists.hits(held, q, want.limit), want, name="search")


@router.get("/brief/{a}/{b}", summary="The brief of a dyad")
def brief(held: Held, wanted: Asked, shape: Annotated[Shape, Query(alias="format")] = Shape.JSON,
          section: Annotated[list[str] | None, Query(description="Only this section; may be given again.")] = None,
          ) -> Response:
    """As it is printed (json), or as a document."""
    parts = tuple(section or ())
    made = held.brief(wanted, parts)
    if shape is Shape.JSON:
        return json_answer(asdict(printed(made)))
    name = f"brief-{'-'.join((wanted.a, *wanted.others))}.{ENDINGS.get(shape, shape)}"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    written = held.kept(lambda: FORMATS[shape](made), "written", shape, wanted, parts, held.today())
    return Response(written, media_type=MEDIA_TYPES[shape], headers=headers)


@router.post("/read", summary="Read a text", openapi_extra={"x-scope": "read"})
def read(held: Held, given: Given) -> Response:
    """What the coder reads in it: reports, claims and signals, in the order of the text. Nothing is kept."""
    reading = reader.read(held, given.document(), explain=given.explain)
    return json_answer({"data": reader.records(reading), "next": None,
                        "trace": [asdict(one) for one in reading.trace]})


def _streamed(held: Holdings, wanted: Selection) -> Iterator[pa.Table]:
    names = wanted.datasets
    for one in held.material().sets:
        if not names or one.name in names:
            rows = stored(one.rows)
            mixed = isinstance(one.rows, Files) and one.rows.dataset
            asked = replace(wanted, datasets=(mixed,) if mixed else ())
            yield from selection.select([rows] if isinstance(rows, pa.Table) else rows, asked)


def _comparison(one: Comparison) -> dict[str, Any]:
    return {"what": one.what, "first": one.first, "second": one.second, "events": one.events, "reports": one.reports,
            "ratio": one.ratio.value, "low": one.ratio.low, "high": one.ratio.high, "verdict": one.verdict}
