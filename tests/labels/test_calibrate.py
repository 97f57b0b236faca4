from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detector.cli import app
from detector.errors import RunError
from detector.labels.calibrate import calibrate
from detector.labels.frame import frame_of
from detector.labels.sampler import draw
from detector.labels.session import LabelSession
from detector.labels.store import LABELS, add_sampling, read_labels
from detector.labels.truth import truths
from detector.rates.calibrating import read_calibration
from detector.records import Category
from detector.report import write_report
from detector.runs import RunFolder
from detector.runs.jsonl import Appender
from tests.labels.test_store import label
from tests.report.html_tools import Page
from tests.support.runs import build_run

Sit = Callable[..., LabelSession]


def answer_all(session: LabelSession, truth: Callable[[str, Category], bool], most: int = 10**6) -> None:
    """Answer the questions as somebody would who knows which stories fail."""
    for question in session.queue.questions[:most]:
        fails = truth(question.drawn.story_id, question.category)
        session.answer(question.id, "error" if fails else "fine", 1.0)


def known(rows: list[object]) -> dict[tuple[str, str], bool | None]:
    standing = {(row.item_id, row.labeller): row for row in rows}  # type: ignore[attr-defined]
    return {(story, kind.value): truth.failing for (story, kind), truth in truths(standing).items()}


def test_truth_of_a_story_needs_one_error_or_a_word_on_the_whole_story() -> None:
    rows = [
        label("f1", "error", story_id="one"),
        label("f2", "fine", story_id="two"),
        label("s3", "fine", story_id="three", kind="story"),
        label("f4", "fine", story_id="four"),
        label("s4", "error", story_id="four", kind="story"),
        label("m5", "error", story_id="five", kind="span"),
        label("s5", "fine", story_id="five", kind="story"),
        label("s6", "unsure", story_id="six", kind="story"),
        label("m7", "removed", story_id="seven", kind="span"),
        label("s7", "fine", story_id="seven", kind="story"),
        label("s8", "error", story_id="eight", kind="sentence"),
    ]
    assert known([*rows]) == {
        ("one", "commonsense"): True,
        ("three", "commonsense"): False,
        ("four", "commonsense"): True,
        ("five", "commonsense"): True,
        ("six", "commonsense"): None,
        ("seven", "commonsense"): False,
    }


def test_truth_is_open_where_labellers_differ() -> None:
    rows = [label("s", answer, who, kind="story") for who, answer in (("ann", "error"), ("bob", "fine"))]
    assert known([*rows]) == {("p", "commonsense"): None}
    standing = {(row.item_id, row.labeller): row for row in rows}
    (only_bob,) = truths(standing, ["bob"]).values()
    assert only_bob.failing is False


def test_calibrate_a_perfect_detector(sitting: Sit, run: Path) -> None:
    folder = RunFolder.open(run)
    flagged = {(f.story_id, f.category) for f in folder.findings()}
    answer_all(sitting(), lambda story, category: (story, category) in flagged)
    found = calibrate(folder)
    for calibration in found.file.calibrations:
        assert calibration.sensitivity is not None
        assert calibration.specificity is not None
        assert calibration.sensitivity.estimate == calibration.specificity.estimate == 1
        assert calibration.sensitivity.low < 1
        assert calibration.scan_id == "scan01"
    assert {p.code: p.share for p in found.precisions} == {"C05": 1, "C07": 1, "F01": 1}
    assert found.progress == {"commonsense": (20, 20), "formula": (20, 20)}
    for one in found.file.labelled:
        assert one.flagged == one.failing == ((one.story_id, Category(one.category)) in flagged)


def test_calibrate_counts_a_missed_span_against_the_detector(sitting: Sit, run: Path) -> None:
    session = sitting()
    folder = RunFolder.open(run)
    flagged = {(f.story_id, f.category) for f in folder.findings()}
    answer_all(session, lambda story, category: (story, category) in flagged)
    missed = next(q for q in session.queue.questions if q.kind == "story" and not q.findings)
    session.add_span(
        missed.id, 0, 5, missed.category.value, "C05" if missed.category.value != "formula" else "F01"
    )
    found = calibrate(folder)
    (touched,) = [c for c in found.file.calibrations if c.category == missed.category.value]
    assert touched.sensitivity is not None
    assert touched.sensitivity.estimate < 1
    (row,) = [
        o for o in found.file.labelled if o.story_id == missed.drawn.story_id and o.failing != o.flagged
    ]
    assert row.failing


