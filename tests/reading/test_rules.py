"""What the rules find in one sentence, the learned coder left out: who does what to whom, and whether it was done."""

from __future__ import annotations

from datetime import date

import pytest

from visavis.reading import findings, names
from visavis.reading.sentences import Sentence
from visavis.reading.syntax import parser, recogniser

ACTS = [
    ("Portugal condemned Angola over the ruling.", ["PRT>AGO ACCUSE actual"]),
    ("Peru was praised by Chile.", ["CHL>PER SUPPORT actual"]),
    ("Kenya's foreign minister visited Uganda on Monday.", ["KEN>UGA CONSULT actual"]),
    ("Uganda received Kenya's foreign minister on Monday.", ["KEN>UGA CONSULT actual"]),
    ("The visit of Ghana's president to Togo ended on Friday.", ["GHA>TGO CONSULT actual"]),
    ("Norway imposed sanctions on Belarus.", ["NOR>BLR SANCTION actual"]),
    ("Norway lifted sanctions on Belarus.", ["NOR>BLR RETREAT actual"]),
    ("Canada cut off aid to Mali.", ["CAN>MLI SANCTION actual"]),
    ("Denmark expelled three Iranian diplomats.", ["DNK>IRN SANCTION actual"]),
    ("Spain urged Morocco to reopen the border.", ["ESP>MAR REQUEST actual"]),
    ("Spain accused Morocco of attacking a patrol boat.", ["ESP>MAR ACCUSE actual"]),
    ("Bolivia rejected Chile's offer.", ["BOL>CHL REJECT actual"]),
    ("Eritrea threatened to attack Ethiopia.", ["ERI>ETH THREATEN actual"]),
    ("Eritrean troops attacked Ethiopian soldiers.", ["ERI>ETH ASSAULT actual"]),
    ("Ethiopia was attacked by Eritrea, Sudan and Somalia.",
     ["ERI>ETH ASSAULT actual", "SDN>ETH ASSAULT actual", "SOM>ETH ASSAULT actual"]),
    ("Japan sent 20,000 tons of rice to Nepal.", ["JPN>NPL AID actual"]),
    ("Austria arrested two Serbian nationals.", ["AUT>SRB COERCE actual"]),
    ("Austria and Slovenia signed an agreement.", ["AUT>SVN SUPPORT actual"]),
    ("Talks between Cyprus and Greece opened in Geneva.", ["CYP>GRC CONSULT actual"]),
    ("France recalled its ambassador to Niger.", ["FRA>NER SANCTION actual"]),
]

MOODS = [
    ("Qatar will host Oman's foreign minister next week.", "planned"),
    ("Qatar may attack Oman.", "hypothetical"),
    ("If Qatari forces attack Oman, the price of gas will rise.", "hypothetical"),
    ("Qatar did not attack Oman.", "negated"),
    ("Qatar failed to sign an agreement with Oman.", "negated"),
    ("Qatar is expected to attack Oman.", "predicted"),
    ("Qatar plans to visit Oman.", "planned"),
    ("Qatar managed to sign an agreement with Oman.", "actual"),
]

EVIDENCE = [
    ("Lebanon said that Syria attacked Jordan.", "attributed"),
    ("Syria reportedly attacked Jordan.", "reported"),
    ("Newspapers reported that Syria attacked Jordan.", "reported"),
    ("There are rumours that Syria attacked Jordan.", "rumoured"),
    ("Syria attacked Jordan.", "asserted"),
]

NOTHING = [
    "Brazil beat Argentina in the final on Sunday.",
    "Rain fell over northern India and Bangladesh.",
    "Belgium wants to visit Rwanda.",
    "Belgium called for talks with Rwanda to be considered.",
    "The South China Sea is wide.",
    "Air China flies to Tokyo.",
]


def _found(text: str) -> list[findings.Finding]:
    doc = recogniser()(parser()(text))
    memory = names.Memory(date(2024, 5, 1))
    found = []
    for span in doc.sents:
        sentence = Sentence(span, 0)
        found += findings.draft(sentence, names.find(sentence, memory), memory.pair).findings
    return found


def _line(finding: findings.Finding) -> str:
    return (f"{finding.source.actor.country}>{finding.target.actor.country} {finding.type} "
            f"{finding.stance.modality}")


@pytest.mark.parametrize(("text", "expected"), ACTS, ids=[text for text, _ in ACTS])
def test_who_does_what_to_whom(text: str, expected: list[str]) -> None:
    assert sorted(_line(f) for f in _found(text)) == sorted(expected)


@pytest.mark.parametrize(("text", "modality"), MOODS, ids=[text for text, _ in MOODS])
def test_whether_it_was_done(text: str, modality: str) -> None:
    assert [str(f.stance.modality) for f in _found(text)] == [modality]


@pytest.mark.parametrize(("text", "evidence"), EVIDENCE, ids=[text for text, _ in EVIDENCE])
def test_on_whose_word(text: str, evidence: str) -> None:
    assert {str(f.stance.evidence) for f in _found(text)} == {evidence}


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_where_nothing_passes_or_it_is_only_wanted(text: str) -> None:
    assert [_line(f) for f in _found(text) if f.type not in {"REQUEST"}] == []


def test_a_title_gives_level_and_sector_without_knowing_the_person() -> None:
    finding = _found("Vietnamese Deputy Prime Minister Tran Luu Quang visited Laos.")[0]
    assert (finding.source.actor.country, finding.source.actor.level) == ("VNM", 4)
    assert finding.source.actor.name == "Tran Luu Quang"


def test_both_countries_are_the_two_last_named() -> None:
    found = _found("Angola's president met Zambia's president. The two sides agreed to reopen the railway.")
    assert {_line(f) for f in found if f.type == "AGREE"} == {"AGO>ZMB AGREE actual"}


def test_private_persons_have_no_name() -> None:
    finding = _found("Finland arrested Estonian Jaan Kask.")[0]
    assert finding.target.actor.country == "EST"
    assert finding.target.actor.name is None
