"""The levels' known rates beside their corrected intervals: one command, from requests to the table."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("llama_cpp")
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_known_rates_in_one_command(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "models/storyfault-tiny/known_rates.py", "--out", str(tmp_path)),
            *("--stories", "60", "--labels", "100"),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=280,
        check=True,
    )
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in done.stdout.splitlines()
        if line.startswith(("| none", "| some", "| many"))
    ]
    assert [row[:2] for row in rows] == [
        [level, kind] for level in ("none", "some", "many") for kind in ("formula", "commonsense")
    ]
    assert all("/60: " in row[2] and len(row) == 9 for row in rows)
    known = json.loads((tmp_path / "calibration-some.json").read_text(encoding="utf-8"))
    assert [one["category"] for one in known["calibrations"]] == ["formula", "commonsense"]
    assert all(one["scan_id"] and one["n_unsure"] < 50 for one in known["calibrations"])
    labelled = {one["prompt"] for one in known["labelled"]}
    measured = (tmp_path / "measured.jsonl").read_text(encoding="utf-8").splitlines()
    assert labelled
    assert not labelled & {json.loads(line)["id"] for line in measured}
