from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

pytest.importorskip("llama_cpp")

from detector.cli import app
from detector.cli.until_width import cost_ahead
from detector.rates.stopping import STOPPING, read_stopping
from detector.runs import RunFolder
from tests.scanner.test_scanner import FixedScorer
from tests.support.small_models import rain_model

SIZE = ("--max-tokens", 12, "--max-reasoning-tokens", 8, "--threads", 1, "--n-ctx", 1024)


@pytest.fixture(autouse=True)
def fixed_scorer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detector.classifier.scoring.Scorer.load", lambda *_: FixedScorer())


def test_run_stops_at_the_width_and_says_so(tmp_path: Path) -> None:
    out = tmp_path / "run"
    words = ("run", "--model", rain_model(), "--out", out, "--seed", 3, *SIZE, "--until-width", 0.25)
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == 0, result.stderr
    assert "Prompts for an interval of width 0.25" in result.stderr
    found = read_stopping(out)
    assert found is not None
    assert found.reached
    assert all(one.high - one.low <= 0.25 for one in found.categories)
    n = len(list(RunFolder.open(out).stories()))
    assert 20 <= n < 60
    assert "Writing went on until a width of 0.25" in result.stdout
    assert json.loads((out / "summary.json").read_text())["n_stories"] == n

    again = CliRunner().invoke(app, [str(word) for word in words])
    assert again.exit_code == 0, again.stderr
    assert len(list(RunFolder.open(out).stories())) == n


def test_prompts_run_out(tmp_path: Path) -> None:
    out = tmp_path / "run"
    words = ("generate", "--model", rain_model(), "--out", out, *SIZE, "--until-width", 0.01, "--n", 3)
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == 0, result.stderr
    assert "The prompts ran out" in result.stderr
    found = read_stopping(out)
    assert found is not None
    assert not found.reached
    assert (out / STOPPING).exists()


def test_cost_is_shown_ahead() -> None:
    first, second = cost_ahead(0.1, 500, 2)
    assert "if 50% are flagged" in first
    assert second == "There are 500 prompts, 2 stories each; writing stops at the width or at their end."


@pytest.mark.parametrize("width", ["0", "1.5"])
def test_a_width_that_makes_no_sense_is_refused(tmp_path: Path, width: str) -> None:
    words = ["run", "--model", str(rain_model()), "--out", str(tmp_path / "r"), "--until-width", width]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2
    assert "this is no width" in result.stderr
