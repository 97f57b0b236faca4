"""A confidence sequence: an interval that may be looked at after every prompt, and still keeps its 95%."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import log
from typing import Any

SIZES = 16
"""Sizes of bets in each direction: the largest allowed, then each a third smaller than the one before."""

_STEPS = 30


@dataclass
class ShareSequence:
    """The share of flagged stories, prompt by prompt.

    Each prompt gives one value in 0 to 1, the flagged share of its samples, so that samples of a prompt are
    one observation. A gambler who holds that the mean is m pays fair odds: a bet of size b multiplies the
    wealth by ``1 + b (x - m)``, whose mean is 1 where m is true. Wealth split over many sizes and both signs
    of b stays a fair game, and by Ville's inequality it ever reaches 20 with probability 1/20 at most. The
    interval holds the m against which it has not. It needs no more than that prompts are drawn in an order
    that does not depend on what they give.

    Attributes:
        values: How often each share occurred.
        low: Lower end; never falls.
        high: Upper end; never rises.

    References:
        Ville, J. (1939), Étude critique de la notion de collectif (the inequality).
        Waudby-Smith, I. and Ramdas, A. (2024), JRSS B 86: 1-27 (bounded means by betting).
        Robbins, H. (1970), Annals of Mathematical Statistics 41: 1397-1409 (mixtures).
    """

    confidence: float = 0.95
    values: Counter[float] = field(default_factory=Counter)
    low: float = 0.0
    high: float = 1.0

    @property
    def n(self) -> int:
        """Prompts so far."""
        return sum(self.values.values())

    @property
    def width(self) -> float:
        """Of the interval."""
        return self.high - self.low

    @property
    def mean(self) -> float | None:
        """The mean of the prompts' shares; None before the first."""
        return sum(x * n for x, n in self.values.items()) / self.n if self.n else None

    def add(self, shares: Iterable[float]) -> None:
        """Take in the flagged shares of more prompts, and narrow the interval.

        Raises:
            ValueError: A share lies outside 0 to 1.
        """
        new = Counter(shares)
        if any(not 0 <= share <= 1 for share in new):
            raise ValueError("a share lies between 0 and 1")
        self.values += new
        mean = self.mean
        if mean is None or not new:
            return
        self.low = max(self.low, min(self._end(mean, 0.0), self.high))
        self.high = min(self.high, max(self._end(mean, 1.0), self.low))

    def _end(self, inside: float, outside: float) -> float:
        """The last value towards ``outside`` that the wealth has not refuted."""
        limit = log(1 / (1 - self.confidence))
        if log_wealth(self.values, outside) < limit:
            return outside
        for _ in range(_STEPS):
            middle = (inside + outside) / 2
            if log_wealth(self.values, middle) < limit:
                inside = middle
            else:
                outside = middle
        return outside


def bets(mean: float) -> Any:
    """The sizes that never lose more than all: between -1 / (1 - mean) and 1 / mean."""
    import numpy as np

    falling = (2 / 3) ** np.arange(SIZES)
    up = 1 / max(mean, 1e-12) * falling
    down = -1 / max(1 - mean, 1e-12) * falling
    return np.concatenate([up, down])


def log_wealth(values: Mapping[float, int], mean: float) -> float:
    """What the gambler has who began with 1 and bets against ``mean``, split over all ``bets``."""
    import numpy as np
    from scipy.special import logsumexp

    sizes = bets(mean)
    total = np.zeros(len(sizes))
    with np.errstate(divide="ignore"):
        for share, times in values.items():
            total += times * np.log(np.maximum(1 + sizes * (share - mean), 0.0))
    return float(logsumexp(total) - log(len(sizes)))


def prompts_to_width(share: float, width: float, most: int = 1_000_000) -> int | None:
    """About how many prompts the interval needs to be as narrow as ``width``, if the share is this one.

    Samples of one prompt are taken to be all alike, which is the worst case. None where it is over ``most``.
    """

    def wide(n: int) -> bool:
        sequence = ShareSequence()
        sequence.values = Counter({0.0: round(n * (1 - share)), 1.0: round(n * share)})
        sequence.add([0.0])
        return sequence.width > width

    few, many = 1, 2
    while wide(many):
        few, many = many, 2 * many
        if many > most:
            return None
    while many - few > max(1, few // 50):
        middle = (few + many) // 2
        few, many = (middle, many) if wide(middle) else (few, middle)
    return many
