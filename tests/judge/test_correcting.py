"""A judge's rates corrected by its measured errors, on gold and on the run's own labels."""

from __future__ import annotations

import json
import random
from datetime import datetime, timezone
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detector.cli import app
from detector.judge.rates import judge_rates
from detector.judge.records import JudgeInfo, Plan, Reading
from detector.labels.frame import frame_of
from detector.labels.records import Label
from detector.labels.sampler import draw
from detector.labels.store import LABELS, add_sampling
from detector.rates.calibrating import error_rate
from detector.rates.calibration import Calibration
from detector.rates.correct import corrected
from detector.records import Category, ModelInfo, Score, utc_now
from detector.runs import RunFolder
from detector.runs.jsonl import Appender
from tests.judge.test_evaluate_judge import write_gold
from tests.judge.test_scan_judge import FAST, make_run
from tests.support.runs import SCAN
from tests.support.scripted_judge import Judge, judging

JUDGE = JudgeInfo(
    judge_id="j",
    started_at=datetime(2026, 1, 1, tzinfo=timezone.utc),
    model=ModelInfo(name="m"),
    instruction_version="1",
    instruction_sha256="",
    plan=Plan(n_eligible=150, n_random=150),
)


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_a_judge_measured_on_gold_gives_a_transported_correction(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run", 80, 20)
    gold = write_gold(tmp_path / "gold.jsonl", 160, n_fill=1)
    with judging(Judge(0.7, 0.9)) as judge:
        before = CliRunner().invoke(app, ["scan", str(run), *FAST, "--judge", judge.url])
        assert "The errors of this judge are not measured" in before.stdout
        done = CliRunner().invoke(app, ["evaluate", str(gold), "--judge", judge.url])
        assert done.exit_code == 0, done.stderr
        after = CliRunner().invoke(app, ["rates", str(run)])
    assert (
        "measured on 160 labelled stories of gold.jsonl, which are not these stories (transported)"
        in after.stdout
    )
    found = json.loads(CliRunner().invoke(app, ["rates", str(run), "--json"]).stdout)["judges"]
    (rate,) = (rate for rate in found if rate["category"] == "commonsense")
    assert rate["transported"] is True
    assert rate["corrected"]["low"] <= 20 / 80 <= rate["corrected"]["high"]


def test_labels_of_the_run_give_a_correction_without_reserve(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run", 80, 20)
    fails = {f"s{number:04}": number < 20 for number in range(80)}
    with RunFolder.open(run, write=True) as folder:
        folder.append_scan(SCAN)
        folder.append_score(
            *(
                Score(story_id=story, scan_id=SCAN.scan_id, category=Category.COMMONSENSE, value=0)
                for story in fails
            )
        )
    sampling = draw(frame_of(RunFolder.open(run)), unit="story", n=60, seed=3)
    add_sampling(run, sampling)
    with Appender(run / LABELS) as labels:
        labels.append(
            [
                Label(
                    item_id=item.item_id,
                    kind="story",
                    answer="error" if fails[item.story_id] else "fine",
                    labeller="ann",
                    run_id="r",
                    scan_id=SCAN.scan_id,
                    sampling_id=sampling.sampling_id,
                    story_id=item.story_id,
                    category=Category.COMMONSENSE,
                    at=utc_now(),
                )
                for item in sampling.items
            ]
        )
    with judging(Judge(0.8, 0.9)) as judge:
        done = CliRunner().invoke(app, ["evaluate", str(run), "--judge", judge.url])
        assert done.exit_code == 0, done.stderr
        assert "60 of 60 labelled stories were read to the end" in done.stdout
        asked = len(judge.asked)
        assert CliRunner().invoke(app, ["scan", str(run), *FAST, "--judge", judge.url]).exit_code == 0
        assert len(judge.asked) - asked < 2 * 20 + 1, "the labelled stories were read already"
    after = CliRunner().invoke(app, ["rates", str(run)]).stdout
    assert "Corrected for its errors, measured on 60 labelled stories of r: common sense" in after
    assert "transported" not in after


def test_corrected_rates_hold_the_truth_in_simulated_runs() -> None:
    """Judges of many kinds, each measured on gold of 200 stories, reading 150 stories of a run.

    Twice 200 runs: of five seeds, 954 of 1,000 intervals held the truth, and of these two 376 of 400.
    """
    covered = 0
    for seed in (11, 12):
        draws = random.Random(seed)
        for _ in range(200):
            sensitivity, specificity = draws.uniform(0.5, 0.95), draws.uniform(0.8, 0.999)
            true_rate = draws.choice((0.1, 0.2, 0.35, 0.5))
            calibration = Calibration(
                calibration_id="c",
                category="commonsense",
                by="truth",
                sensitivity=error_rate(sum(draws.random() < sensitivity for _ in range(100)) / 100, 100),
                specificity=error_rate(sum(draws.random() < specificity for _ in range(100)) / 100, 100),
            )
            readings = []
            for story in range(150):
                fails = draws.random() < true_rate
                flags = draws.random() < (sensitivity if fails else 1 - specificity)
                readings.append(
                    Reading(story_id=f"s{story}", judge_id="j", values={"commonsense": int(flags)})
                )
            (rate,) = (r for r in judge_rates(JUDGE, readings) if r.category == "commonsense")
            found = corrected(rate.clusters(), calibration)
            assert found.low is not None
            assert found.high is not None
            covered += found.low <= true_rate <= found.high
    assert 0.93 <= covered / 400 <= 0.98, covered
