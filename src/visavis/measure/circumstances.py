"""What the documents of a desk tell of visits beside the columns of the event table, report by report.

The rule: a report's own sentence decides; only who leads a delegation may come from another sentence of the same
document, and only where the whole document tells of one leader.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from visavis.codes.occasions import Circumstance, circumstance
from visavis.records import Report

_SENTENCE = re.compile(r"(?<=[\w)\"”]\.)\s+(?=[A-Z\"“])|\n+")


def of_reports(reports: Iterable[Report], texts: Mapping[str, str] | None = None) -> dict[str, Circumstance]:
    """The circumstances of the consultations among `reports`, by id of the report.

    `texts`: the documents by id, where they are at hand; else a report has what its own sentence tells.
    """
    leaders: dict[str, Circumstance | None] = {}
    found = {}
    for one in reports:
        if one.type != "CONSULT":
            continue
        told = circumstance(one.quote)
        if told.head is None and texts and one.document in texts and "delegation" in one.quote:
            if one.document not in leaders:
                leaders[one.document] = _leader(texts[one.document])
            if (leader := leaders[one.document]) is not None:
                told = replace(told, head=leader.head, office=leader.office, level=leader.level)
        found[one.id] = told
    return found


def _leader(text: str) -> Circumstance | None:
    """Who leads the one delegation that a text tells of; None where it names nobody, or several."""
    told = [circumstance(sentence) for sentence in _SENTENCE.split(text) if "delegation" in sentence]
    named = {one.head: one for one in told if one.head}
    return next(iter(named.values())) if len(named) == 1 else None
