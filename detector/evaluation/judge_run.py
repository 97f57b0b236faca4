"""A judge measured on the labelled stories of the very run it reads: the correction that needs no excuse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from detector.errors import RunError
from detector.inputs.story import from_story
from detector.judge.folder import JudgeFolder
from detector.judge.measured import MEASURED, JudgeMeasured, store_measured
from detector.judge.records import Counts, JudgeInfo, Reading
from detector.labels.calibrate import calibrate
from detector.rates.calibrating import calibration_of
from detector.rates.calibration import Calibration, LabelledStory
from detector.records import Category, utc_now
from detector.runs import RunFolder
from detector.scanning.judging import JudgeRequest, Teller, judge_stories


def evaluate_judge_on_run(
    path: Path, request: JudgeRequest, *, category: Category, teller: Teller | None = None
) -> dict[str, Any]:
    """Let a judge read the labelled stories of a run, and compare.

    Its answers are kept with the run, so that a later ``scan --judge`` does not ask again. The result stands
    in the run, and corrects this judge's rates there without the reserve that a gold set needs.

    Args:
        path: A run with labels.
        request: The judge; it reads every labelled story.
        category: The kind of failure.
        teller: Is told how it goes.

    Returns:
        Sensitivity and specificity, weighted by the chance with which each story came to be labelled.

    Raises:
        RunError: The run has no labels of the category.
    """
    folder = RunFolder.open(path)
    labelled = [one for one in calibrate(folder).file.labelled if one.category == category.value]
    if not labelled:
        raise RunError(
            f"{path}: no story is labelled for {category.value}.", f"Label some: storyfault label {path}"
        )
    wanted = {one.story_id for one in labelled}
    stories = [from_story(story) for story in folder.stories() if story.story_id in wanted]
    place = JudgeFolder(path)
    info, done = judge_stories(stories, (), request, answers=place.answers, log=place.log, teller=teller)
    readings = {reading.story.story_id: reading.reading() for reading in done}
    calibration = measured_calibration(info, category, labelled, readings, folder.info.run_id)
    counts = sum((reading.counts for reading in readings.values()), Counts())
    measured = JudgeMeasured(judge=info, calibration=calibration, figures={"counts": counts.model_dump()})
    complete = len(done) == len(stories)
    stored = {"stored": str(store_measured(path / MEASURED, measured))} if complete else {}
    return {
        "category": category.value,
        "judge": info.model_dump(mode="json"),
        "run": str(path),
        "calibration": calibration.model_dump(mode="json"),
        "n_labelled": len(labelled),
        "n_read": sum(r.values.get(category.value) is not None for r in readings.values()),
        "counts": counts.model_dump(),
        **stored,
    }


def measured_calibration(
    info: JudgeInfo,
    category: Category,
    labelled: Sequence[LabelledStory],
    readings: Mapping[str, Reading],
    run_id: str,
) -> Calibration:
    """The judge's errors on labelled stories; those that it did not read to the end are left out."""
    values = {story: reading.values.get(category.value) for story, reading in readings.items()}
    judged = [
        one.model_copy(update={"flagged": values[one.story_id] == 1})
        for one in labelled
        if values.get(one.story_id) is not None
    ]
    return calibration_of(
        judged,
        category=category.value,
        scan_id=info.judge_id,
        source=f"{len(judged)} labelled stories of {run_id}",
        created=utc_now(),
    )
