"""Words of estimate: a number, an interval and a source for each."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from visavis.codes import hedges
from visavis.errors import UnknownCode

WRITTEN = """highly likely; very likely; likely; unlikely; possible; entirely possible; may; might; could;
is expected to; are widely expected to; is set to; is poised to; will; will probably; cannot be ruled out;
is bound to; almost certainly; there is a chance; no chance; doubtful; in all likelihood; presumably;
appears likely; not likely; improbable; it remains to be seen; It is possible that; are likely to;
there is a real possibility that; an even chance; won’t; a remote possibility; is all but certain"""


@pytest.mark.parametrize("term", [term.strip() for term in WRITTEN.split(";")])
def test_terms_as_analyses_write_them(term: str) -> None:
    found = hedges.hedge(term)
    assert 0 <= found.low <= found.probability <= found.high <= 1


def test_every_term_is_ordered_sourced_and_found() -> None:
    known = {item.term for item in hedges.load()}
    for item in hedges.load():
        assert 0 <= item.low <= item.probability <= item.high <= 1, item.term
        assert item.kind in {"adverb", "adjective", "modal", "verb", "noun"}
        assert item.source in {"capphrase2026", "icd203", "ours"} or item.source.removeprefix("as ") in known
        assert hedges.hedge(item.term) == item
    assert len({item.term for item in hedges.load()}) == len(hedges.load())


@pytest.mark.parametrize("term", ["may", "could", "might", "possible"])
def test_words_that_forecast_little_keep_a_wide_interval(term: str) -> None:
    low, high = hedges.hedge(term).interval
    assert high - low >= 0.39


def test_a_term_that_says_the_same_has_the_same_figures() -> None:
    for item in hedges.load():
        if item.source.startswith("as "):
            base = hedges.hedge(item.source.removeprefix("as "))
            assert (item.probability, item.interval) == (base.probability, base.interval), item.term


def test_order() -> None:
    terms = ["almost no chance", "highly unlikely", "unlikely", "may", "about even", "likely",
             "highly likely", "almost certain", "will"]
    values = [hedges.hedge(term).probability for term in terms]
    assert values == sorted(values)


@pytest.mark.parametrize("term", ["", "banana", "is"])
def test_no_word_of_estimate(term: str) -> None:
    with pytest.raises(UnknownCode, match="no word of estimate"):
        hedges.hedge(term)


def test_figures_are_those_of_the_survey(shared: Path) -> None:
    path = shared / "forecasting/wep/wep_summary.csv"
    with path.open(encoding="utf-8") as file:
        rows = {row["term"]: row for row in csv.DictReader(file) if row["source"] == "capphrase2026"}
    wide = {"may happen": "may", "might happen": "might", "could happen": "could",
            "realistic possibility": "realistic possibility"}
    for term, row in rows.items():
        if term == "will happen":
            continue
        ends = ("p10", "p90") if term in wide else ("q25", "q75")
        found = hedges.hedge(wide.get(term, term))
        assert found.source == "capphrase2026"
        assert found.probability == pytest.approx(float(row["median"]) / 100)
        assert found.interval == pytest.approx(tuple(float(row[end]) / 100 for end in ends))


def test_every_surveyed_term_has_its_spread_and_agrees_with_the_table() -> None:
    surveyed = [one for one in hedges.load() if one.source == "capphrase2026"]
    assert len(surveyed) == 19 and all(one.survey and one.survey.n > 5000 for one in surveyed)
    for one in surveyed:
        told = one.survey
        assert told.p10 <= told.q25 <= told.median <= told.q75 <= told.p90
        assert abs(one.probability - told.median) <= 0.021  # "will" has its mean
    assert hedges.hedge("almost certainly").survey == hedges.hedge("almost certain").survey


def test_quantiles_rise_from_nought_to_one() -> None:
    for one in hedges.load():
        found = [round(one.quantile(share / 20), 9) for share in range(21)]
        assert found == sorted(found) and found[0] == 0 and found[-1] == 1


def test_a_probability_has_its_word_of_icd_203() -> None:
    words = [hedges.word(share / 100) for share in (0, 3, 10, 30, 50, 70, 90, 97, 100)]
    assert len(dict.fromkeys(words)) == 7 and words[0] == "almost no chance" and words[-1] == "almost certain"
