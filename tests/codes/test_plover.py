"""PLOVER: 16 types, their modes and quad classes."""

from __future__ import annotations

import pytest

from visavis.codes import plover
from visavis.errors import UnknownCode


def test_sixteen_types_in_four_quads() -> None:
    by_quad = {quad: {t for t in plover.TYPES if plover.quad(t) == quad} for quad in plover.QUADS}
    assert by_quad == {
        1: {"AGREE", "CONSULT", "SUPPORT"},
        2: {"CONCEDE", "COOPERATE", "AID", "RETREAT"},
        3: {"REQUEST", "ACCUSE", "REJECT", "THREATEN"},
        4: {"PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"},
    }


def test_both_sides_do_it() -> None:
    assert {t for t in plover.TYPES if plover.event_type(t).symmetric} == {"CONSULT", "AGREE", "COOPERATE"}


def test_modes_belong_to_their_type() -> None:
    for mode in plover.MODES:
        assert plover.mode(mode.name, mode.type) is mode
        assert mode.definition
    with pytest.raises(UnknownCode, match="no mode of AID"):
        plover.mode("visit", "AID")
    assert plover.modes("AID") == ()


def test_contexts_and_their_aliases() -> None:
    assert plover.context("political").name == "diplomatic"
    assert plover.context("democracy").name == "pro_democracy"
    assert "hypothetical" not in plover.CONTEXTS


@pytest.mark.parametrize("name", ["", "CONSLUT", "visit"])
def test_an_unknown_type_names_what_is_known(name: str) -> None:
    with pytest.raises(UnknownCode) as caught:
        plover.event_type(name)
    assert "known:" in str(caught.value)
