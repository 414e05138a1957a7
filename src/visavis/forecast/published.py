"""Our own forecasts on record: an append-only file of JSON Lines, each line with the hash of the one before it.

The rule: a forecast is published before its window opens, and a published line is never changed: who changes one
breaks the chain from there on, which anybody can check with nothing but SHA-256. Settling is done anew from the events
each time, so that anybody can do it again.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from visavis.errors import InputError
from visavis.forecast.forecasts import Forecast
from visavis.forecast.kinds import kind
from visavis.forecast.lines import to_json
from visavis.forecast.resolvers import Resolver, settle
from visavis.forecast.scores import Mean, brier, log_score, mean

START = "0" * 64
"""What the first line names as the hash before it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A published forecast: its place, when it was published, the forecast as JSON, and the hash of the line."""

    number: int
    published: datetime
    forecast: dict[str, Any]
    hash: str

    @property
    def question(self) -> tuple[str, str, str]:
        """What it asks: the same question of the same window is published once."""
        return self.forecast["question"], *self.forecast["window"]


@dataclass(frozen=True, slots=True)
class Settlement:
    """A published forecast with what came of it."""

    line: Line
    outcome: float
    number: int
    events: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The settlement as a JSON object."""
        told = self.line.forecast
        return {"record": "settled", "number": self.line.number, "question": told["question"], "window": told["window"],
                "probability": told["probability"], "outcome": self.outcome, "events": list(self.events)}


@dataclass(frozen=True, slots=True)
class Score:
    """The scores of settled forecasts beside those of their base rates; `skill` is the share of the base rate's Brier
    score that is gone."""

    n: int
    hits: int
    brier: Mean
    log: Mean
    base: Mean

    @property
    def skill(self) -> float | None:
        """None where the base rate was never wrong."""
        return 1 - self.brier.value / self.base.value if self.base.value else None


def read(path: Path) -> tuple[Line, ...]:
    """The lines of a file of published forecasts, its chain checked. InputError with the line where it is broken."""
    return tuple(_lines(path.read_bytes(), str(path))) if path.exists() else ()


def publish(path: Path, forecasts: Iterable[Forecast], *, now: datetime) -> tuple[Line, ...]:
    """Adds forecasts to the file, whole or not at all, and gives back the lines added.

    A question whose window is there already is left out, so that a second run adds nothing. InputError for a window
    that has opened and for a broken chain.
    """
    before = path.read_bytes() if path.exists() else b""
    known = tuple(_lines(before, str(path)))
    seen, made = {one.question for one in known}, list[Line]()
    last, number = (known[-1].hash, known[-1].number) if known else (START, 0)
    for one in forecasts:
        if one.window[0] <= now.date():
            raise InputError(f"the window of {one.question} opened on {one.window[0]}", where=str(path),
                             hint="publish forecasts of windows to come")
        line = _made(number + 1, last, now, to_json(one))
        if line.question in seen:
            continue
        seen.add(line.question)
        made.append(line)
        last, number = line.hash, line.number
    if made:
        _replace(path, before + _bytes(made, known[-1].hash if known else START))
    return tuple(made)


def settled(lines: Iterable[Line], reports: pa.Table, *, until: date) -> tuple[Settlement, ...]:
    """What came of the forecasts whose window is over, or that have come true, on reports that cover up to `until`."""
    found = []
    for one in lines:
        told = one.forecast
        first, last = map(date.fromisoformat, told["window"])
        answer = settle(Resolver("event", kind(told["kind"]), told["source"], told["target"], (first, last)), reports,
                        until=until)
        if answer.verdict in ("true", "false"):
            found.append(Settlement(one, float(answer.verdict == "true"), len(answer.events), answer.events))
    return tuple(found)


def score(found: Sequence[Settlement]) -> Score | None:
    """The scores of settled forecasts; None for none."""
    if not found:
        return None
    said = [(one.line.forecast["probability"], one.line.forecast["base_rate"], one.outcome) for one in found]
    return Score(len(found), sum(int(one.outcome) for one in found), mean([brier(p, hit) for p, _, hit in said]),
                 mean([log_score(p, hit) for p, _, hit in said]), mean([brier(base, hit) for _, base, hit in said]))


def _lines(data: bytes, where: str) -> Iterator[Line]:
    if data and not data.endswith(b"\n"):
        raise InputError("the last line is cut off", where=where, hint="restore the file from a copy")
    before = START
    for number, text in enumerate(data.splitlines(), 1):
        try:
            told = json.loads(text)
            line = _made(number, before, datetime.fromisoformat(told["published"]), told["forecast"])
            whole = told["hash"] == line.hash and told["previous"] == before and told["number"] == number
        except (ValueError, KeyError, TypeError) as error:
            raise InputError("not a published forecast", where=f"{where}:{number}",
                             hint="restore the file from a copy") from error
        if not whole:
            raise InputError("the chain of hashes is broken: this line or one before it was changed",
                             where=f"{where}:{number}", hint="restore the file from a copy")
        yield line
        before = line.hash


def _made(number: int, previous: str, published: datetime, forecast: dict[str, Any]) -> Line:
    body = _body(number, previous, published, forecast)
    return Line(number, published, forecast, hashlib.sha256(_canonical(body)).hexdigest())


def _body(number: int, previous: str, published: datetime, forecast: dict[str, Any]) -> dict[str, Any]:
    return {"number": number, "previous": previous, "published": published.isoformat(timespec="seconds"),
            "forecast": forecast}


def _canonical(body: dict[str, Any]) -> bytes:
    return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _bytes(lines: Sequence[Line], previous: str) -> bytes:
    parts = []
    for one in lines:
        body = _body(one.number, previous, one.published, one.forecast) | {"hash": one.hash}
        parts.append(_canonical(body) + b"\n")
        previous = one.hash
    return b"".join(parts)


def _replace(path: Path, data: bytes) -> None:
    """Puts the bytes in place whole: written beside it, synced, renamed."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            temporary.chmod(0o644)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise InputError((error.strerror or "cannot be written").lower(), where=str(path),
                         hint="choose another place") from error
