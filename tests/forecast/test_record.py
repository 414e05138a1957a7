from visavis.forecast import record
from visavis.forecast.kinds import HORIZONS
from visavis.forecast.record import Tally


def test_each_chance_has_one_bin_and_its_edges_hold_it():
    for n in range(1001):
        at = record.bin_of(n / 1000)
        assert record.EDGES[at] <= n / 1000 <= record.EDGES[at + 1]


def test_the_shipped_record_covers_each_horizon_and_adds_up():
    for days in HORIZONS:
        part = [one for one in record.lines() if one.horizon == days]
        assert record.total(part).n > 1000
        assert all(0 <= one.tally.hits <= one.tally.n and one.tally.hits <= one.tally.events for one in part)
        assert all(record.EDGES[one.bin] * one.tally.n <= one.tally.said + 1e-3 for one in part)


def test_a_record_of_too_few_forecasts_of_a_kind_is_of_all_kinds(monkeypatch):
    made = (record.Line(30, "AID", False, 5, Tally(60, 5.0, 6)), record.Line(30, "AGREE", False, 5, Tally(9, 0.7, 1)))
    monkeypatch.setattr(record, "lines", lambda: made)
    own, other = record.like(0.08, "AID", 30), record.like(0.08, "AGREE", 30)
    assert (own.kind, own.tally.n) == ("AID", 60) and (other.kind, other.tally.n) == (None, 69)
    assert record.like(0.5, "AID", 30) is None
