import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.measure.intervals import dispersion, paired_dispersion, rate, rate_ratio, share

COUNTS = st.integers(0, 500)
TIMES = st.floats(0.1, 1000)


@given(COUNTS, TIMES)
def test_a_rate_lies_in_its_interval(count, time):
    low, high = rate(count, time)
    assert 0 <= low <= count / time <= high


@given(COUNTS, TIMES, COUNTS, TIMES, st.floats(1, 20))
def test_a_ratio_turned_round_is_the_ratio_of_the_others(n, t, m, u, spread):
    one, other = rate_ratio(n, t, m, u, dispersion=spread), rate_ratio(m, u, n, t, dispersion=spread)
    assert one.low <= one.high
    if other.high not in (0, float("inf")):
        assert one.low == pytest.approx(1 / other.high, rel=1e-6, abs=1e-12)
    assert one.differs == other.differs
    if one.value is not None and spread == 1:
        assert one.low <= one.value <= one.high


@given(st.integers(0, 50), st.integers(0, 50))
def test_a_share_lies_in_its_interval(part, rest):
    if part + rest:
        low, high = share(part, part + rest)
        assert 0 <= low <= part / (part + rest) <= high <= 1


def test_the_interval_holds_the_true_rate_about_as_often_as_it_says():
    bounds = [rate(count) for count in range(100)]

    def held(mean):
        chances = [math.exp(-mean + n * math.log(mean) - math.lgamma(n + 1)) for n in range(100)]
        return sum(p for p, (low, high) in zip(chances, bounds, strict=True) if low <= mean <= high)
    shares = [held(tenths / 10) for tenths in range(5, 400)]
    assert sum(shares) / len(shares) == pytest.approx(0.95, abs=0.005)
    assert min(shares) > 0.88


def test_scatter_makes_the_interval_wider():
    plain, wide = rate_ratio(40, 1, 20, 1), rate_ratio(40, 1, 20, 1, dispersion=6)
    assert plain.differs and not wide.differs
    assert wide.low < plain.low < plain.high < wide.high


def test_bursts_scatter_and_what_moves_both_does_not():
    assert dispersion([0, 12, 1, 11], [1.0] * 4) > 5
    assert dispersion([3], [1.0]) == dispersion([0, 0, 0], [1.0] * 3) == 1
    assert paired_dispersion([10, 100, 1000], [20, 200, 2000]) == 1
    assert paired_dispersion([100, 0, 100, 0], [0, 100, 0, 100]) > 50


@pytest.mark.parametrize(("count", "time"), [(-1, 1.0), (1, 0.0)])
def test_a_negative_count_or_no_time_is_refused(count, time):
    with pytest.raises(ValueError, match="exposure"):
        rate(count, time)
