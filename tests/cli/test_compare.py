from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from detector.cli import app
from tests.scanner.test_scanner import FixedScorer

FORMULA = r"Then $E = \frac{1}{2}mv^2$ stood in the air."


@pytest.fixture(autouse=True)
def fixed_scorer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detector.classifier.scoring.Scorer.load", lambda *_: FixedScorer())


def storyfault(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    path = tmp_path / "stories.jsonl"
    with path.open("w") as file:
        for model, every in (("alpha", 15), ("beta", 2)):
            for n in range(30):
                end = FORMULA if n % every == 0 else "Then she slept."
                row = {
                    "id": f"{model}-{n}",
                    "model": model,
                    "kind": "essay" if n > 27 else "fiction",
                    "prompt_index": n,
                    "text": f"The rain fell on the roof and Mara read until noon. {end}",
                }
                file.write(json.dumps(row) + "\n")
    return path


def test_models_of_one_file_are_compared_by_prompt(stories: Path, tmp_path: Path) -> None:
    picture = tmp_path / "models.svg"
    words = ("compare", stories, "--only", "formula", "--pair-field", "prompt_index", "--checks")
    result = storyfault(*words, "--plot", picture)
    assert result.exit_code == 0, result.stderr
    assert "beta has more formula injections than alpha" in result.stdout
    assert "30 pairs" in result.stdout
    assert f"Picture: {picture}" in result.stdout
    drawn = picture.read_text()
    assert drawn.startswith("<?xml")
    assert len(drawn) > 5_000

    found = json.loads(storyfault(*words, "--json").stdout)
    assert found["pairing"] == "paired"
    assert found["orders"] == {"formula": [["alpha"], ["beta"]]}
    assert {one["check"] for one in found["comparisons"]} == {None, "F01"}
    assert all(one["p_holm"] >= one["p"] for one in found["comparisons"])


def test_where_chooses_rows(stories: Path) -> None:
    result = storyfault(
        "compare",
        stories,
        "--only",
        "formula",
        "--pair-field",
        "prompt_index",
        "--where",
        "kind=fiction",
        "--json",
    )
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["comparisons"][0]["n_pairs"] == 28


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--where", "kind"), "this is no condition"),
        (("--where", "kind=poem"), "nothing to compare"),
        (("--plot", "models.txt"), "no picture's name"),
    ],
)
def test_what_cannot_be_compared_is_said(stories: Path, words: tuple[str, ...], message: str) -> None:
    result = storyfault("compare", stories, "--only", "formula", *words)
    assert result.exit_code == 2
    assert message in result.stderr


def test_bench_rates_prints_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detector.rates.simulation.bench.SEQUENCES", 4)
    from detector.rates.simulation import bench

    few = bench.cells()[:7]
    monkeypatch.setattr("detector.rates.simulation.bench.cells", lambda: few)
    result = storyfault("bench", "rates", "--times", 40, "--workers", 1, "--seed", 4)
    assert result.exit_code == 0, result.stderr
    assert "not claimed (prompts" in result.stdout
    assert "claimed: 2 of 7 cells" in result.stdout
