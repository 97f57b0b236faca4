"""One rate, corrected: what a run's flagged stories and a calibration say together."""

from __future__ import annotations

from collections.abc import Sequence

from detector.rates.calibration import Calibration
from detector.rates.claims import REASONS, problems
from detector.rates.corrected import CorrectedRate
from detector.rates.intervals import Cluster, share

SEED = 20_260_101
"""Of the posterior draws: the same data give the same interval."""

NO_CALIBRATION = "there is no calibration: label some stories (storyfault label), then storyfault calibrate"
NO_STORIES = "no story was scored"


def corrected(
    clusters: Sequence[Cluster], calibration: Calibration | None, *, seed: int = SEED
) -> CorrectedRate:
    """The rate of truly failing stories by Rogan and Gladen, with both uncertainties in its interval.

    Args:
        clusters: One for each prompt: ``events`` of ``size`` stories are flagged.
        calibration: The detector's errors; None gives a rate without a correction, which says so.
        seed: Of the posterior draws.

    Returns:
        ``estimate`` is None, and ``reasons`` says why, where there is nothing to correct with or by.
    """
    observed = share(clusters)
    if observed is None:
        return CorrectedRate(reasons=(NO_STORIES,))
    if calibration is None:
        return CorrectedRate(observed=observed.estimate, reasons=(NO_CALIBRATION,))
    refusal = refuses(calibration)
    if refusal:
        return CorrectedRate(
            observed=observed.estimate, calibration=calibration.calibration_id, reasons=(refusal,)
        )
    return _corrected(clusters, observed.estimate, observed.n_effective, calibration, seed)


def refuses(calibration: Calibration) -> str | None:
    """Why a calibration can correct nothing; None where it can."""
    if calibration.sensitivity is None:
        return "no failing story was labelled, so nothing is known of the detector's sensitivity"
    if calibration.specificity is None:
        return "no sound story was labelled, so nothing is known of the detector's specificity"
    youden = calibration.youden
    if youden is not None and youden <= 0:
        sensitivity, specificity = calibration.sensitivity.estimate, calibration.specificity.estimate
        return (
            f"sensitivity {sensitivity:.2f} and specificity {specificity:.2f} add up to no more than 1: the "
            "detector's flags say nothing about which stories fail"
        )
    return None


def _corrected(
    clusters: Sequence[Cluster], observed: float, effective: float, calibration: Calibration, seed: int
) -> CorrectedRate:
    import numpy as np

    from detector.rates.rogan_gladen import Evidence, estimate, interval

    sensitivity, specificity = calibration.sensitivity, calibration.specificity
    assert sensitivity is not None
    assert specificity is not None
    evidence = Evidence(
        *(
            np.array([value])
            for value in (
                observed,
                effective,
                sensitivity.estimate,
                sensitivity.n_effective,
                1 - specificity.estimate,
                specificity.n_effective,
            )
        )
    )
    low, high = interval(evidence, np.random.default_rng(seed))
    found = problems(evidence, sum(cluster.size for cluster in clusters), len(clusters))
    reasons = [REASONS[name] for name, holds in found.items() if bool(np.all(holds))]
    return CorrectedRate(
        observed=observed,
        estimate=float(estimate(evidence)[0]),
        low=float(low[0]),
        high=float(high[0]),
        method="rogan-gladen",
        calibration=calibration.calibration_id,
        claimed=not reasons,
        reasons=tuple(reasons),
    )
