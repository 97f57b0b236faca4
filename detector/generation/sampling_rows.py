"""Draws for many sequences at once, where a draw needs no more than a temperature and min-p.

llama.cpp's own sampler makes a list of all tokens for every draw and goes through it one by one; over rows of
logits the same draw is a handful of vector operations.
"""

from __future__ import annotations

import math
from random import Random
from typing import Any

from detector.generation.sampling import Sampling

_BLOCK = 128


class Draws:
    """One sequence's settings and its own random numbers.

    Args:
        sampling: Settings for which ``is_plain`` holds.

    Attributes:
        temperature: 0 takes the likeliest token.
        floor: Logits further than this below the highest are dropped (min-p, before the temperature).
        uniform: Gives the next number from 0 up to 1.
    """

    __slots__ = ("floor", "temperature", "uniform")

    def __init__(self, sampling: Sampling) -> None:
        self.temperature = sampling.temperature
        self.floor = math.log(sampling.min_p) if sampling.min_p > 0 else -math.inf
        self.uniform = Random(sampling.seed).random


def is_plain(sampling: Sampling) -> bool:
    """Whether a draw depends on nothing but the logits, a temperature and min-p."""
    filters = sampling.top_k > 0 or sampling.top_p < 1
    return not (filters or sampling.penalizes or sampling.logit_bias or sampling.grammar is not None)


class RowSampler:
    """Draws a token from each of several rows of logits.

    A row's draw is the same to the bit whatever other rows there are.

    Args:
        n_rows: At most so many rows.
        n_vocab: Logits a row.
    """

    def __init__(self, n_rows: int, n_vocab: int) -> None:
        import numpy as np

        self._np: Any = np
        self._n_vocab = n_vocab
        self._n_blocks = -(-n_vocab // _BLOCK)
        self._work = np.zeros((n_rows, self._n_blocks * _BLOCK), np.float32)
        self._rows = np.arange(n_rows)

    def draw(self, logits: Any, draws: list[Draws]) -> list[int]:
        """A token for each row.

        Args:
            logits: Of shape (as many as ``draws``, vocabulary), float32; not changed.
            draws: Each row's.
        """
        np, n = self._np, len(draws)
        if not n:
            return []
        likeliest = logits.argmax(axis=1)
        if all(draw.temperature == 0 for draw in draws):
            return likeliest.tolist()  # type: ignore[no-any-return]
        work = self._work[:n]
        shares = work[:, : self._n_vocab]
        np.subtract(logits, logits[self._rows[:n], likeliest][:, None], out=shares)
        floors = [draw.floor for draw in draws]
        if max(floors) > -math.inf:
            shares[shares < np.array(floors, np.float32)[:, None]] = -np.inf
        if any(draw.temperature != 1 for draw in draws):
            shares *= np.array([1 / (draw.temperature or 1.0) for draw in draws], np.float32)[:, None]
        np.exp(shares, out=shares)
        blocks = work.reshape(n, self._n_blocks, _BLOCK)
        sums = np.einsum("ijk->ij", blocks).cumsum(axis=1, dtype=np.float64)
        wanted = sums[:, -1] * [draw.uniform() for draw in draws]
        block = self._first_beyond(sums, wanted)
        before = np.where(block > 0, sums[self._rows[:n], block - 1], 0.0)
        inner = blocks[self._rows[:n], block].cumsum(axis=1, dtype=np.float64)
        tokens = block * _BLOCK + self._first_beyond(inner, wanted - before)
        if any(draw.temperature == 0 for draw in draws):
            tokens = np.where([draw.temperature == 0 for draw in draws], likeliest, tokens)
        return tokens.tolist()  # type: ignore[no-any-return]

    def _first_beyond(self, sums: Any, wanted: Any) -> Any:
        """Each row's first place whose running sum exceeds what is wanted, rounding never past the last."""
        np = self._np
        most = np.nextafter(sums[:, -1], 0)
        return (sums > np.minimum(wanted, most)[:, None]).argmax(axis=1)
