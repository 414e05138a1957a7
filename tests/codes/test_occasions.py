import re

import pytest

from visavis.codes.occasions import circumstance, known, occasion


@pytest.mark.parametrize(("sentence", "expected"), [
    ("A delegation arrived to mark the 75th anniversary of the founding of the republic.", "anniversary"),
    ("He watched the Victory Day parade on Red Square.", "anniversary"),
    ("The minister attends a military parade in the capital.", "military parade"),
    ("Leaders flew in for the funeral of the late prime minister.", "funeral"),
    ("She attends the inauguration of President Lula.", "inauguration"),
    ("He came to the 13th congress of the Communist Party of Vietnam.", "party congress"),
    ("The president arrives for a summit with his counterpart.", "summit"),
    ("Officials arrive in Beijing ahead of the second summit.", "preparation"),
    ("The two sign a trade agreement during the visit.", "signing"),
    ("He attends the opening of the Winter Olympics.", "games"),
    ("He arrives on a goodwill visit.", "regular"),
    ("She addressed the United States Congress.", "regular"),
    ("He visits three days before the fifth anniversary of the invasion.", "regular"),
    ("The first visit since the inauguration of President Biden.", "regular"),
])
def test_the_occasion_is_in_the_words(sentence, expected):
    assert occasion(sentence) == expected


def test_every_occasion_of_the_table_is_known_once():
    assert len(set(known())) == len(known()) and known()[-1] == "regular"


@pytest.mark.parametrize(("sentence", "sort", "size"), [
    ("A party and government delegation led by the premier arrived.", "party and government", None),
    ("The delegation of 34 lawmakers came.", None, 34),
    ("A seven-member parliamentary delegation left.", "parliamentary", 7),
    ("A Chinese military delegation headed by a general came on 12 May.", "military", None),
    ("He met 300 students.", None, None),
])
def test_sort_and_size_of_a_delegation(sentence, sort, size):
    told = circumstance(sentence)
    assert (told.sort, told.size) == (sort, size)


def test_who_is_sent():
    assert circumstance("The leader dispatches a special envoy to the republic.").envoy == "special envoy"
    assert circumstance("The leader sent a letter to the envoy.").envoy is None
    assert circumstance("He sends senior officials to Singapore.").envoy == "senior officials"


def test_no_pattern_takes_long():
    """Texts come from anywhere: a pattern that backtracks would stop a reading."""
    long = "before " * 3000 + "delegation of the " * 3000
    assert re.compile("x") and circumstance(long).occasion == "regular"
