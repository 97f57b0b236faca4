from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

pytest.importorskip("llama_cpp")

from detector.cli import app
from detector.runs import RunFolder
from tests.scanner.test_scanner import FixedScorer
from tests.support.small_models import rain_model

FILES = {"report.html", "run.json", "scans.jsonl", "scores.jsonl", "stories.jsonl", "summary.json"}


@pytest.fixture(autouse=True)
def fixed_scorer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detector.classifier.scoring.Scorer.load", lambda *_: FixedScorer())


def storyfault(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def run(out: Path, *more: object) -> Result:
    size = ("--max-tokens", 40, "--max-reasoning-tokens", 20, "--threads", 1, "--n-ctx", 1024)
    return storyfault("run", "--model", rain_model(), "--out", out, "--seed", 3, *size, *more)


def test_run_goes_all_the_way_and_the_same_command_resumes(tmp_path: Path) -> None:
    out = tmp_path / "run"
    first = run(out, "--n", 2)
    assert first.exit_code == 0, first.stderr
    assert {path.name for path in out.iterdir()} >= FILES
    assert f"Report: {out}/report.html" in first.stdout
    assert "2 stories" in first.stdout
    assert json.loads((out / "summary.json").read_text())["n_stories"] == 2
    assert RunFolder.open(out).info.dataset.n_prompts == 2  # type: ignore[union-attr]
    stories = (out / "stories.jsonl").read_bytes()

    again = run(out, "--n", 2)
    assert again.exit_code == 0, again.stderr
    assert "2 of 2 stories are there" in again.stderr
    assert (out / "stories.jsonl").read_bytes() == stories

    more = run(out, "--n", 3)
    assert more.exit_code == 0, more.stderr
    assert f"{out}: 2 of 3 stories are scanned; going on." in more.stderr
    assert (out / "stories.jsonl").read_bytes().startswith(stories)
    assert json.loads((out / "summary.json").read_text())["n_stories"] == 3
    assert len(list(RunFolder.open(out).scores())) == 6

    other = run(out, "--n", 3, "--temperature", 0.5)
    assert other.exit_code == 4
    assert "temperature was 1.0, now 0.5" in other.stderr


def test_generate_writes_stories_of_its_own_prompts(tmp_path: Path) -> None:
    (tmp_path / "p.txt").write_text("Tell me of the rain.\n")
    words = (
        "generate",
        "-m",
        rain_model(),
        "--prompts",
        tmp_path / "p.txt",
        "-o",
        tmp_path / "g",
        "--epochs",
        2,
    )
    result = storyfault(*words, "--max-tokens", 20, "--max-reasoning-tokens", 20, "--threads", 1)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == f"Stories: {tmp_path}/g\n"
    stories = list(RunFolder.open(tmp_path / "g").stories())
    assert [(story.sample_id, story.epoch) for story in stories] == [("p-1", 1), ("p-1", 2)]
    assert not (tmp_path / "g" / "scans.jsonl").exists()


def test_demo_is_a_run_of_the_shipped_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detector.generation.levels.shipped_model", rain_model)
    result = storyfault("demo", "--out", tmp_path / "d", "--n", 1, "--threads", 1)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines()[-1] == f"Report: {tmp_path}/d/report.html"
    assert "1 story" in result.stdout


def test_generate_says_what_is_no_story(tmp_path: Path) -> None:
    result = storyfault("generate", "-m", rain_model(), "-o", tmp_path / "g", "--n", 2, "--n-ctx", 64)
    assert result.exit_code == 0
    assert "Of 2 written, these are no stories: 2 error. The first error: The prompt has " in result.stderr
    assert "raise --n-ctx, or shorten the prompt." in result.stderr
