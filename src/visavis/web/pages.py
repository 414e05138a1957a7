"""The pages: Desk, Dyad, events, Document, Search, Sources, and the brief.

The rule: a page shows what the API gives, each table with the way to the same rows as a file.
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from visavis.archive.alerts import State
from visavis.archive.search import public_document
from visavis.brief import forecasts as told_forecasts
from visavis.brief import ledger as told_claims
from visavis.brief import words
from visavis.brief.findings import Panel
from visavis.brief.tables import dyad_name, sentences
from visavis.codes import plover
from visavis.codes.persons import BLANK
from visavis.measure import compare_types
from visavis.web import charts, forecasting, lists, reader, visiting, watching
from visavis.web.accounts import who
from visavis.web.asking import Ask, Day, Level, Senders, Stretch, ask, bound
from visavis.web.evidence import document_read, told
from visavis.web.holdings import Held
from visavis.web.passages import passages
from visavis.web.problems import NotFound
from visavis.web.rendering import page
from visavis.web.visiting import Wanted

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
    standing = watching.board(held).sources if held.folder else ()
    return page(request, "desk.html", held=held, changes=lists.changes(held).to_pylist(), newest=newest,
                alerts=watching.alerts(held, ("open",)) if held.folder else (), silent=lists.silent(held, SILENT),
                wrong=[one for one in standing if one.what in ("silent", "broken", "failing")], SILENT=SILENT)


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
    return page(request, "dyad.html", ask=wanted, found=found, SHOWN=SHOWN, types=plover.TYPES, held=held,
                levels=visiting.by_level(held, wanted))


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
                passages=passages(found.text, records), desk=held.desk, masked=BLANK in found.text)


@router.post("/document/{identifier}/why")
def why(request: Request, held: Held, identifier: str) -> Response:
    """What the reader says of each sentence, read again for this."""
    with held.archive() as archive:
        found = archive.document(identifier)
    if found is None:
        raise NotFound("no such document", where=identifier)
    reading = held.kept(lambda: reader.read(held, found, explain=True), "why", identifier)
    return page(request, "why.html", trace=reading.trace, document=public_document(found))


@router.get("/visits")
def visits(request: Request, held: Held, host: str = "", senders: Senders = None, since: Stretch = None,
           until: Stretch = None, level: Level = None, as_of: Day = None) -> Response:
    """The ledger of visits to a state, each with what it rests on."""
    wanted = Wanted.of(host, senders, bound(since, 0), bound(until, 1), level, as_of) if host else None
    query = urlencode({key: value for key, value in {"senders": senders, "since": since, "until": until, "level": level,
                                                     "as_of": as_of}.items() if value})
    return page(request, "visits.html", wanted=wanted, found=visiting.parts(held, wanted) if wanted else (),
                levels=list(words.LEVELS.items()), query=f"?{query}" if query else "")


@router.get("/forecasts")
def forecasts(request: Request, held: Held, a: str = "", b: str = "", as_of: Day = None) -> Response:
    """What is next between two states, how reliable forecasts were, and the ledger of claims."""
    wanted = ask(a, b, as_of=as_of) if a and b else None
    ahead = forecasting.ahead(held, wanted) if wanted else None
    caption = f"Forecasts made on {ahead.day}, the likeliest first" if ahead else ""
    found = forecasting.ledger(held) if held.folder else ()
    resolved = forecasting.scored(held) if held.folder else ()
    points = forecasting.reliability(resolved)
    return page(request, "forecasts.html", held=held, ask=wanted, ahead=ahead, points=points, entries=found,
                table=told_forecasts.table(ahead.forecasts, caption) if ahead else None,
                chart=charts.reliability(points), counts=told_claims.counts(found), states=told_claims.STATES,
                hedge=words.hedge, scores=told_claims.score_tables(resolved) if resolved else ())


@router.get("/watch")
def watch(request: Request, held: Held) -> Response:
    """Open alerts, what is watched, and what silence means."""
    found = watching.alerts(held) if held.folder else ()
    return page(request, "watch.html", held=held, open=[one for one in found if one.alert.state == "open"],
                others=[one for one in found if one.alert.state != "open"][:SHOWN],
                board=watching.board(held) if held.folder else None, may_write=may_write(request))


@router.get("/watch/signals/{identifier}")
def signals(request: Request, held: Held, identifier: str) -> Response:
    """The sentences that touch an indicator, the newest first."""
    rows = lists.signals(held, None, identifier)
    return page(request, "signals.html", indicator=held.desk.indicator(identifier), all=rows.num_rows,
                rows=rows.slice(0, SHOWN).to_pylist())


@router.get("/watch/{identifier}")
def alert(request: Request, held: Held, identifier: str) -> Response:
    """One alert with its sentences, and what was done with it."""
    one, notes = watching.alert(held, identifier)
    return page(request, "alert.html", one=one, notes=notes, may_write=may_write(request))


@router.post("/watch/{identifier}")
def change(request: Request, held: Held, identifier: str, state: Annotated[State, Form()],
           note: Annotated[str, Form(max_length=500)] = "",
           until: Annotated[str, Form(max_length=10)] = "") -> Response:
    """Acknowledges, mutes, closes an alert or opens it again; then its page."""
    watching.change(held, identifier, watching.Change(state, note, who(request).name, bound(until or None, 1)))
    return RedirectResponse(f"/watch/{quote(identifier)}", 303)


def may_write(request: Request) -> bool:
    """Whether who asks may change something."""
    return "write" in who(request).scopes


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
