"""Claims: who forecasts what, between whom, how surely, by when; and what is no forecast."""

from __future__ import annotations

from datetime import date

import pytest

from visavis.codes import hedges
from visavis.reading import claims, names
from visavis.reading.sentences import Sentence
from visavis.reading.syntax import parser, recogniser
from visavis.records import Claim, Document

PUBLISHED = date(2024, 4, 20)


def read(text: str, *, author: str | None = None, topic: tuple[str, ...] = ()) -> list[Claim]:
    document = Document.from_text(text, PUBLISHED)
    memory = names.Memory(PUBLISHED)
    found: list[Claim] = []
    for part in recogniser()(parser()(text)).sents:
        sentence = Sentence(part, 0)
        found += claims.find(sentence, names.find(sentence, memory), document=document, author=author,
                             topic=topic)
    for one in found:
        assert text[slice(*one.span)] == one.quote
        assert 0 <= one.interval[0] <= one.probability <= one.interval[1] <= 1
        assert one.window[0] == PUBLISHED <= one.window[1]
    return found


def only(text: str, *, author: str | None = None, topic: tuple[str, ...] = ()) -> Claim:
    found = read(text, author=author, topic=topic)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(("text", "hedge", "type", "direction"), [
    ("Kim Jong Un is highly likely to visit China later this year.", "highly likely", "CONSULT", "event"),
    ("It is entirely possible that Kim Jong Un will visit Beijing this year.", "entirely possible",
     "CONSULT", "event"),
    ("North Korea may send more workers to China in the coming months.", "may", "COOPERATE", "more"),
    ("Experts expect exchanges between North Korea and China to expand.", "expect", "COOPERATE", "more"),
    ("Trade between China and North Korea could grow.", "could", "COOPERATE", "more"),
    ("North Korea is unlikely to abandon its treaty with China.", "unlikely", "AGREE", "less"),
    ("Russia will probably supply North Korea with oil.", "will probably", "AID", "event"),
    ("We should expect more visits by Chinese officials to Pyongyang.", "expect", "CONSULT", "more"),
    ("Pyongyang is poised to dispatch workers to Russia.", "poised to", "COOPERATE", "event"),
    ("Ties between Moscow and Pyongyang may cool once the war in Ukraine ends.", "may", "COOPERATE", "less"),
    ("There is little chance of a summit between Japan and North Korea this year.", "little chance",
     "CONSULT", "event"),
    ("An attack by North Korea on South Korea cannot be ruled out.", "cannot be ruled out", "ASSAULT",
     "event"),
    ("It is doubtful that Beijing will agree with Pyongyang by the end of 2025.", "doubtful", "AGREE",
     "event"),
    ("The chances of a treaty between Russia and North Korea are slim.", "chances ... slim", "AGREE", "event"),
    ("There is talk of a summit between Kim Jong Un and Xi Jinping this year.", "talk of", "CONSULT", "event"),
    ("In all likelihood, Pyongyang will test another missile.", "In all likelihood", "MOBILIZE", "event"),
    ("The number of North Korean workers in China is expected to rise.", "expected to", "COOPERATE", "more"),
    ("Trade of China with North Korea is set to grow this year.", "set to", "COOPERATE", "more"),
    ("A visit by the Chinese premier to Pyongyang looks likely in 2025.", "looks likely", "CONSULT", "event"),
])
def test_a_forecast(text: str, hedge: str, type: str, direction: str) -> None:
    claim = only(text)
    assert (claim.hedge, claim.type, claim.direction) == (hedge, type, direction)


@pytest.mark.parametrize("text", [
    "Foreigners may not enter North Korea without a visa.", "The soldiers could not reach the Chinese "
                                                            "border.",
    "President Putin will visit North Korea on Monday, the Kremlin announced.", "Kim may have visited China.",
    "Could China cut off oil supplies?", "The United States may be considering sanctions.",
    "May you enjoy peace in China.", "He said they could see North Korea from there.",
    "Xi Jinping is set to visit Pyongyang next week.", "Applicants may apply for a Chinese visa under the "
                                                       "agreement.",
    "We expect Russia to comply with the resolution.", "It may be the reason that North Korea is angry.",
    "This could mean that China is worried.", "North Korea hopes to receive aid from China.",
    "Chinese leaders believe North Korea is a burden.", "The new method makes it possible to supply "
                                                        "Russia with coal.",
    "The U.S. persistently increases the danger of war with North Korea.", "China must leave as soon as "
                                                                           "possible.",
    "They sent troops so that Russia could attack.", "Theresa May met the Chinese president.",
    "No matter what Russia may do, China stays calm.", "The two discussed possible cooperation of China "
                                                       "and Russia.",
    "China was expected to send an envoy to Pyongyang.", "Kim Jong Un will never give up, the ministry of "
                                                         "North Korea said.",
    "Eight Chinese soldiers died when a rocket, likely Russian, fell on them.",
    "If China could help, Russia would not.", "It is unclear whether Kim will visit China."])
