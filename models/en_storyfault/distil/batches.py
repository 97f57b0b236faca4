"""Paragraphs as batches of word pieces."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor

Row = dict[str, Any]
LONGEST = 480


def read(path: Path) -> list[Row]:
    """The rows of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def shape(word: str, spaced: bool) -> int:
    """1 to 8: case (none, lower, title, upper) and whether a space goes before."""
    case = 3 if word.isupper() and len(word) > 1 else 2 if word[:1].isupper() else 1 if word.islower() else 0
    return 1 + 2 * case + spaced


def piece(tokenizer: Tokenizer, row: Row) -> Row:
    """Add "pieces", "shapes" and "firsts" to a row."""
    encoded = tokenizer.encode(row["words"], is_pretokenized=True)
    firsts: dict[int, int] = {}
    for index, word in enumerate(encoded.word_ids):
        if word is not None:
            firsts.setdefault(word, index)
    places = [firsts.get(index, 0) for index in range(len(row["words"]))]
    shapes = [0] * len(encoded.ids)
    for index, place in enumerate(places):
        shapes[place] = shape(row["words"][index], index == 0 or bool(row["spaces"][index - 1]))
    return {**row, "pieces": encoded.ids, "shapes": shapes, "firsts": places}


def packed(rows: Iterable[Row], size: int, rng: random.Random | None) -> Iterator[list[Row]]:
    """Batches of rows of about equal length, ``size`` pieces each; shuffled where ``rng`` is given."""
    noise = (lambda: rng.uniform(0.85, 1.15)) if rng else (lambda: 1.0)
    ordered = sorted(rows, key=lambda row: len(row["pieces"]) * noise())
    batches: list[list[Row]] = [[]]
    for row in ordered:
        longest = max([len(row["pieces"]), *(len(other["pieces"]) for other in batches[-1])])
        if batches[-1] and longest * (len(batches[-1]) + 1) > size:
            batches.append([])
        batches[-1].append(row)
    if rng:
        rng.shuffle(batches)
    return (batch for batch in batches if batch)


def pad(lists: list[list[int]], filler: int) -> Tensor:
    """A rectangle."""
    longest = max(map(len, lists))
    return torch.tensor([[*given, *([filler] * (longest - len(given)))] for given in lists])


def inputs(batch: list[Row]) -> dict[str, Tensor]:
    """What :class:`net.Teacher` reads."""
    return {
        "pieces": pad([row["pieces"] for row in batch], 0),
        "shapes": pad([row["shapes"] for row in batch], 0),
        "mask": pad([[1] * len(row["pieces"]) for row in batch], 0),
        "firsts": pad([row["firsts"] for row in batch], 0),
    }
