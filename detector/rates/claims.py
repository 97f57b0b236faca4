"""Which corrected intervals storyfault stands behind: a rule that reads the data and no truth."""

from __future__ import annotations

from typing import Any

from detector.rates.rogan_gladen import Evidence, estimate

MIN_PROMPTS = 50
"""Fewer clusters cannot show how alike the stories of a prompt are."""

MIN_STORIES = 40
"""In fewer stories one more flag moves an interval too far for it to keep 95%."""

MIN_YOUDEN = 0.05
"""Sensitivity + specificity − 1 must exceed this beyond doubt: by 1.96 standard errors."""

FEW_ERRORS = 4
"""Fewer errors of a kind among the labels are a coarse measure of how often they happen ..."""

MOST_OF_VARIANCE = 0.8
"""... which is harmful where more than this share of the interval's variance comes from them."""

FEW_FLAGGED = 3
"""With fewer flagged stories the interval is an upper limit, which no coarse measure makes too narrow."""

REASONS = {
    "prompts": f"its stories have fewer than {MIN_PROMPTS} prompts",
    "stories": f"it has fewer than {MIN_STORIES} stories",
    "detector": f"sensitivity + specificity − 1 is not surely above {MIN_YOUDEN:g}",
    "false alarms": "nearly all of its uncertainty is that of a handful of false alarms in the labels: label "
    "more sound stories",
    "misses": "nearly all of its uncertainty is that of a handful of hits or misses among the labels: label "
    "more failing stories",
}


def problems(evidence: Evidence, n_stories: Any, n_prompts: Any) -> dict[str, Any]:
    """For each reason of ``REASONS``, whether it holds against the interval; arrays where evidence is.

    Every threshold was set on simulated cells other than those of ``storyfault bench rates``, so that
    intervals without a problem cover at least 93%, and at most 98% where five stories or more are flagged.

    Args:
        evidence: The rate and its calibration.
        n_stories: Scored stories.
        n_prompts: Prompts they answer.
    """
    import numpy as np

    rate = estimate(evidence)
    sensitivity = _variance(evidence.sensitivity, evidence.n_sensitivity)
    false_alarms = _variance(evidence.false_alarms, evidence.n_specificity)
    from_sensitivity, from_false_alarms = rate**2 * sensitivity, (1 - rate) ** 2 * false_alarms
    whole = _variance(evidence.flagged, evidence.n) + from_sensitivity + from_false_alarms
    youden = evidence.sensitivity - evidence.false_alarms
    some_flagged = evidence.flagged * np.asarray(n_stories) >= FEW_FLAGGED - 1e-9
    hits_or_misses = np.minimum(evidence.sensitivity, 1 - evidence.sensitivity) * evidence.n_sensitivity
    alarms = np.minimum(evidence.false_alarms, 1 - evidence.false_alarms) * evidence.n_specificity
    return {
        "prompts": np.asarray(n_prompts) < MIN_PROMPTS + 0 * rate,
        "stories": np.asarray(n_stories) < MIN_STORIES + 0 * rate,
        "detector": youden - 1.96 * np.sqrt(sensitivity + false_alarms) <= MIN_YOUDEN,
        "false alarms": some_flagged
        & (alarms < FEW_ERRORS - 1e-9)
        & (from_false_alarms > MOST_OF_VARIANCE * whole),
        "misses": some_flagged
        & (hits_or_misses < FEW_ERRORS - 1e-9)
        & (from_sensitivity > MOST_OF_VARIANCE * whole),
    }


def _variance(share: Any, n: Any) -> Any:
    """Variance of Jeffreys' posterior on n effective counts."""
    mean = (share * n + 0.5) / (n + 1)
    return mean * (1 - mean) / (n + 2)
