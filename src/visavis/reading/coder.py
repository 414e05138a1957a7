"""The learned coder: what passes between a marked pair in a sentence, from a small ONNX model on one thread.

The rule: one process, one thread, no spinning. Dynamic quantisation scales over a batch, so what else is in one can
move the shares of a pair a little: `code_pair` asks for one at a time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visavis.errors import ModelError
from visavis.reading.marking import encode, mark
from visavis.records import Span

HEADS = ("type", "mode", "direction", "modality", "evidence")
BATCH = 16
"""Pairs run at once: larger batches gain nothing on one thread and cost memory."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A pair to be coded: the sentence and the offsets of source and target in it."""

    text: str
    source: Span
    target: Span


@dataclass(frozen=True, slots=True)
class Decision:
    """What the model makes of a pair: for each head the probability of every class."""

    type: Mapping[str, float]
    mode: Mapping[str, float]
    direction: Mapping[str, float]
    modality: Mapping[str, float]
    evidence: Mapping[str, float]

    def best(self, *, of: Sequence[str] | None = None) -> tuple[str, float]:
        """The likeliest type, NONE left out unless `of` names it, and its probability among those allowed."""
        allowed = of or [name for name in self.type if name != "NONE"]
        total = sum(self.type[name] for name in allowed)
        name = max(allowed, key=lambda n: self.type[n])
        return name, self.type[name] / total if total else 0.0

    def mode_of(self, type_: str, *, least: float = 0.4) -> str | None:
        """The likeliest mode of a type; None where none reaches `least` of what the type's modes and "none" share."""
        own = {name: p for name, p in self.mode.items() if name == "-" or name.startswith(f"{type_}.")}
        total = sum(own.values())
        name = max(own, key=lambda n: own[n])
        return None if name == "-" or own[name] < least * total else name.partition(".")[2]


def top(shares: Mapping[str, float]) -> tuple[str, float]:
    """The likeliest class of one head and its probability."""
    name = max(shares, key=lambda one: shares[one])
    return name, shares[name]


class Model:
    """The ONNX model with its tokenizer and labels."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        card = json.loads((folder / "coder.json").read_text(encoding="utf-8"))
        self.labels: dict[str, list[str]] = card["labels"]
        self.temperatures: dict[str, float] = card["temperatures"]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(str(folder / "coder.onnx"), options,
                                                          providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def decide(self, pairs: Sequence[Marked]) -> list[Decision]:
        """One decision for each pair, in order."""
        rows, marks = encode(self._tokenizer, [mark(p.text, p.source, p.target) for p in pairs])
        order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
        found: dict[int, Decision] = {}
        for start in range(0, len(order), BATCH):
            chunk = order[start:start + BATCH]
            decided = self._run([rows[i] for i in chunk], [marks[i] for i in chunk])
            found.update(zip(chunk, decided, strict=True))
        return [found[i] for i in range(len(rows))]

    def _run(self, rows: list[list[int]], marks: list[tuple[int, int]]) -> list[Decision]:
        width = max(map(len, rows))
        ids = np.zeros((len(rows), width), dtype=np.int64)
        mask = np.zeros_like(ids)
        for i, row in enumerate(rows):
            ids[i, :len(row)], mask[i, :len(row)] = row, 1
        logits = self._session.run(None, {"ids": ids, "mask": mask, "marks": np.array(marks, dtype=np.int64)})
        heads = [_softmax(values / self.temperatures[head]) for head, values in zip(HEADS, logits, strict=True)]
        return [Decision(*(dict(zip(self.labels[head], map(float, probabilities[i]), strict=True))
                           for head, probabilities in zip(HEADS, heads, strict=True))) for i in range(len(rows))]


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: NDArray[np.float32] = raised / raised.sum(axis=1, keepdims=True)
    return shares


def available() -> bool:
    """Whether the package carries a model."""
    return (files("visavis.reading") / "model" / "coder.onnx").is_file()


@cache
def model() -> Model:
    """The package's model, loaded once a process; ModelError where it is missing."""
    folder = Path(str(files("visavis.reading") / "model"))
    if not available():
        raise ModelError("the learned coder is missing", where=str(folder),
                         hint="install visavis again, or set VISAVIS_CODER=rules")
    return Model(folder)
