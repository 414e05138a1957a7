"""Titles to levels. The phrases are made up or are the titles themselves; none is from a data set."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.codes import offices
from visavis.codes.offices_tables import OFFICE_COLUMNS, expand, tokens
from visavis.codes.tables import several, table


def level(text: str, country: str | None = None) -> int | None:
    """The highest level named in `text`."""
    office = offices.highest(offices.find(text, country=country))
    return office.level if office else None


def titles(text: str) -> list[str]:
    return [match.office.title for match in offices.find(text)]


@pytest.mark.parametrize(("text", "expected"), [
    ("Vietnamese Deputy Prime Minister Tran Luu Quang", 4),
    ("the president of Peru", 1),
    ("King Harald", 1),
    ("Iran's supreme leader", 1),
    ("the North Korean leader", 1),
    ("general secretary of the Workers' Party of Korea", 1),
    ("German Chancellor Someone", 2),
    ("the premier of the State Council", 2),
    ("the Irish taoiseach", 2),
    ("chairman of the Standing Committee of the National People's Congress", 3),
    ("chairman of the Presidium of the Supreme People's Assembly", 3),
    ("the speaker of the National Assembly", 3),
    ("member of the Presidium of the Political Bureau of the WPK Central Committee", 3),
    ("vice-chairman of the NPC Standing Committee", 4),
    ("China's vice premier", 4),
    ("a state councillor", 4),
    ("member of the Political Bureau of the Central Committee of the Workers' Party of Korea", 4),
    ("secretary of the C.C., WPK", 4),
    ("deputy speaker of parliament", 4),
    ("the foreign minister", 5),
    ("the Minister for Land, Infrastructure, Transport and Tourism", 5),
    ("U.S. Secretary of State Ann Example", 5),
    ("Secretary of State for Defence", 5),
    ("the national security adviser", 5),
    ("secretary of the Security Council of the Russian Federation", 5),
    ("director of the International Department of the WPK Central Committee", 5),
    ("the EU foreign policy chief", 5),
    ("the vice minister of commerce", 6),
    ("the Russian first deputy foreign minister", 6),
    ("Deputy Secretary of State", 6),
    ("the ambassador to Laos", 6),
    ("the permanent representative to the United Nations", 6),
    ("chief of the general staff", 6),
    ("assistant secretary of state", 7),
    ("the special envoy for Syria", 7),
    ("director-general of the department", 7),
    ("the charge d'affaires", 7),
    ("a foreign ministry spokesperson", 8),
    ("the mayor of Lyon", 8),
    ("an opposition lawmaker", 8),
    ("Gen. Jane Example", 8),
])
def test_level_of_the_words_alone(text: str, expected: int) -> None:
    assert level(text) == expected


@pytest.mark.parametrize(("title", "country", "expected"), [
    ("secretary of state", "USA", 5), ("secretary of state", "FRA", 6), ("secretary of state", "VAT", 2),
    ("chancellor", "DEU", 2), ("chancellor", "GBR", 5), ("president", "DEU", 1), ("president", "IRN", 2),
    ("general secretary", "VNM", 1), ("general secretary", "LAO", 1), ("general secretary", None, None),
    ("foreign secretary", "GBR", 5), ("foreign secretary", "IND", 6), ("premier", "CAN", 8), ("premier", "CHN", 2),
    ("crown prince", "SAU", 2), ("crown prince", "NOR", 3), ("minister of state", "MCO", 2), ("king", "DNK", 1),
    ("chief of the general staff", "PRK", 5),
])
def test_the_same_title_in_another_state(title: str, country: str | None, expected: int | None) -> None:
    office = offices.level_of(title, country=country)
    assert office is not None
    assert office.level == expected


def test_deputies() -> None:
    assert level("deputy Russian defence minister") == 6
    assert titles("deputy Russian defence minister") == ["deputy defence minister"]
    assert level("vice president of Brazil") == 4
    assert level("the deputy chairman of the Security Council") == 4
    assert level("Deputy Assistant Secretary for Europe") == 8


def test_former_acting_elect_candidate() -> None:
    former = offices.find("former South Korean Foreign Minister Ann Example")[0].office
    assert (former.level, former.held, former.former) == (8, 5, True)
    acting = offices.find("the acting interior minister")[0].office
    assert (acting.level, acting.acting) == (5, True)
    elect = offices.find("President-elect Example")[0].office
    assert (elect.title, elect.level, elect.elect) == ("President", 1, True)
    assert offices.find("then-President Example")[0].office.level == 1
    assert offices.find("would-be president Example")[0].office.level == 8
    assert offices.find("the candidate for prime minister")[0].office.level == 8


def test_served_persons_are_not_the_office() -> None:
    assert level("the president's son") == 8
    assert level("the wife of President Example") == 8
    assert level("presidential spokesman") == 8
    assert level("a spokesman for the prime minister") == 8
    assert level("special envoy of the president") == 7
    assert offices.find("the prime minister's office said") == ()
    assert titles("the president's special envoy arrived") == ["president's special envoy"]


def test_what_is_headed_decides() -> None:
    for text in ("president of the Korean Red Cross", "the president of Harvard University", "a company president",
                 "president of the Olympic Committee of Japan", "FIFA President Ann Example", "Ontario premier",
                 "the president of Catalonia", "general secretary of the Communist Party of Greece",
                 "vice-chairman of the Central Committee of the Youth League"):
        assert level(text) == 8, text
    assert level("president of the Republic of Korea") == 1
    assert level("President of the Russian Federation") == 1
    assert offices.find("the Chairman said")[0].office.level is None


def test_words_that_only_look_like_titles() -> None:
    for text in ("the Premier League", "general elections in General Motors plants", "a board of directors",
                 "Hamas leader Someone", "major powers", "an official visit", "the leaders of the strike",
                 "2 pm", "the kingdom", "presidential election", "Office of the Spokesperson"):
        assert level(text) is None, text


def test_ranks() -> None:
    for text, rank, expected in (("the third-ranking official of China", 3, 3), ("China's No. 3 official", 3, 3),
                                 ("China's number two, Someone, said", 2, 2), ("the second-in-command", 2, 2),
                                 ("its seventh-highest-ranking leader", 7, 3)):
        office = offices.find(text)[0].office
        assert (office.rank, office.level) == (rank, expected), text
    inside = offices.find("the third-ranking official at the State Department")[0].office
    assert (inside.rank, inside.level) == (None, 6)
    assert offices.find("Factory No. 3 was visited") == ()
    assert offices.find("the third-largest city") == ()


def test_fields_and_sectors() -> None:
    found = {text: offices.find(text)[0].office for text in (
        "foreign minister", "defence minister", "trade and industry minister", "Senator Example", "chief justice",
        "Adm. Example", "director of the CIA", "foreign and defence ministers", "Minister of Rural Revitalisation")}
    assert found["foreign minister"].field == "foreign_affairs"
    assert found["defence minister"].field == "defence"
    assert found["trade and industry minister"].field == "economy"
    assert found["foreign and defence ministers"].title == "foreign and defence ministers"
    assert found["Minister of Rural Revitalisation"].field == "other"
    for text, sector in (("Senator Example", "LEG"), ("chief justice", "JUD"), ("Adm. Example", "MIL"),
                         ("director of the CIA", "SPY")):
        assert found[text].sector == sector


def test_delegations() -> None:
    match = offices.find("a delegation headed by Vice Premier Example")[0]
    assert match.leads and match.office.level == 4
    assert offices.find("a foreign minister-led delegation")[0].leads
    assert not offices.find("the foreign minister spoke")[0].leads


def test_spans_are_of_the_text() -> None:
    text = "On Monday the former U.S. Secretary of State met  the Vice\nMinister of Trade."
    for match in offices.find(text):
        assert 0 <= match.start < match.end <= len(text)
    assert text[offices.find(text)[0].start:].startswith("former")
    assert titles(text)[1] == "Vice Minister of Trade"


def test_foreign_forms() -> None:
    for title, expected in (("外交部长", 5), ("全国人大常委会委员长", 3), ("외무상", 5), ("министр обороны", 5),
                            ("国家主席", 1)):
        office = offices.level_of(title)
        assert office is not None and office.level == expected, title


def test_a_name_glued_to_its_title_is_parted() -> None:
    assert level("General SecretaryKim Jong Un") == 1
    assert [token.word for token in tokens("PresidentExample")] == ["president", "example"]


def test_settle_keeps_flags() -> None:
    office = offices.settle(offices.find("the former secretary of state")[0].office, "FRA")
    assert (office.level, office.held, office.former) == (8, 6, True)
    assert offices.settle(offices.find("the president")[0].office, "IRN").level == 2


def test_sector_of() -> None:
    for text, expected in (("two Chinese warplanes", "MIL"), ("a former minister", "ELI"), ("Kyiv police", "COP"),
                           ("rebels", "REB"), ("the parliament", "LEG"), ("yesterday", None)):
        assert offices.sector_of(text) == expected, text


@pytest.mark.parametrize("row", table("offices.tsv", OFFICE_COLUMNS), ids=lambda row: row["pattern"][:40])
def test_the_table(row: dict[str, str]) -> None:
    assert row["level"] in {"-", "?", *"12345678"}
    assert row["deputy"] in {"", *"12345678"}
    assert row["level"] == "-" or row["sector"], "an office has a sector"
    for pattern in several(row["pattern"]):
        assert all(words for words in expand(pattern))
    for country in several(row["country"]):
        assert len(country) == 3 and country.isupper()


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    for match in offices.find(text):
        assert 0 <= match.start < match.end <= len(text)
        assert match.office.level is None or 1 <= match.office.level <= 8


def test_speed() -> None:
    text = "The foreign minister of France met the deputy prime minister of Vietnam in Hanoi on Monday morning. " * 200
    offices.find(text)
    start = time.perf_counter()
    offices.find(text)
    assert len(text) / (time.perf_counter() - start) > 50_000  # a second; measured 1 million on one free core
