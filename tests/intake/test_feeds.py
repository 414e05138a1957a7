"""Feeds of any make: plain text and addresses that may be fetched, nothing else; and none that brings the reader down."""

from __future__ import annotations

import contextlib
import json
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest

from visavis.errors import InputError
from visavis.intake.feeds import read_feed
from visavis.intake.markup import plain_text

WHERE = "https://example.org/feed"
HEAD = b'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>'


def _one(item: str, **more: str) -> object:
    (found,) = read_feed(f'<rss version="2.0"><channel><title>t</title><item>{item}</item></channel></rss>'.encode(),
                         where=WHERE, **more).items
    return found


def test_rss_with_markup_in_title_and_text() -> None:
    found = read_feed(HEAD + b"""<language>en-US</language><item><title>Rice &amp;amp; <![CDATA[<b>oil</b>]]></title>
        <link>/a?b=1#c</link><guid isPermaLink="false">k1</guid><pubDate>Fri, 03 May 2024 01:30:00 +0900</pubDate>
        <description><![CDATA[<p>One.<script>bad()</script></p><p onclick="x">Two &eacute;.</p>]]></description></item>
        </channel></rss>""", where=WHERE)
    (item,) = found.items
    assert (item.title, item.url, item.key, item.text) == ("Rice & oil", "https://example.org/a?b=1", "k1", "One.\nTwo é.")
    assert item.published == date(2024, 5, 3)  # in the outlet's own zone
    assert item.moment and item.moment.isoformat() == "2024-05-02T16:30:00+00:00"
    assert found.language == "en"


