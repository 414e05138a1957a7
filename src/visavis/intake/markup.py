"""The shape of a page, measured in one pass before any parser sees it.

The rule: parsers of HTML are quick on what people write and can be made to run for hours by what nobody writes;
such a page is refused by its shape. Measured: 20,000 attributes on one tag take 5 s and 200,000 ten minutes (libxml2
compares each with each), 200,000 elements in one paragraph 26 s (trafilatura), and libxml2 drops without a word what
is nested deeper than 256.
"""

from __future__ import annotations

import re
from typing import Any

from visavis.errors import InputError

MAX_DEPTH = 250
"""libxml2 keeps 256."""

MAX_TAGS = 200_000
"""Opening and closing ones; the 46 news pages of the bench have at most 3,168."""

MAX_ATTRIBUTES = 1_000
"""Names and values on one tag; the 46 news pages of the bench have at most 71."""

_TAG = re.compile(r"<!--|<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_ATTRIBUTE = re.compile(r"""\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+|["'])""")
_VOID = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"))
_OPTIONAL_END = frozenset((
    "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup"))
_HIDDEN = frozenset(("script", "style", "noscript", "template", "iframe", "object", "svg", "head", "form", "select"))
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "h1",
    "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table",
    "td", "th", "tr", "ul"))
_RAW = frozenset(("script", "style", "textarea", "title"))


def refuse_monsters(html: str, *, where: str) -> None:
    """Raises InputError for a page that is nested too deep, or has too many tags, or too many attributes on one."""
    stack: list[str] = []
    position = tags = 0
    while found := _TAG.search(html, position):
        position, closing, name = found.end(), found[1], (found[2] or "").lower()
        if not name:
            position = _after(html, "-->", position)
            continue
        attributes, position = _attributes(html, position)
        tags += 1
        if closing:
            if name in stack:
                del stack[len(stack) - 1 - stack[::-1].index(name):]
        elif name in _RAW:
            position = _after(html, f"</{name}", position)
        elif name not in _VOID:
            if name in _OPTIONAL_END and stack and stack[-1] == name:
                stack.pop()
            stack.append(name)
        for count, limit, what in ((len(stack), MAX_DEPTH, "tags nested more than {} deep"),
                                   (tags, MAX_TAGS, "more than {} tags"),
                                   (attributes, MAX_ATTRIBUTES, "more than {} attributes on one tag")):
            if count > limit:
                raise InputError(f"{what.format(f'{limit:,}')}, which no article has", where=where,
                                 hint="give its text as .txt")


def _attributes(html: str, position: int) -> tuple[int, int]:
    """How many names and values follow, counted up to one above the limit, and where they end."""
    count = 0
    while count <= MAX_ATTRIBUTES and (found := _ATTRIBUTE.match(html, position)):
        position = found.end()
        count += 1
    return count, position


def _after(html: str, mark: str, position: int) -> int:
    at = html.find(mark, position)
    return len(html) if at < 0 else at + len(mark)


def plain_text(html: str) -> str:
    """The text of a piece of HTML, a line for each block, without scripts, styles and comments.

    Raises InputError for a monster.

    >>> plain_text("<p>Rice &amp; oil<br>came.</p><script>x()</script><p>Then <b>more</b>.")
    'Rice & oil\\ncame.\\nThen more.'
    """
    import lxml.html
    from lxml.etree import ParserError

    refuse_monsters(html, where="markup")
    clean = "".join(c for c in html if c in "\t\n\r" or (ord(c) >= 32 and not 0xD800 <= ord(c) <= 0xDFFF))
    try:
        root = lxml.html.fragment_fromstring(clean, create_parent="div")
    except (ParserError, ValueError):
        return ""
    parts: list[str] = []
    _gather(root, parts)
    lines = (re.sub(r"[ \t\r\f\v\xa0]+", " ", line).strip() for line in "".join(parts).splitlines())
    return "\n".join(line for line in lines if line)


def _gather(root: Any, parts: list[str]) -> None:
    from lxml.etree import iterwalk

    hidden = 0
    for event, element in iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            parts.append(element.tail or "" if not hidden else "")
            continue
        name = str(element.tag)
        if event == "start":
            hidden += name in _HIDDEN
            text = "" if hidden else re.sub(r"\s+", " ", element.text or "")
            parts.append(("\n" if name in _BLOCKS else "") + text)
        else:
            hidden -= name in _HIDDEN
            tail = "" if hidden or element is root else re.sub(r"\s+", " ", element.tail or "")
            parts.append(("\n" if name in _BLOCKS and name != "br" else "") + tail)