def test_calibrate_recovers_a_known_detector_from_a_stratified_sample(tmp_path: Path) -> None:
    """Of 800 stories those the detector missed and those it flagged wrongly are known beforehand."""
    run = build_run(tmp_path / "run", 800, flagged=0.1, failed=0, paragraphs=6)
    folder = RunFolder.open(run)
    flagged = {f.story_id for f in folder.findings() if f.category is Category.COMMONSENSE}
    rng = random.Random(4)
    everyone = [story.story_id for story in folder.stories()]
    failing = {s for s in everyone if rng.random() < (0.8 if s in flagged else 0.05)}
    true_sensitivity = len(flagged & failing) / len(failing)
    true_specificity = sum(s not in flagged for s in everyone if s not in failing) / (800 - len(failing))
    hits = 0
    for seed in range(10):
        sampling = draw(
            frame_of(folder, only=Category.COMMONSENSE), unit="story", n=200, seed=seed, flagged_share=0.3
        )
        add_sampling(run, sampling)
        (run / LABELS).unlink(missing_ok=True)
        with Appender(run / LABELS) as file:
            file.append(
                [
                    label(
                        item.item_id,
                        "error" if item.story_id in failing else "fine",
                        kind="story",
                        story_id=item.story_id,
                    )
                    for item in sampling.items
                ]
            )
        (made,) = calibrate(folder).file.calibrations
        assert made.sensitivity is not None
        assert made.specificity is not None
        assert made.specificity.estimate == pytest.approx(true_specificity, abs=0.02)
        hits += made.sensitivity.low <= true_sensitivity <= made.sensitivity.high
        hits += made.specificity.low <= true_specificity <= made.specificity.high
    assert hits >= 17  # of 20 intervals of 95%


