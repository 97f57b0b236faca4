"""The difference of two rates on different prompts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import ceil, sqrt

from detector.rates.intervals import Cluster, share
from detector.rates.paired import PERMUTATIONS, POWER, Difference
from detector.rates.pairs import Key


def clusters_of(values: Mapping[Key, int]) -> list[Cluster]:
    """A side's stories by prompt."""
    prompts: dict[tuple[str, str], list[int]] = defaultdict(list)
    for key, value in sorted(values.items()):
        prompts[key[:2]].append(value)
    return [Cluster(sum(each), len(each), len(each)) for each in prompts.values()]


def unpaired_difference(
    a: Sequence[Cluster], b: Sequence[Cluster], *, seed: int, confidence: float = 0.95
) -> Difference | None:
    """First side less second side; None where one has no story.

    The interval is Newcombe's, from each side's own interval with its clusters. The p-value is Fisher's
    exact one where every prompt has one story, else that of dealing whole prompts out to the sides anew.

    References:
        Newcombe, R. G. (1998), Statistics in Medicine 17: 873-890 (method 10).
        Fisher, R. A. (1935), Journal of the Royal Statistical Society 98: 39-82.
    """
    one, other = share(a, confidence), share(b, confidence)
    if one is None or other is None:
        return None
    found = one.estimate - other.estimate
    clustered = any(cluster.size > 1 for cluster in (*a, *b))
    return Difference(
        estimate=found,
        low=found - sqrt((one.estimate - one.low) ** 2 + (other.high - other.estimate) ** 2),
        high=found + sqrt((one.high - one.estimate) ** 2 + (other.estimate - other.low) ** 2),
        p=_permutation_p(a, b, seed) if clustered else _fisher_p(a, b),
        needed=_needed(a, b, one.deff, other.deff, found),
        method="permutation of prompts; Newcombe's interval" if clustered else "Fisher, exact; Newcombe's",
    )


def _fisher_p(a: Sequence[Cluster], b: Sequence[Cluster]) -> float:
    from scipy.stats import fisher_exact

    table = [[sum(c.events for c in side), sum(c.size - c.events for c in side)] for side in (a, b)]
    return float(fisher_exact(table)[1])


def _permutation_p(a: Sequence[Cluster], b: Sequence[Cluster], seed: int) -> float:
    import numpy as np

    rng = np.random.default_rng(seed)
    events = np.array([cluster.events for cluster in (*a, *b)], float)
    sizes = np.array([cluster.size for cluster in (*a, *b)], float)

    def gap(order: np.ndarray) -> float:
        first, rest = order[: len(a)], order[len(a) :]
        return float(abs(events[first].sum() / sizes[first].sum() - events[rest].sum() / sizes[rest].sum()))

    seen = gap(np.arange(len(events))) - 1e-9
    times = PERMUTATIONS // 4
    return (sum(gap(rng.permutation(len(events))) >= seen for _ in range(times)) + 1) / (times + 1)


def _needed(
    a: Sequence[Cluster], b: Sequence[Cluster], deff_a: float, deff_b: float, found: float
) -> int | None:
    """Prompts a side: (z_{.975} + z_{.8})^2 (v_a + v_b) / difference^2, v of a prompt's mean."""
    from scipy.stats import norm

    if not found:
        return None
    variance = 0.0
    for side, deff in ((a, deff_a), (b, deff_b)):
        n = sum(cluster.size for cluster in side)
        p = sum(cluster.events for cluster in side) / n
        variance += p * (1 - p) * deff / (n / len(side))
    return max(2, ceil(float((norm.ppf(0.975) + norm.ppf(POWER)) ** 2 * variance / found**2)))
