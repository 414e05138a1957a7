from datetime import date

import pytest
from claims import BUSY, DUE, claim, told

from visavis.errors import InputError, UnknownCode
from visavis.forecast.resolvers import from_json, propose, settle

UNTIL = date(2020, 12, 31)
MET = (date(2020, 3, 5), "PRK", "CHN", "CONSULT")


def answer(asked, *acts, until=UNTIL):
    resolver, reason = propose(asked)
    assert resolver is not None and reason is None
    return settle(resolver, told(*BUSY, *acts), until=until)


def test_the_words_of_a_claim_give_its_query():
    visit = propose(claim("Xi is likely to visit Pyongyang."))[0]
    assert visit.text == "at least 1 CONSULT/visit by CHN to PRK from 2020-01-02 to 2020-06-30"
    summit = propose(claim("A summit is likely."))[0]
    assert summit.kind.name == "CONSULT level 1" and summit.kind.undirected
    assert propose(claim("Aid may grow.", type="AID", direction="more"))[0].text.startswith("more AID by CHN to PRK")


@pytest.mark.parametrize(("asked", "reason"), [(claim(dyad=None), "two states"), (claim(type=None), "kind of event")])
def test_what_names_no_measure_cannot_be_settled_as_written(asked, reason):
    resolver, why = propose(asked)
    assert resolver is None and reason in why


def test_a_query_is_stored_as_it_is():
    for quote in ("A visit is likely.", "A summit is likely."):
        resolver = propose(claim(quote))[0]
        assert from_json(resolver.to_json()) == resolver


@pytest.mark.parametrize("change", [{"test": "maybe"}, {"kind": "NONE"}, {"window": ["2020-01-02"]}, {"target": "CHN"},
                                    {"window": ["2020-02-01", "2020-01-01"]}, {"least": 0}, {"kind": None}])
def test_what_is_no_query_is_refused(change):
    told_ = propose(claim())[0].to_json() | change
    with pytest.raises((InputError, UnknownCode)):
        from_json(told_)


def test_it_is_true_as_soon_as_it_is_so_and_false_only_when_the_window_is_over():
    meeting = claim("Talks are likely.")
    assert answer(meeting, MET, until=date(2020, 3, 6)).verdict == "true"
    assert answer(meeting, until=date(2020, 6, 29)).verdict == "open"
    assert answer(meeting).verdict == "false"


def test_a_meeting_counts_in_either_order_and_a_visit_only_from_its_side():
    assert answer(claim("Talks are likely."), MET).verdict == "true"
    trip = (*MET, {"mode": "visit"})
    assert answer(claim("A visit is likely.", dyad=("PRK", "CHN")), trip).verdict == "true"
    assert answer(claim("A visit is likely.", dyad=("CHN", "PRK")), trip).verdict == "false"


@pytest.mark.parametrize(("day", "verdict"), [(date(2020, 1, 1), "false"), (date(2020, 1, 2), "true"), (DUE, "true"),
                                              (date(2020, 7, 1), "false")])
def test_the_window_opens_the_day_after_the_claim_and_closes_at_its_end(day, verdict):
    assert answer(claim("Talks are likely."), (day, *MET[1:])).verdict == verdict


@pytest.mark.parametrize("more", [{"modality": "planned"}, {"modality": "negated"}, {"evidence": "rumoured"}])
def test_what_is_not_done_settles_nothing(more):
    assert answer(claim("Talks are likely."), (*MET, more)).verdict == "false"


def test_more_and_less_are_counted_against_as_many_days_before():
    aid = [(date(2020, month, 1), "CHN", "PRK", "AID") for month in (2, 4)]
    before = [(date(2019, 9, 1), "CHN", "PRK", "AID")]
    assert answer(claim(type="AID", direction="more"), *aid, *before).verdict == "true"
    assert answer(claim(type="AID", direction="less"), *aid, *before).verdict == "false"
    assert answer(claim(type="AID", direction="less"), *before).verdict == "true"
    assert answer(claim(type="AID", direction="more")).verdict == "unsettled"


def test_silence_about_both_states_settles_nothing():
    resolver = propose(claim("Talks are likely.", dyad=("FJI", "TON")))[0]
    found = settle(resolver, told(*BUSY), until=UNTIL)
    assert found.verdict == "unsettled" and "nothing at all is told" in found.reason
