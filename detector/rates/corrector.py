"""Which correction a rate gets: labels of its own stories, a calibration, or none and why."""

from __future__ import annotations

from collections.abc import Sequence

from detector.rates.calibration import Calibration, CalibrationFile, LabelledStory
from detector.rates.correct import corrected
from detector.rates.corrected import CorrectedRate
from detector.rates.intervals import Cluster
from detector.rates.powered import prediction_powered
from detector.rates.records import StoryOutcome
from detector.rates.slices import Corrector

OTHER = (
    "its calibration measured another configuration of the detector, or another kind of failure: scan and "
    "calibrate again"
)
SEVERAL = "its runs have not one calibration in common"


def corrector(files: Sequence[CalibrationFile | None], category: str) -> Corrector:
    """How to correct a rate of a category.

    Args:
        files: The calibration of each group of stories that the rate is about; None where it has none.
        category: The category.

    Returns:
        Labels of the rated stories themselves are used where there are enough of each kind
        (``powered.prediction_powered``); else the calibration's sensitivity and specificity.
    """
    chosen = [_of_category(file, category) for file in files]
    ids = {one.calibration_id if one is not None else None for one in chosen}
    labelled = {
        label.story_id: label
        for file in files
        if file is not None
        for label in file.labelled
        if label.category == category
    }

    def correct(rows: Sequence[StoryOutcome], clusters: Sequence[Cluster]) -> CorrectedRate:
        if not clusters:
            return corrected(clusters, None)
        if len(ids) > 1:
            return corrected(clusters, None).model_copy(update={"reasons": (SEVERAL,)})
        own = _own(rows, labelled, category)
        calibration = chosen[0] if chosen else None
        found = prediction_powered(
            clusters, own, calibration=calibration.calibration_id if calibration else None
        )
        if found is None and calibration is None and any(file is not None for file in files):
            return corrected(clusters, None).model_copy(update={"reasons": (OTHER,)})
        return found or corrected(clusters, calibration)

    return correct


def _of_category(file: CalibrationFile | None, category: str) -> Calibration | None:
    if file is None:
        return None
    return next((one for one in file.calibrations if one.category == category), None)


def _own(
    rows: Sequence[StoryOutcome], labelled: dict[str, LabelledStory], category: str
) -> Sequence[LabelledStory]:
    """The labels of these very stories, flagged or not as their scan has it now."""
    return [
        labelled[row.story_id].model_copy(update={"flagged": row.values.get(category) == 1})
        for row in rows
        if row.story_id in labelled and labelled[row.story_id].prompt == row.sample_id
    ]
