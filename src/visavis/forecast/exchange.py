"""The ledger as files: CSV and JSON Lines, which can be brought in again, and a calendar of deadlines.

The rule: what is written can be read again and is then equal; what somebody else wrote is taken whole or refused with
the line that is wrong.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from visavis.errors import InputError, VisavisError
from visavis.forecast.ledger import OWN, Entry
from visavis.forecast.resolvers import Resolver, from_json
from visavis.records import Claim, content_id
from visavis.records import from_json as record
from visavis.records import to_json as plain

COLUMNS = ("id", "claimant", "a", "b", "quote", "hedge", "probability", "low", "high", "kind", "type", "direction",
           "test", "source", "target", "opens", "closes", "least", "state", "reason", "events", "document", "version")
"""Of the CSV file. Brought in again: all but `state`, `reason`, `events` and `version`, which the run makes anew."""

RISKY = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def to_json(one: Entry) -> dict[str, Any]:
    """An entry as a JSON object."""
    claim = plain(one.claim)
    claim["resolution"] = one.state
    return {"record": "ledger", "claim": claim, "resolver": one.resolver and one.resolver.to_json(),
            "question": one.resolver and one.resolver.text, "version": one.version, "origin": one.origin,
            "state": one.state, "reason": one.reason, "events": list(one.events)}


def to_jsonl(entries: Iterable[Entry]) -> bytes:
    """The entries as JSON Lines."""
    return "".join(json.dumps(to_json(one), ensure_ascii=False) + "\n" for one in entries).encode()


def to_csv(entries: Iterable[Entry]) -> bytes:
    """The entries as CSV in UTF-8; text that begins like a formula gets an apostrophe in front."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in entries:
        writer.writerow([_safe(value) for value in _row(one)])
    return stream.getvalue().encode()


def to_icalendar(entries: Iterable[Entry], *, now: datetime) -> bytes:
    """The deadlines of the open entries as iCalendar: the day on which each window closes."""
    from icalendar import Calendar, Event

    made = Calendar()
    made.add("prodid", "-//visavis//ledger//EN")
    made.add("version", "2.0")
    for one in entries:
        if one.state not in ("open", "due") or one.resolver is None:
            continue
        event = Event()
        event.add("uid", f"{one.claim.id}@ledger.visavis")
        event.add("dtstamp", now)
        event.add("dtstart", one.resolver.window[1])
        event.add("summary", f"Due: {one.resolver.text}")
        event.add("description", f"{one.claim.claimant or 'not named'}: “{one.claim.shown}”"
                                 f" ({f'{one.claim.hedge}: ' if one.claim.hedge else ''}{one.claim.probability:.0%})")
        made.add_component(event)
    return bytes(made.to_ical())


def read(data: bytes, *, where: str) -> tuple[tuple[Claim, Resolver | None], ...]:
    """The claims, each with its resolver, of a file that `to_csv` or `to_jsonl` wrote, or of one in their layout.

    Raises InputError with the line of the first that cannot be used; then nothing is taken.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 at byte {error.start}", where=where, hint="save it as UTF-8") from error
    rows = _from_jsonl(text, where) if text.lstrip().startswith("{") else _from_csv(text, where)
    return tuple(rows)


def _from_jsonl(text: str, where: str) -> Iterator[tuple[Claim, Resolver | None]]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
            claim = record(told["claim"] if told.get("record") == "ledger" else told)
            if not isinstance(claim, Claim):
                raise ValueError("no claim")
            resolver = from_json(told["resolver"]) if told.get("resolver") else None
            yield _checked(claim), resolver
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, VisavisError) as error:
            raise _bad(f"{where}:{number}", error) from error


def _from_csv(text: str, where: str) -> Iterator[tuple[Claim, Resolver | None]]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        yield from _from_rows(reader, where)
    except csv.Error as error:
        raise _bad(f"{where}:{max(1, reader.line_num)}", error) from error


def _from_rows(reader: csv.DictReader[str], where: str) -> Iterator[tuple[Claim, Resolver | None]]:
    needed = {"quote", "probability", "opens", "closes"}
    if missing := sorted(needed - set(reader.fieldnames or ())):
        raise InputError(f"no column {', '.join(missing)}", where=f"{where}:1",
                         hint=f"the columns are {', '.join(COLUMNS)}")
    for row in reader:
        place = f"{where}:{reader.line_num}"
        try:
            yield _from_row({key: _plain(value or "") for key, value in row.items() if key})
        except (ValueError, KeyError, TypeError, VisavisError) as error:
            raise _bad(place, error) from error


def _from_row(row: dict[str, str]) -> tuple[Claim, Resolver | None]:
    probability = float(row["probability"])
    low, high = float(row.get("low") or probability), float(row.get("high") or probability)
    window = date.fromisoformat(row["opens"]), date.fromisoformat(row["closes"])
    pair = (row.get("a") or row.get("source") or "", row.get("b") or row.get("target") or "")
    resolver = None
    if row.get("kind") and row.get("source") and row.get("target"):
        resolver = from_json({"test": row.get("test") or "event", "kind": row["kind"], "source": row["source"],
                              "target": row["target"], "window": list(map(str, window)),
                              "least": int(row.get("least") or 1)})
    direction = row.get("direction") or (resolver.test if resolver else "event")
    if direction not in ("event", "more", "less"):
        raise ValueError(f"direction {direction!r}")
    identifier = row.get("id") or content_id("claim", row.get("claimant"), row["quote"], row["opens"], row["closes"])
    type_ = row.get("type") or (resolver.kind.type if resolver else None)
    claim = Claim(identifier, row.get("document") or OWN, row["quote"], (0, len(row["quote"])),
                  row.get("claimant") or None, row.get("hedge", ""), probability, (low, high),
                  (pair[0], pair[1]) if all(pair) else None, type_, direction, window)  # type: ignore[arg-type]
    return _checked(claim), resolver


def _row(one: Entry) -> Sequence[object]:
    claim, asked = one.claim, one.resolver
    a, b = claim.dyad or ("", "")
    opens, closes = asked.window if asked else claim.window
    return (claim.id, claim.claimant or "", a, b, claim.shown, claim.hedge, claim.probability, *claim.interval,
            asked.kind.name if asked else "", claim.type or "", claim.direction, asked.test if asked else "",
            asked.source if asked else "", asked.target if asked else "", opens, closes, asked.least if asked else "",
            one.state, one.reason, ";".join(one.events), claim.document, one.version)


def _checked(claim: Claim) -> Claim:
    """The claim as an open one; ValueError where its figures cannot be."""
    low, high = claim.interval
    if not 0 <= low <= claim.probability <= high <= 1:
        raise ValueError(f"a probability of {claim.probability} in {low} to {high}")
    if claim.window[0] > claim.window[1]:
        raise ValueError(f"a window from {claim.window[0]} to {claim.window[1]}")
    return replace(claim, resolution="open")


def _bad(where: str, error: Exception) -> InputError:
    why = error.what if isinstance(error, VisavisError) else str(error)
    return InputError(f"not a claim of the ledger ({why})", where=where,
                      hint="see docs/forecasting.md for its layout")


def _safe(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(RISKY) else value


def _plain(value: str) -> str:
    return value[1:] if value[:1] == "'" and value[1:2] and value[1:].startswith(RISKY) else value
