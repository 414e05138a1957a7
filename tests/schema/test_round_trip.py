"""Every record survives the JSON Lines contract and the archive's copy of it."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from visavis.records import Claim, Object, Record, Report, Signal, from_json, to_line

FINITE = st.floats(allow_nan=False, allow_infinity=False)
OBJECTS = st.lists(st.builds(Object, amount=st.none() | FINITE), max_size=2).map(tuple)
RECORDS: st.SearchStrategy[Record] = st.one_of(
    st.builds(Report, goldstein=FINITE, confidence=FINITE, objects=OBJECTS),
    st.builds(Claim, probability=FINITE, interval=st.tuples(FINITE, FINITE)),
    st.builds(Signal))


@settings(deadline=None)
@given(RECORDS)
def test_a_record_comes_back_from_its_line(record: Record) -> None:
    line = to_line(record)
    assert "\n" not in line and "\r" not in line
    assert from_json(json.loads(line)) == record
    assert to_line(from_json(json.loads(line.encode("utf-8")))) == line
