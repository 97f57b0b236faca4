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
_FAR = 40.0  # from 0; where a row's highest logit is nearer, its exponentials need no shift


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


class _Ways:
    """What several rows' settings are together, made once for as long as the same sequences go on."""

    def __init__(self, draws: list[Draws]) -> None:
        import numpy as np

        self.draws = draws
        self.uniforms = [draw.uniform for draw in draws]
        cold = [draw.temperature == 0 for draw in draws]
        self.all_cold = all(cold)
        self.cold = np.array(cold) if any(cold) else None
        self.floors = _column([draw.floor for draw in draws], -math.inf)
        self.shifted = np.array([draw.temperature != 1 or draw.floor > -math.inf for draw in draws])
        self.scales = _column([1 / (draw.temperature or 1.0) for draw in draws], 1.0)


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
        self._ways = _Ways([])

    def draw(self, logits: Any, draws: list[Draws]) -> list[int]:
        """A token for each row.

        Args:
            logits: Of shape (as many as ``draws``, vocabulary), float32; not changed.
            draws: Each row's.
        """
        np, n = self._np, len(draws)
        if not n:
            return []
        ways = self._ways
        if ways.draws != draws:
            ways = self._ways = _Ways(draws)
        rows = self._rows[:n]
        likeliest = logits.argmax(axis=1)
        if ways.all_cold:
            return likeliest.tolist()  # type: ignore[no-any-return]
        blocks = self._shares(logits, logits[rows, likeliest], ways)
        sums = np.einsum("ijk->ij", blocks).cumsum(axis=1, dtype=np.float64)
        wanted = sums[:, -1] * [uniform() for uniform in ways.uniforms]
        block = self._first_beyond(sums, wanted)
        before = np.where(block > 0, sums[rows, block - 1], 0.0)
        inner = blocks[rows, block].cumsum(axis=1, dtype=np.float64)
        tokens = block * _BLOCK + self._first_beyond(inner, wanted - before)
        if ways.cold is not None:
            tokens = np.where(ways.cold, likeliest, tokens)
        return tokens.tolist()  # type: ignore[no-any-return]

    def _shares(self, logits: Any, highest: Any, ways: _Ways) -> Any:
        """Each token's share, up to a factor of its row's, in blocks."""
        np, n = self._np, len(logits)
        work = self._work[:n]
        shares = work[:, : self._n_vocab]
        shift = np.where(ways.shifted | (abs(highest) > _FAR), highest, np.float32(0))
        source = np.subtract(logits, shift[:, None], out=shares) if shift.any() else logits
        if ways.floors is not None:
            shares[shares < ways.floors] = -np.inf
        if ways.scales is not None:
            shares *= ways.scales
        np.exp(source, out=shares)
        return work.reshape(n, self._n_blocks, _BLOCK)

    def _first_beyond(self, sums: Any, wanted: Any) -> Any:
        """Each row's first place whose running sum exceeds what is wanted, rounding never past the last."""
        np = self._np
        most = np.nextafter(sums[:, -1], 0)
        return (sums > np.minimum(wanted, most)[:, None]).argmax(axis=1)


def _column(values: list[float], idle: float) -> Any:
    """As a column of float32; None where all of them change nothing."""
    import numpy as np

    if all(value == idle for value in values):
        return None
    return np.array(values, np.float32)[:, None]