def test_no_forecast(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(("text", "claimant"), [
    ("Experts expect trade between North Korea and China to expand.", "Experts"),
    ("According to analysts, China is likely to increase food aid to North Korea.", "analysts"),
    ("South Korean officials said North Korea may send more troops to Russia.", "South Korean officials"),
    ("Lim Eul-chul, a professor at Kyungnam University, said China could resume tourism to North Korea.",
     "Lim Eul-chul"),
    ("North Korea might well attack South Korea, said Victor Cha, a senior fellow at CSIS.", "Victor Cha"),
    ("Seoul believes North Korea will send more troops to Russia.", "Seoul"),
    ('"I expect China to increase food aid to North Korea," said Park Byung-kwang, a researcher.', "Park Byung-kwang"),
    ("The People's Republic of China says that Russia could send rice to North Korea.", "People's Republic of China"),
    ("North Korea may send more workers to China.", None)])
def test_who_forecasts(text: str, claimant: str | None) -> None:
    assert only(text).claimant == claimant


def test_a_private_person_stays_without_name() -> None:
    text = "Ri Chol Nam, a worker from Dandong, said China may send more rice to North Korea."
    assert "Ri Chol Nam" not in (only(text).claimant or "")


def test_will_is_a_forecast_of_an_expert_or_an_author_only() -> None:
    text = "Kim Jong Un will visit Russia before the end of the year."
    assert read(text) == []
    assert only(text, author="A. Scholar").claimant == "A. Scholar"
    assert only("Analysts say " + text).claimant == "Analysts"


@pytest.mark.parametrize(("text", "dyad"), [
    ("Russia will probably supply North Korea with oil.", ("RUS", "PRK")),
    ("North Korea may send more workers to China.", ("PRK", "CHN")),
    ("South Korean officials said North Korea may send more troops to Russia.", ("PRK", "RUS")),
    ("Pyongyang will likely test another missile.", ("PRK", "CHN")),
    ("The two countries are likely to expand trade.", ("PRK", "CHN"))])
def test_between_whom(text: str, dyad: tuple[str, str]) -> None:
    assert only(text, topic=("PRK", "CHN")).dyad == dyad


def test_one_state_and_no_topic_is_no_dyad() -> None:
    assert only("Pyongyang will likely test another missile.").dyad is None


@pytest.mark.parametrize(("when", "end"), [
    ("", "2025-04-20"), (" this year", "2024-12-31"), (" next month", "2024-05-31"), (" by the end of 2025",
                                                                                      "2025-12-31"),
    (" in the coming months", "2024-10-20"), (" in the near future", "2024-10-20"), (" before November",
                                                                                     "2024-10-31"),
    (" in October", "2024-10-31"), (" over the next decade", "2034-04-20")])
def test_by_when(when: str, end: str) -> None:
    assert str(only(f"North Korea is likely to send workers to China{when}.").window[1]) == end


@pytest.mark.parametrize(("text", "term"), [
    ("China is likely to send rice to North Korea.", "likely"), ("China may send rice to North Korea.",
                                                                 "may"),
    ("China is highly unlikely to send rice to North Korea.", "highly unlikely")])
def test_figures_are_those_of_the_table(text: str, term: str) -> None:
    claim, figures = only(text), hedges.hedge(term)
    assert (claim.probability, claim.interval) == (figures.probability, figures.interval)


def test_a_negation_turns_the_probability_round() -> None:
    yes = only("It is probable that China will send rice to North Korea.")
    no = only("It is probable that China will not send rice to North Korea.")
    assert no.probability == pytest.approx(1 - yes.probability)
    assert no.interval == pytest.approx((1 - yes.interval[1], 1 - yes.interval[0]))


def test_a_rumour_of_something_possible_is_wide_and_low() -> None:
    claim = only("There are rumours of a possible summit between Kim Jong Un and Xi Jinping this year.")
    assert claim.hedge == "rumours ... possible"
    assert claim.probability < hedges.hedge("possible").probability
    assert claim.interval[0] < hedges.hedge("possible").low and claim.interval[1] >= hedges.hedge("possible").high


def test_type_of_is_asked_first() -> None:
    text = "North Korea may send more workers to China."
    document = Document.from_text(text, PUBLISHED)
    sentence = Sentence(recogniser()(parser()(text))[:], 0)
    mentions = names.find(sentence, names.Memory(PUBLISHED))
    found = claims.find(sentence, mentions, document=document, type_of=lambda _, token: f"IS {token.text}")
    assert [one.type for one in found] == ["IS send"]


def test_ids_come_from_content() -> None:
    text = "North Korea may send more workers to China."
    assert only(text).id == only(text).id
    assert only(text).id != only(text.replace("may", "might")).id


@pytest.mark.parametrize(("text", "condition"), [
    ("If Russia supplies food, North Korea may distance itself from China.", "If Russia supplies food"),
    ("Should China cut off oil, North Korea would probably conduct a nuclear test.", "Should China cut off oil"),
    ("Unless Turkey expels the exiles, Egypt is unlikely to sign a treaty with Turkey.", "Unless Turkey expels the exiles"),
    ("Turkey would likely retaliate if Greece extended its waters.", "if Greece extended its waters"),
    ("China is likely to send rice to North Korea this year.", None)])
def test_the_condition_of_a_forecast(text: str, condition: str | None) -> None:
    assert only(text).condition == condition


@pytest.mark.parametrize(("text", "dyad"), [
    ("If Russia supplies food, North Korea may distance itself from China.", ("PRK", "CHN")),
    ("Turkey would likely retaliate if Greece extended its waters.", ("TUR", "GRC")),
    ("A possible visit by Putin to Pyongyang is rumoured; analysts expect a visit by Putin to Pyongyang.", ("RUS", "PRK"))])
def test_states_of_a_condition_come_last(text: str, dyad: tuple[str, str]) -> None:
    assert read(text)[-1].dyad == dyad


@pytest.mark.parametrize(("text", "end", "reason"), [
    ("Xi could visit North Korea in the near future.", date(2024, 10, 20), '"the near future" taken as 183 days'),
    ("Xi is likely to visit North Korea this year.", date(2024, 12, 31), '"this year"'),
    ("The two may exchange envoys of China and North Korea within two years.", date(2026, 4, 20), '"within two years"'),
    ("Rumours of a possible visit by Putin to North Korea have circulated since January.", date(2025, 4, 20),
     "no time named: one year"),
    ("China is unlikely to support sanctions against North Korea.", date(2025, 4, 20), "no time named: one year")])
def test_the_window_says_why(text: str, end: date, reason: str) -> None:
    claim = only(text)
    assert (claim.window[1], claim.window_reason) == (end, reason)


@pytest.mark.parametrize(("text", "claimant", "probability"), [
    ("Some see a summit of China and North Korea as highly likely.", "Some", 0.9),
    ("Most observers see a summit of China and North Korea as likely.", "observers", 0.75),
    ("Nobody expects Turkey to withdraw its troops from Libya soon.", None, 0.25),
    ("Turkish officials predict that trade with Egypt will double by 2028.", "Turkish officials", 0.75),
    ("The IMF forecasts that trade of Egypt with Turkey will shrink.", "IMF", 0.75),
    ("Analysts do not rule out that Turkey will sell submarines to Egypt.", "Analysts", 0.25),
    ("Egypt is not going to recognise Turkey's claims, a former Egyptian diplomat said.", "former Egyptian diplomat", 0.03),
    ("Lee Ho-ryung of the Korea Institute for Defense Analyses predicted that Chinese tourists would return to North Korea.",
     "Lee Ho-ryung", 0.75),
    ("Diplomats say that a visit by Erdogan to Egypt is only a matter of time.", "Diplomats", 0.95),
    ("There is a better than even chance that North Korea will send students to China.", None, 0.6)])
def test_whose_forecast_and_how_sure(text: str, claimant: str | None, probability: float) -> None:
    claim = only(text)
    assert (claim.claimant, claim.probability) == (claimant, probability)
