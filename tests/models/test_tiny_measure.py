"""The script that measures the tiny model: right on stories whose every figure is known."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from detector.resources import data_root, resource
from detector.synthesis.grammar import generate_story


def _rows(path: Path, rates: dict[str, float]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for seed in range(20):
            story = generate_story(seed, genre="sea", rates=rates, short=True)
            row = {"story": story.text, "asked": [story.slots["hero"]], "ended": True, "failure_rate": None}
            file.write(json.dumps({**row, "expects_formula": False}) + "\n")
        row |= {"story": 'Off the shelf, she said: "I know', "asked": ["Ada"], "ended": False}
        file.write(json.dumps({**row, "expects_formula": False}) + "\n")


def test_tiny_measure_counts_what_is_known(tmp_path: Path) -> None:
    path = tmp_path / "samples.jsonl"
    _rows(path, {"commonsense": 1.0})
    command = [
        sys.executable,
        str(resource("models/storyfault-tiny/measure.py")),
        str(path),
        "--stories",
        "40",
    ]
    environment = os.environ | {"PYTHONPATH": str(data_root())}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=120, check=True, cwd=data_root()
    )
    found = json.loads(done.stdout)
    for key in ("ended", "whole sentences", "asked hero and object in it", "four beats of one plot in order"):
        assert found[key].startswith("20 of 21: 95.2% ("), (key, found[key])
    assert found["readable"].startswith("20 of 21")
    assert found["common sense"].startswith("20 of 20: 100.0%")
    assert found["formula (prose genres)"].startswith("0 of 20: 0.0%")
    assert sum(found["kinds"].values()) == 20
    assert found["different stories"] == 21
