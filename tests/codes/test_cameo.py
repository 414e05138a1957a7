"""CAMEO: names, scores, and the way to PLOVER and back."""

from __future__ import annotations

import csv
import gzip
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.codes import cameo, plover
from visavis.errors import UnknownCode

TYPE_MODES = [(kind, mode) for kind in plover.TYPES for mode in (None, *plover.modes(kind))]


@pytest.mark.parametrize(("kind", "mode"), TYPE_MODES)
def test_every_type_and_mode_has_a_code_of_its_quad(kind: str, mode: str | None) -> None:
    assert cameo.nearest(kind, mode).quad == plover.quad(kind)


@given(st.sampled_from(TYPE_MODES), st.lists(st.sampled_from(plover.CONTEXTS), max_size=3))
def test_nearest_is_total_over_contexts(pair: tuple[str, str | None], contexts: list[str]) -> None:
    found = cameo.nearest(*pair, contexts)
    assert found.quad == plover.quad(pair[0])


def test_the_way_back_gives_the_same_type() -> None:
    """All but two modes that CAMEO lacks in its material roots, and say so in the table's head."""
    apart = {(kind, mode) for kind, mode in TYPE_MODES
             if (coding := cameo.nearest(kind, mode).plover) is None or coding.type != kind}
    assert apart == {("RETREAT", "resign"), ("SANCTION", "convict")}


def test_every_code_of_a_type_has_a_known_mode_and_context() -> None:
    for code in cameo.codes():
        if code.plover is not None:
            kind = plover.event_type(code.plover.type)
            assert code.plover.mode is None or code.plover.mode in plover.modes(kind.name)
            assert all(plover.context(name).name == name for name in code.plover.contexts)


def test_quads_agree_but_for_appeals() -> None:
    apart = {c.code for c in cameo.codes() if c.plover and plover.quad(c.plover.type) != c.quad}
    assert {code for code in apart if not code.startswith("02")} == {"016"}


def test_every_code_is_found_with_and_without_its_zero() -> None:
    known = {code.code for code in cameo.codes()}
    for code in cameo.codes():
        assert cameo.cameo(code.code) is code
        short = code.code.lstrip("0")
        if short not in known:
            assert cameo.cameo(short) is code
    assert cameo.cameo("10").name == "DEMAND"
    assert cameo.cameo("010").goldstein == 0


@pytest.mark.parametrize("code", ["", "0", "215", "999", "1214x", "---"])
def test_an_unknown_code_is_an_error(code: str) -> None:
    with pytest.raises(UnknownCode, match="no CAMEO code"):
        cameo.cameo(code)


def test_sanctions_are_sanctions_and_the_crosswalk_is_kept() -> None:
    assert cameo.to_plover("163") == cameo.Coding("SANCTION", None, ("economic",))
    assert cameo.cameo("163").crosswalk == "COERCE, restrict, diplomatic"
    assert cameo.nearest("SANCTION", None, ("economic",)).code == "163"


def test_statements_have_no_type() -> None:
    none = {code.code for code in cameo.codes() if code.plover is None}
    assert none == {"01", "010", "011", "012", "013", "014", "015", "017"}


def test_scores_are_those_of_the_source(shared: Path) -> None:
    path = shared / "events/icews_raw_2018/dev_cameo-codes_goldstein.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", errors="replace") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 312
    for row in rows:
        assert cameo.cameo(row["code"]).goldstein == float(row["goldstein"])


def test_every_event_code_of_gdelt_resolves(shared: Path) -> None:
    seen = 0
    for path in sorted((shared / "events/gdelt_raw").glob("*.export.CSV.gz")):
        with gzip.open(path, "rt", encoding="utf-8", errors="replace") as file:
            for line in file:
                row = line.split("\t")
                for cell in row[26:29]:
                    cameo.cameo(cell)
                found = cameo.cameo(row[26])
                if found.code not in ("016", "164"):  # GDELT: -2 and -7
                    assert found.goldstein == pytest.approx(float(row[30]))
                if found.root not in ("09", "14"):  # GDELT: 2 and 3
                    assert found.quad == int(row[29])
                seen += 1
    assert seen > 100


def test_the_crosswalk_is_followed_or_the_departure_is_written_down(shared: Path) -> None:
    text = (shared / "events/coding_gold/dev_CAMEO2PLOVER-2021.txt").read_text(encoding="utf-8")
    for code, kind, mode in re.findall(r"^(\d{3,4}):\s*([A-Z]+)\s*,\s*([\w-]*)", text, re.MULTILINE):
        found = cameo.cameo(code)
        same = found.plover is not None and (found.plover.type, found.plover.mode or "") == (kind, mode)
        assert same or found.crosswalk.startswith(", ".join(filter(None, (kind, mode)))), code


