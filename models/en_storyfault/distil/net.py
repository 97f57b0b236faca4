"""The teacher: a small BERT encoder under a biaffine parser, taggers and a finder of sentence starts.

An uncased encoder loses what English spells with capitals, and word pieces lose the spaces that tell an
opening quote from a closing one: a "shape" (case, and whether a space goes before) is added to each word's
first piece.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

ARC, LABEL = 320, 128
TAGGERS = ("pos", "tags", "feats")


class Teacher(nn.Module):
    """Scores for one batch of paragraphs.

    Args:
        encoder: A BERT model (its ``config.hidden_size`` is the width of everything below).
        sizes: How many labels there are of "pos", "tags", "feats" and "deps".
    """

    def __init__(self, encoder: nn.Module, sizes: dict[str, int]) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.encoder = encoder
        self.shape = nn.Embedding(9, width)
        nn.init.zeros_(self.shape.weight)
        self.drop = nn.Dropout(0.2)
        self.taggers = nn.ModuleDict({name: nn.Linear(width, sizes[name]) for name in TAGGERS})
        self.start = nn.Linear(width, 2)
        self.root = nn.Parameter(torch.zeros(width))
        self.mlps = nn.ModuleDict(
            {
                name: nn.Sequential(nn.Linear(width, size), nn.GELU(), nn.Dropout(0.2))
                for name, size in (("dep", ARC), ("head", ARC), ("dep_label", LABEL), ("head_label", LABEL))
            }
        )
        self.arc = nn.Parameter(torch.zeros(ARC + 1, ARC))
        self.label = nn.Parameter(torch.randn(sizes["deps"], LABEL + 1, LABEL + 1) * 0.02)

    def forward(self, pieces: Tensor, shapes: Tensor, mask: Tensor, firsts: Tensor) -> dict[str, Tensor]:
        """Everything but the labels.

        Args:
            pieces: Word pieces, (batch, length).
            shapes: The shape of each piece, 0 where it does not begin a word.
            mask: 1 where there is a piece.
            firsts: Where each word begins, (batch, words).

        Returns:
            Logits of each tagger and of "start", "arc" (batch, words, words + 1; column 0 is the root),
            and "words", the vectors that :meth:`labels` wants.
        """
        given = self.encoder.embeddings.word_embeddings(pieces) + self.shape(shapes)
        hidden = self.encoder(inputs_embeds=given, attention_mask=mask).last_hidden_state
        words = self.drop(hidden.gather(1, firsts[..., None].expand(-1, -1, hidden.shape[-1])))
        found = {name: tagger(words) for name, tagger in self.taggers.items()}
        heads = torch.cat([self.root.expand(len(words), 1, -1).to(words.dtype), words], 1)
        dep = self.mlps["dep"](words)
        dep = torch.cat([dep, torch.ones_like(dep[..., :1])], -1)
        arc = dep @ self.arc.to(dep.dtype) @ self.mlps["head"](heads).transpose(1, 2)
        return {**found, "start": self.start(words), "arc": arc, "words": words, "heads": heads}

    def labels(self, found: dict[str, Tensor], heads: Tensor) -> Tensor:
        """Logits of the label of each word's arc to its head (0 is the root)."""
        chosen = found["heads"].gather(1, heads[..., None].expand(-1, -1, found["heads"].shape[-1]))
        dep, head = self.mlps["dep_label"](found["words"]), self.mlps["head_label"](chosen)
        dep = torch.cat([dep, torch.ones_like(dep[..., :1])], -1).flatten(0, 1)
        head = torch.cat([head, torch.ones_like(head[..., :1])], -1).flatten(0, 1)
        middle = torch.einsum("nd,rde->nre", dep, self.label.to(dep.dtype))
        return torch.einsum("nre,ne->nr", middle, head).view(*heads.shape, -1)
