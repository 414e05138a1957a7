"""The forms a text names actors in, and the traps between them."""

from __future__ import annotations

from datetime import date

import pytest
from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from visavis.codes import countries
from visavis.codes.tables import table

FORMS = {form.text: form for form in countries.forms()}
AUTOMATON = AhoCorasick(list(FORMS), matchkind=MatchKind.LeftmostLongest,
                        implementation=Implementation.ContiguousNFA)


def found(text: str) -> list[str]:
    """The codes named in `text`, blockers left out, as a reader of the table would find them."""
    matches = [FORMS[text[start:end]] for _, start, end in AUTOMATON.find_matches_as_indexes(text)]
    return [form.code for form in matches if form.kind != "blocker"]


def test_each_text_is_there_once() -> None:
    assert len(FORMS) == len(countries.forms()) > 4000


def test_every_form_names_something() -> None:
    for form in countries.forms():
        assert form.text == form.text.strip()
        if form.kind == "blocker":
            assert form.code == ""
        else:
            assert countries.name(form.code), form


def test_every_member_is_named_in_each_way() -> None:
    for state in countries.states():
        if state.status == "member":
            kinds = {form.kind for form in countries.forms() if form.code == state.code}
            assert "name" in kinds
            assert any(text in FORMS for text in countries.demonyms(state.code))


@pytest.mark.parametrize(("text", "code", "kind", "sector"), [
    ("Kremlin", "RUS", "seat", "GOV"), ("White House", "USA", "seat", "GOV"),
    ("Pentagon", "USA", "seat", "MIL"),
    ("Blue House", "KOR", "seat", "GOV"), ("Élysée", "FRA", "seat", "GOV"), ("Elysee", "FRA", "seat", "GOV"),
    ("Downing Street", "GBR", "seat", "GOV"), ("Zhongnanhai", "CHN", "seat", "GOV"),
    ("Knesset", "ISR", "seat", "LEG"), ("Bundestag", "DEU", "seat", "LEG"), ("Duma", "RUS", "seat", "LEG"),
    ("Kirya", "ISR", "seat", "MIL"), ("Capitol Hill", "USA", "seat", "LEG"),
    ("Foggy Bottom", "USA", "seat", "GOV"),
    ("Quai d'Orsay", "FRA", "seat", "GOV"), ("Quai d’Orsay", "FRA", "seat", "GOV"),
    ("Beijing", "CHN", "capital", None), ("Pyongyang", "PRK", "capital", None),
    ("Kyiv", "UKR", "capital", None),
    ("Kiev", "UKR", "capital", None), ("Tehran", "IRN", "capital", None), ("Shanghai", "CHN", "city", None),
    ("North Koreans", "PRK", "demonym", None), ("Briton", "GBR", "demonym", None),
    ("Thais", "THA", "demonym", None),
    ("Saudis", "SAU", "demonym", None), ("Emirati", "ARE", "demonym", None),
    ("Kazakhs", "KAZ", "demonym", None),
    ("Congolese", "COD", "demonym", None), ("Dominican", "DOM", "demonym", None),
    ("Soviets", "RUS", "demonym", None),
    ("European Commission", "EUE", "organisation", "IGO"), ("IAEA", "UNO", "organisation", "IGO"),
    ("NATO", "XNA", "organisation", "IGO"), ("ASEAN", "XAS", "organisation", "IGO"),
    ("Hamas", "PSE", "nonstate", "UAF"), ("Houthis", "YEM", "nonstate", "REB"),
    ("ISIS", "XTA", "nonstate", "UAF"),
])
def test_what_a_form_stands_for(text: str, code: str, kind: str, sector: str | None) -> None:
    form = FORMS[text]
    assert (form.code, form.kind, form.sector) == (code, kind, sector)


