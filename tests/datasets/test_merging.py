"""Which reports tell the same happening: what speaks for it, what against, and that the merge can be seen and undone."""

import time
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from event_rows import report
from hypothesis import given, settings
from hypothesis import strategies as st

from visavis.datasets import merging as room
from visavis.datasets import table
from visavis.datasets.merging import Merging
from visavis.intake.copies import copies
from visavis.records import Actor, Document, Place

DAY = date(2024, 4, 11)
ARRIVED = "Zhao Leji arrived in Pyongyang on Thursday for a goodwill visit with a delegation of the party."
SAME = "A party delegation led by Zhao Leji arrived in Pyongyang on a goodwill visit this Thursday."
OTHER = "Foreign ministry officials discussed cross-border railway freight schedules in Shenyang."


def told(key, quote=ARRIVED, *, day=DAY, outlet="BBC", text=None, people=(None, None), place=None, kind="CONSULT",
         mode=None, sides=("CHN", "PRK")):
    page = Document.from_text(text or f"{quote} {key}", day, outlet=outlet, url=f"https://example.org/{key}")
    made = report(page, key, *sides, kind, mode=mode)
    source, target = (Actor(code, name) for code, name in zip(sides, people, strict=True))
    return page, replace(made, quote=quote, source=source, target=target, place=Place("PRK", place) if place else None)


def rows(*pairs, texts=True):
    groups = copies({page.id: page.text for page, _ in pairs}) if texts else None
    return table.from_reports([page for page, _ in pairs], [made for _, made in pairs], copies=groups)


def events(*pairs, **more):
    return table.merge(rows(*pairs), merging=Merging(**more)).num_rows


def test_close_words_are_one_event_and_hardly_a_word_in_common_are_two():
    assert events(told(1), told(2, SAME)) == 1
    assert events(told(1), told(2, OTHER)) == 2


def test_a_common_person_joins_other_persons_part():
    assert events(told(1, people=("Zhao Leji", None)), told(2, OTHER, people=("Zhao", None))) == 1
    assert events(told(1, people=(None, "Kim Jong Un")), told(2, ARRIVED[:60], people=(None, "Choe Ryong Hae")), threshold=1.5) == 2


def test_one_person_in_common_outweighs_others_on_the_other_side():
    assert events(told(1, people=("Zhao Leji", "Kim Jong Un")), told(2, OTHER, people=("Zhao Leji", "Choe Son Hui"))) == 1


@pytest.mark.parametrize(("one", "other", "same"), [
    ("Kim Jong Un", "Kim Yong Nam", False), ("Antony Blinken", "Blinken", True), ("Wang Yi", "Wang Yi", True)])
def test_names_are_one_persons_where_one_holds_the_other(one, other, same):
    made = [told(key, "", people=(name, None)) for key, name in enumerate((one, other))]
    assert table.merge(rows(*made, texts=False)).num_rows == (1 if same else 2)


def test_other_places_part_and_a_place_within_a_place_does_not():
    assert table.merge(rows(told(1, place="Gaza City"), told(2, place="Khan Younis"), texts=False)).num_rows == 2
    assert table.merge(rows(told(1, place="Gaza City"), told(2, place="Gaza"), texts=False)).num_rows == 1


def test_a_state_named_as_the_place_is_no_other_place():
    assert table.merge(rows(told(1, place="Pyongyang"), told(2, place="North Korea"), texts=False)).num_rows == 1


def test_sentences_of_one_text_go_on_about_the_same_happening():
    page, first = told(1)
    again = report(page, 2, "CHN", "PRK")
    made = table.from_reports([page], [first, replace(again, quote=OTHER)], copies={})
    assert table.merge(made)["reports"].to_pylist() == [2]
    (joined,) = [why for why in table.members(made)["why"].to_pylist() if why]
    assert "same text +0.50" in joined and "unlike" in joined


def test_a_mode_that_only_one_tells_needs_something_else_to_speak_for_it():
    assert table.merge(rows(told(1, mode="visit"), told(2), texts=False)).num_rows == 2
    assert events(told(1, mode="visit"), told(2, SAME)) == 1
    assert events(told(1, mode="visit"), told(2, SAME, mode="phone")) == 2


def test_a_syndicated_copy_counts_once_and_its_outlets_are_one_voice():
    wire = f"{ARRIVED} He will stay until Saturday and meet the premier, the agency said from the airport."
    made = table.merge(rows(told(1, text=wire, outlet="AP"), told(2, text=wire + " AP", outlet="Daily"),
                            told(3, SAME, outlet="Yonhap"))).to_pylist()
    assert [(one["reports"], one["outlets"]) for one in made] == [(2, 2)]


def test_two_outlets_are_one_voice_only_in_the_event_that_they_copied():
    wire = f"{ARRIVED} He will stay until Saturday and meet the premier, the agency said from the airport."
    later = DAY + timedelta(days=9)
    made = table.merge(rows(told(1, text=wire, outlet="A"), told(2, text=wire + ".", outlet="B"),
                            told(3, day=later, outlet="A"), told(4, SAME, day=later, outlet="B"))).to_pylist()
    assert [(one["reports"], one["outlets"]) for one in made] == [(1, 1), (2, 2)]


