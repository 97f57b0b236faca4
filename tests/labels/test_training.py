from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detector.cli import app
from detector.errors import RunError
from detector.labels.session import LabelSession
from detector.labels.training import train
from detector.records import ClassifierInfo, RunInfo, Story, utc_now
from detector.runs import RunFolder
from detector.scanner import ScanSetup, scan_run
from tests.scanner.test_scanner import CLEAN, INTRUDED
from tests.support.runs import SCAN

Sit = Callable[..., LabelSession]


def judge(session: LabelSession, right: Callable[[str], bool]) -> int:
    """Answer every finding; ``right`` decides by its check."""
    found = [q for q in session.queue.questions if q.finding is not None]
    for question in found:
        assert question.finding is not None
        session.answer(question.id, "error" if right(question.finding.code) else "fine")
    return len(found)


def test_train_learns_that_a_check_errs(sitting: Sit, run: Path) -> None:
    n = judge(sitting(), lambda code: code != "C07")
    found = train([run])
    assert (found.n_findings, found.n_open, found.n_recalibrated) == (n, 0, 0)
    made = found.recalibration
    assert made.base == {"formula": SCAN.classifiers[0].sha256}
    assert made.curves["commonsense"].n_error < made.curves["commonsense"].n
    assert made.curves["formula"](0.75) > 0.75 > made.curves["commonsense"](0.75)


def test_train_leaves_out_what_labellers_differ_on(sitting: Sit, run: Path) -> None:
    n = judge(sitting(), lambda code: True)
    session = sitting("bob")
    first = next(q for q in session.queue.questions if q.finding is not None)
    session.answer(first.id, "fine")
    found = train([run])
    assert (found.n_findings, found.n_open) == (n - 1, 1)


def test_train_leaves_out_probabilities_that_labels_changed_before(sitting: Sit, run: Path) -> None:
    judge(sitting(), lambda code: True)
    rows = [json.loads(line) for line in (run / "scans.jsonl").read_text().splitlines()]
    for row in rows:
        row["classifiers"].append(ClassifierInfo(name="recalibration").model_dump(mode="json"))
    (run / "scans.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    with pytest.raises(RunError, match="no finding is labelled"):
        train([run])


def test_train_refuses_a_run_without_labels(run: Path) -> None:
    with pytest.raises(RunError, match="no finding is labelled"):
        train([run])


def test_label_train_scan_in_one_go(tmp_path: Path) -> None:
    """Findings called wrong often enough are no longer shown by a scan with the trained classifier."""
    with RunFolder.create(tmp_path / "run", RunInfo(run_id="r", created=utc_now())) as folder:
        for number in range(16):
            text = INTRUDED if number % 2 else CLEAN
            folder.append_story(
                Story(story_id=f"p{number}", run_id="r", sample_id=f"p{number}", completion=text)
            )
        scan_run(folder, ScanSetup.make(only="formula"))
    folder = RunFolder.open(tmp_path / "run")
    from detector.labels.frame import frame_of
    from detector.labels.queue import queue_of
    from detector.labels.sampler import draw
    from detector.labels.store import LABELS, LabelStore

    sampling = draw(frame_of(folder), unit="story", n=16, seed=1)
    with LabelStore(folder.path / LABELS) as store:
        assert judge(LabelSession(queue_of(folder, sampling), store, "ann", {}), lambda code: False) >= 8
    run = str(folder.path)
    trained = CliRunner().invoke(app, ["train", run])
    assert trained.exit_code == 0, trained.output
    assert "0 of 8 are errors" in trained.stdout
    before = list(folder.findings())
    scanned = CliRunner().invoke(
        app, ["scan", run, "--only", "formula", "--classifier", f"{run}/classifier.json"]
    )
    assert scanned.exit_code == 0, scanned.output
    after = list(RunFolder.open(run).findings())
    assert len(before) == 8
    assert after == []
    scores = list(RunFolder.open(run).scores())
    assert len(scores) == 16
    assert all(score.value == 0 for score in scores)
