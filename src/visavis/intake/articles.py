"""A fetched page and what its source said of it -> the article: text, title, day with its origin, canonical address.

The rule: what stands behind a wall stays there. A page that shows a part only is kept as what it is, a stub, and what
shows no article at all is not made up from the page's menus.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

from visavis.codes.tables import read
from visavis.errors import InputError
from visavis.intake.addresses import canonical, link
from visavis.intake.decoding import decode_page
from visavis.intake.feeds import Item
from visavis.intake.fetch import Fetched
from visavis.intake.pages import has_article, read_page
from visavis.intake.terms import Found

State: TypeAlias = Literal["full", "stub", "feed"]
"""full: the page's text. stub: the part before a wall. feed: what the feed itself holds."""

STUB_WORDS = 150
"""Below it a page that speaks of subscribers shows a part only. Set by judgement: wire copy of so few words is common,
but seldom stands on a page with those words. Of the 46 news pages of the bench one is taken for a stub, and is one."""

HEAD_CHARACTERS = 400_000
"""How much of a page is searched for the words of a wall."""

_FREE = re.compile(r'"isAccessibleForFree"\s*:\s*"?(false|true)', re.I)
_CANONICAL = re.compile(r"<link\b[^>]*\brel\s*=\s*[\"']?canonical\b[^>]*>", re.I)
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.I)


@dataclass(frozen=True, slots=True)
class Article:
    """What was found, from where its text is, and from where its day: `feed`, `page`, or None where it is not known."""

    found: Found
    state: State
    day_from: Literal["feed", "page"] | None


def of_page(fetched: Fetched, item: Item, *, today: date) -> Article:
    """The article of a fetched page; where it has none, what the feed holds if that is an article.

    The day of the feed goes before that of the page, the title too. Raises InputError where neither has an article.
    """
    address = canonical(fetched.url)
    try:
        found = read_page(fetched.body, today=today, where=fetched.url, url=fetched.url, charset=fetched.charset)
    except InputError:
        if has_article(item.text):
            return of_feed(item, url=address)
        raise
    html = decode_page(fetched.body, where=fetched.url, header=fetched.charset)[:HEAD_CHARACTERS]
    address = _own_address(html, fetched.url) or address
    stub = is_stub(html, found.text)
    if stub and len(item.text) > len(found.text) and has_article(item.text):
        return of_feed(item, url=address)
    day = item.published or found.published
    origin: Literal["feed", "page"] | None = "feed" if item.published else "page" if found.published else None
    made = Found(found.text, day, "given" if item.published else "page", None, item.title or found.title, address,
                 found.outlet, None)
    return Article(made, "stub" if stub else "full", origin)


def of_feed(item: Item, *, url: str | None = None) -> Article:
    """The article that the feed itself holds; InputError where that is none."""
    if not has_article(item.text):
        raise InputError("the feed holds no article, only a line", where=url or item.url or item.key,
                         hint='have its pages fetched: v:text="page"')
    address = url or (canonical(item.url) if item.url else None)
    return Article(Found(item.text, item.published, "given", None, item.title, address), "feed",
                   "feed" if item.published else None)


def is_stub(html: str, text: str) -> bool:
    """Whether a page shows but a part of its article: it says that it is not free, or speaks of subscribers, and
    there is little text.

    >>> is_stub("<p>Already a subscriber? Log in.</p>", "The minister arrived on Tuesday.")
    True
    """
    if len(text.split()) >= STUB_WORDS or (not text.isascii() and len(text) >= 4 * STUB_WORDS):
        return False
    said = {found.lower() for found in _FREE.findall(html)}
    if said:
        return "false" in said
    low = html.lower()
    return any(words in low for words in _walls())


def _own_address(html: str, url: str) -> str | None:
    """The address that a page gives as its canonical one, where it lies on the same host."""
    tag = _CANONICAL.search(html)
    href = _HREF.search(tag[0]) if tag else None
    target = link(url, next(part for part in href.groups() if part is not None)) if href else None
    if not target or _site(target) != _site(url) or urlsplit(target).path in ("", "/"):
        return None
    return canonical(target)


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("amp.")


@cache
def _walls() -> tuple[str, ...]:
    rows = read(files("visavis.intake") / "wall_words.tsv", ("language", "words"), key=("words",))
    return tuple(row["words"] for row in rows)
