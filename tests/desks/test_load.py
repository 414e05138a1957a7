"""The shipped desks load; a broken one says file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from visavis import desks
from visavis.errors import DeskError

GOOD = 'format_version = 1\nname = "x"\ntitle = "X"\n[[dyads]]\na = "ARM"\nb = "AZE"\n'
INDICATOR = '[[indicator]]\nid = "a"\ntitle = "A"\nwhy = "because"\nterms = ["a"]\n'


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "desk.toml").write_text(GOOD)
    yield tmp_path


@pytest.mark.parametrize("name", desks.known())
def test_shipped_desks_have_no_complaint(name: str) -> None:
    assert desks.check(name) == ()
    desk = desks.load_desk(name)
    assert desk.name == name and desk.dyads and desk.indicators and desk.outlets and desk.calendar


def test_korea_asks_china_against_russia_first() -> None:
    desk = desks.load_desk("korea")
    first = desk.dyads[0]
    assert (first.a, first.b, first.versus) == ("PRK", "CHN", ("PRK", "RUS"))
    assert set(desk.states) == {"PRK", "CHN", "RUS", "KOR", "USA", "JPN"}


def test_korea_watches_what_the_issue_lists() -> None:
    ids = {one.id for one in desks.load_desk("korea").indicators}
    assert ids >= {
        "visits", "summit", "labour", "students", "it-experts", "visas", "customs", "food-fuel", "arms",
        "trade", "tourism", "transport", "media", "regional-20x10", "police-security", "sanctions-evasion",
        "cyber", "repatriation-rights"}
    assert all(one.hubs == {"PRK"} for one in desks.load_desk("korea").indicators)
    assert all(len(one.why) > 30 for one in desks.load_desk("korea").indicators)


def test_korea_calendar_holds_the_days_of_relations() -> None:
    days = {(one.date, one.kind) for one in desks.load_desk("korea").calendar}
    assert {(date(1949, 10, 6), "relations"), (date(1948, 10, 12), "relations"),
            (date(1961, 7, 11), "treaty"), (date(2024, 6, 19), "treaty"),
            (date(1953, 7, 27), "armistice")} <= days


def test_outlets_tell_owner_country_and_letter() -> None:
    outlets = {one.name: one for one in desks.load_desk("korea").outlets}
    assert outlets["KCNA"].country == "PRK" and outlets["KCNA"].ownership == "state"
    assert {"Xinhua", "TASS", "Yonhap", "38 North", "Reuters", "US Department of State"} <= outlets.keys()
    assert all(re.fullmatch("[A-F]", one.reliability) for one in outlets.values())


def test_a_desk_is_only_data(folder: Path) -> None:
    (folder / "indicators.toml").write_text(INDICATOR)
    desk = desks.load_desk(folder)
    assert desk.states == ("ARM", "AZE")
    assert desk.indicators[0].dyads == (("ARM", "AZE"),)
    assert desk.indicators[0].hubs == {"ARM", "AZE"}
    assert desk.indicator("a").title == "A"
    with pytest.raises(DeskError, match="known: a"):
        desk.indicator("b")


def test_an_unknown_desk_names_the_known_ones() -> None:
    with pytest.raises(DeskError, match=r"no desk 'nowhere'; known desks: caucasus, korea"):
        desks.load_desk("nowhere")


def test_a_folder_without_desk_says_so(tmp_path: Path) -> None:
    with pytest.raises(DeskError, match=r"no desk\.toml in this folder"):
        desks.load_desk(tmp_path)


def test_a_newer_desk_is_refused(folder: Path) -> None:
    (folder / "desk.toml").write_text(GOOD.replace("format_version = 1", "\nformat_version = 9"))
    with pytest.raises(DeskError, match=r"desk\.toml:2: the desk has format 9.*install a newer visavis"):
        desks.load_desk(folder)


@pytest.mark.parametrize(("file", "text", "complaint"), [
    ("desk.toml", GOOD.replace("format_version = 1\n", ""), r"desk\.toml:1: `format_version` is missing"),
    ("desk.toml", "format_version = 1\nname = \n", r"desk\.toml:2: not TOML"),
    ("desk.toml", GOOD + 'versus = ["ARM"]\n', r"desk\.toml:4: `versus` must name two states"),
    ("desk.toml", GOOD.replace('"AZE"', '"Baku"'), r"desk\.toml:4: 'Baku' is not a code"),
    ("desk.toml", GOOD.split("[[")[0], r"the desk has no \[\[dyads\]\]"),
    ("desk.toml", 'colour = "red"\n' + GOOD, "unknown key `colour`"),
    ("indicators.toml", INDICATOR + "\n" + INDICATOR.replace("terms", "words"), "toml:7: `terms` is missing"),
    ("indicators.toml", INDICATOR + INDICATOR, "two indicators have the id 'a'"),
    ("indicators.toml", INDICATOR + 'scope = "moon"\n', "unknown scope 'moon'; known"),
    ("indicators.toml", "[[indicators]]\n", "unknown key `indicators`"),
    ("calendar.toml", '[[day]]\nname = "x"\ndate = "1953"\npattern = "x"\n', "toml:1: `date` must be a date"),
    ("calendar.toml", '[[day]]\nname = "x"\ndate = 1953-07-27\npattern = "("\n', "not a regular expression"),
    ("outlets.opml", "<opml>\n<body>", r"outlets\.opml:2: not XML"),
    ("outlets.opml", '<opml>\n<outline text="A" htmlUrl="x"/></opml>', "outlet 'A' has no v:country"),
    ("outlets.opml", '<!DOCTYPE a [<!ENTITY b "c">]><opml/>', "entities are not allowed"),
])
def test_complaints_say_file_and_line(folder: Path, file: str, text: str, complaint: str) -> None:
    (folder / file).write_text(text)
    found = desks.check(folder)
    assert any(re.search(complaint, one) for one in found), found
    assert all("\n" not in one for one in found)
    with pytest.raises(DeskError):
        desks.load_desk(folder)


def test_check_lists_every_complaint(folder: Path) -> None:
    (folder / "indicators.toml").write_text("[[indicator]]\n[[indicator]]\nid = 3\n")
    assert len(desks.check(folder)) >= 6


OPML = '<opml>\n<outline text="A" htmlUrl="{}" v:country="{}" v:language="{}" v:ownership="{}" v:reliability="B"/>\n{}</opml>'
FULL = INDICATOR.replace("because", "because it matters to everybody who watches") + '[indicator.events]\ntypes = ["CONSULT"]\n'


@pytest.mark.parametrize(("file", "text", "complaint"), [
    ("desk.toml", GOOD.replace("AZE", "ABC"), r"desk\.toml:6: ABC is no state"),
    ("desk.toml", GOOD + '[[dyads]]\na = "AZE"\nb = "ARM"\n', "the dyad ARM and AZE stands twice"),
    ("desk.toml", GOOD.replace("AZE", "ARM"), "ARM with itself is no dyad"),
    ("indicators.toml", FULL.replace("CONSULT", "TALK"), r"indicators\.toml:7: indicator 'a': 'TALK' is no PLOVER type; known: AGREE"),
    ("indicators.toml", FULL + 'modes = ["phone", "walk"]\n', r"indicators\.toml:8: indicator 'a': 'walk' is no mode of CONSULT; known: multilateral, phone"),
    ("indicators.toml", FULL + "level = 9\n", r"indicators\.toml:8: indicator 'a': 9 is no level"),
    ("indicators.toml", FULL + '[indicator.news]\nneeds = ["sign ~"]\n', r"indicators\.toml:9: indicator 'a': needs of news: 'sign ~': ~ at an end"),
    ("desk.toml", GOOD.replace("title", 'border = ["a||b"]\ntitle'), r"desk\.toml:\d+: border: 'a\|\|b': an empty alternative"),
    ("indicators.toml", INDICATOR, r"indicators\.toml:4: indicator 'a': `why` is too short"),
    ("indicators.toml", INDICATOR, r"indicators\.toml:2: indicator 'a' has no event filter"),
    ("indicators.toml", FULL.replace("[indicator.", 'threshold = "often"\n[indicator.'), r"indicators\.toml:6: indicator 'a': 'often' is no threshold; write any"),
    ("indicators.toml", FULL.replace('["a"]', '["a",\n"b||c"]'), r"indicators\.toml:6: indicator 'a': terms: 'b\|\|c': an empty alternative"),
    ("indicators.toml", FULL.replace('["a"]', '["~ a"]'), "stands for nothing"),
    ("indicators.toml", FULL.replace('["a"]', '["wor*ld"]'), r"\* may only end a word"),
    ("indicators.toml", FULL.replace('["a"]', '["a", "a"]'), "it stands twice"),
    ("calendar.toml", '[[day]]\nname = "x"\ndate = 1953-07-27\npattern = "x"\nstates = ["XYZ"]\nkind = "war"\n', r"calendar\.toml:5: 'XYZ' is no state"),
    ("calendar.toml", '[[day]]\nname = "x"\ndate = 1953-07-27\npattern = "x"\nstates = ["ARM"]\nkind = "moon"\n', r"calendar\.toml:6: 'moon' is no kind"),
    ("calendar.toml", '[[day]]\nname = "x"\ndate = 1953-07-27\npattern = "x?"\nstates = ["ARM"]\nkind = "war"\n', "matches anything"),
    ("officials.toml", '[[official]]\nname = "Quentin Zarbo"\ncountry = "ARM"\nwhy = "he matters to everybody who watches"\n', r"officials\.toml:2: 'Quentin Zarbo' of ARM is not in the register"),
    ("outlets.opml", OPML.format("https://a.org", "XYZ", "en", "state", ""), r"outlets\.opml:2: outlet 'A': 'XYZ' is no state"),
    ("outlets.opml", OPML.format("a.org", "ARM", "en", "state", ""), "'a.org' is no web address"),
    ("outlets.opml", OPML.format("https://a.org", "ARM", "Armenian", "state", ""), "'Armenian' is no language"),
    ("outlets.opml", OPML.format("https://a.org", "ARM", "en", "mine", ""), "'mine' is no ownership; known: state"),
])
def test_check_reads_what_the_files_say(folder: Path, file: str, text: str, complaint: str) -> None:
    (folder / file).write_text(text)
    found = desks.check(folder)
    assert any(re.search(complaint, one) for one in found), found


@pytest.mark.parametrize("words", ["any", "first in a year", "first in 90 days", "more than expected at 99 %",
                                   "more than expected at 95 % in 7 days"])
def test_thresholds_of_a_watch_are_known(folder: Path, words: str) -> None:
    (folder / "indicators.toml").write_text(FULL.replace("[indicator.", f'threshold = "{words}"\n[indicator.'))
    assert desks.check(folder) == ()


def test_korea_follows_officials_with_their_office_of_the_day() -> None:
    names = {one.name for one in desks.load_desk("korea").officials}
    assert {"Kim Jong Un", "Xi Jinping", "Zhao Leji", "Sergei Shoigu"} <= names


def test_official_outlets_speak_for_their_state() -> None:
    voices = desks.load_desk("korea").voices
    assert voices["KCNA"] == "PRK" and voices["Xinhua"] == "CHN" and voices["FMPRC"] == "CHN"
    assert "Reuters" not in voices and "Yonhap" not in voices
