"""Counts with their intervals, and the calibration error."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any

_Z = 1.959963984540054


def wilson(k: int, n: int) -> tuple[float, float]:
    """The 95% Wilson interval of a share (E. B. Wilson, JASA 22, 1927); (0, 1) without trials."""
    if n == 0:
        return 0.0, 1.0
    p, z2 = k / n, _Z * _Z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def share(k: int, n: int) -> dict[str, Any]:
    """A share as the report gives it: count, total, value (None without trials) and interval."""
    low, high = wilson(k, n)
    return {"k": k, "n": n, "value": k / n if n else None, "low": low, "high": high}


def f1(true: int, false: int, missed: int) -> float | None:
    """The harmonic mean of precision and recall; None where there is nothing to find and nothing found."""
    total = 2 * true + false + missed
    return 2 * true / total if total else None


def rate(k: int, words: int, per: int = 10_000) -> dict[str, Any]:
    """Events per 10,000 words with the exact Poisson interval (F. Garwood, Biometrika 28, 1936)."""
    from scipy.stats import chi2

    low = chi2.ppf(0.025, 2 * k) / 2 if k else 0.0
    high = chi2.ppf(0.975, 2 * k + 2) / 2
    scale = per / words if words else 0.0
    return {
        "k": k,
        "words": words,
        "value": k * scale if words else None,
        "low": float(low) * scale,
        "high": float(high) * scale,
    }


def reliability(probabilities: Sequence[float], labels: Sequence[int], bins: int = 10) -> dict[str, Any]:
    """Expected calibration error over equal-width bins, and the bins.

    M. P. Naeini and others, "Obtaining well calibrated probabilities using Bayesian binning", AAAI 2015.
    """
    rows = []
    for index in range(bins):
        inside = [i for i, p in enumerate(probabilities) if min(int(p * bins), bins - 1) == index]
        if inside:
            mean = sum(probabilities[i] for i in inside) / len(inside)
            observed = sum(labels[i] for i in inside) / len(inside)
            rows.append({"bin": index / bins, "n": len(inside), "predicted": mean, "observed": observed})
    n = len(labels)
    error = sum(row["n"] * abs(row["predicted"] - row["observed"]) for row in rows) / n if n else None
    return {"ece": error, "n": n, "bins": rows}


def curve(scores: Sequence[float], labels: Sequence[int], positives: int) -> list[dict[str, float]]:
    """The precision–recall curve; ``positives`` counts those never scored too."""
    order = sorted(range(len(scores)), key=lambda i: -scores[i])
    points, true = [], 0
    for rank, i in enumerate(order, 1):
        true += labels[i]
        if rank == len(order) or scores[order[rank]] != scores[i]:
            points.append(
                {
                    "threshold": scores[i],
                    "precision": true / rank,
                    "recall": true / positives if positives else 0.0,
                }
            )
    return points
