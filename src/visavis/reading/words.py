"""Part of speech and dictionary form of words, looked up once for each form, tag and dependency.

The rule: the very values that spaCy's attribute ruler and lemmatiser give, which match some 200 patterns against every
word of every text. They depend on the word's form, tag and dependency alone, except in a few patterns of two words;
a text that has one of those goes through the two as it stands. A test holds the two against each other.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler, Lemmatizer
from spacy.tokens import Doc
from spacy.vocab import Vocab

KEPT = 60_000
"""Words whose values are kept: some 15 MB, ten times the forms in a million words of news."""

Values = tuple[int, int, int, int]
"""Part of speech, dictionary form, tag and dependency, as ids of the vocabulary."""


class Words:
    """A part of the pipeline in place of the attribute ruler and the lemmatiser."""

    def __init__(self, vocab: Vocab, ruler: AttributeRuler, lemmatizer: Lemmatizer) -> None:
        self._vocab, self._ruler, self._lemmatizer = vocab, ruler, lemmatizer
        self._phrases = Matcher(vocab)
        for number, row in enumerate(ruler.patterns):
            patterns: Any = row["patterns"]
            if longer := [pattern for pattern in patterns if len(pattern) > 1]:
                self._phrases.add(str(number), longer)
        self._known = lru_cache(maxsize=KEPT)(self._looked_up)

    def __call__(self, doc: Doc) -> Doc:
        """The Doc with parts of speech and dictionary forms; the morphology, which nothing reads, is not set."""
        if not len(doc) or self._phrases(doc, allow_missing=True):
            return self._lemmatizer(self._ruler(doc))
        before = doc.to_array(["ORTH", "TAG", "DEP"])
        after = np.array([self._known(*row) for row in before.tolist()], dtype=np.uint64)
        doc.from_array(["POS", "LEMMA"], after[:, :2])  # type: ignore[arg-type]
        for at in (before[:, 1:] != after[:, 2:]).any(axis=1).nonzero()[0].tolist():  # white space
            doc[at].tag, doc[at].dep = after[at, 2:].tolist()
        return doc

    def _looked_up(self, form: int, tag: int, dep: int) -> Values:
        doc = Doc(self._vocab, words=[self._vocab.strings[form]], spaces=[False])
        doc[0].tag, doc[0].dep = tag, dep
        token = self._lemmatizer(self._ruler(doc))[0]
        return token.pos, token.lemma, token.tag, token.dep
