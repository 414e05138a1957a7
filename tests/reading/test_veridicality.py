"""What a sentence commits its author to about one of its words: signatures, negation, conditions, questions."""

from __future__ import annotations

import pytest

from visavis.reading import modality
from visavis.reading.predicates import bare
from visavis.reading.sentences import Sentence
from visavis.reading.syntax import parser

SIGNED = [
    ("Laos signed the treaty.", "signed", "actual"),
    ("Laos managed to sign the treaty.", "sign", "actual"),
    ("Laos did not manage to sign the treaty.", "sign", "negated"),
    ("Laos failed to sign the treaty.", "sign", "negated"),
    ("Laos did not fail to sign the treaty.", "sign", "actual"),
    ("Laos refused to sign the treaty.", "sign", "negated"),
    ("Laos was able to sign the treaty.", "sign", "actual"),
    ("Laos is able to sign the treaty.", "sign", "hypothetical"),
    ("Laos had to sign the treaty.", "sign", "actual"),
    ("Laos has yet to sign the treaty.", "sign", "negated"),
    ("Laos knows that Chad signed the treaty.", "signed", "actual"),
    ("Laos does not know that Chad signed the treaty.", "signed", "actual"),
    ("Does Laos know that Chad signed the treaty?", "signed", "actual"),
    ("Laos may regret that Chad signed the treaty.", "signed", "actual"),
    ("Laos pretended that Chad signed the treaty.", "signed", "negated"),
    ("Laos denied that it signed the treaty.", "signed", "negated"),
    ("Laos did not deny that it signed the treaty.", "signed", "actual"),
    ("Laos denies signing the treaty.", "signing", "negated"),
    ("Laos did not say that Chad signed the treaty.", "signed", "hypothetical"),
    ("Laos does not think that Chad signed the treaty.", "signed", "negated"),
    ("Did Laos sign the treaty?", "sign", "hypothetical"),
    ("Why did Laos sign the treaty?", "sign", "actual"),
    ("If Laos signs the treaty, Chad will protest.", "signs", "hypothetical"),
    ("Laos left without signing the treaty.", "signing", "negated"),
    ("Laos was prevented from signing the treaty.", "signing", "negated"),
    ("Laos decided against signing the treaty.", "signing", "negated"),
    ("Laos hopes to sign the treaty.", "sign", "hypothetical"),
    ("Laos will sign the treaty.", "sign", "planned"),
    ("Laos travelled to Chad to sign the treaty.", "sign", "planned"),
    ("Laos is likely to sign the treaty.", "sign", "predicted"),
    ("Laos is unlikely to sign the treaty.", "sign", "negated"),
    ("Nobody signed the treaty.", "signed", "negated"),
    ("Laos no longer signs treaties.", "signs", "negated"),
    ("There is no doubt that Laos signed the treaty.", "signed", "actual"),
    ("The plan to sign the treaty failed.", "sign", "planned"),
    ("The first state to sign the treaty was Laos.", "sign", "actual"),
    ("Laos neither signed nor read the treaty.", "signed", "negated"),
    ("I can announce that Laos signed the treaty.", "signed", "actual"),
    ("We would like to thank Laos for the rice.", "thank", "actual"),
    ("Laos would like to sign the treaty.", "sign", "hypothetical"),
    ("Please sign the treaty.", "sign", "hypothetical"),
    ("A war between Laos and Chad seems unlikely.", "war", "negated"),
    ("Laos cancelled a summit.", "summit", "negated"),
    ("Laos fears an attack by Chad.", "attack", "hypothetical"),
    ("Laos condemned the attack by Chad.", "attack", "actual"),
    ("Laos could not stop the attack.", "attack", "actual"),
    ("There are rumours of an attack.", "attack", "actual"),
]


@pytest.mark.parametrize(("text", "word", "expected"), SIGNED, ids=[text for text, _, _ in SIGNED])
def test_what_is_made_of_a_word(text: str, word: str, expected: str) -> None:
    doc = parser()(text)
    token = next(t for t in doc if t.text == word)
    assert str(modality.assess(bare(token), Sentence(doc[:], 0)).modality) == expected


def test_verbs_of_the_tables_are_led_to_themselves() -> None:
    forms = ("hopes", "hoped", "fined", "staged", "waged", "hated")
    docs = [parser()(f"Laos {form} it.") for form in forms]
    assert [doc[1].lemma_ for doc in docs] == ["hope", "hope", "fine", "stage", "wage", "hate"]
