"""The chart of one or two dyads: events by period, each with its interval, on one scale.

The rule: it reads the same in black and white. Dyads differ by panel, line and name, never by colour
alone; a period that nothing covers is left empty and said to be so.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

import altair as alt

from visavis.brief.findings import Mark, Panel
from visavis.errors import InputError
from visavis.measure.periods import opens

WIDTH, HEIGHT = 830, 150
"""Pixels of one panel: two under each other fit the page of a brief."""

PRINT = 13
"""Pixels of the letters at the axes: 8 points where the chart is as wide as a page of A4."""

INK, BAND, PALE = "#1b1b1b", "#c9c9c9", "#8a8a8a"
"""Lines and words; the interval; grid and what was not covered."""

THEMED = {INK: "currentColor", BAND: "var(--band, #c9c9c9)", PALE: "var(--pale, #8a8a8a)"}
"""What the colours become where the page has its own for light and dark."""

DASHES: tuple[list[int], ...] = ([1, 0], [6, 3])
"""The line of the first dyad is whole, that of the second broken."""

FORMATS = (".svg", ".png", ".html", ".json")

ROLES = re.compile(r' (?:role|aria-\w+)="[^"]*"')
"""What Vega says of each mark to a screen reader: the drawing is one picture with one description."""

POINTS = 60
"""Above as many periods the points would touch, and only the line is drawn."""


def chart(panels: Sequence[Panel], *, title: str = "", background: str = "transparent") -> alt.VConcatChart:
    """The chart of one or two series, as Vega-Lite, one panel each under the other."""
    top = _top(panels)
    drawn = [_panel(panel, DASHES[at % len(DASHES)], top) for at, panel in enumerate(panels)]
    config = alt.Config(aria=False, background=background, font="sans-serif", view=alt.ViewConfig(stroke=None),
                        axis=alt.AxisConfig(labelFontSize=PRINT, titleFontSize=PRINT))
    made = alt.VConcatChart(vconcat=drawn, spacing=18, config=config)
    if title:
        made.title = alt.TitleParams(title, anchor="start", fontSize=13, color=INK)
    return made


def specification(panels: Sequence[Panel], at: int) -> dict[str, Any]:
    """The Vega-Lite of the panel at that place by itself, without its label and marks, as wide as its container, on the
    scale that all of them share.

    Making one costs 50 ms, of which its form, which is one for many series, takes all but two; so forms are kept.
    """
    rows = _rows(panels[at])
    made: dict[str, Any] = json.loads(_form(_years(rows), len(rows) <= POINTS, at % len(DASHES)))
    made["data"] = {"values": rows}
    for layer in made["layer"]:
        if "scale" in layer["encoding"]["y"]:
            layer["encoding"]["y"]["scale"]["domain"] = [0, _top(panels)]
    return made


@lru_cache(maxsize=256)
def _form(years: int, few: bool, dash: int) -> str:
    """The Vega-Lite of a series of so many years, with points or without, as JSON; its data are put in later."""
    rows = [{"day": f"{year}-01-01"} for year in (2000, 2000 + years)] + [] if few else [
        {"day": f"{2000 + years * at // POINTS}-01-01"} for at in range(POINTS + 1)]
    made = alt.LayerChart(layer=_layers(rows, DASHES[dash], 1), width="container", height=HEIGHT)
    made.config = alt.Config(background="transparent", font="sans-serif", view=alt.ViewConfig(stroke=None))
    found = made.to_dict(validate=False)
    for name in ("data", "datasets", "title"):
        found.pop(name, None)
    return json.dumps(found)


def svg(panels: Sequence[Panel], *, title: str, description: str) -> str:
    """The chart as SVG text to stand in a page: no script, colours from the page, a title and a
    description for who cannot see it."""
    text = plain_svg(panels)
    for colour, themed in THEMED.items():
        text = text.replace(f'"{colour}"', f'"{themed}"')
    head, rest = ROLES.sub("", text).split(">", 1)
    label = '<title id="chart-title">{}</title><desc id="chart-desc">{}</desc>'
    return (f'{head} role="img" aria-labelledby="chart-title chart-desc">'
            + label.format(escape(title), escape(description)) + rest)


def plain_svg(panels: Sequence[Panel]) -> str:
    """The chart as SVG text for paper: its own colours, nothing that a style sheet would have to give."""
    stream = io.StringIO()
    chart(panels).save(stream, format="svg")
    return stream.getvalue()


def png(panels: Sequence[Panel]) -> bytes:
    """The chart as a picture for paper, three dots a pixel."""
    stream = io.BytesIO()
    chart(panels, background="white").save(stream, format="png", scale_factor=3)
    return stream.getvalue()


def save(panels: Sequence[Panel], path: Path, *, title: str = "") -> None:
    """Nothing; writes the chart of `panels`, see `write`."""
    write(chart(panels, title=title, background="white"), path)


def write(made: alt.VConcatChart, path: Path) -> None:
    """Nothing; writes a chart as .svg, .png, .html (with its script inside, no network) or .json.

    Raises InputError for another ending or a place that cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in FORMATS:
        raise InputError(f"a chart cannot be written as {ending or 'a file without ending'}",
                         where=str(path), hint=f"end the name in {', '.join(FORMATS)}")
    try:
        if ending == ".html":
            made.save(str(path), format="html", inline=True)
        else:
            made.save(str(path), scale_factor=2 if ending == ".png" else 1)
    except OSError as error:
        raise InputError("the chart cannot be written", where=str(path),
                         hint=error.strerror or "choose another place") from error


