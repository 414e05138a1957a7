"""Who is meant: family names alone, epithets, hosts and counterparts, leaders of delegations, speakers, parties."""

from __future__ import annotations

from datetime import date

import pytest

from visavis.reading import read
from visavis.records import Document, Report

PUBLISHED = date(2024, 5, 10)


def reports(text: str, published: date = PUBLISHED) -> list[Report]:
    return list(read(Document.from_text(text, published, language="en")).reports)


def pairs(text: str, published: date = PUBLISHED) -> list[str]:
    return [f"{one.source.country}-{one.target.country}" for one in reports(text, published)]


@pytest.mark.parametrize(("text", "pair"), [
    ("Putin visited Beijing on Tuesday.", "RUS-CHN"),
    ("Xi met Macron in Paris.", "CHN-FRA"),
    ("Erdoğan visited Egypt.", "TUR-EGY"),
    ("China praised North Korea. The isolated country received 3,000 tons of rice from China.", "CHN-PRK"),
    ("Russia and Qatar talked. The emirate sent a delegation to Russia.", "QAT-RUS"),
    ("Russia's foreign minister visited Seoul. He met South Korea's president.", "RUS-KOR"),
    ("A delegation of Russian experts, led by Oleg Orlov, vice-minister of Trade, arrived in Pyongyang.", "RUS-PRK"),
    ("Nigeria's Democratic Party thanked Ghana.", "NGA-GHA"),
    ("The Republican Party of Armenia accused Azerbaijan of shelling Goris.", "ARM-AZE")])
def test_who_acts(text: str, pair: str) -> None:
    assert pairs(text)[-1] == pair


@pytest.mark.parametrize("text", [
    "The Peoples' Democratic Party accused the government of Turkey of bombing villages.",
    "The ICC fined the Pakistani captain after the one-day match against India.",
    "Greece expelled the Libyan ambassador. Brazil almost recalled its ambassador to Israel.",
    "The Turkish government thanked Qatar. The delegation met the Russian foreign minister.",
    "Trump Tower thanked China."])
def test_who_does_not(text: str) -> None:
    wrong = {"USA-TUR", "XCR-PAK", "BRA-LBY", "TUR-RUS", "USA-CHN"}
    assert not wrong & set(pairs(text))


def test_a_former_president_is_no_head_of_state() -> None:
    assert pairs("Trump met Orban in Florida.", date(2024, 3, 9)) == []
    assert pairs("Trump met Orban in Washington.", date(2025, 11, 8)) != []


def test_who_leads_a_delegation_gives_it_his_rank() -> None:
    text = "A delegation of Russian experts, led by Oleg Orlov, vice-minister of Trade, arrived in Pyongyang."
    assert [(one.source.name, one.source.level) for one in reports(text)] == [("Oleg Orlov", 6)]


def test_a_speaker_s_label_says_whose_word_it_is() -> None:
    text = ("SECRETARY BLINKEN: We condemn Iran. We will send tanks to Ukraine.\n\n"
            "QUESTION: Did Israel strike Syria?\n\n"
            "FOREIGN MINISTER KULEBA: We thank the United States.\n\n"
            "MR MILLER: We support Armenia.")
    told = {(f"{one.source.country}-{one.target.country}", str(one.evidence), one.attributed_to) for one in reports(text)}
    assert ("USA-IRN", "attributed", "Antony Blinken") in told
    assert ("USA-UKR", "attributed", "Antony Blinken") in told
    assert ("UKR-USA", "attributed", "Dmytro Kuleba") in told
    assert ("ISR-SYR", "asserted", None) in told
    assert not any(pair == "UKR-ARM" for pair, _, _ in told)


@pytest.mark.parametrize("text", ["BEIJING: We condemn Iran.", "UPDATE: We condemn Iran."])
def test_a_place_before_a_colon_speaks_for_nobody(text: str) -> None:
    assert all(one.attributed_to is None for one in reports(text))


def test_the_son_of_a_president_is_not_the_president() -> None:
    found = reports("Museveni hosted Rwanda's president. Museveni's son visited Kigali.", date(2022, 5, 3))
    assert all(one.source.name is None for one in found if one.quote.startswith("Museveni's son"))
