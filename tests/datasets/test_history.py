import pyarrow.compute as pc
import pytest

from visavis.datasets import history, table
from visavis.errors import ModelError


@pytest.fixture(scope="module")
def shipped():
    try:
        return history.load()
    except ModelError as error:
        pytest.skip(f"the history has not been built here: {error}")


def test_a_missing_history_says_how_to_make_it(monkeypatch, tmp_path):
    monkeypatch.setattr(history, "files", lambda _: tmp_path)
    with pytest.raises(ModelError, match="tools/build_history"):
        history.path()


def test_the_history_is_small_enough_to_ship_and_has_its_card(shipped):
    assert history.path().stat().st_size < 8_000_000
    assert (history.path().parent / "CARD.md").is_file()


def test_the_history_holds_reports_of_the_years_it_claims(shipped):
    assert shipped.schema.equals(table.SCHEMA)
    assert pc.all(pc.equal(shipped["dataset"], history.DATASET)).as_py()
    assert pc.min(shipped["known_from"]).as_py().year == 2002
    assert pc.max(shipped["known_from"]).as_py().year == 2024
    assert pc.count_distinct(shipped["id"]).as_py() == shipped.num_rows


def test_the_history_names_the_page_of_the_day_for_every_row(shipped):
    assert shipped["url"].null_count == 0
    assert pc.all(pc.starts_with(shipped["url"], "Portal:Current events/")).as_py()