@pytest.mark.parametrize("text", [
    "the South China Sea", "the East China Sea", "the Korea Strait", "the Sea of Japan", "the Gulf of Oman",
    "Chinatown", "the Indian Ocean", "in Indianapolis", "Latin American leaders", "South American trade",
    "North American trade", "China Daily", "Air China", "the Korean Central News Agency", "The Korea Times",
    "The Washington Post", "New Delhi Television", "Bank of China", "The Moscow Times",
    "the state of Georgia", "The Jerusalem Post", "the Korean Peninsula", "the Korean War",
    "the Paris Agreement", "the Minsk agreements", "a Chinese-American", "the Strait of Gibraltar",
    "SOUTH CHINA SEA", "THE KOREAN PENINSULA",
])
def test_phrases_that_name_no_actor(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(("text", "codes"), [
    ("Guinea-Bissau and Equatorial Guinea and Papua New Guinea and Guinea", ["GNB", "GNQ", "PNG", "GIN"]),
    ("Niger and Nigeria", ["NER", "NGA"]), ("Nigerien and Nigerian troops", ["NER", "NGA"]),
    ("the Central African Republic and South Africa", ["CAF", "ZAF"]),
    ("South African and Central African", ["ZAF", "CAF"]),
    ("American Samoa and Samoa", ["ASM", "WSM"]), ("South Sudan and Sudan", ["SSD", "SDN"]),
    ("North Macedonia", ["MKD"]), ("New Zealand", ["NZL"]),
    ("the Dominican Republic and Dominica", ["DOM", "DMA"]),
    ("Republic of Congo and Congo", ["COG", "COD"]), ("the Democratic Republic of Congo", ["COD"]),
    ("Northern Ireland and Ireland", ["GBR", "IRL"]), ("Romania and Oman", ["ROU", "OMN"]),
    ("Hong Kong and China", ["HKG", "CHN"]), ("DPRK and ROK", ["PRK", "KOR"]),
    ("U.S. and U.K.", ["USA", "GBR"]),
    ("North Korean and South Korean and Korean", ["PRK", "KOR", "KOR"]),
    ("West Bank", ["PSE"]), ("New Mexico and Mexico", ["USA", "MEX"]),
])
def test_the_longest_form_wins(text: str, codes: list[str]) -> None:
    assert found(text) == codes


def test_traps_are_marked_and_decide() -> None:
    for row in table("traps.tsv", ("text", "code", "why"), key=("text",)):
        if row["code"] == "-":
            assert row["text"] not in FORMS
            continue
        form = FORMS[row["text"]]
        assert (form.code, form.trap) == (row["code"], row["why"])
    assert FORMS["Georgia"].trap and FORMS["Jordan"].trap and FORMS["Korea"].trap and not FORMS["Japan"].trap


def test_a_text_that_two_states_share_is_a_trap() -> None:
    from visavis.codes import forms

    held: dict[str, set[str]] = {}
    for form in forms._all():
        held.setdefault(form.text, set()).add(form.code)
    trapped = {row["text"] for row in table("traps.tsv", ("text", "code", "why"), key=("text",))}
    assert {text for text, codes in held.items() if len(codes) > 1} <= trapped


@pytest.mark.parametrize("text", ["US", "U.S.", "WHO", "Turkey", "Chad", "Jordan", "EU", "DPRK", "Polish"])
def test_words_in_another_case_are_cased(text: str) -> None:
    assert FORMS[text].cased


def test_the_sector_of_the_taliban_changes() -> None:
    form = FORMS["Taliban"]
    assert form.sector_on(date(2015, 1, 1)) == "REB"
    assert form.sector_on(date(2022, 1, 1)) == "GOV"
    assert FORMS["Hamas"].sector_on(date(2022, 1, 1)) == "UAF"


def test_demonyms_say_what_they_are() -> None:
    assert FORMS["Chinese"].part == "adjective+noun+plural"
    assert FORMS["Sino"].part == "prefix"
    assert FORMS["Dane"].part == "noun"
    assert FORMS["Danes"].part == "plural"


def test_every_blocker_hides_a_form() -> None:
    for row in table("blockers.tsv", ("text", "kind"), key=("text",)):
        text = row["text"]
        inside = any(text[i:j] in FORMS and FORMS[text[i:j]].kind != "blocker"
                     for i in range(len(text)) for j in range(i + 2, len(text) + 1))
        assert inside, text
