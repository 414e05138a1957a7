"""The formats that a brief can be handed on in, each as bytes.

The rule: equal brief, equal bytes, in every format.
"""

from __future__ import annotations

from collections.abc import Callable

from visavis.brief import citations, markdown, page, pdf, terminal, word
from visavis.brief.findings import Brief

FORMATS: dict[str, Callable[[Brief], bytes]] = {
    "terminal": lambda brief: terminal.text(terminal.render(brief)).encode(),
    "md": lambda brief: markdown.render(brief).encode(), "html": lambda brief: page.render(brief).encode(),
    "pdf": pdf.render, "docx": word.render, "bibtex": lambda brief: citations.bibtex(brief).encode(),
    "csl": lambda brief: citations.csl(brief).encode()}
"""What writes each format."""

MEDIA: dict[str, str] = {
    "md": "text/markdown; charset=utf-8", "html": "text/html; charset=utf-8", "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "bibtex": "application/x-bibtex; charset=utf-8", "csl": "application/vnd.citationstyles.csl+json"}
"""What each is called on the web."""
