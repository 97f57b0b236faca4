from __future__ import annotations

import random
from math import exp
from pathlib import Path

import pytest

from detector.checks.base import Candidate
from detector.classifier.recalibration import Curve, Judged, Recalibration, fit, logit, read_recalibration
from detector.classifier.scoring import Scorer
from detector.errors import ModelError
from detector.records import Category
from detector.resources import resource
from detector.runs.atomic import write_json
from detector.scanner import ScanSetup
from detector.text.story import StoryDoc


def judged(n: int, slope: float, intercept: float, seed: int = 1, code: str = "C05") -> list[Judged]:
    """Findings whose truth follows a known curve of their probability."""
    rng = random.Random(seed)
    rows = []
    for number in range(n):
        p = rng.uniform(0.5, 0.99)
        true = 1 / (1 + exp(-(slope * logit(p) + intercept)))
        rows.append(Judged(f"s{number}", code, Category.COMMONSENSE, p, rng.random() < true))
    return rows


def test_recalibration_finds_a_known_curve() -> None:
    made = fit(judged(3000, 0.5, -1.0), base={})
    curve = made.curves["commonsense"]
    assert curve.slope == pytest.approx(0.5, abs=0.1)
    assert curve.intercept == pytest.approx(-1.0, abs=0.15)
    assert made.after is not None
    assert made.before is not None
    assert made.after < made.before - 0.1


def test_recalibration_of_a_right_classifier_gains_nothing_on_stories_left_out() -> None:
    made = fit(judged(300, 1.0, 0.0), base={})
    assert made.after is not None
    assert made.before is not None
    assert made.after == pytest.approx(made.before, abs=0.02)


def test_recalibration_moves_little_for_a_few_labels_and_much_for_many() -> None:
    few, many = (
        fit([Judged(f"s{i}", "C05", Category.COMMONSENSE, 0.9, False) for i in range(n)], base={})
        for n in (1, 60)
    )
    assert 0.7 < few.probability("C05", Category.COMMONSENSE, 0.9) < 0.9
    assert many.probability("C05", Category.COMMONSENSE, 0.9) < 0.15


def test_recalibration_tells_checks_with_enough_labels_apart() -> None:
    good = [Judged(f"g{i}", "C05", Category.COMMONSENSE, 0.8, True) for i in range(20)]
    bad = [Judged(f"b{i}", "C07", Category.COMMONSENSE, 0.8, False) for i in range(20)]
    rare = [Judged("r", "C02", Category.COMMONSENSE, 0.8, True)]
    made = fit(good + bad + rare, base={})
    assert set(made.checks) == {"C05", "C07"}
    at = {code: made.probability(code, Category.COMMONSENSE, 0.8) for code in ("C05", "C02", "C07")}
    assert at["C05"] > at["C02"] > at["C07"]
    assert made.probability("F01", Category.FORMULA, 0.8) == 0.8


def test_recalibration_keeps_the_order_of_probabilities() -> None:
    upside_down = [
        Judged(f"s{i}", "C05", Category.COMMONSENSE, p, p < 0.7) for i, p in enumerate([0.55, 0.9] * 40)
    ]
    curve = fit(upside_down, base={}).curves["commonsense"]
    assert curve.slope >= 0
    assert curve(0.9) >= curve(0.55)


def test_recalibration_changes_what_the_scorer_says(tmp_path: Path) -> None:
    made = Recalibration(curves={"commonsense": Curve(slope=1, intercept=-2)})
    rules = {"C05": {"probability": 0.8, "threshold": 0.6}}
    folder = resource("models/formula-classifier")
    candidate = [Candidate("C05", 0, 1, "why")]
    plain, changed = Scorer(folder, rules), Scorer(folder, rules, recalibration=made)
    assert plain.probabilities(StoryDoc("x"), candidate) == [0.8]
    assert changed.probabilities(StoryDoc("x"), candidate) == [
        pytest.approx(made.curves["commonsense"](0.8), abs=1e-4)
    ]
    assert changed.threshold("C05") == 0.6
    assert [info.name for info in changed.infos()][-1] == "recalibration"


def test_scan_with_a_recalibration_is_another_scan(tmp_path: Path) -> None:
    path = tmp_path / "classifier.json"
    write_json(path, Recalibration(curves={"formula": Curve(intercept=-9)}).model_dump(mode="json"))
    plain, changed = ScanSetup.make(), ScanSetup.make(classifier=str(path))
    assert plain.scan_row(plain.scorer()).scan_id != changed.scan_row(changed.scorer()).scan_id
    text = StoryDoc("He fell, $E = mc^2$, and the sea went on.")
    candidate = [Candidate("F01", 9, 19, "why")]
    assert (plain.scorer().probabilities(text, candidate)[0] or 0) > 0.5
    assert (changed.scorer().probabilities(text, candidate)[0] or 0) < 0.1


@pytest.mark.parametrize(
    "content", [None, "", "{", "[]", '{"curves": {"formula": {"slope": "x"}}}', '{"evil": 1}']
)
def test_recalibration_that_is_none_is_named(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "classifier.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ModelError, match=r"classifier\.json"):
        read_recalibration(path)
    with pytest.raises(ModelError):
        ScanSetup.make(classifier=str(path))
