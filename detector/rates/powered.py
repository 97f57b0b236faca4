"""Prediction-powered rates: the detector's flags on all stories, a person's labels on some of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from detector.rates.boundary import TAIL
from detector.rates.calibrating import Stratum, stratum_of
from detector.rates.calibration import LabelledStory
from detector.rates.claims import FEW_ERRORS, MIN_PROMPTS, MIN_STORIES, MOST_OF_VARIANCE
from detector.rates.correct import SEED
from detector.rates.corrected import CorrectedRate
from detector.rates.intervals import Cluster, share

MIN_LABELS = 10
"""Labels of flagged and of unflagged stories, each, without which nothing is estimated."""

_DRAWS = 20_000


def prediction_powered(
    clusters: Sequence[Cluster],
    labelled: Sequence[LabelledStory],
    *,
    calibration: str | None = None,
    seed: int = SEED,
) -> CorrectedRate | None:
    """The rate of failing stories from labels on the run's own stories; None without enough labels.

    With q the flagged share of all stories, v the failing share of flagged ones and w that of unflagged ones,
    the rate is q v + (1 - q) w. This is prediction-powered inference for a mean of 0/1 predictions with the
    best weight, where flagged and unflagged stories are sampled apart. It rests on this run's labels alone:
    the detector's errors need not be those of another run. The interval has Jeffreys' posterior of q, v and
    w on the numbers of independent stories they stand on, with clusters of prompts and unequal weights.

    Args:
        clusters: All scored stories, one cluster a prompt: ``events`` of ``size`` are flagged.
        labelled: Labelled stories of this very run and category.
        calibration: The id to name.
        seed: Of the draws.

    References:
        Angelopoulos, A. N. et al. (2023), Science 382: 669-674.
        Angelopoulos, A. N., Duchi, J. C. and Zrnic, T. (2023), arXiv:2311.01453 (the best weight).
        Fisch, A. et al. (2024), arXiv:2406.04291 (strata).
    """
    observed = share(clusters)
    flagged = stratum_of([one for one in labelled if one.flagged])
    unflagged = stratum_of([one for one in labelled if not one.flagged])
    if observed is None or unflagged is None or unflagged.n < MIN_LABELS:
        return None
    n_flagged = round(sum(cluster.events for cluster in clusters))
    if (flagged.n if flagged else 0) < min(MIN_LABELS, n_flagged):
        return None
    precision = flagged or Stratum(0.0, 0, 0.0, 0.0)
    low, high = _interval(observed.estimate, observed.n_effective, precision, unflagged, seed)
    q = observed.estimate
    found = q * precision.failing + (1 - q) * unflagged.failing
    reasons = _reasons(clusters, q, observed.n_effective, precision, unflagged)
    return CorrectedRate(
        observed=q,
        estimate=found,
        low=min(low, found) if any(one.failing for one in labelled) else 0.0,
        high=max(high, found),
        method="prediction-powered",
        calibration=calibration,
        claimed=not reasons,
        reasons=tuple(reasons),
    )


def _interval(q: float, n: float, flagged: Stratum, unflagged: Stratum, seed: int) -> tuple[float, float]:
    import numpy as np

    rng = np.random.default_rng(seed)

    def draws(share: float, n: float) -> Any:
        return rng.beta(share * n + 0.5, (1 - share) * n + 0.5, _DRAWS)

    share_flagged = draws(q, n)
    rate = share_flagged * draws(flagged.failing, flagged.n_effective)
    rate += (1 - share_flagged) * draws(unflagged.failing, unflagged.n_effective)
    low, high = np.quantile(rate, [TAIL, 1 - TAIL])
    return float(low), float(high)


def _reasons(
    clusters: Sequence[Cluster], q: float, n: float, flagged: Stratum, unflagged: Stratum
) -> list[str]:
    reasons = []
    if len(clusters) < MIN_PROMPTS:
        reasons.append(f"its stories have fewer than {MIN_PROMPTS} prompts")
    if sum(cluster.size for cluster in clusters) < MIN_STORIES:
        reasons.append(f"it has fewer than {MIN_STORIES} stories")
    missed = (1 - q) ** 2 * _variance(unflagged)
    rest = (flagged.failing - unflagged.failing) ** 2 * q * (1 - q) / n + q**2 * _variance(flagged)
    few = min(unflagged.failing, 1 - unflagged.failing) * unflagged.n_effective < FEW_ERRORS
    if few and missed > MOST_OF_VARIANCE * (missed + rest):
        reasons.append("nearly all of its uncertainty comes from a handful of missed failures: label more")
    return reasons


def _variance(stratum: Stratum) -> float:
    n = stratum.n_effective
    mean = (stratum.failing * n + 0.5) / (n + 1)
    return mean * (1 - mean) / (n + 2)