def _top(panels: Sequence[Panel]) -> float:
    return max((row["high"] or 1 for panel in panels for row in _rows(panel)), default=1)


def _panel(panel: Panel, dash: list[int], top: float) -> alt.LayerChart:
    label = alt.TitleParams(panel.label, anchor="start", fontSize=PRINT, fontWeight="bold", color=INK,
                            subtitle=[f"{at}  {mark.text}" for at, mark in enumerate(_shown(panel), 1)],
                            subtitleColor=INK, subtitleFontSize=11)
    layers = [*_layers(_rows(panel), dash, top), *_marks(panel, top)]
    return alt.LayerChart(layer=layers, width=WIDTH, height=HEIGHT, title=label)


def _layers(rows: list[dict[str, Any]], dash: list[int], top: float) -> list[alt.Chart]:
    """The band, the line, what was not covered, and the points of a panel."""
    x = alt.X("day:T", title=None, scale=alt.Scale(type="utc", padding=9), axis=_time_axis(rows))
    y = alt.Y("events:Q", title="events", scale=alt.Scale(domain=[0, top], nice=True),
              axis=alt.Axis(labelColor=INK, titleColor=INK, domain=False, ticks=False, tickCount=4,
                            gridColor=PALE, gridOpacity=0.3, format="d", tickMinStep=1))
    base = alt.Chart(alt.InlineData(values=rows))
    layers = [
        base.mark_area(color=BAND, opacity=0.55).encode(x, y=alt.Y("low:Q", title="events"), y2="high:Q"),
        base.mark_line(color=INK, strokeWidth=1.8, strokeDash=dash).encode(x, y),
        base.transform_filter("datum.status == 'not covered'").mark_text(
            text="×", color=PALE, fontSize=12, baseline="bottom").encode(x, y=alt.datum(0)),
    ]
    if len(rows) <= POINTS:
        fill = alt.condition("datum.events > 0", alt.value(INK), alt.value(BAND))
        layers.append(base.mark_point(color=INK, size=28, opacity=1, strokeWidth=1.4).encode(x, y, fill=fill))
    return layers


def _marks(panel: Panel, top: float) -> list[alt.Chart]:
    """The days pointed out: a broken line with a number, which the title explains, and a bar for days in between."""
    if not (shown := _shown(panel)):
        return []
    rows = [{"day": mark.day.isoformat(), "number": str(at), "top": top,
             "from": mark.between[0].isoformat() if mark.between else None,
             "to": mark.between[1].isoformat() if mark.between else None} for at, mark in enumerate(shown, 1)]
    base = alt.Chart(alt.InlineData(values=rows))
    x = alt.X("day:T", title=None, scale=alt.Scale(type="utc", padding=9))
    y = alt.Y("top:Q", title="events")
    return [base.mark_rule(color=INK, strokeWidth=1, strokeDash=[2, 2]).encode(x),
            base.mark_text(color=INK, fontSize=11, fontWeight="bold", dx=7, dy=13).encode(x, y, text="number:N"),
            base.transform_filter("datum.from !== null").mark_rule(color=INK, strokeWidth=3).encode(
                x=alt.X("from:T", scale=alt.Scale(type="utc", padding=9)), x2="to:T", y=y)]


def _shown(panel: Panel) -> list[Mark]:
    """The marks within the days of the series, in order."""
    first, last = panel.series["from_day"][0].as_py(), panel.series["to_day"][-1].as_py()
    return sorted((mark for mark in panel.marks if first <= mark.day <= last), key=lambda mark: (mark.day, mark.text))


def _time_axis(rows: list[dict[str, Any]]) -> alt.Axis:
    """Ticks at the beginnings of years where the series is long enough to have several."""
    years = _years(rows)
    plain: dict[str, Any] = {"labelColor": INK, "tickColor": PALE, "domainColor": PALE, "grid": False}
    if years < 3:
        return alt.Axis(**plain)
    step = alt.TimeIntervalStep(interval="year", step=1 + years // 13)
    return alt.Axis(format="%Y", tickCount=step, **plain)


def _years(rows: list[dict[str, Any]]) -> int:
    return int(rows[-1]["day"][:4]) - int(rows[0]["day"][:4])


def _rows(panel: Panel) -> list[dict[str, Any]]:
    names = ("period", "events", "events_low", "events_high", "status")
    columns = (panel.series[name].to_pylist() for name in names)
    return [{"period": period, "day": opens(period).isoformat(), "events": None if status == "not covered" else events,
             "low": low, "high": high, "status": status}
            for period, events, low, high, status in zip(*columns, strict=True)]
