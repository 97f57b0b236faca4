"""``storyfault models``: what its commands print, and how they fail."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from detector.cli import app
from detector.generation import shape_spec
from detector.generation.shape_spec import Shape


def storyfault(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def test_models_make_shape_writes_and_says_what(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(shape_spec.SHAPES, "small", Shape("small", 2, 64, 4, 2, 32, 4, 2, 16, 600))
    out = tmp_path / "s.gguf"
    done = storyfault("models", "make-shape", "small", "--layers", 1, "--out", out)
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith(f"{out}: 1 of its layers, 0.00 B random weights")
    again = storyfault("models", "make-shape", "small", "--out", out)
    assert again.exit_code == 2
    assert "exists already" in again.stderr
    assert storyfault("models", "make-shape", "gpt-5", "--out", tmp_path / "x").exit_code == 2
