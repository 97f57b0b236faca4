from __future__ import annotations

from pathlib import Path

import pytest

from detector.errors import Interrupted
from detector.records import Category, RunInfo, Status, Story, utc_now
from detector.results import Run, load_run
from detector.runs import RunFolder
from detector.scanner import ScanSetup, StoryScan, scan_run
from detector.scanner import scan as scan_anything
from tests.scanner.test_scanner import CLEAN, INTRUDED, FixedScorer


@pytest.fixture
def run(tmp_path: Path) -> Path:
    with RunFolder.create(tmp_path / "run", RunInfo(run_id="r", created=utc_now())) as folder:
        for number in range(6):
            text = INTRUDED if number % 2 else CLEAN
            folder.append_story(
                Story(story_id=f"p{number}-1", run_id="r", sample_id=f"p{number}", completion=text)
            )
        folder.append_story(Story(story_id="p6-1", run_id="r", sample_id="p6", status=Status.EMPTY))
    return tmp_path / "run"


def scan(path: Path, setup: ScanSetup | None = None, **options: object) -> str:
    with RunFolder.open(path, write=True) as folder:
        return scan_run(
            folder,
            setup or ScanSetup.make(),
            scorer=FixedScorer(),  # type: ignore[arg-type]
            **options,  # type: ignore[arg-type]
        ).scan_id


def lines(path: Path, name: str) -> list[str]:
    return (path / name).read_text().splitlines()


def test_scan_run_writes_scan_findings_and_scores(run: Path) -> None:
    scan_id = scan(run)
    folder = RunFolder.open(run)
    current = folder.current_scan()
    assert current is not None
    assert current.scan_id == scan_id
    assert current.classifiers[0].name == "fixed"
    assert (folder.info.checks, folder.info.classifier) == (current.checks, current.classifiers[0])
    assert [finding.story_id for finding in folder.findings()] == ["p1-1", "p3-1", "p5-1"]
    scores = list(folder.scores())
    assert len(scores) == 14
    formula = {score.story_id: score.value for score in scores if score.category is Category.FORMULA}
    assert list(formula.values()) == [0, 1, 0, 1, 0, 1, None]


def test_scan_run_again_adds_nothing(run: Path) -> None:
    scan(run)
    before = {name: lines(run, name) for name in ("scans.jsonl", "findings.jsonl", "scores.jsonl")}
    scan(run)
    assert {name: lines(run, name) for name in before} == before


def test_scan_run_interrupted_goes_on_where_it_was(run: Path) -> None:
    seen: list[str] = []

    def note(result: StoryScan) -> None:
        seen.append(result.story.id)

    with pytest.raises(Interrupted):
        scan(run, on_scan=note, should_stop=lambda: len(seen) == 3)
    assert len(lines(run, "scores.jsonl")) == 6
    scan(run, on_scan=note)
    assert seen == [f"p{number}-1" for number in range(7)]
    assert len(lines(run, "scores.jsonl")) == 14
    assert len(lines(run, "scans.jsonl")) == 1


def test_scan_run_other_configuration_adds_rows_and_becomes_current(run: Path) -> None:
    first = scan(run)
    strict = ScanSetup.make(only="formula", min_probability=0.95)
    second = scan(run, strict)
    folder = RunFolder.open(run)
    assert first != second
    assert list(folder.findings()) == []
    assert {score.category for score in folder.scores()} == {Category.FORMULA}
    assert len(list(folder.findings(first))) == 3
    third = scan(run)
    assert third == first
    assert len(list(RunFolder.open(run).findings())) == 3
    assert len(lines(run, "findings.jsonl")) == 3


def test_scan_run_torn_score_is_scanned_again(run: Path) -> None:
    scan(run)
    whole = (run / "scores.jsonl").read_bytes()
    (run / "scores.jsonl").write_bytes(whole[:-40])
    scan(run)
    scores = list(RunFolder.open(run).scores())
    assert len(scores) == 14
    assert len(list(RunFolder.open(run).findings())) == 3


def test_scan_takes_a_run_however_it_is_held(run: Path) -> None:
    held = [run, str(run), load_run(run), RunFolder.open(run)]
    for source in held:
        result = scan_anything(source, scorer=FixedScorer())  # type: ignore[arg-type]
        assert isinstance(result, Run)
        assert len(result.findings) == 3
    with RunFolder.open(run, write=True) as folder:
        assert len(scan_anything(folder, scorer=FixedScorer()).findings) == 3  # type: ignore[arg-type]
    assert len(lines(run, "scans.jsonl")) == 1
