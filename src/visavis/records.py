"""The frozen records that flow through visavis, and the JSON Lines contract.

The rule: `document.text[span[0]:span[1]] == quote` for every record that quotes (`private`: offsets into the quote of
names that are masked wherever it is shown), and an `id` depends on content alone, so that reading the same text twice
gives the same ids. Keys are never renamed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Literal, TypeAlias

Span: TypeAlias = tuple[int, int]
"""Character offsets [start, end) into the text of a document."""


class Modality(StrEnum):
    """Whether the thing was done. Only `actual` is counted as done."""

    ACTUAL = "actual"
    PLANNED = "planned"
    PREDICTED = "predicted"
    HYPOTHETICAL = "hypothetical"
    NEGATED = "negated"


class Evidence(StrEnum):
    """On whose word. `rumoured` is never counted as done."""

    ASSERTED = "asserted"
    ATTRIBUTED = "attributed"
    REPORTED = "reported"
    RUMOURED = "rumoured"


class Precision(StrEnum):
    """How finely a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class DateOrigin(StrEnum):
    """Where a date comes from: said in the text, worked out from it, or the day of publication."""

    STATED = "stated"
    INFERRED = "inferred"
    PUBLICATION = "publication"


MASK = "[name]"
"""What stands for the name of a private person in a text that is shown."""


def shown(text: str, private: Iterable[Span]) -> str:
    """`text` with MASK in place of the stretches `private`.

    >>> shown("A worker named Quentin Doe returned.", [(15, 26)])
    'A worker named [name] returned.'
    """
    made, at = [], 0
    for start, end in sorted(private):
        if start >= at:
            made += [text[at:start], MASK]
            at = end
    return "".join([*made, text[at:]])


def content_id(kind: str, *parts: object) -> str:
    """A 16-digit hexadecimal id of `parts`: equal content, equal id, on every machine.

    >>> content_id("report", "d1", 3) == content_id("report", "d1", 3)
    True
    """
    payload = json.dumps([kind, *parts], ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.blake2b(payload.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Document:
    """One text by one outlet, published at one moment.

    `published` is an ISO date; `published_origin` says how it is known: `given` (by the user or the
    input), `page` (htmldate), `header` (WARC). `known_from` is the moment since when visavis can have
    known the text: for a collected document the fetch, else the publication.
    """

    id: str
    text: str
    published: date
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    language: str | None = None
    published_origin: Literal["given", "page", "header"] = "given"
    known_from: datetime | None = None

    @classmethod
    def from_text(
        cls, text: str, published: date, *, id: str | None = None, title: str | None = None,
        url: str | None = None, outlet: str | None = None, language: str | None = None,
        published_origin: Literal["given", "page", "header"] = "given",
    ) -> Document:
        """A document whose id, unless given, comes from outlet, address, date and text."""
        made = content_id("document", outlet, url, published.isoformat(), title, text)
        return cls(id or made, text, published, title, url, outlet, language, published_origin)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts or is acted on.

    `country`: ISO 3166-1 alpha-3 (XKX Kosovo), or for an organisation of states the code that
    `codes/organisations.tsv` gives it. `level`: 1-8 as in `codes/offices.tsv`. `rank`: the number in
    the published order of precedence of that state on that day. `sector`: GOV, MIL, LEG, SPY, ...
    """

    country: str
    name: str | None = None
    office: str | None = None
    level: int | None = None
    rank: int | None = None
    sector: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where: a country and, if told, the place as written."""

    country: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Object:
    """What was given, sold, sent or cut off: "30,000 tons of rice" -> (rice, 30000.0, tons, quote)."""

    kind: str
    amount: float | None
    unit: str | None
    quote: str


@dataclass(frozen=True, slots=True)
class When:
    """An interval of days (both ends included), how finely it is known, and from where."""

    start: date
    end: date
    precision: Precision
    origin: DateOrigin


@dataclass(frozen=True, slots=True)
class Report:
    """One document's mention of something done by a source actor to a target actor."""

    kind: ClassVar[str] = "report"

    id: str
    document: str
    type: str
    mode: str | None
    context: tuple[str, ...]
    cameo: str
    quad: int
    goldstein: float
    source: Actor
    target: Actor
    when: When
    place: Place | None
    objects: tuple[Object, ...]
    modality: Modality
    evidence: Evidence
    attributed_to: str | None
    quote: str
    span: Span
    confidence: float
    coder: str
    private: tuple[Span, ...] = ()

    @property
    def shown(self) -> str:
        """The quote as it may be shown: names of private persons masked."""
        return shown(self.quote, self.private)

    @property
    def counts(self) -> bool:
        """Whether the thing counts as done: actual, and more than a rumour."""
        return self.modality is Modality.ACTUAL and self.evidence is not Evidence.RUMOURED


@dataclass(frozen=True, slots=True)
class Claim:
    """A forecast somebody made, with the hedge as written and the probability it stands for.

    `condition`: the clause on which it depends, as written. `window_reason`: the words that the window is taken from,
    or the default that stands for them and why.
    """

    kind: ClassVar[str] = "claim"

    id: str
    document: str
    quote: str
    span: Span
    claimant: str | None
    hedge: str
    probability: float
    interval: tuple[float, float]
    dyad: tuple[str, str] | None
    type: str | None
    direction: Literal["more", "less", "event"]
    window: tuple[date, date]
    resolution: str = "open"
    private: tuple[Span, ...] = ()
    condition: str | None = None
    window_reason: str = ""

    @property
    def shown(self) -> str:
        """The quote as it may be shown: names of private persons masked."""
        return shown(self.quote, self.private)


@dataclass(frozen=True, slots=True)
class Signal:
    """A sentence that touches a watched indicator."""

    kind: ClassVar[str] = "signal"

    id: str
    document: str
    indicator: str
    quote: str
    span: Span
    countries: tuple[str, ...]
    private: tuple[Span, ...] = ()

    @property
    def shown(self) -> str:
        """The quote as it may be shown: names of private persons masked."""
        return shown(self.quote, self.private)


Record: TypeAlias = Report | Claim | Signal


def to_json(record: Record) -> dict[str, Any]:
    """The record as the JSON object of the contract: `record` first, dates as ISO text."""
    row: dict[str, Any] = {"record": record.kind}
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, When):
            row |= {"start": value.start.isoformat(), "end": value.end.isoformat(),
                    "precision": str(value.precision), "date_origin": str(value.origin)}
        else:
            row[field.name] = _plain(value)
    return row


def to_line(record: Record) -> str:
    """The record as one line of JSON Lines, without the line feed."""
    return json.dumps(to_json(record), ensure_ascii=False, separators=(",", ":"))


def from_json(row: Mapping[str, Any]) -> Record:
    """The record that `to_json` wrote; unknown keys are ignored, a missing one raises KeyError."""
    make: dict[str, Callable[[Mapping[str, Any]], Record]] = {"report": _report, "claim": _claim, "signal": _signal}
    return make[row["record"]](row)


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Actor | Place | Object):
        return asdict(value)
    return value


