"""The two Koreas under their short names."""

from __future__ import annotations

from datetime import date

import pytest

from visavis.reading.document import read_all
from visavis.records import Document

DAY = date(2024, 5, 2)


def dyads(text: str) -> set[tuple[str, str]]:
    (reading,) = read_all([Document.from_text(text, DAY, language="en")])
    return {(report.source.country, report.target.country) for report in reading.reports}


@pytest.mark.parametrize(("text", "dyad"), [
    ("North Korea fired a rocket on Monday. Japan condemned the North's latest launch.", ("JPN", "PRK")),
    ("Seoul warned Pyongyang on Monday. The South also urged the North to return to talks.", ("KOR", "PRK")),
])
def test_the_north_and_the_south_are_the_koreas_in_a_text_that_names_one(text: str, dyad: tuple[str, str]) -> None:
    assert dyad in dyads(text)


def test_the_two_koreas_are_a_pair() -> None:
    assert {("KOR", "PRK"), ("PRK", "KOR")} & dyads("The two Koreas held talks in Panmunjom on Friday.")


@pytest.mark.parametrize("text", [
    "Japan condemned the North's latest launch.",
    "North Korea fired a rocket. Japan condemned the South of France festival for its programme.",
    "North Korea fired a rocket. Japan criticised the North Atlantic fishery.",
])
def test_without_korea_or_inside_a_longer_name_it_is_nobody(text: str) -> None:
    assert not {dyad for dyad in dyads(text) if "JPN" in dyad and {"PRK", "KOR"} & set(dyad)}


def test_korea_is_the_north_in_its_own_press() -> None:
    text = "Pyongyang, May 2 (KCNA) -- The Chinese ambassador met the Korean foreign minister on Thursday."
    assert all("KOR" not in dyad for dyad in dyads(text))
    assert any("PRK" in dyad for dyad in dyads(text))


def test_the_norths_press_writes_the_south_in_lower_case() -> None:
    text = "Pyongyang, May 2 (KCNA) -- The south Korean army held a joint exercise with the U.S. army on Thursday."
    assert ("PRK", "USA") not in dyads(text) and ("USA", "PRK") not in dyads(text)
