"""Export trained weights for the package: `python -m train.export --weights train/out/coder.pt`.

Writes coder.onnx (int8 weights, dynamic quantisation), tokenizer.json and coder.json (labels, temperatures, digest of
the training text) into src/visavis/reading/model/.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from train.model import HEADS, Coder
from train.train import encoder_folder, labels

PACKAGE = Path(__file__).parents[1] / "src" / "visavis" / "reading" / "model"
LARGEST = 25_000_000
"""Bytes; the model must stay small enough to travel with the package."""


def export(weights: Path, folder: Path, *, temperatures: dict[str, float], text: Path) -> int:
    """Write the three files; gives the size of the model in bytes.

    Raises ValueError if it is larger than LARGEST.
    """
    known = labels()
    model = Coder(encoder_folder(), {head: len(names) for head, names in known.items()})
    model.load_state_dict(torch.load(weights, weights_only=True))
    model.eval()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        plain, prepared = Path(scratch) / "plain.onnx", folder / "coder.onnx"
        ids = torch.randint(5, 2000, (2, 24))
        batch, length = torch.export.Dim("batch"), torch.export.Dim("length", max=512)
        torch.onnx.export(
            model, (ids, torch.ones_like(ids), torch.tensor([[1, 5], [2, 7]])), str(plain),
            input_names=["ids", "mask", "marks"], output_names=list(HEADS), opset_version=18, dynamo=True,
            external_data=False,
            dynamic_shapes=({0: batch, 1: length}, {0: batch, 1: length}, {0: batch}))
        quantize_dynamic(str(plain), str(prepared), weight_type=QuantType.QInt8, per_channel=True)
    size = prepared.stat().st_size
    if size > LARGEST:
        raise ValueError(f"{prepared}: {size} bytes, at most {LARGEST} are allowed")
    (folder / "tokenizer.json").write_bytes((encoder_folder() / "tokenizer.json").read_bytes())
    sources = sorted([*text.glob("*.tsv"), *text.glob("*.txt")])
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    card = {"labels": known, "temperatures": temperatures, "training_text_sha256": digest,
            "sha256": hashlib.sha256(prepared.read_bytes()).hexdigest()}
    (folder / "coder.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    return size


def main() -> None:
    """Export the weights of train/out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=Path(__file__).parent / "out" / "coder.pt")
    parser.add_argument("--out", type=Path, default=PACKAGE)
    args = parser.parse_args()
    temperatures = dict.fromkeys(HEADS, 1.0)
    print(export(args.weights, args.out, temperatures=temperatures, text=Path(__file__).parent / "text"), "bytes")


if __name__ == "__main__":
    main()
