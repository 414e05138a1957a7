"""Alerts and dates in the forms that other programs read: Atom and iCalendar.

The rule: an entry keeps its id for ever, so that a reader shows it once; text is text, never markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from xml.etree import ElementTree as ET

from visavis.desks import Anniversary
from visavis.records import Claim
from visavis.watch.tellings import Telling, shown

ATOM = "http://www.w3.org/2005/Atom"
FOLD = 73
"""Octets of a line of iCalendar before it is folded: RFC 5545, 3.1, allows 75."""


def atom(tellings: Sequence[Telling], *, title: str, now: datetime) -> str:
    """The alerts as an Atom feed (RFC 4287), the newest first."""
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed")
    _add(feed, "id", f"urn:visavis:alerts:{title.replace(' ', '-')}")
    _add(feed, "title", title)
    _add(feed, "updated", max((one.alert.changed for one in tellings), default=now).isoformat())
    _add(_add(feed, "author", ""), "name", "visavis")
    for one in tellings:
        entry = _add(feed, "entry", "")
        _add(entry, "id", f"urn:visavis:alert:{one.alert.id}")
        _add(entry, "title", one.head)
        _add(entry, "published", one.alert.fired.isoformat())
        _add(entry, "updated", one.alert.changed.isoformat())
        ET.SubElement(entry, f"{{{ATOM}}}category", {"term": one.alert.watch, "label": one.title})
        if url := next((each.url for each in one.evidence if each.url), None):
            ET.SubElement(entry, f"{{{ATOM}}}link", {"rel": "alternate", "href": url})
        _add(entry, "content", "\n".join(lines(one)))
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, encoding="unicode") + "\n"


def lines(one: Telling) -> Iterator[str]:
    """The alert in plain lines: how sure it is, then each sentence with its outlet and day."""
    yield (f"{one.corroboration}: {', '.join(one.voices)}; best source {one.reliability};"
           f" threshold: {one.alert.threshold}")
    for each in one.evidence:
        touch = each.touch
        copy = ", a copy" if touch.document != touch.original else ""
        yield f'{touch.day} {touch.outlet or "unknown outlet"}{copy}: "{shown(touch.quote)}"'


def calendar(anniversaries: Iterable[Anniversary], claims: Iterable[Claim], *, title: str, now: datetime) -> str:
    """Anniversaries, each year, and the last days of open claims, as iCalendar (RFC 5545)."""
    rows = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//visavis//desk//EN", f"X-WR-CALNAME:{_escaped(title)}"]
    stamp = f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}"
    for day in anniversaries:
        rows += _event(f"anniversary-{day.date:%Y%m%d}-{_slug(day.name)}@visavis", stamp, day.date,
                       f"{day.name} ({day.date.year})", "RRULE:FREQ=YEARLY")
    for claim in claims:
        rows += _event(f"claim-{claim.id}@visavis", stamp, claim.window[1],
                       f"Claim due ({claim.hedge}, {claim.probability:.0%}): {shown(claim.shown)}")
    return "\r\n".join(folded for row in [*rows, "END:VCALENDAR"] for folded in _folded(row)) + "\r\n"


def _event(uid: str, stamp: str, day: date, summary: str, *more: str) -> list[str]:
    return ["BEGIN:VEVENT", f"UID:{uid}", stamp, f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}", f"SUMMARY:{_escaped(summary)}", *more,
            "TRANSP:TRANSPARENT", "END:VEVENT"]


def _escaped(text: str) -> str:
    plain = "".join(c if c.isprintable() or c == "\n" else " " for c in text)
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(row: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets that cut no character; the later ones begin with a space."""
    piece, size = "", 0
    for character in row:
        width = len(character.encode("utf-8"))
        if size + width > FOLD:
            yield piece
            piece, size = " ", 1
        piece, size = piece + character, size + width
    yield piece


def _slug(text: str) -> str:
    return "-".join("".join(c if c.isalnum() and c.isascii() else " " for c in text.lower()).split())


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    made = ET.SubElement(parent, f"{{{ATOM}}}{name}")
    made.text = "".join(c for c in text if c in "\t\n" or c.isprintable()) or None
    return made
