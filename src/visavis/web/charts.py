"""The charts of a page: the brief's, each mark leading to the events behind it.

The rule: a chart is drawn from the same series as the table under it, and says nothing that the table does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from visavis.brief import chart
from visavis.brief.findings import Panel
from visavis.brief.page import describe
from visavis.web.asking import Ask


def specification(panels: Sequence[Panel], at: int, ask: Ask) -> dict[str, Any]:
    """The Vega-Lite of one panel, on the scale of all; `usermeta` says where the events of a period are."""
    made: dict[str, Any] = chart.alone(panels, at).to_dict(validate=False)
    made.pop("title", None)
    made["autosize"] = {"type": "fit-x", "contains": "padding"}
    made["description"] = f"Events by {ask.by}. {describe([panels[at]])}"
    made["usermeta"] = {"events": ask.path() + "/events" + ask.query(versus=None, since=None, until=None, by=None)}
    return made
