"""Feeds -> their items: RSS and Atom by feedparser, JSON Feed by its short standard.

The rule: of an item only plain text and addresses that may be fetched come through. feedparser keeps `javascript:`
links and hands markup on; its own cleaning is switched off here, since all markup is dropped.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from xml.sax import SAXException

from visavis.errors import InputError
from visavis.intake.addresses import link
from visavis.intake.markup import plain_text, refuse_monsters
from visavis.records import content_id

LONGEST_BYTES = 8_000_000
"""The 650 fixtures and 100 snapshots of the bench have at most 0.5 MB; a feed with 500 full articles has about 5."""

MOST_ITEMS = 5_000
"""Items of one feed that are looked at; a feed is a window on the latest."""

_EBCDIC = b"\x4c\x6f\xa7\x94\x93"
_DATE_KEYS = ("published", "issued", "created", "updated", "date")


@dataclass(frozen=True, slots=True)
class Item:
    """What a source lists: `key` names it within the source; `text` is what the list itself holds of it.

    `published`: the day in the zone that the source writes; `moment`: the same in UTC where an hour is given.
    """

    key: str
    url: str | None
    title: str | None = None
    text: str = ""
    published: date | None = None
    moment: datetime | None = None
    language: str | None = None

    @property
    def digest(self) -> str:
        """Changes when what the source says of the item changes."""
        return content_id("item", self.url, self.title, self.text, self.published)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as read: `problems` tell what of it was dropped."""

    title: str | None
    language: str | None
    items: tuple[Item, ...]
    problems: tuple[str, ...] = ()


def read_feed(data: bytes, *, where: str, content_type: str | None = None) -> Feed:
    """The items of a feed, in its order, each key once; `where` is its address, to which links are relative.

    Raises InputError for what is no feed, declares entities, or is of a monstrous shape.
    """
    if len(data) > LONGEST_BYTES:
        raise InputError(f"more than {LONGEST_BYTES:,} bytes of feed", where=where, hint="leave the source out")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _of_json(data, where)
    _check_shape(data, where)
    return _of_xml(data, where, content_type)


def _check_shape(data: bytes, where: str) -> None:
    """Refuses entities and monsters, in any encoding that XML can be in here."""
    if data.startswith(_EBCDIC):
        raise InputError("a feed in EBCDIC", where=where, hint="leave the source out")
    plain = data.replace(b"\0", b"").decode("latin-1")  # UTF-16 and UTF-32 without their NULs read as ASCII
    if "<!ENTITY" in plain:
        raise InputError("the feed declares entities, which can be made to grow or to read files", where=where,
                         hint="leave the source out")
    try:
        refuse_monsters(plain, where=where)
    except InputError as error:
        raise InputError(error.what, where=where, hint="leave the source out") from None


def _of_xml(data: bytes, where: str, content_type: str | None) -> Feed:
    import feedparser

    headers = {"content-location": where} | ({"content-type": content_type} if content_type else {})
    try:
        found = feedparser.parse(io.BytesIO(data), response_headers=headers, sanitize_html=False,
                                 resolve_relative_uris=False)
    except Exception as error:  # the border to a parser that meets the worst of the web
        raise InputError(f"the feed cannot be parsed ({type(error).__name__})", where=where,
                         hint="try again later") from error
    entries = found.get("entries", [])
    if not found.get("version") and not entries:
        broken = found.get("bozo_exception")
        what = broken if isinstance(broken, SAXException) else None
        raise InputError(f"no feed{f' ({what})'[:120] if what else ''}", where=where, hint="check the address")
    head = found.get("feed", {})
    problems: list[str] = []
    made = [_guarded(_item, entry, where, problems) for entry in entries[:MOST_ITEMS]]
    if len(entries) > MOST_ITEMS:
        problems.append(f"{len(entries) - MOST_ITEMS:,} items beyond the first {MOST_ITEMS:,}")
    language = str(head.get("language") or "")[:2].lower() or None
    return Feed(_title(head), language, _once(made, problems), tuple(problems))


def _guarded(make: Callable[[Mapping[str, Any], str, list[str]], Item | None], entry: Mapping[str, Any], where: str,
             problems: list[str]) -> Item | None:
    """The item, or a problem where its markup is of a monstrous shape: it shall not take the feed with it."""
    try:
        return make(entry, where, problems)
    except InputError as error:
        problems.append(f"an item with {error.what}")
        return None


