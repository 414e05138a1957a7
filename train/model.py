"""The network: a small sentence encoder with the pair marked in the text, and one head for each label.

Markers `# source #` and `@ target @` stand in the text itself (after Baldini Soares et al. 2019); the sentence is
represented by its first token, the mean of all tokens, and the tokens that open the two markers.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import nn
from transformers import AutoModel

HEADS = ("type", "mode", "direction", "modality", "evidence")


class Coder(nn.Module):
    """Encoder and heads; `forward` gives the logits of the five heads, in the order of HEADS."""

    def __init__(self, encoder: Path, sizes: dict[str, int], *, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(str(encoder), add_pooling_layer=False, attn_implementation="eager")
        width = self.encoder.config.hidden_size * 4
        self.drop = nn.Dropout(dropout)
        self.heads = nn.ModuleList([nn.Linear(width, sizes[name]) for name in HEADS])

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, marks: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Logits from token ids and mask, [batch, length], and `marks`, [batch, 2]: where the markers open."""
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        weight = mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weight).sum(1) / weight.sum(1).clamp(min=1)
        index = marks.unsqueeze(-1).expand(-1, -1, hidden.shape[-1])
        marked = torch.gather(hidden, 1, index)
        pooled = torch.cat([hidden[:, 0], mean, marked[:, 0], marked[:, 1]], dim=1)
        pooled = self.drop(pooled)
        return tuple(head(pooled) for head in self.heads)


def parameters(model: Coder, *, encoder_rate: float, head_rate: float) -> list[dict[str, Any]]:
    """Two parameter groups: the pretrained encoder learns slower than the new heads."""
    return [{"params": list(model.encoder.parameters()), "lr": encoder_rate},
            {"params": list(model.heads.parameters()), "lr": head_rate}]
