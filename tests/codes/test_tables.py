"""The one loader: what is wrong with a table is said with its file and line."""

from __future__ import annotations

from importlib.resources import files

import pytest

from visavis.codes import tables
from visavis.errors import ModelError


def test_comments_and_blank_lines_are_no_rows() -> None:
    rows = tables.parse(["# why", "", "a\tb", "1\t", "# more", "2\tx "], ("a", "b"), key=("a",))
    assert [dict(row) for row in rows] == [{"a": "1", "b": ""}, {"a": "2", "b": "x"}]


@pytest.mark.parametrize(("lines", "message"), [
    (["# c", "a\tb\tz"], "t.tsv:2: unknown columns ['z']"),
    (["a"], "t.tsv:1: missing columns ['b']"),
    (["b\ta"], "t.tsv:1: the columns stand in another order"),
    (["a\tb", "1\t2", "# c", "1\t3"], "t.tsv:4: 1 stands in line 2 too"),
    (["a\tb", "1"], "t.tsv:2: 1 fields where 2 are due"),
    (["# nothing"], "t.tsv: the table is empty"),
])
def test_a_broken_table_names_file_and_line(lines: list[str], message: str) -> None:
    with pytest.raises(ModelError) as caught:
        tables.parse(lines, ("a", "b"), key=("a",), name="t.tsv")
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_a_missing_table_is_a_model_error() -> None:
    with pytest.raises(ModelError, match=r"^absent.tsv: "):
        tables.table("absent.tsv", ("a",))


def test_commas_part_a_csv() -> None:
    assert tables.parse(["a,b", "1,2"], ("a", "b"), name="t.csv")[0]["b"] == "2"


def test_every_table_says_why() -> None:
    for path in files("visavis.codes").iterdir():
        if path.name.endswith(".tsv"):
            assert path.read_text(encoding="utf-8").startswith("# "), path.name
