"""The sources of a brief as citations: BibTeX and CSL-JSON.

The rule: one source is cited once, under a key that its content alone decides, so that the key in a manuscript
stays good when the brief is made again.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from urllib.parse import unquote

from visavis.brief.findings import Brief, Evidence, Quote
from visavis.brief.page import link
from visavis.datasets.history import PAGES
from visavis.records import content_id

SPECIAL = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#",
           "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
"""What TeX takes for its own (TeXbook, ch. 7), and how it is written to be printed."""


@dataclass(frozen=True, slots=True)
class Source:
    """A text or page or data set that a brief rests on. `outlet`: who published it, or whose news a page tells."""

    key: str
    kind: Literal["article", "page", "dataset"]
    title: str
    outlet: str | None
    day: date | None
    address: str | None


def sources(brief: Brief) -> tuple[Source, ...]:
    """The sources of all evidence that a finding or a row names, each once, by key."""
    cited = brief.cited
    found = {source.key: source for item in brief.evidence if item.label in cited for source in _sources(item, brief)}
    return tuple(found[key] for key in sorted(found))


def bibtex(brief: Brief) -> str:
    """The sources as BibTeX, for biber and for BibTeX of 8 bits and more, in UTF-8."""
    return "\n".join(_entry(one) for one in sources(brief))


def csl(brief: Brief) -> str:
    """The sources as CSL-JSON (schema csl-data.json 1.0), which Zotero, Pandoc and others read."""
    return json.dumps([_item(one) for one in sources(brief)], ensure_ascii=False, indent=1) + "\n"


def _sources(item: Evidence, brief: Brief) -> Iterator[Source]:
    if item.kind == "data":
        yield Source(_key("visavis", brief.today, item.text), "dataset", item.text, "visavis", brief.today, None)
    for quote in item.quotes:
        yield _article(quote)
    if not item.quotes and item.address:
        yield _page(item, item.address)


def _article(quote: Quote) -> Source:
    title = quote.title or f"Document {quote.document}"
    return Source(_key(quote.outlet, quote.published, quote.document), "article", title, quote.outlet,
                  quote.published, link(quote.url))


def _page(item: Evidence, address: str) -> Source:
    digest = content_id("page", address)
    if address.startswith(PAGES):
        title = unquote(address.removeprefix(PAGES)).replace("_", " ")
        return Source(_key("wikipedia", item.day, digest), "page", title, "Wikipedia", item.day, address)
    return Source(_key(item.where, item.day, digest), "article", address, item.where, item.day, link(address))


def _key(outlet: str | None, day: date | None, told: str) -> str:
    plain = unicodedata.normalize("NFKD", outlet or "nn").encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]", "", plain)[:20] or "nn"
    return f"{name}{day.year if day else ''}{content_id('source', told)[:6]}"


def _entry(one: Source) -> str:
    fields = {"title": f"{{{tex(one.title)}}}", "author": f"{{{tex(one.outlet)}}}" if one.outlet else None,
              "year": f"{one.day.year}" if one.day else None, "date": one.day.isoformat() if one.day else None,
              "url": one.address and re.sub(r"[{}\\\s]", lambda found: f"%{ord(found[0]):02X}", one.address)}
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{one.key},\n{body}}}\n"


def tex(text: str) -> str:
    """`text` on one line, with what TeX takes for its own written out.

    >>> tex("R&D in {50 %} of _all_")
    'R\\\\&D in \\\\{50 \\\\%\\\\} of \\\\_all\\\\_'
    """
    return "".join(SPECIAL.get(character, character) for character in " ".join(text.split()))


def _item(one: Source) -> dict[str, Any]:
    kinds = {"article": "article-newspaper", "page": "webpage", "dataset": "dataset"}
    row: dict[str, Any] = {"id": one.key, "type": kinds[one.kind], "title": one.title}
    if one.outlet:
        row |= {"container-title": one.outlet, "author": [{"literal": one.outlet}]}
    if one.day:
        row["issued"] = {"date-parts": [[one.day.year, one.day.month, one.day.day]]}
    return row | ({"URL": one.address} if one.address else {})