def test_the_threshold_is_visible_and_decides():
    pair = (told(1, people=("Zhao Leji", None)), told(2, SAME, people=("Zhao Leji", None)))
    score = table.members(rows(*pair))["score"].to_pylist()
    value = next(one for one in score if one is not None)
    assert events(*pair, threshold=value) == 1 and events(*pair, threshold=value + 0.01) == 2
    assert room.weights()["threshold"] == 1.0


def test_the_merge_explains_itself_and_the_parts_add_up():
    members = table.members(rows(told(1, people=("Zhao Leji", None)), told(2, SAME, people=("Zhao Leji", None)))).to_pylist()
    (joined,) = [one for one in members if one["why"]]
    assert "same person +0.75" in joined["why"] and "alike" in joined["why"]
    parts = [float(part.rsplit(" ", 1)[1]) for part in joined["why"].split(", ")]
    assert sum(parts) == pytest.approx(joined["score"], abs=0.02)


def test_a_report_left_alone_is_an_event_by_itself_and_the_others_stay_together():
    made = rows(told(1), told(2, SAME), told(3, SAME, text=OTHER))
    assert table.merge(made)["reports"].to_pylist() == [3]
    for one in made["id"].to_pylist():
        merged = table.merge(made, merging=Merging(alone=frozenset((one,))))
        assert sorted(merged["reports"].to_pylist()) == [1, 2]


def test_near_misses_are_told_with_the_score_that_they_lacked():
    made = table.with_standing(rows(told(1), told(2, OTHER)))
    near = room.near_misses(made, Merging()).to_pylist()
    assert near[0]["score"] < 1 and "unlike" in near[0]["why"]


TELLINGS = st.lists(st.tuples(st.integers(0, 5), st.sampled_from((ARRIVED, SAME, OTHER)), st.sampled_from((None, "Zhao Leji", "Wang Yi")),
                              st.sampled_from((None, "Pyongyang", "Beijing")), st.sampled_from((None, "visit")), st.booleans()),
                    min_size=1, max_size=14)


@settings(max_examples=60, deadline=None)
@given(TELLINGS, st.randoms(use_true_random=False))
def test_the_same_events_whatever_the_order_of_arrival(given_, draw):
    made = rows(*(told(key, quote, day=DAY + timedelta(days=days), people=(name, None), place=place, mode=mode,
                       sides=("CHN", "PRK") if forth else ("PRK", "CHN"))
                  for key, (days, quote, name, place, mode, forth) in enumerate(given_)))
    order = list(range(made.num_rows))
    draw.shuffle(order)
    first, second = table.merged(made), table.merged(made.take(pa.array(order)))
    assert second.events.equals(first.events) and second.members.equals(first.members)
    assert sorted(first.members["report"].to_pylist()) == sorted(made["id"].to_pylist())


def test_the_work_is_linear_in_the_reports():
    def seconds(days):
        made = rows(*(told((day, n), "", day=DAY + timedelta(days=day), place=f"Town {n % 4}") for day in range(days) for n in range(8)),
                    texts=False)
        ready = table.with_standing(made)
        began = time.process_time()
        room.members(ready, Merging())
        return time.process_time() - began
    small, large = min(seconds(60) for _ in range(3)), min(seconds(480) for _ in range(3))
    assert large / small < 8 * 2.5, "eight times the days cost about eight times the work"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.sampled_from((0, 0, 0, 1, 40)), st.sampled_from(("CONSULT", "AID")),
                          st.booleans(), st.sampled_from((None, "Zhao", "Kim"))), min_size=1, max_size=30), st.booleans())
def test_parting_reports_where_no_days_overlap_changes_nothing(drawn, directed):
    made = []
    for key, (day, length, kind, turned, name) in enumerate(drawn):
        page, found = told(key, "", day=DAY + timedelta(day), kind=kind, people=(name, None), sides=("PRK", "CHN") if turned else ("CHN", "PRK"))
        when = replace(found.when, end=found.when.start + timedelta(length), precision="day" if length < 2 else "month")
        made.append((page, replace(found, when=when)))
    ready, merging = table.with_standing(rows(*made, texts=False)), Merging(directed=directed)
    whole = room.members(ready, merging)
    everything = room.Meetings(np.arange(ready.num_rows), np.zeros(ready.num_rows, np.int64), np.zeros(0, np.int64))
    scores = {}
    blocks = {}
    for block in room._in_blocks(ready, everything.groups, merging):
        kinds = dict(zip(ready["id"].to_pylist(), zip(*(ready[name].to_pylist() for name in ("type", "source", "target")), strict=True), strict=True))
        for one in block:
            kind, *sides = kinds[one.id]
            blocks.setdefault((kind, tuple(sides) if directed or kind == "AID" else ""), []).append(one)
    events = [event for block in blocks.values() for event in room.gather(block, merging, scores)]
    assert {(event.name, one.id) for event in events for one in event.members} == set(zip(
        whole["event"].to_pylist(), whole["report"].to_pylist(), strict=True))
    assert table.merged(rows(*made, texts=False), merging).events.num_rows == len(events)