def _item(entry: Mapping[str, Any], where: str, problems: list[str]) -> Item | None:
    url = _link(entry, where, problems)
    title = _title(entry)
    text = max((_plain(part) for part in [*entry.get("content", []), entry.get("summary_detail") or {}]), key=len)
    published, moment = _when(entry)
    key = str(entry.get("id") or url or "")
    if not key and not (title or text):
        problems.append("an item without address, title and text")
        return None
    language = str((entry.get("title_detail") or {}).get("language") or "")[:2].lower() or None
    return Item((key or content_id("item", title, text))[:500], url, title, text, published, moment, language)


def _link(entry: Mapping[str, Any], where: str, problems: list[str]) -> str | None:
    links = [one.get("href") for one in entry.get("links", []) if one.get("rel", "alternate") == "alternate"]
    for href in [*links, entry.get("link")]:
        if href and (url := link(where, str(href))):
            return url
    if dropped := next((href for href in [*links, entry.get("link")] if href), None):
        problems.append(f"a link that is never fetched: {str(dropped)[:80]!r}")
    return None


def _title(entry: Mapping[str, Any]) -> str | None:
    return re.sub(r"\s+", " ", _plain(entry.get("title_detail") or {})).strip()[:1000] or None


def _plain(detail: Mapping[str, Any]) -> str:
    value = str(detail.get("value") or "")
    if "html" in str(detail.get("type", "")) or re.search(r"<[a-zA-Z/!]|&[a-z#]", value):
        return plain_text(value)
    return value.strip()


def _when(entry: Mapping[str, Any]) -> tuple[date | None, datetime | None]:
    """The day as the feed writes it, and the moment in UTC: feedparser's own reading loses the zone of the day."""
    for key in _DATE_KEYS:
        text, parsed = entry.get(key), entry.get(f"{key}_parsed")
        if text and (moment := _moment(str(text))):
            return moment.date(), moment.astimezone(UTC) if moment.tzinfo else None
        if parsed:
            try:
                return date(*parsed[:3]), datetime(*parsed[:6]).replace(tzinfo=UTC)
            except ValueError:
                continue
    return None, None


def _moment(text: str) -> datetime | None:
    text = text.strip()
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _once(items: Iterable[Item | None], problems: list[str]) -> tuple[Item, ...]:
    found: dict[str, Item] = {}
    for item in items:
        if item is not None and found.setdefault(item.key, item) is not item:
            problems.append(f"listed twice: {item.key[:80]}")
    return tuple(found.values())


def _of_json(data: bytes, where: str) -> Feed:
    """https://www.jsonfeed.org/version/1.1/"""
    try:
        row = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise InputError("not JSON in UTF-8", where=where, hint="check the address") from error
    if not isinstance(row, dict) or not str(row.get("version", "")).startswith("https://jsonfeed.org/version/"):
        raise InputError("JSON, but no JSON Feed", where=where, hint="check the address")
    entries = row.get("items")
    problems: list[str] = []
    made = [_guarded(_json_item, entry, where, problems) for entry in _dicts(entries)[:MOST_ITEMS]]
    return Feed(_text(row, "title"), (_text(row, "language") or "")[:2].lower() or None, _once(made, problems),
                tuple(problems))


def _json_item(entry: Mapping[str, Any], where: str, problems: list[str]) -> Item | None:
    links = [{"href": entry.get(key)} for key in ("url", "external_url") if entry.get(key)]
    url = _link({"links": links}, where, problems)
    html = _text(entry, "content_html")
    text = max(_text(entry, "content_text") or "", plain_text(html) if html else "", _text(entry, "summary") or "",
               key=len)
    written = _text(entry, "date_published") or _text(entry, "date_modified")
    moment = _moment(written) if written else None
    key = str(entry.get("id") or url or "")
    if not key:
        problems.append("an item without id and address")
        return None
    return Item(key[:500], url, _text(entry, "title"), text, moment.date() if moment else None,
                moment.astimezone(UTC) if moment and moment.tzinfo else None,
                (_text(entry, "language") or "")[:2].lower() or None)


def _text(row: Mapping[str, Any], key: str) -> str | None:
    value = row.get(key)
    return value.strip() or None if isinstance(value, str) else None


def _dicts(value: object) -> Sequence[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
