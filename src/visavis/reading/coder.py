"""The learned coder: what passes between a marked pair in a sentence, from a small ONNX model on one thread.

The rule: one process, one thread, no spinning, one pair at a time. Dynamic quantisation scales over a batch, so what
else is in one would move the shares of a pair (by 0.03 on average, the error of the int8 model itself); alone, a pair
gets the same answer in whatever text it stands. Batches of 4 are a tenth faster, those of 16 slower for their padding.
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
SLOWER = {"SkipLayerNormFusion"}
"""What onnxruntime joins at a loss: that kernel takes ten times as long as the two it stands for, a fifth of all."""


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
        options.enable_mem_pattern = False  # one would be kept for each length of sentence
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / "coder.onnx"), options, providers=["CPUExecutionProvider"], disabled_optimizers=SLOWER)
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def decide(self, pairs: Sequence[Marked]) -> list[Decision]:
        """One decision for each pair, in order."""
        rows, marks = encode(self._tokenizer, [mark(p.text, p.source, p.target) for p in pairs])
        return [self._run(row, places) for row, places in zip(rows, marks, strict=True)]

    def _run(self, row: list[int], marks: tuple[int, int]) -> Decision:
        ids = np.array([row], dtype=np.int64)
        logits = self._session.run(None, {"ids": ids, "mask": np.ones_like(ids), "marks": np.array([marks])})
        shares = (_softmax(values[0] / self.temperatures[head]).tolist()
                  for head, values in zip(HEADS, logits, strict=True))
        return Decision(*(dict(zip(self.labels[head], own, strict=True))
                          for head, own in zip(HEADS, shares, strict=True)))


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    raised = np.exp(logits - logits.max())
    shares: NDArray[np.float32] = raised / raised.sum()
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
