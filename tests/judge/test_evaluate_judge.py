"""A judge with known errors is measured as it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detector.cli import app
from detector.judge.measured import measured_folder, read_measured
from tests.support.scripted_judge import Judge, judge_story, judging


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def write_gold(path: Path, n: int, n_fill: int = 5) -> Path:
    """n stories in the format of the project's gold, every second one with an error of place."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(n):
            story = judge_story(number, number % 2 == 0, n_fill=n_fill)
            spans = []
            if number % 2 == 0:
                back, lost = story.text.rindex("The "), story.text.index("The ")
                other = {"start": lost, "end": story.text.index("well") + 4}
                other["text"] = story.text[other["start"] : other["end"]]
                spans = [
                    {
                        "start": back,
                        "end": len(story.text),
                        "text": story.text[back:],
                        "code": "C03",
                        "related": [other],
                    }
                ]
            row = {"id": story.id, "text": story.text, "kind": "error" if spans else "clean", "spans": spans}
            file.write(json.dumps(row) + "\n")
    return path


def measure(gold: Path, judge: Judge, *words: str) -> dict[str, Mapping[str, object]]:
    with judging(judge):
        done = CliRunner().invoke(app, ["evaluate", str(gold), "--judge", judge.url, "--json", *words])
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("sensitivity", "specificity", "invented"),
    [(0.5, 0.8, 0.3), (0.7, 0.95, 0.0), (0.95, 0.999, 0.1)],
)
def test_measured_sensitivity_and_specificity_hold_the_truth(
    tmp_path: Path, sensitivity: float, specificity: float, invented: float
) -> None:
    gold = write_gold(tmp_path / "gold.jsonl", 300, n_fill=1)
    judge = Judge(sensitivity, specificity, invented, malformed=0.05, slow=0.002)
    report = measure(gold, judge)
    figures = report["all"]
    assert figures["n_failing"] + figures["n_sound"] + figures["n_unread"] == 300
    assert figures["n_unread"] <= 9, "a malformed answer is asked for once more"
    # Claims with invented quotes are dropped, so they find nothing and accuse nobody.
    true = {
        "sensitivity": sensitivity * (1 - invented),
        "specificity": 1 - (1 - specificity) * (1 - invented),
    }
    for name, value in true.items():
        assert figures[name]["low"] <= value <= figures[name]["high"], (name, figures[name])
    assert figures["counts"]["invented"] == figures["counts"]["claims"] - figures["quotes"]["k"]
    assert (figures["counts"]["invented"] > 0) is (invented > 0)
    assert figures["form"]["low"] <= 0.95 <= figures["form"]["high"]
    assert figures["both_ends"]["value"] == 1.0, "what it finds it locates exactly"
    stored = read_measured(measured_folder(), report["judge"]["judge_id"], "commonsense")
    assert stored is not None
    assert stored.calibration.by == "truth"
    assert stored.calibration.sensitivity is not None
    assert stored.calibration.sensitivity.estimate == figures["sensitivity"]["value"]
    assert stored.judge.instruction_sha256


def test_the_table_and_the_picture(tmp_path: Path) -> None:
    gold = write_gold(tmp_path / "gold.jsonl", 40)
    with judging(Judge(0.9, 0.9)) as judge:
        words = ["evaluate", str(gold), "--judge", judge.url, "--plots", str(tmp_path / "plots")]
        done = CliRunner().invoke(app, words)
        assert done.exit_code == 0, done.stderr
        asked = len(judge.asked)
        again = CliRunner().invoke(app, words)
        assert len(judge.asked) == asked, "answers are kept"
    assert again.stdout == done.stdout
    assert "(sensitivity)" in done.stdout
    assert "It tells bad stories from sound ones" in done.stdout
    assert "errors found, by kind" in done.stdout
    assert (tmp_path / "plots" / "judge.png").stat().st_size > 5000


def test_a_judge_that_guesses_is_called_so(tmp_path: Path) -> None:
    gold = write_gold(tmp_path / "gold.jsonl", 60, n_fill=1)
    with judging(Judge(0.5, 0.5)) as judge:
        done = CliRunner().invoke(app, ["evaluate", str(gold), "--judge", judge.url])
    assert "hardly better than a coin" in done.stdout


def test_a_part_of_the_gold_is_not_kept(tmp_path: Path) -> None:
    gold = write_gold(tmp_path / "gold.jsonl", 10)
    report = measure(gold, Judge(), "--most", "4")
    assert report["all"]["n_stories"] == 4
    assert "stored" not in report


def test_formula_gold_is_read_for_formulas() -> None:
    gold = Path(__file__).parents[2] / "corpora" / "gold" / "formula_dev.jsonl"
    report = measure(gold, Judge(specificity=1.0), "--category", "formula", "--most", "8")
    assert report["category"] == "formula"
    assert report["all"]["n_stories"] == 8
