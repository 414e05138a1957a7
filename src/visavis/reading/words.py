"""Part of speech and dictionary form of words, looked up once for each form, tag and dependency.

The rule: the very values that spaCy's attribute ruler and lemmatiser give, which match some 200 patterns against every
word of every text. They depend on the word's form, tag and dependency alone, except in a few patterns of two words;
a text that has one of those goes through the two as it stands. A test holds the two against each other.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler, Lemmatizer
from spacy.tokens import Doc
from spacy.vocab import Vocab

KEPT = 40_000
"""Words whose values are kept, some 18 MB; with more, it begins anew. A thousand short texts of news have 30,000."""

Word = tuple[int, int, int]
"""Form, tag and dependency, as ids of the vocabulary."""

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
        self._known: dict[Word, Values] = {}

    def __call__(self, doc: Doc) -> Doc:
        """The Doc with parts of speech and dictionary forms; the morphology, which nothing reads, is not set."""
        if not len(doc) or self._phrases(doc, allow_missing=True):
            return self._lemmatizer(self._ruler(doc))
        before = doc.to_array(["ORTH", "TAG", "DEP"])
        rows = list(map(tuple, before.tolist()))
        if new := set(rows).difference(self._known):
            if len(self._known) + len(new) > KEPT:
                self._known.clear()
                new = set(rows)
            self._learn(list(new))
        after = np.array([self._known[row] for row in rows], dtype=np.uint64)
        doc.from_array(["POS", "LEMMA"], after[:, :2])  # type: ignore[arg-type]
        for at in (before[:, 1:] != after[:, 2:]).any(axis=1).nonzero()[0].tolist():  # white space
            doc[at].tag, doc[at].dep = after[at, 2:].tolist()
        return doc

    def _learn(self, rows: list[Word]) -> None:
        """Ask both parts for these words, in a text of them alone with a full stop after each: none meets another."""
        forms = [form for row in rows for form in (self._vocab.strings[row[0]], ".")]
        doc = Doc(self._vocab, words=forms, spaces=[False] * len(forms))
        for token, stop, (_, tag, dep) in zip(list(doc)[::2], list(doc)[1::2], rows, strict=True):
            token.tag, token.dep, stop.tag_ = tag, dep, "."
        doc = self._lemmatizer(self._ruler(doc))
        for token, row in zip(list(doc)[::2], rows, strict=True):
            self._known[row] = int(token.pos), token.lemma, token.tag, token.dep
