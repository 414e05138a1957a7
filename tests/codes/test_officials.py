"""Names to persons and offices on a day."""

from __future__ import annotations

import importlib.util
import sys
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from visavis.codes import countries, officials, officials_names
from visavis.codes.officials import COLUMNS, resolve
from visavis.codes.tables import table

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "data"
ROWS = table("officials.tsv", COLUMNS)


def told(name: str, on: str, country: str | None = None, office: str | None = None) -> tuple[str, str | None] | None:
    found = resolve(name, on=date.fromisoformat(on), country=country, office=office)
    return None if found is None else (found.country, found.office)


def test_role_at_the_date() -> None:
    assert told("Shoigu", "2023-07-26", "RUS") == ("RUS", "defence minister")
    assert told("Shoigu", "2024-09-13", "RUS") == ("RUS", "secretary of the Security Council")
    assert told("Kassym-Jomart Tokayev", "2021-01-10") == ("KAZ", "president")
    assert told("Tony Blair", "2003-01-01") == ("GBR", "prime minister")
    assert told("Jüri Ratas", "2018-01-01") == ("EST", "prime minister")


def test_level_and_rank() -> None:
    third = resolve("Zhao Leji", on=date(2024, 4, 12))
    assert third is not None and (third.level, third.rank) == (3, 3)
    deputy = resolve("Li Hongzhong", on=date(2023, 7, 27))
    assert deputy is not None and (deputy.level, deputy.rank) == (4, None)
    xi = resolve("Xi Jinping", on=date(2010, 10, 18))
    assert xi is not None and xi.rank == 6


def test_spellings_and_orders_of_one_name() -> None:
    for name in ("Kim Jong Un", "Kim Jong-un", "Kim Jong-Un", "Kim Jongun", "Jong-un Kim"):
        assert told(name, "2024-01-01") == told("Kim Jong Un", "2024-01-01"), name
    for name in ("Shinzo Abe", "Abe Shinzo", "Shinzō Abe"):
        assert told(name, "2015-01-01") == ("JPN", "prime minister"), name
    for name in ("Antony Blinken", "Antony J. Blinken", "Tony Blinken", "Mr. Antony Blinken"):
        assert told(name, "2023-01-01") == ("USA", "secretary of state"), name
    assert told("Nicolás Maduro", "2020-01-01") == told("Nicolas Maduro", "2020-01-01")
    assert told("Choi Son-hee", "2024-01-01", "PRK") == ("PRK", "foreign minister")
    assert told("el-Sisi", "2020-01-01", "EGY") == ("EGY", "president")


def test_a_family_name_alone_is_not_resolved() -> None:
    for name in ("Kim", "Lee", "Wang", "Blinken", "Shoigu", "Li", "King"):
        assert told(name, "2023-01-01") is None, name
    assert told("Kim", "2024-01-01", "PRK") is None
    assert told("Kim", "2024-01-01", "KOR") is None
    assert told("Wang", "2024-01-01", "CHN") is None
    assert resolve("Shoigu", on=date(2023, 7, 26), alone=True) is not None
    assert resolve("Kim", on=date(2023, 7, 26), alone=True) is None


def test_a_family_name_with_evidence() -> None:
    assert told("Lavrov", "2021-06-01", None, "foreign minister") == ("RUS", "foreign minister")
    assert told("Wang", "2024-01-01", "CHN", "Foreign Minister") == ("CHN", "foreign minister")
    assert told("Kim", "2024-01-01", "PRK", "leader") == ("PRK", "supreme leader")
    assert told("Blinken", "2021-06-01", None, "Secretary") == ("USA", "secretary of state")
    assert told("Wang", "2024-01-01", "CHN", "finance minister") is None


def test_two_persons_of_one_name() -> None:
    assert told("Ri Yong Ho", "2018-01-01") == ("PRK", "foreign minister")
    assert told("Ri Yong Ho", "2011-01-01") is None  # the general and the vice-minister
    assert told("Ri Yong Ho", "2011-01-01", None, "chief of the general staff") == ("PRK", "chief of the general staff")


