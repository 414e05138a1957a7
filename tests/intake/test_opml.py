"""OPML: written and read back equal, read as others write it, and every value that is not known refused."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from visavis.desks import SHIPPED
from visavis.errors import InputError
from visavis.intake.opml import Source, read_opml, rhythm, write_opml

FULL = [Source("feed", "https://example.org/feed?a=1&b=2", 'Paper "A" & <B>', "PRK", "ko", "state", "C", timedelta(hours=6), "feed", ("P", "Q")),
        Source("sitemap", "https://example.org/map.xml", "Map"), Source("folder", "/srv/inbox", "Inbox", rhythm=timedelta(days=14)),
        Source("page", "https://example.org/a", "Page", rhythm=timedelta(minutes=90)), Source("gdelt", "http://data.example.org/l.txt", "G")]


def test_what_is_written_is_read_back_equal() -> None:
    assert read_opml(write_opml(FULL, title="a & b").encode(), where="x") == FULL


def test_folders_of_outlines_are_opened_defaults_fill_in_and_each_address_comes_once() -> None:
    text = b"""<opml version="1.0"><head/><body><outline text="Korea"><outline text="A" type="rss" xmlUrl="https://a.example.org/f"/>
        <outline title="B" text="b" xmlUrl="https://b.example.org/f" v:reliability="B"/></outline>
        <outline text="again" xmlUrl="https://a.example.org/f"/><outline text="no address"/></body></opml>"""
    found = read_opml(text, where="x", defaults={"country": "kor", "reliability": "d"})
    assert [(one.outlet, one.country, one.reliability) for one in found] == [("A", "KOR", "D"), ("B", "KOR", "B")]


@pytest.mark.parametrize(("text", "what"), [
    ('<opml><body><outline text="a" xmlUrl="https://a.example.org" v:country="Korea"/></body></opml>', "country"),
    ('<opml><body><outline text="a" xmlUrl="https://a.example.org" v:reliability="Z"/></body></opml>', "reliability"),
    ('<opml><body><outline text="a" xmlUrl="https://a.example.org" v:ownership="mine"/></body></opml>', "ownership"),
    ('<opml><body><outline text="a" xmlUrl="https://a.example.org" v:rhythm="often"/></body></opml>', "stretch of time"),
    ('<opml><body><outline text="a" url="https://a.example.org" v:kind="telepathy"/></body></opml>', "kind of source"),
    ("<rss/>", "no OPML"), ("hello", "no OPML"), ("", "no OPML"),
    ('<!DOCTYPE x [<!ENTITY a "b">]><opml/>', "entities")])
def test_what_is_not_known_is_refused_with_its_line(text: str, what: str) -> None:
    with pytest.raises(InputError, match=what) as caught:
        read_opml(text.encode(), where="list.opml")
    assert str(caught.value).startswith("list.opml")


@pytest.mark.parametrize(("text", "value"), [("30m", timedelta(minutes=30)), ("2W", timedelta(weeks=2)), ("", None)])
def test_stretches_of_time(text: str, value: timedelta | None) -> None:
    assert rhythm(text, where="x") == value


def test_the_lists_of_the_desks_and_of_25_countries_are_read(shared: Path) -> None:
    for path in SHIPPED.glob("*/outlets.opml"):
        assert all(one.country and one.reliability != "F" for one in read_opml(path.read_bytes(), where=path.name))
    notes: list[str] = []
    with zipfile.ZipFile(shared / "text/warc_rss_opml/dev_awesome_rss_feeds_opml.zip") as lists:
        names = [name for name in lists.namelist() if name.endswith(".opml")]
        found = {name: read_opml(lists.read(name), where=name, note=notes.append) for name in names}
    assert len(found) >= 25 and all(found.values())
    assert "not well-formed" in notes[0] and len(notes) < len(found)
