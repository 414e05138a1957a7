"""Where an act took place: this act's place among all that a sentence names."""

from __future__ import annotations

from datetime import date

import pytest

from visavis.reading import names, place
from visavis.reading.sentences import Sentence
from visavis.reading.syntax import parser, recogniser

LOCATED = [
    ("Gunmen shot a teacher in the town of Bulo Xaaji on Monday.", "shot", "Xaaji"),
    ("Gunmen shot a teacher at a Nairobi hotel.", "shot", "Nairobi"),
    ("In Lyon, students marched against the law.", "marched", "Lyon"),
    ("The army captured Birao after two days.", "captured", "Birao"),
    ("The fleet is patrolling the Gulf of Aden.", "patrolling", "Aden"),
    ("Shells hit a bus in Donetsk, killing eight people.", "killing", "Donetsk"),
    ("Police were killed when a bomb exploded near a market in Basra.", "killed", "Basra"),
    ("Rebels from Sudan attacked a camp in eastern Chad.", "attacked", "Chad"),
    ("Officials in Paris said that troops fired on a crowd in Bangui.", "fired", "Bangui"),
    ("The city of Goma, where soldiers clashed on Friday, was quiet.", "clashed", "Goma"),
    ("Protesters gathered outside the Cuban embassy in Lima.", "gathered", "Lima"),
    ("The minister spoke about the war in Sudan.", "spoke", None),
    ("The council imposed sanctions on Belarus.", "imposed", None),
    ("Ministers condemned the fighting in Yemen.", "condemned", None),
    ("He said that prices rose.", "rose", None),
]

STATES = [
    ("Envoys met in the Iraqi town of Taji.", "met", "IRQ"),
    ("Envoys met in Geneva.", "met", "CHE"),
    ("Envoys met in Quzimat.", "met", None),
    ("The party extended thanks to Dmitri Anatoliyevich Medvedev, president of the United Russia Party.", "extended", None),
    ("The committee sent a reply to the General Council of the United Russia Party.", "sent", None),
    ("Kenya's president travelled to Uganda after talks in Sudan.", "travelled", "UGA"),
]


@pytest.mark.parametrize(("text", "verb", "expected"), LOCATED, ids=[text for text, _, _ in LOCATED])
def test_the_place_is_that_of_this_verb(text: str, verb: str, expected: str | None) -> None:
    word = next(t for t in recogniser()(parser()(text)) if t.text == verb)
    found = place.locate(word)
    assert (found.text if found is not None else None) == expected


@pytest.mark.parametrize(("text", "verb", "expected"), STATES, ids=[text for text, _, _ in STATES])
def test_a_place_has_the_state_that_is_told(text: str, verb: str, expected: str | None) -> None:
    doc = recogniser()(parser()(text))
    word = next(t for t in doc if t.text == verb)
    mentions = names.find(Sentence(doc[:], 0), names.Memory(date(2024, 5, 1)))
    found = place.find(word, None, mentions, travels=verb == "travelled")
    assert (found.country if found else None) == expected
