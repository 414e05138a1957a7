"""Sources of news as data: what to collect, whose it is, how often it should speak; OPML in and out.

The rule: what is known of an outlet stands in the file, as `v:` attributes beside the ones that other readers know, so
that a list made here opens everywhere and one made elsewhere opens here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Literal, TypeAlias, get_args
from xml.sax.saxutils import quoteattr

from visavis.errors import InputError
from visavis.records import content_id

Kind: TypeAlias = Literal["feed", "sitemap", "page", "folder", "gdelt"]
"""feed: RSS, Atom, JSON Feed. sitemap: a list of pages. page: one page, watched for changes. folder: files that come to
lie there, or one file, WARC too. gdelt: GDELT's list of its last 15 minutes."""

KINDS: tuple[Kind, ...] = get_args(Kind)

Text: TypeAlias = Literal["page", "feed"]
"""Where the text of an article is taken from: its page, or the feed itself where it holds all of it."""

OWNERSHIP = ("state", "party", "government", "public", "private", "ngo", "unknown")

NAMESPACE = "urn:visavis:outlet"

LONGEST_BYTES = 5_000_000

_RHYTHM = re.compile(r"(\d+)\s*(m|h|d|w)")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@dataclass(frozen=True, slots=True)
class Source:
    """One address that is asked for news, and whose voice it is.

    `country`, `language`: codes, or empty where not known. `reliability`: Admiralty letter, F where not known.
    `rhythm`: in which time at least one new item is expected; None: taken from what it did so far.
    """

    kind: Kind
    address: str
    outlet: str
    country: str = ""
    language: str = ""
    ownership: str = "unknown"
    reliability: str = "F"
    rhythm: timedelta | None = None
    text: Text = "page"
    aliases: tuple[str, ...] = field(default=())

    @property
    def id(self) -> str:
        """The id of its state in the archive: of kind and address, so that a new name of the outlet keeps it."""
        return content_id("source", self.kind, self.address)


def read_opml(data: bytes, *, where: str, defaults: Mapping[str, str] | None = None,
              note: Callable[[str], None] = lambda message: None) -> list[Source]:
    """The sources of an OPML file, also those inside folders of outlines, each address once, in its order.

    `defaults` (keys as the `v:` attributes) fill what the file leaves open. Many lists hold a bare `&`: what is no
    XML is mended by libxml2, and `note` is told. Raises InputError for a file that is no OPML or holds a value that is
    not known.
    """
    if len(data) > LONGEST_BYTES:
        raise InputError(f"more than {LONGEST_BYTES:,} bytes of OPML", where=where, hint="split it")
    root = _root(data, where, note)
    found: dict[str, Source] = {}
    for outline in root.iter("outline", "{*}outline"):
        told = {str(key).replace(f"{{{NAMESPACE}}}", "v:").lower(): str(value).strip()
                for key, value in outline.attrib.items()}
        if source := _source(told, defaults or {}, f"{where}:{outline.sourceline}"):
            found.setdefault(source.id, source)
    return list(found.values())


def _root(data: bytes, where: str, note: Callable[[str], None]) -> Any:
    from lxml import etree

    if b"<!ENTITY" in data.replace(b"\0", b""):
        raise InputError("entities are not allowed", where=where, hint="write the text out")
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None or etree.QName(root).localname.lower() != "opml":
        raise InputError("no OPML file", where=where, hint="export the list of feeds as OPML")
    if parser.error_log:
        first = parser.error_log[0]
        note(f"{where}:{first.line}: not well-formed XML ({first.message}); read as far as it can be understood")
    return root


def write_opml(sources: Iterable[Source], *, title: str) -> str:
    """The sources as OPML 2.0, which `read_opml` reads back equal."""
    lines = "\n".join(f"    {_outline(source)}" for source in sources)
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0" xmlns:v="{NAMESPACE}">\n'
            f"  <head><title>{_escaped(title)}</title></head>\n  <body>\n{lines}\n  </body>\n</opml>\n")


def rhythm(text: str, *, where: str) -> timedelta | None:
    """A stretch of time as people write it: 30m, 6h, 1d, 2w; None for an empty text.

    >>> rhythm("6h", where="x")
    datetime.timedelta(seconds=21600)
    """
    if not text:
        return None
    found = _RHYTHM.fullmatch(text.strip().lower())
    if not found or not int(found[1]):
        raise InputError(f"{text!r} is no stretch of time", where=where, hint="write 30m, 6h, 1d or 2w")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _source(told: Mapping[str, str], defaults: Mapping[str, str], where: str) -> Source | None:
    address = told.get("xmlurl") or told.get("url") or ""
    if not address:
        return None
    kind = told.get("v:kind") or "feed"
    if kind not in KINDS:
        raise InputError(f"unknown kind of source {kind!r}", where=where, hint=f"known: {', '.join(KINDS)}")

    def value(key: str, standard: str = "") -> str:
        return told.get(f"v:{key}") or defaults.get(key) or standard

    made = Source(kind, address, told.get("title") or told.get("text") or address, value("country").upper(),
                  value("language", told.get("language", "")), value("ownership", "unknown"),
                  value("reliability", "F").upper(), rhythm(value("rhythm"), where=where))
    aliases = tuple(part.strip() for part in told.get("v:aliases", "").split(";") if part.strip())
    return checked(replace(made, text="feed" if value("text") == "feed" else "page", aliases=aliases), where=where)


def checked(source: Source, *, where: str) -> Source:
    """The source; InputError for a country, reliability or ownership that is not one."""
    for ok, what, hint in (
            (re.fullmatch("[A-Z]{3}|", source.country), f"country {source.country!r}", "use ISO 3166-1 alpha-3"),
            (re.fullmatch("[A-F]", source.reliability), f"reliability {source.reliability!r}", "use A to F"),
            (source.ownership in OWNERSHIP, f"ownership {source.ownership!r}", f"use {', '.join(OWNERSHIP)}")):
        if not ok:
            raise InputError(f"{what} of {source.outlet!r} is not known", where=where, hint=hint)
    return source


def _outline(source: Source) -> str:
    names = {"text": source.outlet, "type": "rss" if source.kind == "feed" else "link",
             "xmlUrl" if source.kind == "feed" else "url": source.address}
    told = dict(_attributes(source))
    return "<outline " + " ".join(f"{key}={_quoted(value)}" for key, value in (names | told).items()) + "/>"


def _attributes(source: Source) -> Iterator[tuple[str, str]]:
    values = {"kind": "" if source.kind == "feed" else source.kind, "country": source.country,
              "language": source.language, "ownership": source.ownership, "reliability": source.reliability,
              "rhythm": _stretch(source.rhythm), "text": "" if source.text == "page" else source.text,
              "aliases": ";".join(source.aliases)}
    return ((f"v:{key}", value) for key, value in values.items() if value)


def _stretch(value: timedelta | None) -> str:
    if not value:
        return ""
    minutes = int(value.total_seconds() // 60)
    for unit, size in (("w", 10_080), ("d", 1_440), ("h", 60)):
        if minutes % size == 0:
            return f"{minutes // size}{unit}"
    return f"{minutes}m"


def _quoted(text: str) -> str:
    return quoteattr("".join(c for c in text if c.isprintable()))


def _escaped(text: str) -> str:
    return _quoted(text)[1:-1]
