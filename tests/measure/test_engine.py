import re
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files

import pytest
from event_rows import history

from visavis.datasets import table
from visavis.datasets.engine import cursor
from visavis.errors import InputError
from visavis.measure import engine
from visavis.measure.dyads import covered_span, dyad_series

TEXTS = sorted(p.name.removesuffix(".sql") for p in files("visavis.measure").joinpath("sql").iterdir())


def test_files_folders_and_tables_give_the_same_figures(tmp_path):
    made = history(500)
    table.write(made.slice(0, 200), tmp_path / "events" / "one's" / "a.parquet")
    table.write(made.slice(200), tmp_path / "events" / "two" / "b.parquet")
    files_given = list(table.parquet_files(tmp_path))
    expected = dyad_series(made, "CHN", "PRK", by="year")
    assert dyad_series(tmp_path / "events", "CHN", "PRK", by="year").equals(expected)
    assert dyad_series(files_given, "CHN", "PRK", by="year").equals(expected)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        covered_span(tmp_path / "none.parquet")
    with pytest.raises(InputError, match="no Parquet file in it"):
        covered_span(tmp_path)


@pytest.mark.parametrize("name", TEXTS)
def test_texts_stay_within_what_both_engines_know(name):
    code = re.sub(r"--.*", "", engine.text(name))
    foreign = r"::|\bQUALIFY\b|\bFILTER\b|\bEXCLUDE\b|\bLIST_|\bUNNEST\b|\bEPOCH|\bILIKE\b|\"|\bAVG\b|\$"
    assert not re.search(foreign, code, re.IGNORECASE)


def test_a_value_that_looks_like_sql_is_only_a_value():
    assert engine.query("reports", history(50), a="CHN' OR 1=1 --", b="PRK",
                        as_of=engine.date(9999, 1, 1)).num_rows == 0


def test_no_extension_is_fetched():
    with cursor() as connection:
        row = connection.execute("SELECT current_setting('autoinstall_known_extensions')").fetchone()
    assert row == (False,)


def test_questions_asked_at_once_do_not_see_each_other():
    made = [history(200, seed=seed) for seed in range(4)]
    alone = [dyad_series(rows, "CHN", "PRK", by="year") for rows in made]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda rows: dyad_series(rows, "CHN", "PRK", by="year"), made * 3))
    assert all(one.equals(alone[at % 4]) for at, one in enumerate(together))
