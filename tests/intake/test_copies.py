import random

from hypothesis import given, settings
from hypothesis import strategies as st

from visavis.intake.copies import ALIKE, SAME_OUTLET, bands, copies, likeness, pack, print_of, unpack

WORDS = [f"word{number}" for number in range(400)]


def story(seed, length=120):
    return random.Random(seed).choices(WORDS, k=length)


def test_a_wire_story_that_was_cut_and_headed_anew_is_a_copy_and_another_story_is_not():
    wire = story(1)
    texts = {"1": " ".join(wire), "2": "Our own headline. " + " ".join(wire[:112]), "3": " ".join(story(2)), "4": "", "5": ""}
    assert copies(texts) == {"1": "1", "2": "1", "3": "3", "4": "4", "5": "5"}


def test_half_a_story_with_other_words_is_no_copy():
    wire = story(1)
    assert len(set(copies({"a": " ".join(wire), "b": " ".join(wire[:60] + story(3)[:60])}).values())) == 2


def test_prints_of_copies_are_alike_and_of_others_not():
    text = " ".join(f"word{n}" for n in range(100))
    one, copy, other = print_of(text), print_of("SEOUL (Agency) " + text + " edited"), print_of(text.replace("word", "other"))
    assert likeness(one, copy) > 0.8 > 0.1 > likeness(one, other)
    assert set(bands(one)) & set(bands(copy)) and not set(bands(one)) & set(bands(other))
    assert unpack(pack(one)) == one == print_of(text.upper())
    assert print_of("... 。") is None


def test_a_formula_filled_in_anew_is_a_copy_in_another_outlet_only():
    """An outlet's own schedule of the next day is another text; what another prints with so few words changed is the same."""
    wire = story(1)
    texts = {"1": " ".join(wire), "2": " ".join(wire[:52] + story(4)[:12] + wire[64:])}
    alike = likeness(*map(print_of, texts.values()))
    assert ALIKE < alike < SAME_OUTLET
    assert copies(texts, outlets={"1": "KCNA", "2": "Yonhap"}) == {"1": "1", "2": "1"}
    assert copies(texts, outlets={"1": "KCNA", "2": "KCNA"}) == {"1": "1", "2": "2"}
    assert copies(texts) == {"1": "1", "2": "1"}


def test_a_short_text_is_a_copy_of_the_same_words_only():
    texts = {"a": "Premier meets Chinese guests in Pyongyang", "b": "Premier meets Russian guests in Pyongyang",
             "c": "PREMIER MEETS CHINESE GUESTS IN PYONGYANG.", "d": "평양 평양", "e": "평양 평양 평양"}
    assert copies(texts) == {"a": "a", "b": "b", "c": "a", "d": "d", "e": "e"}


def test_stored_prints_and_groups_at_hand_agree():
    wire = story(5)
    pairs = [(" ".join(wire), " ".join(wire[:cut] + story(6)[:120 - cut])) for cut in (120, 110, 100, 80, 60)]
    alike = [likeness(print_of(a), print_of(b)) >= ALIKE for a, b in pairs]
    assert alike == [copies({"a": a, "b": b})["b"] == "a" for a, b in pairs] == [True, True, True, False, False]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 12)), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_groups_do_not_depend_on_the_order(cuts, draw):
    texts = {str(key): " ".join(story(seed)[cut:]) for key, (seed, cut) in enumerate(cuts)}
    mixed = list(texts.items())
    draw.shuffle(mixed)
    assert copies(dict(mixed)) == copies(texts)
    assert all(copies(texts)[key] <= key for key in texts)
