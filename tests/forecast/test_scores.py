from datetime import UTC, date, datetime

import pytest
from claims import BUSY, claim, told

from visavis.archive import Archive
from visavis.archive.ledger import Ledger
from visavis.forecast import ledger, scores
from visavis.forecast.scores import RANKED

NOW = datetime(2021, 1, 1, tzinfo=UTC)


def scored(tmp_path, claims, *acts):
    rows = told(*BUSY, *acts)
    with Archive.open(tmp_path) as archive:
        kept = Ledger(archive)
        kept.add(claims, now=NOW)
        ledger.resolve(kept, rows, until=date(2020, 12, 31), now=NOW)
        return scores.compare(ledger.entries(kept, today=date(2021, 1, 1)), rows)


MET = (date(2020, 3, 5), "PRK", "CHN", "CONSULT")


def test_scores_are_those_of_the_definitions(tmp_path):
    found = scored(tmp_path, [claim("Talks are likely."), claim("Aid is likely.", type="AID"), claim(type=None)], MET)
    told_ = scores.score(found)
    assert (told_.n, told_.true, told_.compared) == (2, 1, 2)
    assert told_.brier.value == pytest.approx((0.25 ** 2 + 0.75 ** 2) / 2) and told_.brier.interval is None
    assert told_.brier_low == pytest.approx((0.33 ** 2 + 0.67 ** 2) / 2)
    assert 0 < told_.base_brier.value < 1 and 0 < told_.own_brier.value < 1
    assert scores.score([]) is None


def test_our_own_forecast_of_the_question_knows_nothing_of_the_window(tmp_path):
    asked = [claim("Talks are likely.")]
    later = [(date(2020, month, 5), "PRK", "CHN", "CONSULT") for month in (2, 4, 5, 6)]
    few, many = (scored(tmp_path / name, asked, MET, *more) for name, more in (("few", ()), ("many", later))
                 if not (tmp_path / name).mkdir())
    assert (few[0].own, few[0].base) == (many[0].own, many[0].base)


def test_nobody_is_ranked_under_twenty(tmp_path):
    many = [claim(f"Talks are likely, {n}.", claimant="often", probability=0.5, interval=(0.5, 0.5)) for n in range(RANKED)]
    good = [claim(f"Talks are sure, {n}.", claimant="seldom", probability=1.0, interval=(1.0, 1.0)) for n in range(RANKED - 1)]
    groups = scores.by(scored(tmp_path, many + good, MET), lambda one: one.entry.claim.claimant)
    assert list(groups) == ["often", "seldom"] and groups["often"].ranked and not groups["seldom"].ranked
    assert groups["often"].brier.interval == (0.25, 0.25)


def test_a_writers_own_words_are_told_once_there_are_enough(tmp_path):
    many = [claim(f"Talks are likely, {n}.", claimant="often") for n in range(RANKED)]
    few = [claim("Talks are likely.", claimant="seldom"), claim("Aid may come.", type="AID", hedge="may", claimant="seldom")]
    found = scores.by_hedge(scored(tmp_path, many + few, MET))
    assert set(found) == {("", "likely"), ("", "may"), ("often", "likely")}
    assert found["often", "likely"].rate == 1.0 and found["", "likely"].n == RANKED + 1 and found["", "may"].rate == 0.0


def test_a_miss_at_certainty_is_not_infinitely_bad():
    assert scores.log_score(1.0, 0) == pytest.approx(scores.log_score(0.0, 1)) and scores.log_score(1.0, 0) < 10
