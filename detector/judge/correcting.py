"""A judge's rates corrected for its errors: where these were measured decides how far to trust it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from detector.judge.folder import JudgeFolder
from detector.judge.measured import JudgeMeasured, known_of
from detector.judge.rates import JudgeRate, judge_rates
from detector.judge.records import JudgeInfo
from detector.rates.correct import corrected
from detector.rates.corrected import CorrectedRate


@dataclass(frozen=True, slots=True)
class JudgeCorrected:
    """How many stories truly fail, by a judge whose errors were measured.

    Attributes:
        rate: What it flags.
        corrected: The corrected rate; its ``estimate`` is None where there is none, and ``reasons`` say why.
        measured: What its errors were measured on; None where they were not.
        transported: They were measured on other stories than these: gold, or another run's labels.
    """

    rate: JudgeRate
    corrected: CorrectedRate
    measured: JudgeMeasured | None
    transported: bool


def corrected_rates(info: JudgeInfo, rates: list[JudgeRate], run: Path | None) -> list[JudgeCorrected]:
    """Each rate with its correction.

    Args:
        info: The judge.
        rates: What it flags.
        run: The run's folder, whose own labels come before those of gold; None for stories of files.
    """
    return [_corrected(info, rate, run) for rate in rates]


def rates_of_run(path: Path | str) -> list[dict[str, Any]]:
    """What the current judge of a run flags, and corrected, as plain values; empty where none read it."""
    place = JudgeFolder(path)
    info = place.current()
    if info is None:
        return []
    known = {"judge_id": info.judge_id, "model": info.model.name, "sha256": info.model.sha256}
    return [
        {
            **known,
            **asdict(one.rate),
            "corrected": one.corrected.model_dump(mode="json"),
            "transported": one.transported if one.measured is not None else None,
        }
        for one in corrected_rates(info, judge_rates(info, place.readings()), place.path)
    ]


def _corrected(info: JudgeInfo, rate: JudgeRate, run: Path | None) -> JudgeCorrected:
    measured, transported = known_of(run, info.judge_id, rate.category)
    calibration = measured.calibration if measured is not None else None
    return JudgeCorrected(rate, corrected(rate.clusters(), calibration), measured, transported)
