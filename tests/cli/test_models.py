"""``storyfault models``: what its commands print, and how they fail."""

from __future__ import annotations

import json
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


def test_models_doctor_prints_sentences_or_json(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("llama_cpp")
    from detector.generation import doctor
    from tests.support.small_models import rain_model

    monkeypatch.setattr(doctor, "shipped_model", rain_model)
    told = storyfault("models", "doctor", "--n-ctx", 512, "--no-probe")
    assert told.exit_code == 0, told.stderr
    rows = {line[:15].strip(): line[15:] for line in told.stdout.splitlines()}
    assert rows["model"] == str(rain_model())
    assert "for 1 story of 512 tokens" in rows["memory"]
    assert rows["memory"].endswith(": it fits")
    assert "an estimate, no measurement" in rows["speed"]
    plain = json.loads(storyfault("models", "doctor", rain_model(), "--json").stdout)
    assert plain["need"]["total"] == sum(plain["need"][name] for name in ("weights", "kv", "compute"))
    assert plain["speed"]["kind"].startswith("measured")
