import json
from pathlib import Path

import pytest
from scipy.stats import beta

from detector.errors import RunError
from detector.rates.calibrating import CALIBRATION, calibration_of, error_rate, read_calibration
from detector.rates.calibration import CalibrationFile, LabelledStory


def _labels(flagged: bool, failing: int, sound: int, inclusion: float = 1.0) -> list[LabelledStory]:
    return [
        LabelledStory(
            story_id=f"{flagged}-{n}",
            prompt=f"{flagged}-{n}",
            category="formula",
            flagged=flagged,
            failing=n < failing,
            inclusion=inclusion,
        )
        for n in range(failing + sound)
    ]


def test_everything_labelled_is_the_plain_table() -> None:
    """40 hits of 50 failing, 5 false alarms of 150 sound."""
    found = calibration_of([*_labels(True, 40, 5), *_labels(False, 10, 145)], category="formula")
    assert found.sensitivity is not None
    assert found.specificity is not None
    assert found.sensitivity.estimate == pytest.approx(40 / 50)
    assert found.specificity.estimate == pytest.approx(145 / 150)
    assert found.youden == pytest.approx(40 / 50 + 145 / 150 - 1)
    assert found.sensitivity.n_effective == pytest.approx(50, rel=0.15)
    assert found.specificity.n_effective == pytest.approx(150, rel=0.15)


def test_weights_undo_the_sampling_by_flag() -> None:
    """Of 45 flagged all are labelled, of 1,550 unflagged one in ten: misses count ten times."""
    found = calibration_of([*_labels(True, 40, 5), *_labels(False, 10, 145, 0.1)], category="formula")
    assert found.sensitivity is not None
    assert found.specificity is not None
    assert found.sensitivity.estimate == pytest.approx(40 / 140)
    assert found.specificity.estimate == pytest.approx(1450 / 1455)
    assert found.sensitivity.n_effective < 60


def test_no_miss_among_few_labels_leaves_sensitivity_open() -> None:
    found = calibration_of([*_labels(True, 20, 2), *_labels(False, 0, 50, 0.05)], category="formula")
    assert found.sensitivity is not None
    assert found.sensitivity.estimate == 1
    assert found.sensitivity.low < 0.8
    assert found.sensitivity.high == 1


def test_nothing_failing_gives_no_sensitivity() -> None:
    found = calibration_of([*_labels(True, 0, 3), *_labels(False, 0, 30)], category="formula")
    assert found.sensitivity is None
    assert found.youden is None
    assert calibration_of([], category="formula").specificity is None


def test_same_labels_have_the_same_id() -> None:
    labels = [*_labels(True, 4, 1), *_labels(False, 1, 14)]
    one = calibration_of(labels, category="formula")
    assert one == calibration_of(labels[::-1], category="formula")
    assert one.calibration_id != calibration_of(labels[1:], category="formula").calibration_id


def test_samples_of_one_prompt_say_less() -> None:
    alike = [
        label.model_copy(update={"prompt": f"{label.flagged}-{int(label.story_id.split('-')[1]) // 5}"})
        for label in [*_labels(True, 40, 10), *_labels(False, 10, 140)]
    ]
    clustered = calibration_of(alike, category="formula").specificity
    plain = calibration_of([*_labels(True, 40, 10), *_labels(False, 10, 140)], category="formula").specificity
    assert clustered is not None
    assert plain is not None
    assert clustered.n_effective < 0.6 * plain.n_effective


def test_error_rate_is_jeffreys() -> None:
    found = error_rate(0.9, 50)
    assert (found.low, found.high) == pytest.approx(tuple(beta.ppf([0.025, 0.975], 45.5, 5.5)))


def test_calibration_file_is_read_back(tmp_path: Path) -> None:
    assert read_calibration(tmp_path) is None
    file = CalibrationFile(calibrations=(calibration_of(_labels(True, 4, 1), category="formula"),))
    (tmp_path / CALIBRATION).write_text(json.dumps(file.model_dump(mode="json")))
    assert read_calibration(tmp_path) == file
    (tmp_path / CALIBRATION).write_text("{")
    with pytest.raises(RunError):
        read_calibration(tmp_path)
