import json
from pathlib import Path

from detector.rates.calibrating import error_rate
from detector.rates.calibration import Calibration, CalibrationFile, LabelledStory
from detector.rates.corrector import OTHER, SEVERAL
from detector.rates.records import Rate, StoryOutcome, Summary
from detector.rates.summary import summarize


def _rows(run: str, flagged: int, n: int) -> list[StoryOutcome]:
    return [
        StoryOutcome(
            f"p{i}-1", f"p{i}", run=run, model="m", values={"formula": int(i < flagged)}, n_words=100
        )
        for i in range(n)
    ]


def _file(calibration_id: str = "c", labelled: tuple[LabelledStory, ...] = ()) -> CalibrationFile:
    one = Calibration(
        calibration_id=calibration_id,
        category="formula",
        sensitivity=error_rate(0.8, 100),
        specificity=error_rate(0.98, 100),
    )
    return CalibrationFile(calibrations=(one,), labelled=labelled)


def _rate(summary: Summary, by: str = "model") -> Rate:
    return next(rate for rate in summary.rates if rate.by == by and rate.check is None)


def test_observed_and_corrected_stand_side_by_side() -> None:
    rows = _rows("a", 20, 100)
    plain = summarize(rows)
    fixed = summarize(rows, calibrations={rows[0].group: _file()})
    assert (plain.state, plain.calibration) == ("uncorrected", None)
    assert _rate(plain).corrected is None
    assert "no calibration" in _rate(plain).corrected_reasons[0]
    assert fixed.state == "corrected"
    assert list(fixed.calibration or {}) == ["c"]
    rate = _rate(fixed)
    assert (rate.rate, rate.corrected) == (0.2, round(0.18 / 0.78, 6))
    assert rate.corrected_low is not None
    assert rate.corrected_low < 0.18 / 0.78 < (rate.corrected_high or 0)
    assert rate.calibration == "c"
    assert rate.corrected_claimed
    assert "corrected for the detector's errors 23%" in fixed.verdicts[0].text
    json.dumps(fixed.model_dump(mode="json"))


def test_pooled_runs_need_one_calibration_in_common() -> None:
    one, other = _rows("a", 20, 100), _rows("b", 10, 100)
    groups = (one[0].group, other[0].group)
    same = summarize([*one, *other], calibrations=dict.fromkeys(groups, _file()))
    assert _rate(same, "all").corrected is not None
    differ = summarize([*one, *other], calibrations=dict(zip(groups, (_file("c"), _file("d")), strict=True)))
    assert _rate(differ, "all").corrected is None
    assert _rate(differ, "all").corrected_reasons == (SEVERAL,)


def test_labels_of_the_runs_own_stories_come_first() -> None:
    rows = _rows("a", 20, 100)
    labels = tuple(
        LabelledStory(
            story_id=f"p{i}-1",
            prompt=f"p{i}",
            category="formula",
            flagged=i < 20,
            failing=i < 15 or i == 40,
            inclusion=1.0 if i < 20 else 0.5,
        )
        for i in (*range(20), *range(20, 100, 2))
    )
    rate = _rate(summarize(rows, calibrations={rows[0].group: _file(labelled=labels)}))
    assert rate.corrected_method == "prediction-powered"
    assert rate.corrected == round(0.2 * 15 / 20 + 0.8 / 40, 6)


def test_a_calibration_of_another_detector_is_not_used(tmp_path: Path) -> None:
    from detector.records import Scan, utc_now
    from detector.report.source import usable

    file = _file()
    file = file.model_copy(
        update={"calibrations": tuple(c.model_copy(update={"scan_id": "old"}) for c in file.calibrations)}
    )
    same, other = (Scan(scan_id=scan_id, started_at=utc_now()) for scan_id in ("old", "new"))
    assert usable(file, same) == file
    assert usable(file, other) == CalibrationFile()
    rows = _rows("a", 20, 100)
    rate = _rate(summarize(rows, calibrations={rows[0].group: CalibrationFile()}))
    assert (rate.corrected, rate.corrected_reasons) == (None, (OTHER,))


def test_exact_intervals_are_wider() -> None:
    rows = _rows("a", 20, 100)
    exact, plain = _rate(summarize(rows, exact=True)), _rate(summarize(rows))
    assert (exact.method, plain.method) == ("clopper-pearson", "wilson")
    assert (exact.low or 0) < (plain.low or 0)
