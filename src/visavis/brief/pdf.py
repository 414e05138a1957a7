"""A brief as a PDF, typeset by Typst.

The rule: the same brief gives the same bytes. No clock is asked, and the fonts are those that Typst brings along;
only a script that they lack (Chinese, Korean) is taken from the machine.

Typst and not weasyprint: its wheel is whole, while weasyprint needs Pango of the system; and it makes real footnotes
and a tagged file (PDF/UA-1).
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime, time
from importlib.resources import files

from visavis.brief import chart
from visavis.brief.findings import Brief
from visavis.brief.page import describe
from visavis.brief.printed import printed
from visavis.errors import ModelError

LEGEND = ("Events by year, one scale. Line: events counted. Band: 95 % interval of the rate behind the count."
          " Open point: covered, nothing done is told. ×: not covered.")


def render(brief: Brief) -> bytes:
    """The brief as a PDF. ValueError for a sentence without evidence, ModelError where Typst is not installed."""
    try:
        import typst
    except ImportError:
        raise ModelError("Typst is not installed, which sets the page", where="--format pdf",
                         hint='install it: python3 -m pip install "visavis[print]"') from None
    paper = asdict(printed(brief)) | {"described": describe(brief.panels), "legend": LEGEND}
    given = {"brief": json.dumps(paper, ensure_ascii=False, default=str), "chart": chart.plain_svg(brief.panels)}
    made = typst.compile(files("visavis.brief").joinpath("brief.typ").read_bytes(), format="pdf", sys_inputs=given,
                         pdf_standards="ua-1", timestamp=datetime.combine(brief.today, time(), UTC))
    return bytes(made)
