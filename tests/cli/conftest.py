"""A stand-in for the reader, so that the commands are tested apart from what is found in a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from visavis.cli import main
from visavis.records import (
    Actor,
    Claim,
    DateOrigin,
    Document,
    Evidence,
    Modality,
    Precision,
    Report,
    Signal,
    When,
    content_id,
)


@dataclass(frozen=True)
class Explained:
    quote: str
    span: tuple[int, int]
    actors: tuple[str, ...]
    acts: tuple[str, ...]
    reports: int
    dropped: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    document: Document
    reports: tuple[Report, ...]
    claims: tuple[Claim, ...]
    signals: tuple[Signal, ...]
    trace: tuple[Explained, ...] = ()
    private: tuple[object, ...] = ()


def stand_in(document: Document, *, indicators: Sequence[object] = (), calendar: Sequence[object] = (),
             explain: bool = False) -> Reading:
    """A sentence with "rice" is a report, with "likely" a claim, with "workers" a signal; "crash" raises."""
    if "crash" in document.text:
        raise ZeroDivisionError("crash")
    reports, claims, signals, trace = [], [], [], []
    for found in re.finditer(r"[^.\n]+\.", document.text):
        quote, span, day = found[0], found.span(), document.published
        key = (document.id, span)
        if "rice" in quote:
            reports.append(Report(
                content_id("report", *key), document.id, "AID", None, (), "070", 2, 7.0, Actor("CHN"), Actor("PRK"),
                When(day, day, Precision.DAY, DateOrigin.PUBLICATION), None, (), Modality.ACTUAL,
                Evidence.ASSERTED, None, quote, span, 0.9, "test-1"))
        if "likely" in quote:
            claims.append(Claim(content_id("claim", *key), document.id, quote, span, None, "likely", 0.7,
                                (0.55, 0.8), ("CHN", "PRK"), None, "event", (day, date(2030, 1, 1))))
        if "workers" in quote:
            signals.append(Signal(content_id("signal", *key), document.id, "workers", quote, span, ("PRK",)))
        trace.append(Explained(quote, span, ("CHN", "PRK"), (), 0, ("predicates: no word that tells an act",)))
    return Reading(document, tuple(reports), tuple(claims), tuple(signals), tuple(trace if explain else ()))


@dataclass
class StandIn:
    """What takes the place of the reader; a test may change either."""

    name: str = "test-1"
    read: Callable[..., Reading] = stand_in


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """The stand-in in the place of the reader of the commands."""
    made = StandIn()
    monkeypatch.setattr("visavis.cli.reading.load", lambda: (made.name, made.read))
    return made


@dataclass(frozen=True)
class Done:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Runs a command line in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VISAVIS_DESK", raising=False)

    def call(*arguments: object) -> Done:
        code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return Done(code, out, err)

    return call
