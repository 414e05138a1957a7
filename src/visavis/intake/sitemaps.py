"""Sitemaps -> the pages that they list (https://www.sitemaps.org/protocol.html), news sitemaps with title and day.

The rule: a sitemap names addresses and nothing else is taken from it; entities are refused, and what it lists is
judged like every other address.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from xml.parsers import expat

from visavis.errors import InputError
from visavis.intake.addresses import link
from visavis.intake.feeds import Item
from visavis.intake.streams import GZIP_MAGIC, inflated, read_all

MOST_PAGES = 50_000
"""The protocol's own limit."""

LONGEST_BYTES = 52_428_800
"""The protocol's own limit, unpacked."""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The pages that a sitemap lists, and the further sitemaps of an index."""

    items: tuple[Item, ...]
    children: tuple[str, ...] = ()


def read_sitemap(data: bytes, *, where: str) -> Sitemap:
    """The pages of a sitemap (XML, also packed by gzip, or one address a line); each once, in its order.

    `lastmod` is no day of publication: it only changes an item's digest, as its text. Raises InputError for what is
    no sitemap or declares entities.
    """
    if data.startswith(GZIP_MAGIC):
        data = read_all(inflated(io.BytesIO(data), where=where), LONGEST_BYTES, where=where)
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _of_lines(data, where)
    return _Reader(where).read(data)


def _of_lines(data: bytes, where: str) -> Sitemap:
    lines = data.decode("utf-8-sig", "replace").split()[:MOST_PAGES]
    urls = [url for line in lines if line.startswith(("http://", "https://")) and (url := link(where, line))]
    if not urls:
        raise InputError("no sitemap", where=where, hint="check the address")
    return Sitemap(tuple(Item(url, url) for url in dict.fromkeys(urls)))


class _Reader:
    """One pass of expat over a sitemap; prefixes are dropped, since every writer has his own."""

    def __init__(self, where: str) -> None:
        self.where, self.text, self.root = where, "", ""
        self.row: dict[str, str] = {}
        self.items: dict[str, Item] = {}
        self.children: list[str] = []

    def read(self, data: bytes) -> Sitemap:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler, parser.EntityDeclHandler = self._characters, self._refuse
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:
            raise InputError(f"not XML: {expat.errors.messages[error.code]}", where=f"{self.where}:{error.lineno}",
                             hint="try again later") from None
        return Sitemap(tuple(self.items.values()), tuple(dict.fromkeys(self.children)))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        self.root, self.text = self.root or name, ""
        if self.root not in ("urlset", "sitemapindex"):
            raise InputError(f"no sitemap, but <{self.root[:40]}>", where=self.where, hint="check the address")
        if name in ("url", "sitemap"):
            self.row = {}

    def _characters(self, text: str) -> None:
        self.text = (self.text + text)[:5_000]

    def _end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name in ("loc", "lastmod", "publication_date", "title", "language"):
            self.row.setdefault(name, self.text.strip())
        elif name in ("url", "sitemap") and (url := link(self.where, self.row.get("loc", ""))):
            if name == "sitemap":
                self.children.append(url)
            elif len(self.items) < MOST_PAGES:
                self.items.setdefault(url, self._item(url))

    def _item(self, url: str) -> Item:
        row = self.row
        try:
            day = date.fromisoformat(row.get("publication_date", "")[:10])
        except ValueError:
            day = None
        return Item(url, url, row.get("title") or None, row.get("lastmod", ""), day, None, row.get("language") or None)

    def _refuse(self, *_: object) -> None:
        raise InputError("entities are not allowed", where=self.where, hint="leave the source out")

