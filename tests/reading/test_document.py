"""A whole document: what holds for every record, and the contract that users build on."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from visavis.desks import load_desk
from visavis.reading import code_pair, read, read_all
from visavis.reading.marking import mark
from visavis.records import Document, Modality, from_json, to_json
from visavis.schema import contract

DAY = date(2024, 5, 2)
KOREA = load_desk("korea")
PIECES = [
    "Peru's foreign minister arrived in Quito on Monday.", "The two sides signed an agreement on fisheries.",
    "It is highly likely that Ecuador will open its market to Peru this year.", "\n\n", "  ", "\u201cNo,\u201d he said.",
    "中国和朝鲜", "Some 300 North Korean workers were sent to China.", "😀", "He did not visit Lima.",
    "Bolivia accused Chile of blocking a convoy; Chile rejected the charge.", "\r\n", "x" * 50, "U.S.-China talks",
]


def _document(text: str) -> Document:
    return Document.from_text(text, DAY, language="en")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join))
def test_every_quote_is_the_text_at_its_span_and_every_record_fits_the_contract(text: str) -> None:
    reading = read(_document(text), indicators=KOREA.indicators, calendar=KOREA.calendar)
    check = Draft202012Validator(contract())
    for record in (*reading.reports, *reading.claims, *reading.signals):
        assert text[slice(*record.span)] == record.quote
        row = json.loads(json.dumps(to_json(record)))
        check.validate(row)
        assert from_json(row) == record


def test_reading_twice_gives_the_same_records_and_ids() -> None:
    text = " ".join(PIECES[:3])
    first, second = read(_document(text)), read(_document(text))
    assert first == second
    ids = [r.id for r in (*first.reports, *first.claims)]
    assert ids and len(ids) == len(set(ids))


def test_many_documents_in_one_parse_read_as_each_alone() -> None:
    documents = [_document(text) for text in ("", *PIECES[:3], PIECES[10])]
    assert list(read_all(documents, batch_size=3)) == [read(document) for document in documents]


def test_another_language_is_said_not_read() -> None:
    reading = read(Document.from_text("Китай осудил Японию.", DAY, language="ru"))
    assert reading.reports == ()
    assert "language" in reading.trace[0].dropped[0]


def test_a_sentence_that_gives_nothing_says_which_stage_let_it_go() -> None:
    reading = read(_document("Rain fell. Norway is cold. Norway wants to visit Chad."), explain=True)
    assert reading.reports == ()
    assert all(sentence.dropped for sentence in reading.trace)


def test_a_ministry_speaks_for_its_state() -> None:
    document = Document.from_text("We condemn the attack by Eritrea on Djibouti.", DAY, language="en",
                                  outlet="U.S. Department of State")
    assert ("USA", "ERI", "ACCUSE") in {(r.source.country, r.target.country, r.type) for r in read(document).reports}


@pytest.mark.parametrize(("text", "pair", "type_"), [
    ("Oslo urged Bern to act.", ("Oslo", "Bern"), "REQUEST"),
    ("Troops from Chad shelled a village in Sudan.", ("Chad", "Sudan"), "ASSAULT"),
    ("The court's ban on the party was lifted, and police released its leader.", ("police", "its leader"), "RETREAT"),
    ("Qatar's emir was received by the king of Jordan.", ("Qatar's emir", "the king of Jordan"), "CONSULT"),
])
def test_a_given_pair_is_coded_by_type(text: str, pair: tuple[str, str], type_: str) -> None:
    spans = [(text.index(name), text.index(name) + len(name)) for name in pair]
    assert code_pair(text, source=spans[0], target=spans[1])["type"] == type_


def test_exchanging_source_and_target_turns_the_direction_round() -> None:
    text = "Portugal condemned Angola."
    there = code_pair(text, source=(0, 8), target=(19, 25))["direction"]
    back = code_pair(text, source=(19, 25), target=(0, 8))["direction"]
    assert (there, back) == ("forward", "backward")


def test_a_span_outside_the_text_is_an_error_of_one_line() -> None:
    with pytest.raises(Exception, match="not inside the text"):
        code_pair("Oslo", source=(0, 4), target=(9, 12))


@given(st.text(min_size=12, max_size=60), st.integers(0, 5), st.integers(6, 11))
def test_marking_never_loses_an_actor(text: str, first: int, second: int) -> None:
    marked = mark(text, (first, first + 1), (second, second + 1))
    assert marked.count("#") == 2
    assert marked.count("@") == 2


def test_real_news_reads_without_a_broken_record(shared: Path) -> None:
    from bench.draw import kcna

    for number, document in enumerate(kcna(3)):
        for record in (reading := read(document)).reports + reading.claims:
            assert document.text[slice(*record.span)] == record.quote
        if number == 12:
            break


TRANSCRIPT = """Secretary Blinken and Danish Foreign Minister Jeppe Kofod spoke.

