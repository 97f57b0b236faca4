"""A judge's run is killed: what was answered and read is kept, and the same command goes on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from detector.judge.folder import JudgeFolder
from tests.judge.test_scan_judge import make_run
from tests.support.scripted_judge import Judge, judging

N = 12


def command(run: Path, url: str) -> list[str]:
    words = ["scan", str(run), "--only", "formula", "--judge", url, "--judge-parallel", "2"]
    return [sys.executable, "-m", "detector.cli", *words]


@pytest.mark.skipif(os.name != "posix", reason="kills by signal")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_judge_that_is_killed_goes_on(tmp_path: Path, how: signal.Signals) -> None:
    run = make_run(tmp_path / "run", N, 6)
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    answers = run / "judge_answers.jsonl"
    with judging(Judge(slow=0.5)) as judge:
        process = subprocess.Popen(
            command(run, judge.url),
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        began = time.monotonic()
        while time.monotonic() - began < 60 and not (
            answers.exists() and answers.read_bytes().count(b"\n") >= 5
        ):
            time.sleep(0.05)
        process.send_signal(how)
        _, err = process.communicate(timeout=60)
        if how is signal.SIGINT:
            assert process.returncode == 3
            assert "Resume with:" in err
        before = {json.loads(line)["key"] for line in answers.read_text().splitlines() if line.endswith("}")}
        assert 5 <= len(before) < N + 6
        assert len(JudgeFolder(run).readings()) < N
        with answers.open("ab") as file:
            file.write(b'{"schema_version":1,"key":"torn')
        judge.slow = 0.0
        asked = len(judge.asked)
        done = subprocess.run(
            command(run, judge.url), env=environment, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        assert len(judge.asked) - asked == N + 6 - len(before), "no answer is asked for twice"
    place = JudgeFolder(run)
    readings = place.readings()
    assert len(readings) == N
    assert sum(reading.values["commonsense"] == 1 for reading in readings) == 6
    assert len({finding.finding_id for finding in place.findings()}) == 6
    assert f"The judge m read {N} stories" in done.stdout
