"""Rogan and Gladen's correction of many rates at once, with an interval that holds every uncertainty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detector.rates.boundary import TAIL, tail_shift

DRAWS = 20_000
"""Posterior draws of one rate; a simulation of many takes fewer of each."""

_STEPS = 25
_FAR = 1e6


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one rate and its calibration say, or arrays of the same length for many.

    Attributes:
        flagged: Observed share of flagged stories.
        n: Effective stories it is a share of.
        sensitivity: Share of right answers on failing stories.
        n_sensitivity: Effective labels it is a share of.
        false_alarms: 1 − specificity.
        n_specificity: Effective labels it is a share of.
    """

    flagged: Any
    n: Any
    sensitivity: Any
    n_sensitivity: Any
    false_alarms: Any
    n_specificity: Any


def estimate(evidence: Evidence) -> Any:
    """(flagged − false alarms) / (sensitivity − false alarms), within 0 to 1.

    Where sensitivity + specificity <= 1 there is none; the caller must not ask.

    References:
        Rogan, W. J. and Gladen, B. (1978), American Journal of Epidemiology 107: 71-76.
    """
    import numpy as np

    youden = evidence.sensitivity - evidence.false_alarms
    return np.clip((evidence.flagged - evidence.false_alarms) / np.where(youden > 0, youden, 1), 0, 1)


def interval(evidence: Evidence, rng: Any, draws: int = DRAWS) -> tuple[Any, Any]:
    """Lower and upper ends of the 95% intervals of corrected rates.

    The flagged share, the sensitivity and the false alarms each have Jeffreys' posterior on their effective
    counts. A value t is kept unless P(flagged <= t sensitivity + (1 - t) false alarms), over all three, lies
    in a tail: Fieller's test of a ratio by its linear form, so that nothing is divided by a difference near
    zero and no draw outside 0 to 1 is thrown away. ``boundary.tail_shift`` shares out the tails near 0 and 1.
    Draws in which the detector is no better than a coin say nothing and lie half beyond each end. However far
    the flagged share falls below the false alarms expected, the upper end is never below what no flag at all
    would say of a detector without false alarms.

    Args:
        evidence: Arrays of one length.
        rng: A numpy Generator.
        draws: For each rate.

    Returns:
        Two arrays within 0 to 1; 0 and 1 exactly where these values are kept.

    References:
        Brown, L. D., Cai, T. T. and DasGupta, A. (2001), Statistical Science 16: 101-133 (Jeffreys).
        Lang, Z. and Reiczigel, J. (2014), Preventive Veterinary Medicine 113: 13-22 (both uncertainties).
        Fieller, E. C. (1954), Journal of the Royal Statistical Society B 16: 175-185.
    """
    import numpy as np

    ordered = _ratios(evidence, rng, draws)
    spread = (_quantile(ordered, 0.8413) - _quantile(ordered, 0.1587)) / 2
    zeros = np.zeros(len(ordered))

    def end(tail: float) -> Any:
        """Where the ordered draws' tail is as large as it may be at that very value."""
        low, high = zeros, zeros + 1
        for _ in range(_STEPS):
            middle = (low + high) / 2
            above = _quantile(ordered, tail + tail_shift(middle / spread, (1 - middle) / spread)) > middle
            low, high = np.where(above, middle, low), np.where(above, high, middle)
        return (low + high) / 2

    found = estimate(evidence)
    low, high, least = end(TAIL), end(1 - TAIL), 2.0**-_STEPS
    highest = np.maximum(np.where(high >= 1 - least, 1.0, high), _without_flags(evidence))
    return np.minimum(np.where(low <= least, 0.0, low), found), np.maximum(highest, found)


def _without_flags(evidence: Evidence) -> Any:
    """The upper end for no flagged story at all and a detector that has no false alarms."""
    import numpy as np
    from scipy.special import betaincinv

    none = betaincinv(0.5, np.asarray(evidence.n) + 0.5, 1 - TAIL)
    return np.minimum(none / np.maximum(evidence.sensitivity, 1e-9), 1.0)


def _ratios(evidence: Evidence, rng: Any, draws: int) -> Any:
    """Sorted draws of the corrected rate, one row a rate."""
    import numpy as np

    flagged = _beta(rng, evidence.flagged, evidence.n, draws)
    sensitivity = _beta(rng, evidence.sensitivity, evidence.n_sensitivity, draws)
    false_alarms = _beta(rng, evidence.false_alarms, evidence.n_specificity, draws)
    youden = sensitivity - false_alarms
    useless = youden <= 1e-9
    beyond = np.where(np.arange(draws) % 2 == 0, -_FAR, _FAR)
    ratios = np.where(useless, beyond, (flagged - false_alarms) / np.where(useless, 1.0, youden))
    ratios.sort(axis=1)
    return ratios


def _beta(rng: Any, share: Any, n: Any, draws: int) -> Any:
    import numpy as np

    share, n = np.asarray(share, float)[:, None], np.asarray(n, float)[:, None]
    return rng.beta(share * n + 0.5, (1 - share) * n + 0.5, (len(share), draws))


def _quantile(ordered: Any, level: Any) -> Any:
    """One quantile of each row, linear between draws."""
    import numpy as np

    rows, draws = ordered.shape
    place = np.clip(np.clip(level, 0, 1) * draws - 0.5, 0, draws - 1) + np.zeros(rows)
    left = np.minimum(place.astype(int), draws - 2)
    part, row = place - left, np.arange(rows)
    return ordered[row, left] * (1 - part) + ordered[row, left + 1] * part
