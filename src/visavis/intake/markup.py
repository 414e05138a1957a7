"""The shape of a page, measured in one pass before any parser sees it.

The rule: parsers of HTML are quick on what people write and can be made to run for hours by what nobody writes;
such a page is refused by its shape. Measured: 20,000 attributes on one tag take 5 s and 200,000 ten minutes (libxml2
compares each with each), 200,000 elements in one paragraph 26 s (trafilatura), and libxml2 drops without a word what
is nested deeper than 256.
"""

from __future__ import annotations

import re

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