def _report(row: Mapping[str, Any]) -> Report:
    when = When(date.fromisoformat(row["start"]), date.fromisoformat(row["end"]),
                Precision(row["precision"]), DateOrigin(row["date_origin"]))
    return Report(
        row["id"], row["document"], row["type"], row["mode"], tuple(row["context"]), row["cameo"],
        row["quad"], row["goldstein"], Actor(**row["source"]), Actor(**row["target"]), when,
        Place(**row["place"]) if row["place"] else None,
        tuple(Object(**item) for item in row["objects"]),
        Modality(row["modality"]), Evidence(row["evidence"]), row["attributed_to"],
        row["quote"], _pair(row["span"]), row["confidence"], row["coder"], _private(row))


def _claim(row: Mapping[str, Any]) -> Claim:
    start, end = row["window"]
    low, high = row["interval"]
    return Claim(
        row["id"], row["document"], row["quote"], _pair(row["span"]), row["claimant"], row["hedge"],
        row["probability"], (low, high), (row["dyad"][0], row["dyad"][1]) if row["dyad"] else None,
        row["type"], row["direction"], (date.fromisoformat(start), date.fromisoformat(end)),
        row["resolution"], _private(row), row.get("condition"), row.get("window_reason", ""))


def _signal(row: Mapping[str, Any]) -> Signal:
    return Signal(row["id"], row["document"], row["indicator"], row["quote"], _pair(row["span"]),
                  tuple(row["countries"]), _private(row))


def _private(row: Mapping[str, Any]) -> tuple[Span, ...]:
    """The spans of masked names; none in a line written before there were any."""
    return tuple(_pair(span) for span in row.get("private", ()))


def _pair(value: Any) -> Span:
    return int(value[0]), int(value[1])
