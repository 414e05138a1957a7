import random

from hypothesis import given, settings
from hypothesis import strategies as st

from visavis.intake.copies import copies

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


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 12)), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_groups_do_not_depend_on_the_order(cuts, draw):
    texts = {str(key): " ".join(story(seed)[cut:]) for key, (seed, cut) in enumerate(cuts)}
    mixed = list(texts.items())
    draw.shuffle(mixed)
    assert copies(dict(mixed)) == copies(texts)
    assert all(copies(texts)[key] <= key for key in texts)
