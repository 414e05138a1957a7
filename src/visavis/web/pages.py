"""The pages: Desk, Dyad, events, Document, Search, Sources, and the brief.

The rule: a page shows what the API gives, each table with the way to the same rows as a file.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from visavis.brief.findings import Panel
from visavis.brief.tables import dyad_name, sentences
from visavis.codes import plover
from visavis.measure import compare_types
from visavis.web import charts, lists, reader
from visavis.web.asking import Ask, ask
from visavis.web.evidence import document_read, told
from visavis.web.holdings import Held
from visavis.web.passages import passages
from visavis.web.problems import NotFound
from visavis.web.rendering import page

router = APIRouter(include_in_schema=False)

Asked = Annotated[Ask, Depends(ask)]
From = Annotated[int, Query(ge=0, le=1_000_000)]

SHOWN = 40
"""Rows that a page shows at once; more come when asked for, and all are in the file."""

SILENT = 14
"""Days without a document after which an outlet is called silent: two weeks, not tuned."""


@router.get("/")
def desk(request: Request, held: Held) -> Response:
    """What changed in the desk's dyads, the newest documents, the silent sources."""
    newest = lists.documents(held).slice(0, 12).to_pylist() if held.folder else []
    silent = [row for row in lists.outlets(held).to_pylist() if row["silent_days"] and row["silent_days"] > SILENT]
    return page(request, "desk.html", held=held, changes=lists.changes(held).to_pylist(), newest=newest,
                silent=silent, SILENT=SILENT)


@router.get("/dyad")
def choose(request: Request, held: Held, a: str = "", b: str = "", versus: str = "") -> Response:
    """Which dyad; where two are named, the way to their page."""
    if not (a and b):
        return page(request, "choose.html", held=held)
    wanted = ask(a, b, versus or None)
    return RedirectResponse(wanted.path() + wanted.query(), 303)


@router.get("/dyad/{a}/{b}")
def dyad(request: Request, held: Held, wanted: Asked) -> Response:
    """Two dyads side by side, with bands, periods, events."""
    found = []
    for data, many in held.series(wanted):
        panels = [Panel(dyad_name(one), one) for one in many]
        asks = [Ask(wanted.a, other, None, wanted.by, wanted.since, wanted.until, wanted.as_of, wanted.types,
                    wanted.directed, (data.name,)) for other in wanted.others]
        found.append({"data": data, "sentences": sentences(many, data),
                      "parts": [{"ask": asks[at], "series": one, "name": dyad_name(one),
                                 "chart": charts.specification(panels, at, asks[at]),
                                 "rows": one.to_pylist()[::-1]} for at, one in enumerate(many)],
                      "types": compare_types(*many) if len(many) == 2 else ()})
    return page(request, "dyad.html", ask=wanted, found=found, SHOWN=SHOWN, types=plover.TYPES, held=held)


@router.get("/dyad/{a}/{b}/events")
def events(request: Request, held: Held, wanted: Asked, start: From = 0) -> Response:
    """The events of a dyad, newest first."""
    found = [{"data": data, "rows": many[0].slice(start, SHOWN).to_pylist(), "all": many[0].num_rows}
             for data, many in held.events(wanted.only)]
    return page(request, "events.html", ask=wanted.only, found=found, start=start, SHOWN=SHOWN)


@router.get("/dyad/{a}/{b}/events/{identifier}")
def event(request: Request, held: Held, wanted: Asked, identifier: str) -> Response:
    """One event with the sentences that report it."""
    return page(request, "event.html", ask=wanted.only, told=told(held, wanted, identifier))


@router.get("/document/{identifier}")
def document(request: Request, held: Held, identifier: str) -> Response:
    """A text with what was read in it, and why."""
    with held.archive() as archive:
        found, records = document_read(archive, identifier)
        revisions = archive.revisions(identifier)
    return page(request, "document.html", document=found, records=records, revisions=revisions,
                passages=passages(found.text, records), desk=held.desk)


@router.post("/document/{identifier}/why")
def why(request: Request, held: Held, identifier: str) -> Response:
    """What the reader says of each sentence, read again for this."""
    with held.archive() as archive:
        found = archive.document(identifier)
    if found is None:
        raise NotFound("no such document", where=identifier)
    reading = held.kept(lambda: reader.read(held, found, explain=True), "why", identifier)
    return page(request, "why.html", trace=reading.trace, document=found)


@router.get("/search")
def search(request: Request, held: Held, q: Annotated[str, Query(max_length=400)] = "") -> Response:
    """The documents that hold the words."""
    rows = lists.hits(held, q, SHOWN).to_pylist() if q and held.folder else []
    return page(request, "search.html", q=q, rows=rows, held=held, SHOWN=SHOWN)


@router.get("/sources")
def sources(request: Request, held: Held) -> Response:
    """The data sets and the outlets, and which are silent."""
    return page(request, "sources.html", sets=held.material().sets, rows=lists.outlets(held).to_pylist(),
                SILENT=SILENT, held=held)


@router.get("/brief/{a}/{b}")
def brief(request: Request, held: Held, wanted: Asked) -> Response:
    """The brief as its own page, which needs no script."""
    from fastapi.responses import HTMLResponse

    from visavis.brief.page import render

    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'"
    made = held.brief(wanted)
    return HTMLResponse(held.kept(lambda: render(made), "page", wanted, held.today()),
                        headers={"content-security-policy": policy})
