"""What the teacher is trained for: every head's cross-entropy, with arcs inside sentences only."""

from __future__ import annotations

import torch
from batches import Row, inputs, pad
from net import TAGGERS, Teacher
from torch import Tensor
from torch.nn.functional import cross_entropy

IGNORED = -100


def sentences(starts: list[int]) -> list[int]:
    """The number of the sentence that each word is in."""
    numbers, number = [], 0
    for start in starts:
        number += start
        numbers.append(number)
    return numbers


def within(batch: list[Row]) -> Tensor:
    """True where an arc would stay inside its sentence; column 0 is the root."""
    numbers = pad([sentences(row["starts"]) for row in batch], -1)
    inside = numbers[:, :, None] == numbers[:, None, :]
    return torch.cat([torch.ones_like(inside[..., :1]), inside], -1)


def loss(model: Teacher, batch: list[Row], ids: dict[str, dict[str, int]]) -> Tensor:
    """The sum of every head's cross-entropy, per word."""
    found = model(**inputs(batch))
    total = torch.zeros(())
    for name in TAGGERS:
        gold = pad([[ids[name][label] for label in row[name]] for row in batch], IGNORED)
        total = total + cross_entropy(found[name].flatten(0, 1).float(), gold.flatten(), ignore_index=IGNORED)
    starts = pad([row["starts"] for row in batch], IGNORED)
    total = total + cross_entropy(
        found["start"].flatten(0, 1).float(), starts.flatten(), ignore_index=IGNORED
    )
    heads = pad(
        [[0 if at == head else head + 1 for at, head in enumerate(row["heads"])] for row in batch], IGNORED
    )
    arcs = found["arc"].float().masked_fill(~within(batch), -1e4)
    total = total + 2 * cross_entropy(arcs.flatten(0, 1), heads.flatten(), ignore_index=IGNORED)
    deps = pad([[ids["deps"][label] for label in row["deps"]] for row in batch], IGNORED)
    rated = model.labels(found, heads.clamp(min=0)).float()
    return total + cross_entropy(rated.flatten(0, 1), deps.flatten(), ignore_index=IGNORED)
