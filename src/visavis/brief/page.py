"""A brief as one HTML file that opens with no network and runs no script.

The rule: the template escapes everything; the only markup let through is the chart's SVG, which is made
here from numbers and escaped labels. A link is made of an http or https address and of nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from visavis.brief import words
from visavis.brief.chart import svg
from visavis.brief.findings import Brief, Panel, Table

LINK = re.compile(r"https?://[^\s]+", re.IGNORECASE)
FEW = 6
"""Runs of labels shown at once; more are folded away behind their number. What fits a line."""


def render(brief: Brief) -> str:
    """The brief as an HTML document."""
    drawing = svg(brief.panels, title=f"Events by year: {brief.title}", description=describe(brief.panels))
    return _template("page.html").render(brief=brief, drawing=Markup(drawing), describe=describe(brief.panels))


def fragment(panels: Sequence[Panel], tables: Sequence[Table], sentences: Sequence[str]) -> str:
    """Series as a piece of HTML for a notebook: sentences, the chart as SVG, the tables folded away; no script."""
    drawing = svg(panels, title="Events by period", description=describe(panels))
    return _template("pair.html").render(sentences=sentences, drawing=Markup(drawing), tables=tables, legend=LEGEND)


def describe(panels: Sequence[Panel]) -> str:
    """The chart in words, for who cannot see it."""
    told = []
    for panel in panels:
        pairs = list(zip(panel.series["period"].to_pylist(), panel.series["events"].to_pylist(), strict=True))
        most = max(pairs, key=lambda pair: pair[1])
        told.append(f"{panel.label} from {pairs[0][0]} to {pairs[-1][0]}, most in {most[0]} ({most[1]}),"
                    f" {pairs[-1][1]} in the last one shown.")
    return " ".join([*told, *_cut(panels[0])])


def _cut(panels: Panel) -> list[str]:
    """Which periods are shorter than their name says, since the data begin or end in them."""
    series = panels.series
    names, days = series["period"].to_pylist(), series["days"].to_pylist()
    ends = [(names[0], f"begins on {series['from_day'][0].as_py()}", days[0]),
            (names[-1], f"ends on {series['to_day'][-1].as_py()}", days[-1])]
    return [f"{name} {how}." for name, how, length in ends if length < 365]


def runs(labels: Sequence[str]) -> list[tuple[str, str]]:
    """Runs of labels with the label to link to: [("E1", "E1–E7"), ("D1", "D1")]."""
    return [(piece.split("–")[0], piece) for piece in words.labels(labels).split(", ")] if labels else []


def link(address: str | None) -> str | None:
    """The address if it can be followed, else None.

    >>> link("https://example.org/a"), link("javascript:alert(1)"), link(None)
    ('https://example.org/a', None, None)
    """
    return address if address and LINK.fullmatch(address) else None


LEGEND = ("Line: events counted. Band: 95 % interval of the rate behind the count. Open point: covered, nothing done is"
          " told. ×: not covered.")
"""How to read the chart."""


@cache
def _template(name: str) -> Template:
    environment = Environment(loader=PackageLoader("visavis.brief", "."), autoescape=True,
                              undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"runs": runs, "link": link, "bare": lambda text: text.split("//", 1)[-1]}
    environment.globals |= {"FEW": FEW, "LEGEND": LEGEND}
    return environment.get_template(name)
