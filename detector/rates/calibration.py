"""What is known of the detector's own errors, from stories that a person labelled."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from detector.records import Record, Row


class LabelledStory(Record):
    """One story that was drawn for labelling, with the answer: what a calibration is made from.

    Attributes:
        story_id: The story.
        prompt: Its prompt; stories of one prompt are one cluster.
        category: The kind of failure that was asked for.
        flagged: The detector flagged it for this category.
        failing: It does hold such a failure, says the labeller. A story whose label is "unsure" is no label:
            leave it out, and count it in ``Calibration.n_unsure``.
        inclusion: The probability with which the sampler chose this story, above 0. The story stands for
            ``1 / inclusion`` stories of its run.
    """

    story_id: str
    prompt: str
    category: str
    flagged: bool
    failing: bool
    inclusion: float = Field(default=1.0, gt=0, le=1)


class ErrorRate(Record):
    """Sensitivity or specificity, with what it rests on.

    Attributes:
        estimate: Weighted share of right answers.
        n_labels: Labelled stories that it is a share of.
        n_effective: Independent, equally weighted labels that would say as much; unequal weights and several
            stories of a prompt make it smaller than ``n_labels``.
        low: Lower end of its 95% interval (Jeffreys' on the effective labels).
        high: Upper end.
    """

    estimate: float = Field(ge=0, le=1)
    n_labels: int = Field(ge=0)
    n_effective: float = Field(ge=0)
    low: float = 0.0
    high: float = 1.0


class Calibration(Row):
    """The detector's errors for one category, measured on labelled stories.

    Attributes:
        calibration_id: A short hash of the labels; reports name it beside each corrected rate.
        category: ``formula`` or ``commonsense``.
        scan_id: The configuration of the detector that was measured; empty where unknown. Rates of another
            configuration are not corrected with it.
        source: Where the labels come from, in words ("90 labels in runs/gpt-oss-20b").
        by: ``flag``: random flagged and random unflagged stories were labelled (``LabelledStory``);
            ``truth``: stories known to fail and stories known not to, as in a gold set.
        sensitivity: Share of failing stories that the detector flags; None where no failing story was seen.
        specificity: Share of sound stories that it leaves alone; None where no sound story was seen.
        n_flagged: Labels of flagged stories.
        n_unflagged: Labels of unflagged stories.
        n_unsure: Answers that were "unsure" and count nowhere.
        kappa: Cohen's kappa of two labellers, where two answered.
    """

    calibration_id: str
    category: str
    scan_id: str = ""
    source: str = ""
    created: datetime | None = None
    by: Literal["flag", "truth"] = "flag"
    sensitivity: ErrorRate | None = None
    specificity: ErrorRate | None = None
    n_flagged: int = 0
    n_unflagged: int = 0
    n_unsure: int = 0
    labelers: tuple[str, ...] = ()
    kappa: float | None = None

    @property
    def youden(self) -> float | None:
        """Sensitivity + specificity − 1: 0 is a coin; at or below it nothing can be corrected."""
        if self.sensitivity is None or self.specificity is None:
            return None
        return self.sensitivity.estimate + self.specificity.estimate - 1


class CalibrationFile(Row):
    """``calibration.json`` of a run folder: one calibration a category, and the labels they rest on.

    Attributes:
        calibrations: At most one a category.
        labelled: The labelled stories of this very run, from which prediction-powered rates are made.
    """

    calibrations: tuple[Calibration, ...] = ()
    labelled: tuple[LabelledStory, ...] = ()
