"""A rate after the detector's own errors are taken into account, beside the observed one."""

from __future__ import annotations

from typing import Literal

from detector.records import Record


class CorrectedRate(Record):
    """The rate of stories that truly fail, as far as it can be known.

    Attributes:
        observed: Share of flagged stories, uncorrected.
        estimate: The corrected share, within 0 to 1; None where there is none, and ``reasons`` says why.
        low: Lower end of its 95% interval, which holds the uncertainty of the run *and* of the calibration.
        high: Upper end.
        method: ``rogan-gladen`` (sensitivity and specificity of a calibration), ``prediction-powered``
            (labels of this run's own stories), or ``none``.
        calibration: The calibration's id; None is the visible state "uncorrected".
        claimed: The interval is one that storyfault stands behind: in simulation, intervals that pass this
            rule cover at least 93%. The rule reads the data alone (``detector.rates.claims``).
        reasons: Why it is not claimed, or why there is none; empty where it is claimed.
    """

    observed: float | None = None
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    method: Literal["rogan-gladen", "prediction-powered", "none"] = "none"
    calibration: str | None = None
    claimed: bool = False
    reasons: tuple[str, ...] = ()
