"""States whose names are persons' names too, and envoys whose post is acted on."""

from __future__ import annotations

from datetime import date

import pytest

from visavis.reading.document import read_all
from visavis.records import Document


def dyads(text: str) -> set[tuple[str, str]]:
    (reading,) = read_all([Document.from_text(text, date(2024, 5, 2), language="en")])
    return {(report.source.country, report.target.country) for report in reading.reports}


@pytest.mark.parametrize(("text", "dyad"), [
    ("Jordan recalls its ambassador to Israel.", ("JOR", "ISR")),
    ("Mali expels the French ambassador.", ("MLI", "FRA")),
    ("Chad accused Sudan of arming rebels.", ("TCD", "SDN")),
    ("West African leaders met in Abuja. Nigeria condemned Burkina Faso's military government.", ("NGA", "BFA")),
])
def test_a_state_with_a_persons_name_is_a_state_beside_another(text: str, dyad: tuple[str, str]) -> None:
    assert dyad in dyads(text)


@pytest.mark.parametrize("text", [
    "Jim Jordan criticised Israel on Monday.",
    "Michael Jordan opened a museum. Jordan thanked Israel for a prize.",
    "The ambassador to Israel met the president of Kenya.",
])
def test_a_person_of_that_name_is_none_and_a_post_alone_is_no_party(text: str) -> None:
    assert not {dyad for dyad in dyads(text) if "JOR" in dyad or dyad == ("KEN", "ISR") or dyad == ("ISR", "KEN")}


@pytest.mark.parametrize(("text", "states"), [
    ("Ukraine said Russia used Iranian drones against Kyiv.", {"IRN"}),
    ("Police in several countries arrested 4 Australians, 13 Americans, 10 Canadians and 2 Britons.", {"AUS", "CAN"}),
])
def test_who_made_a_weapon_and_who_stands_in_a_list_are_no_parties(text: str, states: set[str]) -> None:
    assert not [dyad for dyad in dyads(text) if states & set(dyad)]


@pytest.mark.parametrize(("text", "type_"), [
    ("Iran and Turkey signed an agreement on gas supplies.", "SUPPORT"),
    ("Indian troops exchanged fire with Chinese soldiers.", "ASSAULT"),
    ("Russia and Ukraine exchanged 300 prisoners.", "COOPERATE"),
])
def test_an_accord_signed_is_support_and_fire_exchanged_is_no_gift(text: str, type_: str) -> None:
    (reading,) = read_all([Document.from_text(text, date(2024, 5, 2), language="en")])
    assert {report.type for report in reading.reports} == {type_}


def test_what_is_done_beside_a_word_is_done() -> None:
    text = "Japan condemned the launch and imposed sanctions on three Russian firms."
    (reading,) = read_all([Document.from_text(text, date(2024, 5, 2), language="en")])
    assert "SANCTION" in {report.type for report in reading.reports}
