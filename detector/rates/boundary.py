"""How the 5% of an interval's two tails is shared out near 0 and 1, where one tail cannot err."""

from __future__ import annotations

from functools import cache
from typing import Any

SHARE = 0.6
"""How much of Feldman and Cousins' shift is made: all of it would leave no room for discreteness."""

TAIL = 0.0225
"""The tail on each side far from a boundary; a little below 2.5%, since counts are discrete."""

_FAR = 1.96


def tail_shift(from_zero: Any, from_one: Any) -> Any:
    """What the tail against too small values gains, and the other loses, at a value near a boundary.

    A true rate of 0 can be missed on one side only. Were both tails kept at 2.5%, its interval would cover
    97.5% there. Feldman and Cousins order outcomes by their likelihood ratio to the best *possible* value,
    which gives the whole 5% to the side that can err, moves over without a step to equal tails 1.96 standard
    errors away, and never leaves an interval empty.

    Args:
        from_zero: Distance of the value from 0 in standard errors of the estimate.
        from_one: Distance from 1.

    References:
        Feldman, G. J. and Cousins, R. D. (1998), Physical Review D 57: 3873-3889, section IV.B.
    """
    import numpy as np

    distances, shifts = _table()
    gain = np.interp(from_zero, distances, shifts, right=0.0)
    return SHARE * (gain - np.interp(from_one, distances, shifts, right=0.0))


@cache
def _table() -> tuple[Any, Any]:
    """For a normal mean bounded below by 0: the upper rejection probability less 2.5%, by the mean."""
    import numpy as np

    distances = np.linspace(0.0, _FAR, 50)
    return distances, np.array([upper_tail(float(d)) - 0.025 for d in distances])


def upper_tail(mean: float) -> float:
    """P(X > x2) of Feldman and Cousins' 95% acceptance region [x1, x2] for X ~ N(mean, 1), mean >= 0."""
    from scipy.optimize import brentq
    from scipy.special import ndtr

    if mean >= _FAR:
        return 0.025

    def excess(above: float) -> float:
        below = -float("inf") if mean == 0 else -mean / 2 - above**2 / (2 * mean)
        return float(ndtr(above) - ndtr(below)) - 0.95

    return float(ndtr(-brentq(excess, 1.0, 2.5)))
