"""A made-up desk for the tests of briefs: a document, what was read in it, and a brief of both."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from event_rows import history, report

from visavis.brief import compose
from visavis.records import Claim, Document, Evidence, Modality, Signal, content_id

TODAY = date(2026, 11, 24)
TEXT = "Rice | was <b>sent</b>. It is *highly likely* that more will come. Visas =1+1 were eased. A talk is set."


def reading(published: date = date(2026, 11, 20), *, today: date = TODAY) -> SimpleNamespace:
    """What a reader would give for one document: an event done, one planned, a claim, a signal."""
    document = Document.from_text(TEXT, published, outlet="A <Wire>", url="javascript:alert(1)")

    def quoted(words: str) -> tuple[str, tuple[int, int]]:
        at = TEXT.index(words)
        return words, (at, at + len(words))
    done = report(document, "done", "CHN", "PRK", "AID", office=("Premier", 2))
    planned = report(document, "planned", "PRK", "CHN", "CONSULT", modality=Modality.PLANNED,
                     evidence=Evidence.REPORTED)
    claim_text, claim_span = quoted("It is *highly likely* that more will come.")
    claim = Claim(content_id("claim", document.id), document.id, claim_text, claim_span, "an analyst",
                  "highly likely", 0.88, (0.8, 0.95), ("CHN", "PRK"), "AID", "more",
                  (published, date(today.year + 1, 6, 30)))
    signal_text, signal_span = quoted("Visas =1+1 were eased.")
    signal = Signal(content_id("signal", document.id), document.id, "visas", signal_text, signal_span,
                    ("PRK", "CHN"))
    return SimpleNamespace(document=document, reports=(done, planned), claims=(claim,), signals=(signal,))


def brief(**more):
    """The brief of PRK and CHN, beside Russia, from the made-up history and the made-up document."""
    asked = {"versus": "Russia", "history": history(900), "readings": [reading()], "today": TODAY} | more
    return compose("North Korea", "china", **asked)
