import sys
from datetime import date
from pathlib import Path

import pytest

from visavis.brief import compose, markdown
from visavis.datasets import history, table

sys.path.insert(0, str(Path(__file__).parents[1] / "measure"))  # the made-up visits lie there

from visit_rows_made import rows, telling

SHOIGU = {"who": "Sergei Shoigu", "office": "Defence Minister", "level": 5}


def section(made, a="PRK", b="CHN", versus="RUS"):
    brief = compose(a, b, versus=versus, today=date(2024, 12, 31), history=made)
    return brief, next((one for one in brief.sections if one.title.startswith("Rank")), None)


def quiet(*more):
    """Rows with a year around them, so that the data cover the states."""
    return rows(telling("2010-01-01", "USA", "JPN"), *more, telling("2024-01-01", "USA", "JPN"), dataset="history")


def test_no_section_without_a_visit():
    assert section(quiet())[1] is None


def test_the_section_says_who_was_sent_and_what_it_rests_on():
    made = quiet(telling("2023-07-26", "RUS", "PRK", **SHOIGU),
                 telling("2024-04-11", "CHN", "PRK", who="Zhao Leji", office="chairman of the NPC Standing Committee", level=3))
    brief, found = section(made)
    text = " ".join(one.text for one in found.findings)
    assert "Zhao Leji" in text and "Sergei Shoigu" in text and "no. 3" not in text.replace("No. 3", "")
    known = {one.label for one in brief.evidence}
    assert all(set(one.evidence) <= known and one.evidence for one in found.findings)
    assert "Rank: who was sent to whom" in markdown.render(brief)


def test_one_visit_is_never_called_unusual():
    made = quiet(telling("2023-07-26", "RUS", "PRK", **SHOIGU))
    _, found = section(made)
    assert "than usual" not in " ".join(one.text for one in found.findings)


def test_an_unusual_envoy_is_named_with_the_cases():
    old = [telling(f"20{year}-03-01", "RUS", "PRK", who=f"Petr Petrov{year}", office="Deputy Minister of Culture", level=6)
           for year in range(10, 23)]
    _, found = section(quiet(*old, telling("2024-06-19", "RUS", "PRK", who="Vladimir Putin", office="President", level=1)))
    told = next(one for one in found.findings if "than usual" in one.text)
    assert "higher rank than usual" in told.text and "13 earlier visits" in told.text and len(told.evidence) == 14


def test_a_visit_that_the_brief_does_not_list_gets_a_label(monkeypatch):
    monkeypatch.setattr("visavis.brief.book.LISTED", 1)
    made = quiet(telling("2019-06-20", "CHN", "PRK", who="Xi Jinping", office="President", level=1),
                 telling("2020-06-20", "CHN", "PRK", who="Wang Yi", office="foreign minister", level=5))
    brief, found = section(made, versus=None)
    assert {label for one in found.findings for label in one.evidence} <= {one.label for one in brief.evidence}


@pytest.mark.parametrize("versus", [None, "RUS"])
def test_the_history_gives_the_section(versus):
    _, found = section(table.read(history.path()), versus=versus)
    text = " ".join(one.text for one in found.findings)
    assert "Xi Jinping" in text and "95 % interval" in text
    assert ("For the same occasion (anniversary, 27 July 2023)" in text) == bool(versus)
