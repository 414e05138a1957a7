"""Articles from pages and feeds: whose day, whose address, and a stub told from the whole."""

from __future__ import annotations

import gzip
import zipfile
from datetime import date
from pathlib import Path

import pytest

from visavis.errors import InputError
from visavis.intake.articles import of_feed, of_page
from visavis.intake.feeds import Item
from visavis.intake.fetch import Fetched
from visavis.intake.gdelt_lists import read_list
from visavis.intake.sitemaps import read_sitemap

TODAY = date(2024, 6, 1)
LINE = "The delegation of the ministry arrived in Pyongyang on Monday for talks on trade and on the border crossing."
URL = "https://www.example.org/news/1?utm_source=rss"


def _page(text: str, head: str = "", tail: str = "") -> Fetched:
    html = (f"<html><head><title>Page</title>{head}</head><body><article><p>" + "</p><p>".join(text.split("\n"))
            + f"</p></article>{tail}</body></html>")
    return Fetched(URL, 200, html.encode())


def test_the_day_of_the_feed_goes_before_that_of_the_page_and_each_says_so() -> None:
    told = '<meta property="article:published_time" content="2024-05-02T08:00:00Z">'
    feed = of_page(_page(LINE, told), Item("k", URL, "From the feed", "", date(2024, 5, 3)), today=TODAY)
    page = of_page(_page(LINE, told), Item("k", URL), today=TODAY)
    none = of_page(_page(LINE), Item("k", URL), today=TODAY)
    assert [(one.found.published, one.day_from) for one in (feed, page, none)] == [
        (date(2024, 5, 3), "feed"), (date(2024, 5, 2), "page"), (None, None)]
    assert (feed.found.title, page.found.title) == ("From the feed", "Page")


@pytest.mark.parametrize(("href", "url"), [
    ("https://www.example.org/a/b", "https://www.example.org/a/b"), ("/a/b?fbclid=1", "https://www.example.org/a/b"),
    ("https://elsewhere.example.com/a", "https://www.example.org/news/1"), ("/", "https://www.example.org/news/1"),
    ("javascript:x", "https://www.example.org/news/1")])
def test_the_canonical_address_is_that_of_the_page_where_it_is_its_own(href: str, url: str) -> None:
    assert of_page(_page(LINE, f'<link rel="canonical" href="{href}">'), Item("k", URL), today=TODAY).found.url == url


@pytest.mark.parametrize(("head", "tail", "words", "state"), [
    ("", "", 30, "full"), ("", "<div>Subscribe to continue reading</div>", 30, "stub"),
    ("", "<div>Already a subscriber? Sign in</div>", 400, "full"),
    ('<script type="application/ld+json">{"isAccessibleForFree": false}</script>', "", 30, "stub"),
    ('<script type="application/ld+json">{"isAccessibleForFree": "True"}</script>', "<p>For subscribers</p>", 30, "full"),
    ("", "<div>Réservé aux abonnés</div>", 30, "stub")])
def test_a_stub_is_told_from_an_article(head: str, tail: str, words: int, state: str) -> None:
    text = LINE + "\n" + " ".join(f"word{n}" for n in range(words)) + "."
    assert of_page(_page(text, head, tail), Item("k", URL), today=TODAY).state == state


def test_of_46_real_pages_one_is_a_stub(shared: Path) -> None:
    stubs = []
    with zipfile.ZipFile(shared / "text/html_news_pages/dev_aeb_html_quarter.zip") as pages:
        for name in pages.namelist():
            if name.endswith("/"):
                continue
            raw = pages.read(name)
            fetched = Fetched("https://example.org/a", 200, gzip.decompress(raw) if name.endswith(".gz") else raw)
            if of_page(fetched, Item("k", None), today=TODAY).state == "stub":
                stubs.append(b"wsj.com" in fetched.body)
    assert stubs == [True]


def test_where_the_page_is_a_stub_and_the_feed_holds_more_the_feed_is_taken() -> None:
    item = Item("k", URL, "T", "\n".join([LINE] * 3))
    made = of_page(_page(LINE, tail="<div>Subscribe to continue reading</div>"), item, today=TODAY)
    assert (made.state, made.found.text) == ("feed", item.text)


def test_without_an_article_on_either_side_there_is_an_error() -> None:
    with pytest.raises(InputError, match="no article"):
        of_page(_page("Menu"), Item("k", URL, "T", "short"), today=TODAY)
    with pytest.raises(InputError, match="only a line"):
        of_feed(Item("k", None, "T", "short"))


def test_a_news_sitemap_gives_title_and_day() -> None:
    found = read_sitemap(b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://example.org/a</loc><news:news>
        <news:publication_date>2024-05-02T10:00:00+09:00</news:publication_date><news:title>A &amp; B</news:title></news:news>
        </url></urlset>""", where="https://example.org/map.xml")
    assert [(item.url, item.title, item.published) for item in found.items] == [("https://example.org/a", "A & B", date(2024, 5, 2))]


@pytest.mark.parametrize("data", [b"", b"<html></html>", b"<urlset><url>", b'<!DOCTYPE x [<!ENTITY a "b">]><urlset/>', b"hello"])
def test_what_is_no_sitemap_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        read_sitemap(data, where="https://example.org/map.xml")


def test_a_list_of_gdelt_and_a_file_that_is_not_the_one_listed() -> None:
    (one,) = read_list(b"3 900150983cd24fb0d6963f7d28e17f72 http://data.gdeltproject.org/gdeltv2/20240501000000.export.CSV.zip\n",
                       where="http://data.gdeltproject.org/gdeltv2/lastupdate.txt")
    one.check(b"abc")
    assert (one.kind, one.name) == ("export", "20240501000000.export.CSV.zip")
    for bad in (b"abd", b"abcd"):
        with pytest.raises(InputError, match="not the one"):
            one.check(bad)
    with pytest.raises(InputError, match="no list"):
        read_list(b"3 900150983cd24fb0d6963f7d28e17f72 http://data.gdeltproject.org/../../etc/passwd\n", where="https://example.org/l")
