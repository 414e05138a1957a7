"""The charts of a page: the brief's, each mark leading to the events behind it.

The rule: a chart is drawn from the same series as the table under it, and says nothing that the table does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from visavis.brief import chart
from visavis.brief.findings import Panel
from visavis.brief.page import describe
from visavis.web.asking import Ask


def specification(panels: Sequence[Panel], at: int, ask: Ask) -> dict[str, Any]:
    """The Vega-Lite of one panel, on the scale of all; a point leads to where its period in the table does."""
    made = chart.specification(panels, at)
    made["autosize"] = {"type": "fit-x", "contains": "padding"}
    made["description"] = f"Events by {ask.by}. {describe([panels[at]])}"
    return made


def reliability(points: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The Vega-Lite of what was said against what came true; the diagonal is where the two are equal.

    Whose it is is told by the shape of the point, not by colour alone.
    """
    x = alt.X("said:Q", title="said", scale=alt.Scale(domain=[0, 1]), axis=_axis())
    y = alt.Y("came_true:Q", title="came true", scale=alt.Scale(domain=[0, 1]), axis=_axis())
    base = alt.Chart(alt.InlineData(values=[dict(point) for point in points]))
    line = alt.Chart(alt.InlineData(values=[{"said": 0, "came_true": 0}, {"said": 1, "came_true": 1}])).mark_line(
        color=chart.PALE, strokeDash=[4, 4]).encode(x, y)
    bands = base.mark_rule(color=chart.PALE).encode(x, alt.Y("true_low:Q", title="came true"), y2="true_high:Q")
    marks = base.mark_point(color=chart.INK, filled=True, size=60, opacity=1).encode(
        x, y, shape=alt.Shape("whose:N", title=None, legend=alt.Legend(orient="top", labelColor=chart.INK,
                                                                       symbolFillColor=chart.INK)))
    config = alt.Config(background="transparent", font="sans-serif", view=alt.ViewConfig(stroke=None))
    made: dict[str, Any] = alt.LayerChart(layer=[line, bands, marks], width="container", height=340,
                                          config=config).to_dict(validate=False)
    made["description"] = "What was said against what came true. " + " ".join(
        f"{point['whose']}: {point['said']:.0%} said, {point['came_true']:.0%} came true of {point['n']:,}."
        for point in points)
    return made


def _axis() -> alt.Axis:
    return alt.Axis(labelColor=chart.INK, titleColor=chart.INK, gridColor=chart.PALE, gridOpacity=0.3, domain=False,
                    ticks=False, format="%", tickCount=5)