def test_atom_takes_the_content_and_the_alternate_link() -> None:
    (item,) = read_feed(b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><id>tag:x,1</id><title>A</title>
        <link rel="self" href="/self"/><link rel="alternate" href="https://example.org/a"/><summary>short</summary>
        <published>2024-05-02T23:00:00Z</published><content type="html">&lt;p&gt;The whole text of it.&lt;/p&gt;</content>
        </entry></feed>""", where=WHERE).items
    assert (item.key, item.url, item.text, item.published) == ("tag:x,1", "https://example.org/a", "The whole text of it.", date(2024, 5, 2))


def test_json_feed() -> None:
    row = {"version": "https://jsonfeed.org/version/1.1", "title": "t", "language": "ko-KR", "items": [
        {"id": 7, "url": "/a", "title": "A", "content_html": "<p>Text</p>", "date_published": "2024-05-02T09:00:00+09:00"},
        {"id": "x", "url": "javascript:alert(1)", "content_text": "More"}, "no item", {"title": "no key"}]}
    found = read_feed(json.dumps(row).encode(), where=WHERE)
    assert [(item.key, item.url, item.text) for item in found.items] == [("7", "https://example.org/a", "Text"), ("x", None, "More")]
    assert len(found.problems) == 2


@pytest.mark.parametrize("href", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " data:text/html,x", "file:///etc/passwd",
                                  "http://169.254.169.254/", "http://user@example.org/", "http://10.0.0.1/x"])
def test_links_that_are_never_fetched_are_dropped_and_told(href: str) -> None:
    found = read_feed(HEAD + f"<item><title>A</title><guid>k</guid><link>{href}</link></item></channel></rss>".encode(), where=WHERE)
    assert found.items[0].url is None and "never fetched" in found.problems[0]


def test_an_item_that_comes_twice_is_taken_once() -> None:
    found = read_feed(HEAD + b"<item><guid isPermaLink='false'>k</guid><title>A</title></item>" * 2 + b"</channel></rss>", where=WHERE)
    assert len(found.items) == 1 and found.problems == ("listed twice: k",)


def test_a_digest_changes_with_what_is_said_and_not_with_the_layout() -> None:
    one, same, other = (_one(f"<guid>k</guid><title>A</title><description>{text}</description>")
                        for text in ("x", " x ", "y"))
    assert one.digest == same.digest != other.digest  # type: ignore[attr-defined]


ATTACKS = {
    "a bomb of entities": b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + HEAD + b"<item><title>&b;",
    "a bomb in UTF-16": '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "aa">]><rss/>'.encode("utf-16"),
    "an entity from a file": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + HEAD + b"<item><title>&a;",
    "an entity from the network": b'<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1/x.dtd"> %a;]>' + HEAD,
    "200,000 nested elements": HEAD + b"<item>" + b"<b>" * 200_000,
    "EBCDIC, which no shape is seen in": '<?xml version="1.0" encoding="cp037"?><rss/>'.encode("cp037"),
    "more bytes than any feed": HEAD + b" " * 9_000_000,
    "a page": b"<!doctype html><html><body>hello</body></html>",
    "nothing": b"",
    "JSON that is no feed": b'{"a": 1}',
    "JSON nested without end": b'{"a":' * 100_000,
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused_in_a_line(name: str) -> None:
    start = time.process_time()
    with pytest.raises(InputError) as caught:
        read_feed(ATTACKS[name], where=WHERE)
    assert "\n" not in str(caught.value) and time.process_time() - start < 1


def test_markup_nested_inside_an_item_costs_the_item_and_not_the_feed() -> None:
    bad = b"&lt;b&gt;" * 200_000
    found = read_feed(HEAD + b"<item><guid>k</guid><description>" + bad + b"</description></item>"
                      b"<item><guid isPermaLink='false'>l</guid><title>good</title></item></channel></rss>", where=WHERE)
    assert [item.key for item in found.items] == ["l"] and "nested" in found.problems[0]


def test_nothing_is_loaded_for_a_doctype_with_an_outside_address() -> None:
    data = b'<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">' + HEAD + b"<item><title>ok</title></item></channel></rss>"
    assert len(read_feed(data, where=WHERE).items) == 1


@pytest.mark.parametrize("text", ["<", "&", "&#", "<!", "<?", "<![CDATA[", "<!--", "<a ", "<a b='", "]]>", "%", "\x00", "\n"])
def test_floods_of_one_sign_are_read_or_refused(text: str) -> None:
    """One that cost more than its length would not end within the time that the suite has."""
    with contextlib.suppress(InputError):
        found = read_feed(HEAD + b"<item><title>" + text.encode() * (300_000 // len(text)), where=WHERE)
        assert len(found.items) <= 1


def test_the_fixtures_of_feedparser_bring_nothing_down(shared: Path) -> None:
    read = refused = 0
    with zipfile.ZipFile(shared / "text/warc_rss_opml/dev_feedparser_fixtures.zip") as fixtures:
        for name in fixtures.namelist():
            if name.endswith("/"):
                continue
            try:
                found = read_feed(fixtures.read(name), where=WHERE)
                read += 1
            except InputError:
                refused += 1
                continue
            assert all(item.url is None or item.url.startswith(("http://", "https://")) for item in found.items)
            assert not any("<script" in f"{item.title}{item.text}".lower() for item in found.items)
    assert (read, refused) == (642, 10)


def test_the_snapshots_of_a_real_feed_are_read_whole(shared: Path) -> None:
    import tarfile

    with tarfile.open(shared / "text/state_department_feed/dev_100_consecutive_snapshots_2021-06.tar.xz") as snapshots:
        members = [member for member in snapshots.getmembers() if member.isfile()][:5]
        for member in members:
            stream = snapshots.extractfile(member)
            assert stream is not None
            data = stream.read()
            found = read_feed(data, where="https://www.state.gov/feed/")
            assert len(found.items) == data.count(b"<item>")
            assert all(item.url and item.published and item.text and item.title for item in found.items)


@pytest.mark.parametrize(("html", "text"), [
    ("a<br/>b", "a\nb"), ("<ul><li>a<li>b</ul>", "a\nb"), ("x <!-- hidden --> y", "x y"), ("<style>p{}</style>z", "z"),
    ("no markup", "no markup"), ("", ""), ("a &lt;b&gt; c", "a <b> c"), ("<p>a\n  b</p>", "a b"), ("\x00<p>q", "q")])
def test_markup_becomes_lines(html: str, text: str) -> None:
    assert plain_text(html) == text
