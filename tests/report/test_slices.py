from __future__ import annotations

import json
from pathlib import Path

import pytest

from detector.rates.records import Rate
from detector.records import Story
from detector.report import write_report
from detector.report.baseline import Baseline, changed_checks, detector_digest, shipped_baseline
from detector.report.slices import slices_of
from detector.report.source import source_of
from detector.results import ScanResult
from detector.runs import RunFolder
from tests.report.html_tools import Page
from tests.support.runs import SCAN, build_run, finding, scores_for

CATEGORIES = ("commonsense", "formula")


def rates_by(sources: list[object], by: str) -> list[tuple[str, Rate]]:
    found = {each.by: each.rows for each in slices_of([source_of(s) for s in sources], CATEGORIES, 0.95)}
    return list(found.get(by, ()))


def with_settings(path: Path, **settings: object) -> Path:
    with RunFolder.open(path, write=True) as folder:
        folder.update_info(generate_config={**folder.info.generate_config, **settings})
    return path


def test_slices_by_temperature_and_effort_need_two_settings(tmp_path: Path) -> None:
    runs = [
        with_settings(build_run(tmp_path / str(t), 40, seed=i), temperature=t, reasoning_effort=effort)
        for i, (t, effort) in enumerate(((1, "low"), (0.7, "high"), (1.0, "medium")))
    ]
    found = rates_by([*runs], "temperature")
    assert [(name, rate.category) for name, rate in found][:3] == [
        ("0.7", "commonsense"),
        ("1", "commonsense"),
        ("0.7", "formula"),
    ]
    assert sum(rate.n_stories for _, rate in found) == 2 * 120
    assert [name for name, _ in rates_by([*runs], "reasoning effort")][:3] == ["low", "medium", "high"]
    assert rates_by([runs[0]], "temperature") == []


def test_slices_by_length_count_every_scored_story_once() -> None:
    stories, found, scores = [], [], []
    for number, words in enumerate((100, 100, 300, 700, 5000)):
        text = "word " * (words - 2) + "the end"
        story = Story(story_id=f"s{number}", run_id="r", sample_id=f"p{number}", completion=text)
        made = [finding(story.story_id, text, "the end")] if words == 100 else []
        stories.append(story)
        found += made
        scores += scores_for(story, made)
    rows = rates_by([ScanResult(stories, found, scores, scan=SCAN)], "length")
    counts = {name: (rate.n_flagged, rate.n_scored) for name, rate in rows if rate.category == "commonsense"}
    assert counts == {
        "under 250 words": (2, 2),
        "250 to 499 words": (0, 1),
        "500 to 999 words": (0, 1),
        "4,000 words and more": (0, 1),
    }
    assert [name.split()[0] for name in counts] == ["under", "250", "500", "4,000"]


def test_slices_by_position_say_where_findings_begin() -> None:
    stories, found, scores = [], [], []
    for number in range(8):
        text = "word " * 90 + "the fault " + "word " * 8
        story = Story(story_id=f"s{number}", run_id="r", sample_id=f"p{number}", completion=text)
        made = [finding(story.story_id, text, "the fault")]
        stories, found = [*stories, story], [*found, *made]
        scores += scores_for(story, made)
    rows = rates_by([ScanResult(stories, found, scores, scan=SCAN)], "position")
    assert [(name, rate.n_flagged, rate.n_scored) for name, rate in rows] == [
        ("first fifth", 0, 8),
        ("second fifth", 0, 8),
        ("third fifth", 0, 8),
        ("fourth fifth", 0, 8),
        ("last fifth", 8, 8),
    ]
    assert rows[-1][1].low == pytest.approx(0.676, abs=0.01)


@pytest.fixture
def human(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Baseline:
    """A baseline of our own in place of the shipped one."""
    folder = tmp_path / "data" / "corpora" / "baseline"
    folder.mkdir(parents=True)
    rate = {
        "by": "all",
        "category": "commonsense",
        "n_stories": 131,
        "n_scored": 131,
        "n_unscored": 0,
        "n_flagged": 3,
        "n_prompts": 131,
        "rate": 0.0229,
        "low": 0.0078,
        "high": 0.0653,
        "method": "wilson",
    }
    made = {
        "name": "Human fiction",
        "texts": "three authors",
        "source": "public domain",
        "measured": "2026-01-02",
        "command": "measure",
        "n_texts": 131,
        "n_words": 372_000,
        "checks": {"C05": "1", "C07": "0"},
        "classifiers": {},
        "rates": [rate],
    }
    (folder / "human_fiction.json").write_text(json.dumps(made))
    monkeypatch.setattr("detector.report.baseline.data_root", lambda: tmp_path / "data")
    found = shipped_baseline()
    assert found is not None
    return found


def test_report_shows_human_fiction_beside_the_run(tmp_path: Path, human: Baseline) -> None:
    run = build_run(tmp_path / "run", 40)
    assert changed_checks(human, [source_of(run)]) == ["C07", "F01"]
    shown = " ".join(Page(write_report([run], tmp_path / "r.html").read_text(encoding="utf-8")).shown.split())
    assert "Beside human fiction" in shown
    assert "3 of 131 2.3% 0.8–6.5" in shown
    assert "Checks that have changed since: C07, F01." in shown
    assert "about 2,800 words" in shown
    assert "The detector has changed since" not in shown


def test_report_says_that_the_detector_changed_since_the_baseline(
    tmp_path: Path, human: Baseline, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = build_run(tmp_path / "run", 20)
    same = {"checks": {"C05": "1", "C07": "1", "F01": "1"}}
    for code, changed in ((detector_digest(), False), ("0123456789abcdef", True), ("", False)):
        made = human.model_copy(update={**same, "code": code})
        monkeypatch.setattr("detector.report.baseline.shipped_baseline", lambda made=made: made)
        page = Page(write_report([run], tmp_path / "r.html").read_text(encoding="utf-8"))
        assert ("The detector has changed since." in page.shown) is changed


def test_report_without_a_baseline_has_no_such_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detector.report.baseline.data_root", lambda: tmp_path)
    run = build_run(tmp_path / "run", 10)
    assert "human fiction" not in write_report([run], tmp_path / "r.html").read_text(encoding="utf-8")


def test_shipped_baseline_counts_add_up() -> None:
    baseline = shipped_baseline()
    assert baseline is not None
    assert {rate.category for rate in baseline.rates} == set(CATEGORIES)
    for rate in baseline.rates:
        assert rate.n_scored + rate.n_unscored == baseline.n_texts
        assert rate.n_flagged <= min(rate.n_findings, rate.n_scored)
        assert rate.rate == pytest.approx(rate.n_flagged / rate.n_scored, abs=1e-6)
