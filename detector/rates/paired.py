"""The difference of two paired rates: its interval, its p-value, and how many prompts would show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from detector.rates.intervals import ASSUMED_CORRELATION, PRIOR_EVENTS, few_clusters
from detector.rates.pairs import PromptPairs

PERMUTATIONS = 20_000
EXACT_UP_TO = 14
"""Prompts with a difference up to which all sign flips are tried."""

POWER = 0.8


@dataclass(frozen=True, slots=True)
class Difference:
    """A rate less another rate.

    Attributes:
        estimate: The difference.
        p: Two-sided; of the hypothesis that the two do not differ.
        needed: Prompts that would show this very difference with 80% power; None where there is none.
        method: How p and the interval were made.
    """

    estimate: float
    low: float
    high: float
    p: float
    needed: int | None
    method: str


def paired_difference(prompts: Sequence[PromptPairs], *, seed: int, confidence: float = 0.95) -> Difference:
    """First side less second side, by pairs.

    The interval is Bonett and Price's, which adds one pair to each kind of disagreement and so does not
    collapse where there is none. Where prompts have several pairs, their number is divided by a design
    effect as in ``intervals.share``. The p-value is McNemar's, exact, where every prompt is one pair; else
    that of flipping the sign of whole prompts, which needs no model of how alike their stories are.

    Args:
        prompts: One entry a prompt.
        seed: Of the sign flips, where there are too many to try all.
        confidence: Of the interval.

    References:
        McNemar, Q. (1947), Psychometrika 12: 153-157 (exact: binomial on the discordant pairs).
        Bonett, D. G. and Price, R. M. (2012), Journal of Educational and Behavioral Statistics 37: 479-488.
        Fisher, R. A. (1935), The Design of Experiments, section 21 (flips of sign).
    """
    from scipy.stats import norm

    n = sum(one.n for one in prompts)
    only_a, only_b = sum(one.only_a for one in prompts), sum(one.only_b for one in prompts)
    found = (only_a - only_b) / n
    deff = _design_effect(prompts, found, n, confidence)
    # Bonett and Price on n / deff pairs: one more of each kind of disagreement.
    pairs = n / deff
    first, second = (only_a / deff + 1) / (pairs + 2), (only_b / deff + 1) / (pairs + 2)
    half = norm.ppf((1 + confidence) / 2) * sqrt((first + second - (first - second) ** 2) / (pairs + 2))
    low, high = max(-1.0, first - second - half), min(1.0, first - second + half)
    clustered = any(one.n > 1 for one in prompts)
    return Difference(
        estimate=found,
        low=min(low, found),
        high=max(high, found),
        p=sign_flip_p(prompts, seed) if clustered else mcnemar_p(only_a, only_b),
        needed=_needed(prompts, found, n),
        method=f"sign flips of prompts; interval with deff {deff:.1f}" if clustered else "McNemar, exact",
    )


def mcnemar_p(only_a: int, only_b: int) -> float:
    """Exact two-sided McNemar: are the discordant pairs a fair coin's?"""
    from scipy.stats import binomtest

    return float(binomtest(only_a, only_a + only_b).pvalue) if only_a + only_b else 1.0


def sign_flip_p(prompts: Sequence[PromptPairs], seed: int) -> float:
    """How often prompts with random signs differ at least as much; all signs where there are few prompts."""
    import numpy as np

    each = np.array([one.only_a - one.only_b for one in prompts if one.only_a != one.only_b])
    if not len(each):
        return 1.0
    seen = abs(each.sum()) - 1e-9
    if len(each) <= EXACT_UP_TO:
        signs = 1 - 2 * ((np.arange(2 ** len(each))[:, None] >> np.arange(len(each))) & 1)
        return float((abs(signs @ each) >= seen).mean())
    rng = np.random.default_rng(seed)
    as_far = sum(
        int((abs(rng.choice((-1, 1), (PERMUTATIONS // 20, len(each))) @ each) >= seen).sum())
        for _ in range(20)
    )
    return (as_far + 1) / (PERMUTATIONS + 1)


def _design_effect(prompts: Sequence[PromptPairs], mean: float, n: int, confidence: float) -> float:
    """Cluster-robust variance of the mean difference over that of independent pairs, at least 1."""
    most = sum(one.n**2 for one in prompts) / n
    m = len(prompts)
    if most == 1 or m < 2:
        return most
    assumed = 1 + (most - 1) * ASSUMED_CORRELATION
    events = sum(one.only_a + one.only_b for one in prompts)
    plain = (events / n - mean**2) / n
    if plain <= 0:
        return assumed
    robust = m / (m - 1) * sum((one.only_a - one.only_b - mean * one.n) ** 2 for one in prompts) / n**2
    estimated = robust / plain * few_clusters(m, n, confidence)
    return min(max((events * estimated + PRIOR_EVENTS * assumed) / (events + PRIOR_EVENTS), 1.0), most)


def _needed(prompts: Sequence[PromptPairs], mean: float, n: int) -> int | None:
    """m = (z_{.975} + z_{.8})^2 s^2 / difference^2, with s^2 the variance of a prompt's mean difference."""
    from scipy.stats import norm

    m = len(prompts)
    if not mean or m < 2:
        return None
    spread = m / (m - 1) * sum((one.only_a - one.only_b - mean * one.n) ** 2 for one in prompts)
    variance = spread / m / (n / m) ** 2
    return max(2, ceil(float((norm.ppf(0.975) + norm.ppf(POWER)) ** 2 * variance / mean**2)))