SECRETARY BLINKEN: We condemned Iran yesterday.

QUESTION: Why have we condemned Chad?

FOREIGN MINISTER KOFOD: We condemned Belarus.

MR PRICE: We urged Ethiopia to end the siege.
"""


def test_we_is_the_state_of_whoever_speaks_in_a_transcript() -> None:
    document = Document.from_text(TRANSCRIPT, date(2021, 5, 20), outlet="U.S. Department of State")
    found = [(r.source.country, r.target.country) for r in read(document).reports if r.type != "CONSULT"]
    assert found == [("USA", "IRN"), ("DNK", "BLR"), ("USA", "ETH")]


def test_words_that_run_into_a_name_are_parted_and_no_offset_moves() -> None:
    text = "ComradeKim Jong Unreceived Minister of Defence Andrei Belousov of Russia in Pyongyang on Monday."
    document = Document.from_text(text, date(2024, 7, 30))
    found = read(document).reports
    assert [(r.source.name, r.target.name) for r in found] == [("Andrei Belousov", "Kim Jong Un")]
    assert all(text[slice(*r.span)] == r.quote for r in found)


@pytest.mark.parametrize("text", [
    "Peru denied that it had attacked Chile.",
    "Lima denied allegations that Peru attacked Chile.",
    "Peru denies attacking Chile."])
def test_what_is_denied_was_not_done_on_the_word_of_whoever_denies(text: str) -> None:
    found = [r for r in read(Document.from_text(text, date(2024, 5, 1))).reports if r.type == "ASSAULT"]
    assert [(r.source.country, str(r.modality), str(r.evidence)) for r in found] == [("PER", "negated", "attributed")]


def test_the_secretary_is_the_one_named_before_and_not_a_deputy() -> None:
    text = ("Secretary of State Antony Blinken met Chile's foreign minister. Deputy Secretary Kurt Campbell met Peru's "
            "ambassador. The Secretary praised Chile.")
    found = [r for r in read(Document.from_text(text, date(2024, 5, 1))).reports if r.type == "SUPPORT"]
    assert [(r.source.name, r.target.country) for r in found] == [("Antony Blinken", "CHL")]


def test_a_date_after_who_leads_a_delegation_dates_the_clause() -> None:
    text = "Kenya's president received a delegation of Uganda headed by a vice-minister on Thursday."
    found = read(Document.from_text(text, date(2024, 5, 4))).reports
    assert {r.when.start for r in found} == {date(2024, 5, 2)}


def test_a_claim_whose_words_name_no_type_takes_that_of_the_act_its_sentence_tells() -> None:
    text = "Analysts said China is highly likely to resume group tours to North Korea this year."
    (reading,) = read_all([Document.from_text(text, date(2024, 5, 2), language="en")])
    types = {r.type for r in reading.reports if r.modality is not Modality.ACTUAL}
    assert types and {claim.type for claim in reading.claims} <= types
