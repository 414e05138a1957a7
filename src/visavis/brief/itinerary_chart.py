"""The timeline of visits: a mark a visit, by day and by the level of the traveller, a panel a sender.

The rule: it reads the same in black and white: senders differ by panel and shape, never by colour alone, and a visit
whose level is not known is drawn on a line of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import altair as alt

from visavis.brief import words
from visavis.brief.chart import INK, PALE, WIDTH, write
from visavis.codes import countries
from visavis.measure.visit_rows import person
from visavis.measure.visits import Visit

UNKNOWN = "level not told"
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
STEP = 16
"""Pixels between two levels: room for a line of small type."""


def save(visits: Sequence[Visit], path: Path, *, title: str = "") -> None:
    """Nothing; writes the timeline as .svg, .png, .html or .json. InputError as `chart.save`."""
    write(timeline(visits, title=title), path)


def timeline(visits: Sequence[Visit], *, title: str = "") -> alt.VConcatChart:
    """The timeline as Vega-Lite, the sender with the most visits first."""
    senders = sorted({one.sender for one in visits},
                     key=lambda code: (-sum(one.sender == code for one in visits), code))
    levels = [_level(number) for number in range(1, 9)] + [UNKNOWN]
    told = {_level(one.level) for one in visits}
    lowest = max((levels.index(name) for name in told if name != UNKNOWN), default=0)
    shown = [*levels[:lowest + 1], *([UNKNOWN] if UNKNOWN in told else [])]
    span = [min((one.start for one in visits), default=None), max((one.end for one in visits), default=None)]
    domain = [day.isoformat() for day in span if day is not None]
    panels = [_panel([one for one in visits if one.sender == code], code, SHAPES[at % len(SHAPES)], shown, domain)
              for at, code in enumerate(senders)] or [_panel([], "", SHAPES[0], shown, domain)]
    config = alt.Config(aria=False, background="white", font="sans-serif", view=alt.ViewConfig(stroke=None))
    made = alt.VConcatChart(vconcat=panels, spacing=18, config=config)
    if title:
        made.title = alt.TitleParams(title, anchor="start", fontSize=13, color=INK)
    return made


def _panel(visits: Sequence[Visit], sender: str, shape: str, shown: Sequence[str],
           domain: Sequence[str]) -> alt.LayerChart:
    rows = [{"start": one.start.isoformat(), "end": one.end.isoformat(), "level": _level(one.level),
             "who": person(one.traveller) or "not named", "occasion": one.occasion,
             "host": one.host} for one in visits]
    scale = alt.Scale(type="utc", padding=9, domain=list(domain)) if len(set(domain)) == 2 else alt.Scale(
        type="utc", padding=9)
    x = alt.X("start:T", title=None, scale=scale, axis=alt.Axis(
        labelColor=INK, tickColor=PALE, domainColor=PALE, grid=False))
    y = alt.Y("level:N", title=None, scale=alt.Scale(domain=list(shown)), axis=alt.Axis(
        labelColor=INK, domain=False, ticks=False, grid=True, gridColor=PALE, gridOpacity=0.3, labelLimit=260))
    base = alt.Chart(alt.InlineData(values=rows))
    tooltip = [alt.Tooltip(f"{name}:N") for name in ("who", "occasion", "host", "start", "end")]
    layers = [base.mark_rule(color=INK, strokeWidth=2).encode(x, y, x2="end:T"),
              base.mark_point(color=INK, size=55, shape=shape, filled=True, opacity=0.75).encode(x, y, tooltip=tooltip)]
    label = f"from {countries.name(sender)}: {words.count(len(visits), 'visit')}" if sender else "no visit"
    head = alt.TitleParams(label, anchor="start", fontSize=12, fontWeight="bold", color=INK)
    return alt.LayerChart(layer=layers, width=WIDTH - 200, height=STEP * len(shown) + 10, title=head)


def _level(number: int | None) -> str:
    return f"{number} {words.LEVELS[number]}" if number else UNKNOWN
