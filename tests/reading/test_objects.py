"""Objects: goods, sums, people and weights, with amount and unit, and what is none."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.reading import objects, quantities
from visavis.reading.sentences import Sentence
from visavis.reading.syntax import parser

Told = tuple[str, float | None, str | None, str]


def told(text: str, word: str | None = None) -> list[Told]:
    doc = parser()(text)
    predicate = next(token for token in doc if token.text == word) if word else None
    found = objects.find(Sentence(doc[:], 0), predicate=predicate)
    for one in found:
        assert one.quote in text
    return [(one.kind, one.amount, one.unit, one.quote) for one in found]


@pytest.mark.parametrize(("text", "expected"), [
    ("Russia sent 30,000 tons of rice to North Korea.", [("rice", 30000, "tons", "30,000 tons of rice")]),
    ("China delivered about 1.5 million barrels of refined oil last year.",
     [("refined oil", 1500000, "barrels", "1.5 million barrels of refined oil")]),
    ("The United States provided $50 million in aid to Ukraine.", [("aid", 50000000, "USD", "$50 million in aid")]),
    ("Seoul pledged 100 billion won for the fund.", [("money", 100000000000, "KRW", "100 billion won")]),
    ("North Korea sent some 3,000 soldiers and two Tu-95 bombers to Russia.",
     [("soldiers", 3000, "people", "3,000 soldiers"), ("bombers", 2, None, "two Tu-95 bombers")]),
    ("A dozen students arrived in Beijing.", [("students", 12, "people", "A dozen students")]),
    ("Hundreds of workers left for Vladivostok.", [("workers", None, "people", "Hundreds of workers")]),
    ("Russia sent flour to the North.", [("flour", None, None, "flour")]),
    ("Beijing halted coal imports.", [("coal", None, None, "coal")]),
    ("Pyongyang will send IT specialists and students to China.",
     [("IT specialists", None, "people", "IT specialists"), ("students", None, "people", "students")]),
    ("Russia supplied North Korea with oil.", [("oil", None, None, "oil")]),
    ("The dispatch of workers violates the resolution.", [("workers", None, "people", "workers")]),
    ("Russia received 8 million artillery shells and 100 ballistic missiles.",
     [("artillery shells", 8000000, None, "8 million artillery shells"),
      ("missiles", 100, None, "100 ballistic missiles")]),
    ("It gave $125 million worth of wheat.", [("wheat", 125000000, "USD", "$125 million worth of wheat")]),
    ("They shipped 2 million doses of vaccine.", [("vaccines", 2000000, "doses", "2 million doses of vaccine")]),
    ("North Korea stole $3 billion in cryptocurrency.",
     [("cryptocurrency", 3000000000, "USD", "$3 billion in cryptocurrency")]),
    ("Russia gave 20 tons of rice and two dozen trucks.",
     [("rice", 20, "tons", "20 tons of rice"), ("trucks", 24, None, "two dozen trucks")]),
    ("Kim sent 25 000 troops.", [("troops", 25000, "people", "25 000 troops")]),
    ("They sent between 10,000 and 12,000 soldiers.", [("soldiers", 10000, "people", "10,000 and 12,000 soldiers")]),
    ("More than 13,000 containers went to Rajin.", [("containers", 13000, None, "13,000 containers")]),
    ("Iran sold Syria 100,000 barrels a day of crude.",
     [("crude oil", 100000, "barrels a day", "100,000 barrels a day of crude")]),
    ("Sweden gave 200 million kronor to Moldova.", [("money", 200000000, "SEK", "200 million kronor")]),
    ("Half a million Afghans were deported from Pakistan.", [("citizens", 500000, "people", "Half a million Afghans")]),
    ("Moscow returned the bodies of 1,212 soldiers to Kyiv.", [("remains", 1212, "people", "1,212 soldiers")]),
    ("Russia sent its first shipment of flour, 10,000 tons, in March.", [("flour", 10000, "tons", "flour, 10,000 tons")]),
    ("A batch of 1,200 tons of Belarusian potash reached Brazil.",
     [("potash", 1200, "tons", "1,200 tons of Belarusian potash")]),
    ("Mexico extradited 29 drug traffickers.", [("traffickers", 29, "people", "29 drug traffickers")]),
    ("Half of the country has no power.", []),
    ("A soldier named Kim Chol Su defected.", [("soldiers", None, "people", "soldier")]),
])
def test_an_object_as_written(text: str, expected: list[Told]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize("text", [
    "Thirty soldiers were killed.", "The students cheered in the square.", "They discussed food aid and cooperation.",
    "In 2018 workers were killed.", "The 2024 university students won.", "Many people took part in the rally.",
    "The two peoples are friends.", "The mill provides the workers with convenience.", "Resolution 1718 was adopted.",
    "The party has 20 members.", "They won 3-2.", "zero-emission vehicles are welcome"])
def test_what_is_no_object(text: str) -> None:
    assert told(text) == []


def test_only_the_predicates_own_objects() -> None:
    text = "Moscow praised the talks and sent 20 tons of flour after Seoul had bought 5,000 drones."
    assert [one[0] for one in told(text, "sent")] == ["flour"]
    assert [one[0] for one in told(text, "bought")] == ["drones"]
    assert told(text, "praised") == []


def test_no_name_gets_into_an_object() -> None:
    for text in ("China returned the worker Ri Chol Nam to Pyongyang.", "They sent back student Pak Yong Ho."):
        assert all("Chol" not in one[3] and "Yong" not in one[3] for one in told(text))


@pytest.mark.parametrize(("kind", "group"), [
    ("rice", "food"), ("refined oil", "fuel"), ("missiles", "arms"), ("IT specialists", "people"), ("money", "money"),
    ("unheard-of", "")])
def test_groups_of_goods(kind: str, group: str) -> None:
    assert objects.group_of(kind) == group


@pytest.mark.parametrize(("text", "amount"), [
    ("30,000", 30000), ("1.5 million", 1500000), ("two", 2), ("twenty-five", 25), ("a dozen", 12), ("two dozen", 24),
    ("half a million", 500000), ("two and a half million", 2500000), ("two hundred and fifty thousand", 250000),
    ("hundreds of", None), ("several hundred", None), ("tens of thousands of", None), ("5 to 10 million", 5000000),
    ("one thousand two hundred", 1200)])
def test_amounts(text: str, amount: float | None) -> None:
    assert [one.amount for one in quantities.find(f"about {text} things")] == [amount]


@pytest.mark.parametrize(("text", "currency"), [
    ("$5", "USD"), ("US$5 billion", "USD"), ("€3 million", "EUR"), ("50 million U.S. dollars", "USD"),
    ("20 yuan", "CNY"),
    ("3 billion rubles", "RUB"), ("7 trillion won", "KRW"), ("90 things", None)])
def test_currencies(text: str, currency: str | None) -> None:
    assert [one.currency for one in quantities.find(f"They paid {text} then")] == [currency]


@pytest.mark.parametrize("text", ["20th", "3.5%", "9/11", "1,2", "152mm", "a visit", "5 percent", "COVID-19",
                                  "six-party"])
def test_what_is_no_amount(text: str) -> None:
    assert [one for one in quantities.find(f"the {text} thing") if one.amount not in (1.0, 2.0)] == []


@given(st.text(max_size=60))
def test_amounts_lie_in_any_text_in_order(text: str) -> None:
    found = list(quantities.find(text))
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(st.integers(1000, 10**12))
def test_grouped_digits_are_read_back(number: int) -> None:
    assert quantities.value(f"{number:,}") == number
