"""How often a judge is right, kept under its id: one file a judge and kind of failure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field

from detector.errors import RunError, WriteError
from detector.judge.records import JudgeInfo
from detector.rates.calibration import Calibration
from detector.records import Row
from detector.runs.atomic import write_json

MEASURED = "judge_measured"
"""The folder of a run that holds what its own labels say of judges."""


class JudgeMeasured(Row):
    """What labelled stories say of a judge.

    Attributes:
        judge: The judge: model by its sha256, instruction and settings.
        calibration: Its sensitivity and specificity. It is transported where the stories it is used for are
            not the ones it was measured on.
        figures: All that was counted.
    """

    judge: JudgeInfo
    calibration: Calibration
    figures: dict[str, Any] = Field(default_factory=dict)


def measured_folder() -> Path:
    """Where results are kept for later runs: the user's cache folder."""
    from detector.generation.models_digest import cache_folder

    return cache_folder() / "judge" / "measured"


def store_measured(folder: Path, measured: JudgeMeasured) -> Path:
    """Keep a result; an older one of the same judge and kind of failure is replaced.

    Raises:
        WriteError: It cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = f"{folder}: could not be made: {error.strerror}."
        raise WriteError(problem, "Mend the permissions, or choose another folder.") from error
    path = folder / _name(measured.judge.judge_id, measured.calibration.category)
    write_json(path, measured.model_dump(mode="json"))
    return path


def read_measured(folder: Path, judge_id: str, category: str) -> JudgeMeasured | None:
    """What is known of a judge; None where it was never measured.

    Raises:
        RunError: The file is damaged.
    """
    path = folder / _name(judge_id, category)
    if not path.exists():
        return None
    try:
        return JudgeMeasured.model_validate_json(path.read_bytes())
    except (OSError, ValueError) as error:
        raise RunError(
            f"{path}: this is no measurement of a judge ({type(error).__name__}).",
            "Measure it again: storyfault evaluate GOLD --judge MODEL",
        ) from error


def known_of(run: Path | None, judge_id: str, category: str) -> tuple[JudgeMeasured | None, bool]:
    """What is known of a judge for the rates of a run.

    Returns:
        The measurement on the run's own labels, or else on labelled stories elsewhere; and whether it is
        transported, as the latter is.
    """
    if run is not None:
        own = read_measured(run / MEASURED, judge_id, category)
        if own is not None:
            return own, False
    return read_measured(measured_folder(), judge_id, category), True


def _name(judge_id: str, category: str) -> str:
    return f"{judge_id}-{category}.json"
