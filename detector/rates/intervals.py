"""Intervals for a share and for a rate, honest about clusters and about zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

ASSUMED_CORRELATION = 0.25
"""Correlation within a cluster that is assumed while there are too few events to estimate one."""

PRIOR_EVENTS = 4.0
"""How many events the assumed correlation weighs as much as."""


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate and its interval.

    Attributes:
        estimate: The share, or the rate per unit of exposure.
        method: How the interval was made, in words.
        deff: Variance over the variance of independent stories; 1 where they are independent.
        n_effective: Independent observations that would say as much.
    """

    estimate: float
    low: float
    high: float
    method: str
    deff: float = 1.0
    n_effective: float = 0.0


@dataclass(frozen=True, slots=True)
class Cluster:
    """Stories that one prompt gave.

    Attributes:
        events: Flagged stories, or findings.
        size: Stories, or units of text.
        n: Stories.
    """

    events: float
    size: float
    n: int = 1


def share(clusters: Sequence[Cluster], confidence: float = 0.95, *, exact: bool = False) -> Interval | None:
    """The share of flagged stories with a Wilson interval, or Clopper and Pearson's; None without stories.

    Where prompts have several stories, the number of stories is divided by a design effect first, as Korn
    and Graubard do for surveys: the cluster-robust variance of the ratio over the binomial one, with their
    correction for few clusters. It lies between 1 (stories are independent) and sum(n_i^2) / n (a prompt
    fails always or never). Few events cannot tell how correlated a prompt's stories are: until there are
    more, the design effect is drawn to that of a correlation of 0.25, so that zero events never make the
    stories of one prompt look independent.

    Args:
        clusters: One for each prompt; ``events`` of ``size`` stories are flagged.
        confidence: Of the two-sided interval.
        exact: Clopper and Pearson's interval, which covers no less than ``confidence`` at any rate where
            stories are independent, and is wider for it.

    References:
        Wilson, E. B. (1927), JASA 22: 209-212.
        Clopper, C. J. and Pearson, E. S. (1934), Biometrika 26: 404-413.
        Korn, E. L. and Graubard, B. I. (1998), Survey Methodology 24: 193-201.
    """
    n = sum(cluster.size for cluster in clusters)
    if not n:
        return None
    x = sum(cluster.events for cluster in clusters)
    p = x / n
    clustered = any(cluster.size > 1 for cluster in clusters)
    deff = _share_design_effect(clusters, n, p, confidence) if clustered else 1.0
    effective = n / deff
    low, high = (_clopper_pearson if exact else _wilson)(p, effective, confidence)
    method = "clopper-pearson" if exact else "wilson"
    if clustered:
        assumed = "" if 0 < x < n else ", assumed"
        method = f"{method}, clustered by prompt (deff {_figure(deff)}{assumed})"
    low = max(0.0, float(low)) if x else 0.0
    high = min(1.0, float(high)) if x < n else 1.0
    return Interval(p, low, high, method, deff, effective)


def _wilson(p: float, n: float, confidence: float) -> tuple[float, float]:
    """Wilson's interval in closed form: no import, so that a scan of one file need not wait for one."""
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (0.0 if p == 0 else centre - half), (1.0 if p == 1 else centre + half)


def _clopper_pearson(p: float, n: float, confidence: float) -> tuple[float, float]:
    """The exact interval; for effective counts by the beta quantiles that it is made of."""
    from scipy.stats import beta

    tail, x = (1 - confidence) / 2, p * n
    low = float(beta.ppf(tail, x, n - x + 1)) if p > 0 else 0.0
    return low, float(beta.ppf(1 - tail, x + 1, n - x)) if p < 1 else 1.0


def _share_design_effect(clusters: Sequence[Cluster], n: float, p: float, confidence: float) -> float:
    most = sum(cluster.size**2 for cluster in clusters) / n
    assumed = 1 + (most - 1) * ASSUMED_CORRELATION
    events = n * min(p, 1 - p)
    m = len(clusters)
    if m < 2 or not events:
        return most if m < 2 else assumed
    robust = m / (m - 1) * sum((c.events - p * c.size) ** 2 for c in clusters) / n**2
    estimated = robust / (p * (1 - p) / n) * few_clusters(m, n, confidence)
    deff = (events * estimated + PRIOR_EVENTS * assumed) / (events + PRIOR_EVENTS)
    return float(min(max(deff, 1.0), most))


def few_clusters(m: int, n: float, confidence: float) -> float:
    """What a variance from m clusters rather than n stories counts for: (t_{m-1} / t_{n-1})^2."""
    from scipy.stats import t

    upper = (1 + confidence) / 2
    return float((t.ppf(upper, m - 1) / t.ppf(upper, max(n - 1, m - 1))) ** 2)


def count_rate(
    clusters: Sequence[Cluster], per: float = 10_000.0, confidence: float = 0.95
) -> Interval | None:
    """Events per ``per`` units of exposure, with an exact Poisson interval; None without exposure.

    Findings come in clusters (one story may hold five): counts are divided by their dispersion first, the
    cluster-robust variance of the ratio over the Poisson one, at least 1. The interval is Garwood's on what
    is left. Few events are drawn to an assumed correlation of a prompt's stories, as in ``share``.

    Args:
        clusters: One for each prompt, with ``events`` in ``size`` words of ``n`` stories.
        per: The unit of the rate.
        confidence: Of the two-sided interval.

    References:
        Garwood, F. (1936), Biometrika 28: 437-442.
    """
    from scipy.stats import chi2

    exposure = sum(cluster.size for cluster in clusters)
    if not exposure:
        return None
    x = sum(cluster.events for cluster in clusters)
    phi = _dispersion(clusters, x / exposure, x, confidence)
    effective, tail = x / phi, (1 - confidence) / 2
    scale = phi / exposure * per
    low = chi2.ppf(tail, 2 * effective) / 2 * scale if x else 0.0
    high = chi2.ppf(1 - tail, 2 * effective + 2) / 2 * scale
    grouped = "prompt" if any(cluster.n > 1 for cluster in clusters) else "story"
    method = "poisson" if phi == 1 else f"poisson, clustered by {grouped} (dispersion {_figure(phi)})"
    return Interval(x / exposure * per, float(low), float(high), method, phi, exposure / phi)


def _dispersion(clusters: Sequence[Cluster], rate: float, x: float, confidence: float) -> float:
    m = len(clusters)
    stories = sum(c.n for c in clusters)
    assumed = 1 + (sum(c.n**2 for c in clusters) / stories - 1) * ASSUMED_CORRELATION
    if m < 2 or not x:
        return assumed
    spread = m / (m - 1) * sum((c.events - rate * c.size) ** 2 for c in clusters)
    estimated = spread / x * few_clusters(m, max(x, m), confidence)
    return float(max(1.0, (x * estimated + PRIOR_EVENTS * assumed) / (x + PRIOR_EVENTS)))


def _figure(value: float) -> str:
    return f"{value:.1f}"