def test_out_of_office() -> None:
    after = resolve("Angela Merkel", on=date(2022, 6, 1))
    assert after is not None and after.former and after.level == 8
    before = resolve("Volodymyr Zelensky", on=date(2010, 6, 1))
    assert before is not None and not before.former and before.office is None


def test_unknown_persons() -> None:
    assert told("Ann Nobody", "2020-01-01") is None
    assert told("John Smith", "2020-01-01", "USA") is None
    assert told("", "2020-01-01") is None
    assert told("Sergei Lavrov", "2020-01-01", "FRA") is None


def test_names_are_full_and_of_one_state() -> None:
    names = officials.names()
    assert len(names) > 5000
    assert all(len(surface.split()) >= 2 for surface, _ in names)
    assert len({surface for surface, _ in names}) == len(names)
    assert ("Moon Jae In", "KOR") in names and ("Abe Shinzo", "JPN") in names


def test_rows() -> None:
    codes = {state.code for state in countries.states()} | {"EUE", "UNO", "XNA", "XAU"}
    for row in ROWS:
        start, shown = officials._first_day(row["from"]), f"{row['id']} {row['office']}"
        assert not row["to"] or start <= officials._last_day(row["to"]), shown
        assert row["country"] in codes and row["id"].startswith(row["country"] + "-"), shown
        assert 1 <= int(row["level"]) <= 8, shown
        assert row["precision"] in {"day", "month", "year"}, shown
        assert row["certainty"] in {"sure", "doubtful", "name"}, shown


def test_one_holder_at_a_time() -> None:
    """A head of state or government, or a foreign minister, is followed, not joined, but for weeks of dispute."""
    by_office: dict[tuple[str, str], list[tuple[date, date, str]]] = defaultdict(list)
    for row in ROWS:
        single = row["office"] in {"president", "prime minister", "premier", "chancellor", "foreign minister", "king"}
        if single and row["precision"] == "day":
            end = officials._last_day(row["to"]) if row["to"] else date.max
            by_office[row["country"], row["office"]].append((officials._first_day(row["from"]), end, row["name"]))
    joined = [(key, one[2], other[2]) for key, terms in by_office.items()
              for one, other in zip(sorted(terms), sorted(terms)[1:], strict=False) if (one[1] - other[0]).days > 60]
    # Two claimed it in 2010-2011; the union with Montenegro and Serbia itself had one each until 2006.
    assert {key for key, _, _ in joined} == {("CIV", "president"), ("SRB", "president")}


def _builder() -> object:
    spec = importlib.util.spec_from_file_location("build_officials", ROOT / "tools" / "build_officials.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["build_officials"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here: the public lists cannot be compared with")
def test_coverage_and_that_the_table_is_what_the_script_builds() -> None:
    build = _builder()
    spells = build.confirmed(build.graded(build.own() + build.captains(SHARED)), SHARED)  # type: ignore[attr-defined]
    shares = build.coverage(spells)  # type: ignore[attr-defined]
    for office in ("head of state", "head of government", "foreign minister"):
        assert sum(share[office] >= 0.9 for share in shares.values()) >= 190, office
    assert build.table(spells) == build.TARGET.read_text("utf-8")  # type: ignore[attr-defined]


@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here: the public lists cannot be compared with")
def test_public_lists_agree() -> None:
    build = _builder()
    spells = build.graded(build.own() + build.captains(SHARED))  # type: ignore[attr-defined]
    rows = [row for row in build.reign(SHARED) if (row[3] or build.UNTIL) >= build.SINCE]  # type: ignore[attr-defined]
    gaps = build.missing(spells, rows)  # type: ignore[attr-defined]
    assert len(rows) > 700
    assert len(gaps) / len(rows) < 0.06  # interim holders and other spellings


def test_families() -> None:
    assert "leyen" in officials_names.family("Ursula von der Leyen", "DEU")
    assert officials_names.family("Tsai Ing-wen", "TWN") == {"tsai"}
    assert "hsieh" in officials_names.family("Frank Hsieh", "TWN")
    assert "abiy" in officials_names.family("Abiy Ahmed", "ETH")
