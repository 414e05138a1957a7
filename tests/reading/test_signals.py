"""Signals: which sentences touch an indicator of the Korea desk, and which only look like it."""

from __future__ import annotations

from datetime import date

import pytest

from visavis.desks import Indicator, load_desk
from visavis.reading import read as whole
from visavis.reading import signals
from visavis.reading.sentences import Mention, Sentence
from visavis.reading.syntax import parser
from visavis.records import Actor, Document, Signal

KOREA = load_desk("korea").indicators

NAMES = {"North Korea": "PRK", "North Korean": "PRK", "DPRK": "PRK", "Pyongyang": "PRK", "China": "CHN",
         "Chinese": "CHN",         "Beijing": "CHN", "Russia": "RUS", "Russian": "RUS",
         "Moscow": "RUS", "Kremlin": "RUS", "Seoul": "KOR",
         "South Korea": "KOR", "Japan": "JPN", "Japanese": "JPN", "Washington": "USA", "American": "USA",
         "Yemen": "YEM"}


def read(text: str) -> tuple[Sentence, list[Mention]]:
    """A sentence, with mentions of the states that the test names, found by plain look-up."""
    sentence = Sentence(parser()(text)[:], 0)
    mentions = []
    for name, code in NAMES.items():
        start = text.find(name)
        while start >= 0:
            span = sentence.parse.doc.char_span(start, start + len(name))
            if span is not None:
                place, tokens = (start, start + len(name)), (span.start, span.end)
                mentions.append(Mention(place, tokens, span.root.i, Actor(code), "state"))
            start = text.find(name, start + 1)
    return sentence, mentions


def touched(text: str, *, topic: tuple[str, ...] = (), indicators: tuple[Indicator, ...] = KOREA) -> dict[str, Signal]:
    sentence, mentions = read(text)
    document = Document.from_text(text, date(2024, 4, 20))
    found = signals.find(sentence, mentions, document=document, indicators=indicators, topic=topic)
    for signal in found:
        assert document.text[slice(*signal.span)] == signal.quote
    return {signal.indicator: signal for signal in found}


@pytest.mark.parametrize(("indicator", "text"), [
    ("visits", "A Chinese delegation led by a vice-premier arrived in Pyongyang on Monday."),
    ("visits", "Russian Defence Minister Sergei Shoigu paid an official visit to North Korea."),
    ("visits", "The Chinese ambassador was received by the North Korean premier before his trip to Beijing."),
    ("summit", "The Kremlin is preparing a summit of the leaders of Russia and North Korea."),
    ("summit", "Kim invited the Russian president to visit Pyongyang."),
    ("labour", "North Korea is preparing to send thousands of workers to China."),
    ("labour", "Russia has again hired North Korean labourers for construction sites in Vladivostok."),
    ("labour", "North Korean workers in China staged a protest over unpaid wages."),
    ("students", "About a hundred North Korean students arrived in China to study at universities."),
    ("students", "Russia will double the number of scholarships for North Korean students."),
    ("it-experts", "North Korean IT workers pose as freelancers from China."),
    ("it-experts", "North Korea has sent software developers to Chinese and Russian cities."),
    ("visas", "China and North Korea agreed on mutual visa exemptions for holders of service passports."),
    ("visas", "North Korea will issue entry permits to Russian nationals without a visa."),
    ("customs", "The agreement eases customs inspection and quarantine between China and North Korea."),
    ("customs", "North Korea reopened its border to Chinese trucks."),
    ("food-fuel", "Russia shipped a million barrels of refined oil to North Korea."),
    ("food-fuel", "Beijing sent rice and fertiliser to Pyongyang."),
    ("food-fuel", "Chinese exports of flour to North Korea fell in May."),
    ("arms", "North Korea supplied Russia with artillery shells."),
    ("arms", "Russian technology for air defence systems reached Pyongyang."),
    ("arms", "North Korea sent troops to Russia."),
    ("trade", "Trade between China and North Korea fell in the first quarter."),
    ("trade", "A joint venture of Chinese and North Korean firms was registered in Dandong."),
    ("tourism", "The first Russian tourists landed in Pyongyang in February."),
    ("tourism", "Chinese travel agencies offer package tours to North Korea again."),
    ("transport", "Passenger trains between Beijing and Pyongyang resumed."),
    ("transport", "Air Koryo resumed direct flights from Pyongyang to Moscow."),
    ("transport", "Russia and North Korea will build a road bridge over the Tumen river."),
    ("media", "A Chinese publishing house will translate North Korean novels."),
    ("media", "North Korean and Russian broadcasters signed an agreement on television exchange."),
    ("media", "A North Korean art troupe performed in Beijing."),
    ("regional-20x10", "The 20×10 policy needs raw materials for the rural factories."),
    ("regional-20x10", "North Korea opened new regional-industry factories."),
    ("police-security", "The Chinese and North Korean ministries of public security discussed police cooperation."),
    ("police-security", "North Korea's minister of state security met the Russian foreign intelligence chief."),
    ("police-security", "Chinese surveillance cameras were installed on the North Korean border."),
    ("sanctions-evasion", "Ship-to-ship transfers by North Korea in Chinese waters continued."),
    ("sanctions-evasion", "Washington imposed new sanctions on North Korean entities."),
    ("cyber", "North Korean hackers stole cryptocurrency worth a billion dollars."),
    ("repatriation-rights", "China repatriated hundreds of North Korean refugees in October."),
    ("repatriation-rights", "Seoul raised human rights in North Korea at the council."),
])
def test_a_sentence_touches_its_indicator(indicator: str, text: str) -> None:
    assert indicator in touched(text), touched(text)