def test_calibrate_weighs_what_is_labelled_so_far(sitting: Sit, run: Path) -> None:
    """Half of the questions answered: each labelled story stands for more of its stratum, the total stays."""
    session = sitting()
    answer_all(session, lambda story, category: True, most=len(session.queue.questions) // 2)
    found = calibrate(RunFolder.open(run))
    strata = {s.name: s for s in session.queue.sampling.strata}
    names = {(i.story_id, i.category.value): i.stratum for i in session.queue.sampling.items}
    weights: dict[str, float] = {}
    for one in found.file.labelled:
        name = names[(one.story_id, one.category)]
        weights[name] = weights.get(name, 0) + 1 / one.inclusion
    for name, total in weights.items():
        assert total == pytest.approx(strata[name].population)


def test_calibrate_says_what_is_missing(run: Path, sitting: Sit) -> None:
    bare = build_run(run.parent / "bare", 5)
    with pytest.raises(RunError, match="no sample was drawn"):
        calibrate(RunFolder.open(bare))
    with pytest.raises(RunError, match="no labels yet"):
        calibrate(RunFolder.open(run))


def test_calibrate_writes_what_rates_reads(sitting: Sit, run: Path) -> None:
    session = sitting()
    flagged = {(f.story_id, f.category) for f in RunFolder.open(run).findings()}
    answer_all(session, lambda story, category: (story, category) in flagged)
    answer_all(sitting("bob"), lambda story, category: (story, category) in flagged)
    result = CliRunner().invoke(app, ["calibrate", str(run)])
    assert result.exit_code == 0, result.output
    assert "sensitivity 100%" in result.stdout
    assert "ann and bob on 40 stories: same answer 100%, Cohen's kappa 1.00" in result.stdout
    file = read_calibration(run)
    assert file is not None
    assert [c.category for c in file.calibrations] == ["commonsense", "formula"]
    assert file.calibrations[0].labelers == ("ann", "bob")
    assert file.calibrations[0].kappa == 1
    checks = json.loads((run / "calibration-checks.json").read_text())
    assert [c["category"] for c in checks["calibrations"]] == ["C05", "C07", "F01"]


def test_label_command_prints_agreement_and_refuses_a_bare_run(sitting: Sit, run: Path) -> None:
    answer_all(sitting(), lambda story, category: story < "run-0030")
    answer_all(sitting("bob"), lambda story, category: story < "run-0040")
    result = CliRunner().invoke(app, ["label", str(run), "--agreement"])
    assert result.exit_code == 0, result.output
    assert "ann and bob on" in result.stdout
    assert "Cohen's kappa" in result.stdout
    assert len({row.labeller for row in read_labels([run / LABELS])}) == 2
    assert CliRunner().invoke(app, ["label", str(run.parent)]).exit_code == 4
    assert CliRunner().invoke(app, ["label", str(run), "--flagged", "150%"]).exit_code == 2


def test_calibrate_by_sentence_says_nothing_of_stories(run: Path) -> None:
    folder = RunFolder.open(run)
    sampling = draw(frame_of(folder, "sentence", Category.COMMONSENSE), unit="sentence", n=30, seed=2)
    add_sampling(run, sampling)
    flagged = {stratum.name: stratum.flagged for stratum in sampling.strata}
    rows = [
        label(
            item.item_id,
            "error" if flagged[item.stratum] else "fine",
            kind="sentence",
            story_id=item.story_id,
        )
        for item in sampling.items
    ]
    rows[-1] = rows[-1].model_copy(update={"answer": "unsure"})
    with Appender(run / LABELS) as file:
        file.append(rows)
    result = CliRunner().invoke(app, ["calibrate", str(run)])
    assert result.exit_code == 0, result.output
    assert "unflagged sentences, 1 unsure: sensitivity 100%" in result.stdout
    assert not (run / "calibration.json").exists()
    (made,) = json.loads((run / "calibration-sentences.json").read_text())["calibrations"]
    assert made["n_flagged"] + made["n_unflagged"] == 29


def test_calibrate_waits_for_a_story_that_is_labelled_to_the_end(sitting: Sit, run: Path) -> None:
    session = sitting()
    finding = next(q for q in session.queue.questions if q.finding is not None)
    session.answer(finding.id, "fine")
    result = CliRunner().invoke(app, ["calibrate", str(run)])
    assert result.exit_code == 4
    assert not (run / "calibration.json").exists()


def test_calibrate_leaves_a_checks_sensitivity_open_where_no_kind_was_named(sitting: Sit, run: Path) -> None:
    session = sitting()
    flagged = {(f.story_id, f.category) for f in RunFolder.open(run).findings()}
    answer_all(session, lambda story, category: (story, category) in flagged)
    found = calibrate(RunFolder.open(run))
    assert all(check.sensitivity is not None for check in found.checks)
    missed = next(q for q in session.queue.questions if not q.findings and q.category is Category.COMMONSENSE)
    session.answer(missed.id, "error")
    found = calibrate(RunFolder.open(run))
    known = {check.category: check.sensitivity is not None for check in found.checks}
    assert known == {"C05": False, "C07": False, "F01": True}
    result = CliRunner().invoke(app, ["calibrate", str(run)])
    assert "sensitivity unknown (no kind was named of 1 failing stories" in result.stdout


def test_rates_and_report_are_corrected_by_labels(tmp_path: Path) -> None:
    """120 of 400 stories are labelled; a detector that misses failures is corrected upward."""
    run = build_run(tmp_path / "run", 400, flagged=0.3, failed=0, paragraphs=6)
    folder = RunFolder.open(run)
    flagged = {(f.story_id, f.category) for f in folder.findings()}
    sampling = draw(frame_of(folder), unit="story", n=120, seed=2)
    add_sampling(run, sampling)
    rng = random.Random(1)
    rows = []
    for item in sampling.items:
        fails = (item.story_id, item.category) in flagged or rng.random() < 0.15
        more = {"kind": "story", "story_id": item.story_id, "category": item.category}
        rows.append(label(item.item_id, "error" if fails else "fine", **more))
    with Appender(run / LABELS) as file:
        file.append(rows)
    assert CliRunner().invoke(app, ["calibrate", str(run)]).exit_code == 0
    summary = json.loads(CliRunner().invoke(app, ["rates", str(run), "--json"]).stdout)
    assert summary["state"] == "corrected"
    whole = [rate for rate in summary["rates"] if rate["check"] is None and rate["genre"] is None]
    assert len(whole) == 2
    for rate in whole:
        assert rate["corrected_low"] < rate["corrected"] < rate["corrected_high"]
        assert rate["corrected"] > rate["rate"] + 0.05
    page = Page(write_report([run], tmp_path / "r.html").read_text(encoding="utf-8"))
    assert page.problems == []
    shown = " ".join(page.shown.split())
    assert "calibration: none" not in shown
    assert "corrected for the detector’s errors" in shown
    assert "unflagged stories labelled by ann" in shown
    assert any(attributes.get("class") == "diamond" for _, attributes in page.tags)
    markdown = write_report([run], tmp_path / "r.md").read_text(encoding="utf-8")
    assert "| corrected |" in markdown
