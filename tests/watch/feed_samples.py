"""Feeds and pages made up for the tests of this room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from html import escape

from visavis.records import Document, Record, Signal, content_id

SENTENCE = "The delegation of the ministry arrived in Pyongyang on Monday for talks on trade and on the border crossing."


def page(text: str, *, title: str = "A page", day: str = "2024-05-02", head: str = "") -> str:
    """A page as a news site has it."""
    body = "".join(f"<p>{escape(part)}</p>" for part in text.split("\n"))
    return (f'<!doctype html><html lang="en"><head><title>{title}</title>{head}'
            f'<meta property="article:published_time" content="{day}T08:00:00+00:00"></head>'
            f"<body><nav><a href='/'>Home</a></nav><article><h1>{title}</h1>{body}</article></body></html>")


def rss(items: Iterable[tuple[str, str, str, str]], *, title: str = "Feed") -> str:
    """An RSS feed of (guid, address, title, description) items, a day apart from 2 May 2024."""
    day = datetime(2024, 5, 2, 8, tzinfo=UTC)
    parts = [f"<item><guid isPermaLink='false'>{escape(key)}</guid><link>{escape(url)}</link><title>{escape(name)}</title>"
             f"<description>{escape(text)}</description>"
             f"<pubDate>{(day + timedelta(minutes=n)).strftime('%a, %d %b %Y %H:%M:%S +0000')}</pubDate></item>"
             for n, (key, url, name, text) in enumerate(items)]
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{"".join(parts)}</channel></rss>'


def story(number: int) -> str:
    """A text of its own, long enough for a print."""
    words = [f"word{number}x{place}" for place in range(60)]
    return f"{SENTENCE}\n" + " ".join(words) + "."


def plain_reader(document: Document) -> Sequence[Record]:
    """Each line that speaks of trade as a signal."""
    found, start = [], 0
    for line in document.text.split("\n"):
        if "trade" in line:
            span = (start, start + len(line))
            found.append(Signal(content_id("signal", document.id, span), document.id, "trade", line, span, ("PRK", "CHN")))
        start += len(line) + 1
    return found


TODAY = date(2024, 6, 1)