@pytest.mark.parametrize(("indicator", "text"), [
    ("students", "North Korean students gathered in the square to celebrate the birthday."),
    ("students", "Students of the DPRK learn computer science at school."),
    ("labour", "The workers of the North Korean steel complex overfulfilled their plan."),
    ("labour", "The Workers' Party of Korea held a plenary meeting in Pyongyang with a Chinese delegation."),
    ("food-fuel", "The rice harvest in the North Korean province was good."),
    ("food-fuel", "The launch fuelled tension between North Korea and Japan."),
    ("arms", "A shell company in China worked for North Korea."),
    ("customs", "North Korea and China share old customs of tea drinking."),
    ("transport", "North Korea made a flight test of a missile towards Japan."),
    ("tourism", "Tourists from Yemen came to Washington."),
    ("visits", "Kim visited a machine factory in the north of the country."),
    ("visits", "North Korea's leader received a message from the Russian president."),
    ("it-experts", "It workers say that North Korea is poor."),
    ("summit", "The NATO summit in Washington discussed North Korea and Russia."),
])
def test_what_only_looks_like_it(indicator: str, text: str) -> None:
    assert indicator not in touched(text)


def test_a_sentence_about_other_states_is_no_signal() -> None:
    assert touched("Washington sent food aid to Yemen and discussed visas for students.") == {}
    assert touched("American and Russian ministers met on an official visit to Moscow.") == {}


def test_countries_are_the_states_named_in_order() -> None:
    found = touched("Russia and China sent flour to North Korea, Russia more of it.")
    assert found["food-fuel"].countries == ("RUS", "CHN", "PRK")


def test_the_topic_stands_in_for_a_state_left_unsaid() -> None:
    text = "The Russian delegation of the ministry returned home."
    assert touched(text) == {}
    assert "visits" in touched(text, topic=("PRK", "RUS"))
    bare = "The workers were sent back, and the embassy arranged visas."
    assert touched(bare, topic=("PRK", "CHN"))["labour"].countries == ("PRK", "CHN")


@pytest.mark.parametrize(("indicator", "text"), [
    ("labour", "It is worth watching when and how the workers come."),
    ("students", "Another point to watch is who comes as a student."),
    ("it-experts", "Attention should be paid to where the IT experts go."),
    ("media", "Which books and films are exchanged will be a sign."),
    ("regional-20x10", "Keep an eye on what raw materials reach the county factories."),
    ("police-security", "It remains to be seen what the police of the two countries arrange."),
    ("customs", "Quarantine rules may be eased."),
    ("tourism", "The resumption of tourism would be welcome."),
    ("trade", "The two sides signed a trade agreement."),
])
def test_an_analysis_of_a_pair_tells_what_to_watch_without_naming_it_again(indicator: str, text: str) -> None:
    assert indicator in touched(text, topic=("PRK", "CHN"))
    assert touched(text, topic=("CHN", "JPN")).keys() <= {"regional-20x10"}  # not the desk's pair


def test_a_text_about_three_states_keeps_the_watched_pair() -> None:
    """What two sides signed is theirs though the text names a third state more often than one of them."""
    text = ("Zhao Leji of China visited North Korea. North Korea thanked China. Russia had sent Sergei Shoigu and the Russian speaker; Russia "
            "and Moscow were content. The two sides signed documents on visa exemption, customs inspection and translation and publication.")
    found = {one.indicator: one for one in whole(Document.from_text(text, date(2024, 4, 20)), indicators=KOREA).signals
             if "two sides" in one.quote}
    assert {"visas", "customs", "media"} <= found.keys()
    assert set(found["visas"].countries) <= {"CHN", "PRK", "RUS"}


def test_a_list_of_what_to_watch_may_say_first_and_second() -> None:
    assert "labour" in touched("First, when and how workers are sent.", topic=("PRK", "CHN"))
    assert "visits" not in touched("Second, who comes as a student.", topic=("PRK", "CHN"))


def test_a_place_across_the_border_of_the_desk_stands_for_the_other_side() -> None:
    assert "labour" in touched("North Korean waitresses returned to restaurants in Shenyang.")
    assert "labour" not in touched("North Korean waitresses returned to restaurants in Hamhung.")


def test_ids_come_from_content() -> None:
    text = "North Korea sent troops to Russia."
    other = text.replace("troops", "soldiers")
    assert touched(text)["arms"].id == touched(text)["arms"].id != touched(other)["arms"].id


def test_an_excluded_stretch_does_not_hide_the_rest() -> None:
    text = "The Workers' Party of Korea agreed to send workers to China, North Korea said."
    assert "labour" in touched(text)


@pytest.mark.parametrize(("pattern", "text", "hit"), [
    ("send ~ worker", "They sent a large group of workers.", True),
    ("send ~ worker", "They sent word that one and all of the many new and old workers left.", False),
    ("IT worker", "It worker", False), ("IT worker", "IT workers", True), ("cyber*", "cyberattacks", True),
    ("food|oil aid", "oil aid", True), ("ship-to-ship", "a ship-to-ship transfer", True), ("visa", "visas", True),
    ("workers' party", "the Workers' Party", True)])
def test_the_pattern_language(pattern: str, text: str, hit: bool) -> None:
    indicator = Indicator("x", "X", "because", (pattern,), scope="term")
    assert bool(touched(text, indicators=(indicator,))) is hit
