"""Dates: how they are written, what they stand for, and which one dates an act."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visavis.codes.tables import Row, read
from visavis.desks import load_desk
from visavis.reading.dates import DateMention, Tense, dateline, find, resolve, tense_of
from visavis.reading.sentences import Sentence
from visavis.reading.syntax import parse, parser
from visavis.records import DateOrigin, Precision, When

ANCHOR = date(2024, 7, 24)
"""A Wednesday."""

CALENDAR = load_desk("korea").calendar


def told(mention: DateMention | When) -> str:
    """An interval as text: one day, or start..end."""
    when = mention.when if isinstance(mention, DateMention) else mention
    return f"{when.start}" if when.start == when.end else f"{when.start}..{when.end}"


def only(text: str, tense: Tense | None = None, context: When | None = None) -> DateMention:
    found = find(text, anchor=ANCHOR, tense=tense, context=context, calendar=CALENDAR)
    assert len(found) == 1, found
    return found[0]


def sentence(text: str) -> Sentence:
    return Sentence(parser()(text)[:], 0)


@pytest.mark.parametrize(("text", "tense", "expected"), [
    ("It fired on July 27.", "past", "2023-07-27"),
    ("It will fire on July 27.", "future", "2024-07-27"),
    ("on 27 July 2023", None, "2023-07-27"),
    ("on July 27, 2023,", None, "2023-07-27"),
    ("on 2nd of March 2019", None, "2019-03-02"),
    ("on Saturday, 22 May 2021", None, "2021-05-22"),
    ("on Oct. 9", "past", "2023-10-09"),
    ("visited April 11-13", "past", "2024-04-11..2024-04-13"),
    ("from 11 to 13 April", "past", "2024-04-11..2024-04-13"),
    ("April 11 through 13, 2025,", None, "2025-04-11..2025-04-13"),
    ("from July 30 to August 1", "past", "2023-07-30..2023-08-01"),
    ("from December 30 to January 2, 2024", None, "2023-12-30..2024-01-02"),
    ("from December 30 to January 2", "future", "2024-12-30..2025-01-02"),
    ("between 3 and 5 May", None, "2024-05-03..2024-05-05"),
    ("on Tuesday", "past", "2024-07-23"),
    ("on Tuesday", "future", "2024-07-30"),
    ("on Wednesday", "past", "2024-07-24"),
    ("last Tuesday", "past", "2024-07-23"),
    ("next Friday", "future", "2024-07-26"),
    ("next Thursday", "future", "2024-08-01"),
    ("Thursday", "past", "2024-07-18"),
    ("Thursday", "future", "2024-07-25"),
    ("Monday next week", None, "2024-07-29"),
    ("last week on Tuesday", None, "2024-07-16"),
    ("on Monday and Tuesday", "past", "2024-07-22..2024-07-23"),
    ("from Monday to Wednesday", "past", "2024-07-22..2024-07-24"),
    ("from Friday to Sunday", "future", "2024-07-26..2024-07-28"),
    ("yesterday", None, "2024-07-23"),
    ("today", None, "2024-07-24"),
    ("tomorrow", None, "2024-07-25"),
    ("last night", None, "2024-07-23"),
    ("the day before yesterday", None, "2024-07-22"),
    ("earlier this month", "past", "2024-07-01..2024-07-24"),
    ("later this month", "future", "2024-07-24..2024-07-31"),
    ("last month", None, "2024-06-01..2024-06-30"),
    ("next month", None, "2024-08-01..2024-08-31"),
    ("this week", None, "2024-07-22..2024-07-28"),
    ("this week", "past", "2024-07-22..2024-07-24"),
    ("last year", None, "2023-01-01..2023-12-31"),
    ("early next year", None, "2025-01-01..2025-04-30"),
    ("in 2019", None, "2019-01-01..2019-12-31"),
    ("in March", "past", "2024-03-01..2024-03-31"),
    ("in September", "past", "2023-09-01..2023-09-30"),
    ("in September", "future", "2024-09-01..2024-09-30"),
    ("in July", "past", "2024-07-01..2024-07-24"),
    ("in late March", "past", "2024-03-22..2024-03-31"),
    ("in April last year", None, "2023-04-01..2023-04-30"),
    ("next February", None, "2025-02-01..2025-02-28"),
    ("March-May 2024", None, "2024-03-01..2024-05-31"),
    ("December 31 last year", None, "2023-12-31"),
    ("mid-2024", None, "2024-05-01..2024-08-31"),
    ("early 2025", None, "2025-01-01..2025-04-30"),
    ("the 1990s", None, "1990-01-01..1999-12-31"),
    ("in the early 1990s", None, "1990-01-01..1992-12-31"),
    ("from 2018 to 2022", None, "2018-01-01..2022-12-31"),
    ("during the 1950-53 Korean War", None, "1950-01-01..1953-12-31"),
    ("three days ago", None, "2024-07-21"),
    ("two weeks ago", None, "2024-07-07..2024-07-13"),
    ("two months ago", None, "2024-05-01..2024-05-31"),
    ("a decade ago", None, "2014-01-01..2014-12-31"),
    ("over the past two years", None, "2022-07-24..2024-07-24"),
    ("in the first half of 2024", None, "2024-01-01..2024-06-30"),
    ("in Q3 2024", None, "2024-07-01..2024-09-30"),
    ("in the third quarter of last year", None, "2023-07-01..2023-09-30"),
    ("in the first ten months of 2023", None, "2023-01-01..2023-10-31"),
    ("in the coming weeks", "future", "2024-07-24..2024-09-18"),
    ("in the coming months", "future", "2024-07-24..2025-01-23"),
    ("in the near future", "future", "2024-07-24..2025-01-23"),
    ("in two weeks", "future", "2024-08-04..2024-08-10"),
    ("spring 2023", None, "2023-03-01..2023-05-31"),
    ("last winter", None, "2023-12-01..2024-02-29"),
    ("in the autumn", "future", "2024-09-01..2024-11-30"),
    ("over the weekend", "past", "2024-07-20..2024-07-21"),
    ("at the weekend", "future", "2024-07-27..2024-07-28"),
    ("on 2024-07-27", None, "2024-07-27"),
    ("on 27.07.2024", None, "2024-07-27"),
    ("on 25/11/2024", None, "2024-11-25"),
    ("on 11/25/2024", None, "2024-11-25"),
    ("one day in November Juche 112 (2023)", None, "2023-11-01..2023-11-30"),
    ("in Juche 113 (2024)", None, "2024-01-01..2024-12-31"),
    ("on the 15th.", "past", "2024-07-15"),
    ("at the end of July", None, "2024-07-27..2024-07-31"),
    ("in Fiscal Year 2021", None, "2021-01-01..2021-12-31"),
    ("over these past months", "past", "2024-01-23..2024-07-24"),
    ("within the year", "future", "2024-07-24..2024-12-31"),
    ("on the 75th anniversary of the founding of the DPRK", None, "2023-09-09"),
    ("the 71st anniversary of victory in the Fatherland Liberation War", None, "2024-07-27"),
    ("the 75th anniversary of diplomatic relations between China and North Korea", None, "2024-10-06"),
    ("on Liberation Day", "past", "2023-08-15"),
])
def test_a_date_as_written(text: str, tense: Tense | None, expected: str) -> None:
    mention = only(text, tense)
    assert told(mention) == expected
    assert 0 <= mention.start < mention.end <= len(text)


@pytest.mark.parametrize("text", [
    "He may go.", "They march on Seoul.", "May you enjoy peace.", "MARCH past the stand", "in 2,019 places",
    "1990 soldiers marched", "in 1990 soldiers", "a total of 2000 people", "Resolution 2397 (2017)", "Unit 1718",
    "They won 3-2.", "a 9/11 style attack", "on 9/11/2024", "every Tuesday", "Black Friday", "in the spring sowing", "the May Day Stadium",
    "the 2000 hours", "as soon as possible", "in two weeks", "$2024", "2024.5 tons", "Highway 2019", "the 5 marchers"])
def test_what_is_no_date(text: str) -> None:
    assert find(text, anchor=ANCHOR, tense="past") == ()


@pytest.mark.parametrize(("text", "tense", "role", "expected"), [
    ("since 2018", "past", "since", "2018-01-01..2024-07-24"),
    ("from Monday", "past", "since", "2024-07-22..2024-07-24"),
    ("until the end of the year", "future", "until", "2024-07-24..2024-12-31"),
    ("by the end of the year", "future", "until", "2024-07-24..2024-12-31"),
    ("no later than 30 June 2025", "future", "until", "2024-07-24..2025-06-30"),
    ("before August 1", "future", "until", "2024-07-24..2024-07-31"),
    ("by March 2025", None, "until", "2024-07-24..2025-03-31"),
    ("after Monday's talks", "past", "at", "2024-07-22"),
])
def test_roles(text: str, tense: Tense, role: str, expected: str) -> None:
    mention = only(text, tense)
    assert (mention.role, told(mention)) == (role, expected)


@pytest.mark.parametrize("text", [
    "Pyongyang, July 23 (KCNA) -- A delegation arrived.", "BEIJING, July 23 (Xinhua) -- China said",
    "MOSCOW, July 23. /TASS/. Russia said", "SEOUL, July 23 (Yonhap) -- South Korea", "VIENTIANE, Laos, July 23 (AP) — The"])
def test_a_dateline_heads_a_story(text: str) -> None:
    assert told(dateline(text, anchor=ANCHOR) or pytest.fail("no dateline")) == "2024-07-23"


@pytest.mark.parametrize("text", ["On July 23 (Tuesday) the two met.", "He met Kim on July 23 -- a first."])
def test_a_date_in_running_text_is_no_dateline(text: str) -> None:
    assert dateline(text, anchor=ANCHOR) is None


def _read(name: str) -> list[tuple[str, str]]:
    """The rows of a table of sentences whose act has another date than the table says, and all rows."""
    rows = read(Path(__file__).with_name(name), ("published", "when", "precision", "origin", "text"))
    return [(" ".join((row["when"], row["precision"], row["origin"])), _dated(row)) for row in rows]


def _dated(row: Row) -> str:
    at, text = row["text"].index("["), row["text"].replace("[", "", 1).replace("]", "", 1)
    anchor = date.fromisoformat(row["published"])
    for _, parsed in parse([text]):
        for one in parsed:
            for token in one.parse:
                if token.idx + one.offset == at:
                    when = resolve(one, token, anchor=anchor, context=dateline(text, anchor=anchor),
                                   calendar=CALENDAR, before=text[:one.span[0]])
                    return f"{told(when)} {when.precision} {when.origin}"
    return f"no word at {at}"


@pytest.mark.parametrize(("name", "least"), [("dates_seen.tsv", 0.97), ("dates_first.tsv", 0.95), ("dates_last.tsv", 0.93)])
def test_the_dates_of_whole_sentences(name: str, least: float) -> None:
    rows = _read(name)
    wrong = [(due, found) for due, found in rows if due != found]
    assert len(wrong) <= (1 - least) * len(rows), wrong


CONTEXT = When(date(2024, 5, 8), date(2024, 5, 9), Precision.DAY, DateOrigin.STATED)


@pytest.mark.parametrize(("text", "expected"), [
    ("three days later", "2024-05-12"), ("the next day", "2024-05-10"), ("the day before,", "2024-05-07"),
    ("a day later", "2024-05-10"), ("the same month", "2024-05-01..2024-05-31"), ("that year", "2024-01-01..2024-07-24"),
    ("the following year", "2025-01-01..2025-12-31"), ("a week earlier", "2024-04-28..2024-05-04")])
def test_dates_beside_the_context(text: str, expected: str) -> None:
    assert told(only(text, "past", CONTEXT)) == expected


def test_without_context_later_is_not_guessed() -> None:
    assert find("three days later", anchor=ANCHOR, tense="past") == ()


@pytest.mark.parametrize(("text", "precision", "origin"), [
    ("on July 27, 2023", "day", "stated"), ("on July 27", "day", "stated"), ("on Tuesday", "day", "inferred"),
    ("yesterday", "day", "inferred"), ("last week", "day", "inferred"), ("last month", "month", "inferred"),
    ("in March", "month", "stated"), ("in March 2024", "month", "stated"), ("in Q3 2024", "month", "stated"),
    ("in 2019", "year", "stated"), ("last year", "year", "inferred"), ("the 1990s", "year", "stated")])
def test_precision_and_origin(text: str, precision: str, origin: str) -> None:
    when = only(text).when
    assert (when.precision, when.origin) == (precision, origin)


@pytest.mark.parametrize(("predicate", "expected", "text"), [
    ("said", "2024-07-23", "The ministry said Tuesday that Kim would visit China next week."),
    ("visit", "2024-07-29..2024-08-04", "The ministry said Tuesday that Kim would visit China next week."),
    ("visited", "2024-07-23", "Kim visited China on Tuesday."),
    ("visited", "2024-07-22", "Kim visited China on Monday and met Xi."),
    ("met", "2024-07-22", "Kim visited China on Monday and met Xi."),
    ("met", "2024-07-22", "Kim visited China and met Xi on Monday."),
    ("visited", "2024-07-22", "Kim visited China and met Xi on Monday."),
    ("praised", "2024-07-24 pub", "Putin praised the 2018 summit."),
    ("held", "2024-07-23", "The two sides held talks in Pyongyang on Tuesday."),
    ("talks", "2024-07-23", "The two sides held talks in Pyongyang on Tuesday."),
    ("visit", "2024-07-27", "Shoigu will pay a visit to Pyongyang on Saturday."),
    ("arrived", "2024-07-22", "A delegation of the Supreme Prosecutor's Office of the Russian Federation headed by Igor Krasnov arrived here on Monday."),
    ("visit", "2024-07-22", "Moscow criticised Monday's visit."),
    ("visit", "2018-01-01", "The 2018 visit of Xi to Pyongyang was a success."),
    ("said", "2024-07-24", "Kim visited China, KCNA said Wednesday."),
    ("visited", "2024-07-24 pub", "Kim visited China, KCNA said Wednesday."),
    ("sent", "2017-01-01", "In 2017, China sent an envoy to Pyongyang."),
    ("agreed", "2024-07-19", "On Friday the two countries agreed to open a consulate next year."),
    ("open", "2025-01-01", "On Friday the two countries agreed to open a consulate next year."),
    ("arrive", "2024-07-26", "Wang is expected to arrive in Seoul on Friday."),
    ("staged", "2023-07-30..2023-08-01", "The U.S. and the ROK staged from July 30 to August 1 the nuclear operation drill."),
    ("sent", "2018-01-01..2024-07-24", "Pyongyang has sent workers to Russia since 2018."),
    ("visit", "2024-07-24..2024-12-31", "Putin will visit Pyongyang by the end of the year."),
    ("met", "2019-06-01", "Xi met Kim in June 2019 during a visit to Pyongyang."),
    ("visit", "2019-06-01", "Xi met Kim in June 2019 during a visit to Pyongyang."),
    ("signed", "1961-07-11", "The treaty was signed on July 11, 1961."),
    ("condemned", "2024-07-24 pub", "Seoul condemned the launch that took place on July 1."),
    ("launch", "2024-07-01", "Seoul condemned the launch that took place on July 1."),
    ("launched", "2024-07-01", "North Korea launched two missiles on July 1, the Joint Chiefs said."),
    ("travels", "2024-07-27..2024-08-03", "Secretary Blinken travels to Laos, Vietnam and Japan July 27-August 3."),
    ("announced", "2024-07-24 pub", "Beijing announced a summit next month."),
    ("summit", "2024-08-01", "Beijing announced a summit next month."),
    ("visited", "2023-09-01", "Kim, who visited Russia in September 2023, said the talks were useful."),
    ("said", "2024-07-24 pub", "Kim, who visited Russia in September 2023, said the talks were useful."),
    ("fought", "1950-01-01", "North Korea and South Korea fought a war in 1950-53."),
    ("imposed", "2024-07-24 pub", "The United States imposed sanctions on firms involved in the 2016 heist."),
    ("imposed", "2024-07-23", "The United States on Tuesday imposed sanctions on two firms."),
    ("met", "2024-07-23", "Earlier on Tuesday, the minister met his counterpart."),
    ("suspended", "2024-07-24 pub", "Seoul suspended the 2018 military agreement."),
    ("suspended", "2024-06-04", "On June 4, Seoul suspended the 2018 military agreement."),
    ("began", "2024-07-22", "The exercise began on Monday and will end on Friday."),
    ("end", "2024-07-26", "The exercise began on Monday and will end on Friday."),
    ("meet", "2024-07-26", "The presidents are to meet on Friday in Astana."),
    ("spoke", "2024-07-23", "Secretary Blinken spoke yesterday with Foreign Minister Cho."),
    ("visit", "2024-07-24..2025-01-23", "He may visit Moscow in the coming months."),
    ("left", "2024-07-22", "The delegation left Pyongyang on Monday to visit Moscow."),
    ("visit", "2024-07-22", "The delegation left Pyongyang on Monday to visit Moscow."),
    ("visit", "2024-07-24 pub", "Lavrov said on Monday that Kim had accepted an invitation to visit."),
    ("accepted", "2024-07-24 pub", "Lavrov said on Monday that Kim had accepted an invitation to visit."),
    ("ratified", "2024-07-24 pub", "The Duma ratified the treaty signed in Pyongyang in June."),
    ("signed", "2024-06-01", "The Duma ratified the treaty signed in Pyongyang in June."),
    ("attended", "2023-07-27", "Shoigu attended the military parade in Pyongyang on July 27."),
    ("expelled", "2024-07-23", "Two diplomats were expelled Tuesday by Moscow."),
    ("detained", "2024-05-01", "He was detained in May and deported in June."),
    ("deported", "2024-06-01", "He was detained in May and deported in June."),
    ("killed", "2024-07-21", "Israeli strikes killed 30 people on Sunday, Gaza officials said on Monday."),
    ("urged", "2024-07-24 pub", "China urged the parties to return to the 2005 joint statement."),
    ("bombed", "2024-07-17", "China condemned the strike on Friday, two days after Israel bombed Damascus."),
    ("came", "2024-07-21", "The envoy came a day before South Korea launched the drills on Monday."),
    ("visited", "2024-06-16..2024-06-22", "Three weeks after Putin visited Hanoi, Vietnam signed the deal on July 10."),
    ("agreed", "2024-07-15", "The five agreed at the July 15 conference to share water."),
    ("took", "2024-07-15..2024-07-16", "They took part in the July 15-16 conference."),
    ("spoke", "2024-07-05", "The ministers spoke by phone the evening of July 5."),
    ("demanded", "2024-07-24 pub", "Madrid demanded an explanation by Monday."),
    ("lodged", "2024-07-24 pub", "The Philippines lodged a protest, its 20th this year."),
    ("held", "2024-05-09", "Minsk has jailed thousands since May 9, when the vote was held."),
    ("warned", "2024-07-24 pub", "Moscow warned that it would respond to the deployment planned for 2026."),
    ("deployment", "2026-01-01", "Moscow warned that it would respond to the deployment planned for 2026."),
])
def test_the_date_of_an_act(predicate: str, expected: str, text: str) -> None:
    parsed = sentence(text)
    token = next(token for token in parsed.parse if token.text == predicate)
    when = resolve(parsed, token, anchor=ANCHOR)
    assert f"{told(when)} {str(when.origin)[:3]}".startswith(expected)


def test_context_comes_before_publication() -> None:
    parsed = sentence("The two sides signed a protocol.")
    when = resolve(parsed, parsed.parse[3], anchor=ANCHOR, context=CONTEXT)
    assert (told(when), when.origin) == ("2024-05-08..2024-05-09", "inferred")


def test_a_past_context_does_not_date_what_is_to_come() -> None:
    parsed = sentence("The two sides will sign a protocol.")
    when = resolve(parsed, parsed.parse[4], anchor=ANCHOR, context=CONTEXT)
    assert (told(when), when.origin) == ("2024-07-24", "publication")


@pytest.mark.parametrize(("word", "tense", "text"), [
    ("visited", "past", "Kim visited Beijing."), ("visit", "future", "Kim will visit Beijing."),
    ("visit", "future", "Kim plans to visit Beijing."), ("visit", "future", "Kim is to visit Beijing."),
    ("visit", "future", "Kim is going to visit Beijing."), ("visit", "future", "Kim agreed to visit Beijing."),
    ("visits", "present", "Kim visits Beijing."), ("met", "past", "Kim has met Xi."),
    ("met", "past", "Kim was met by Xi."), ("meet", "future", "Kim will visit Beijing and meet Xi."),
    ("meet", "past", "Kim came to Beijing to meet Xi."), ("visit", "future", "Kim could visit Beijing."),
    ("visited", "past", "Kim may have visited Beijing."), ("visit", "future", "Seoul rejected a proposed visit."),
    ("send", "past", "Seoul helped send rice."), ("visit", "past", "The visit ended.")])
def test_tense(word: str, tense: str, text: str) -> None:
    token = next(token for token in parser()(text) if token.text == word)
    assert tense_of(token) == tense


WORDS = ("on", "in", "since", "until", "last", "next", "this", "early", "Tuesday", "July", "May", "27", "30", "2023", "week",
         "month", "year", "the", "end", "of", "to", "and", "-", "three", "days", "ago", "later", "1990s", ",", "recent", "Q3",
         "said", "weekend", "15th", "February", "29", "31", "from", "by", "quarter", "first", "spring", "Juche", "113")


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join), st.dates(date(1990, 1, 1), date(2050, 12, 31)),
       st.sampled_from(["past", "present", "future", None]))
def test_any_words_give_ordered_intervals(text: str, anchor: date, tense: Tense | None) -> None:
    last = 0
    for mention in find(text, anchor=anchor, tense=tense, context=CONTEXT, calendar=CALENDAR):
        assert last <= mention.start < mention.end <= len(text)
        assert mention.when.start <= mention.when.end
        last = mention.end


@settings(max_examples=200, deadline=None)
@given(st.dates(date(1990, 1, 1), date(2050, 12, 31)),
       st.sampled_from(["on July 27", "on Tuesday", "in March", "in late July", "at the weekend", "on the 15th.", "in winter",
                        "in the summer", "on 29 February", "this month", "this week", "this year", "on Liberation Day"]))
def test_the_past_is_never_after_the_anchor(anchor: date, text: str) -> None:
    for mention in find(text, anchor=anchor, tense="past", calendar=CALENDAR):
        assert mention.when.end <= anchor
    for mention in find(text, anchor=anchor, tense="future", calendar=CALENDAR):
        assert mention.when.start >= anchor


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    find(text, anchor=ANCHOR)


@settings(max_examples=200, deadline=None)
@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)),
       st.sampled_from(["on %d %B %Y", "on %B %d, %Y", "on %Y-%m-%d", "on %b. %d, %Y", "on %A, %B %d, %Y"]))
def test_a_full_date_is_taken_as_written(day: date, layout: str) -> None:
    found = find(day.strftime(layout).replace("May.", "May"), anchor=ANCHOR)
    assert [(one.when.start, one.when.end, one.when.origin) for one in found] == [(day, day, "stated")]


def test_that_year_is_the_year_last_spoken_of() -> None:
    found = find("It left in 2019 and came back on May 3 of that year.", anchor=date(2024, 7, 24), tense="past")
    assert [(m.when.start, m.when.end) for m in found] == [
        (date(2019, 1, 1), date(2019, 12, 31)), (date(2019, 5, 3), date(2019, 5, 3))]
