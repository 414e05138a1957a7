"""Made-up reports of visits, one row each, as the event table holds them."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from visavis.datasets import table
from visavis.records import (
    Actor,
    DateOrigin,
    Document,
    Evidence,
    Modality,
    Place,
    Precision,
    Report,
    When,
    content_id,
)


def telling(start, source, target, *, end=None, who=None, office=None, level=None, met=None, mode="visit",
            place=None, modality="actual", evidence="asserted", outlet="BBC", precision="day", document=None):
    """A document and its one report: `who` of `source` travels to `target` and is met by `met` (name, office, level)."""
    first, last = date.fromisoformat(start), date.fromisoformat(end or start)
    page = document or Document.from_text(f"{start} {source} {target} {who} {outlet} {modality}", first, outlet=outlet)
    receiver = Actor(target, *met) if met else Actor(target)
    made = Report(
        content_id("report", page.id, source, target, who, start), page.id, "CONSULT", mode, (), "042", 1, 1.9,
        Actor(source, who, office, level), receiver, When(first, last, Precision(precision), DateOrigin.STATED),
        Place(*place) if place else None, (), Modality(modality), Evidence(evidence), None, "text", (0, 4), 0.9, "rules")
    return page, made


def rows(*told, dataset="desk") -> pa.Table:
    """The tellings as an event table."""
    return table.from_reports({page.id: page for page, _ in told}.values(), [report for _, report in told], dataset=dataset)
