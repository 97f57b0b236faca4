"""``storyfault run`` with the shipped model, killed while it writes and while it scans: all adds up."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("llama_cpp")
if sys.platform == "win32":
    pytest.skip("has no SIGKILL", allow_module_level=True)

from detector.resources import resource
from detector.runs import RunFolder

N_PROMPTS, EPOCHS = 20, 4
N = N_PROMPTS * EPOCHS


def start(out: Path, log: Path) -> "subprocess.Popen[bytes]":
    prompts = resource("corpora/prompts/demo.jsonl")
    size = ["--n", str(N_PROMPTS), "--epochs", str(EPOCHS), "--threads", "1", "--n-parallel", "4"]
    sampling = ["--temperature", "0.5", "--min-p", "0.05", "--seed", "5"]
    command = ["run", "--model", "storyfault-tiny", "--prompts", str(prompts), "--out", str(out)]
    with log.open("ab") as file:
        return subprocess.Popen(
            [sys.executable, "-m", "detector.cli", *command, *size, *sampling],
            stdout=file,
            stderr=file,
            env={**os.environ, "PYTHONPATH": os.getcwd()},
        )


def n_lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def kill_once(out: Path, log: Path, reached: Callable[[], bool]) -> None:
    process = start(out, log)
    while not reached():
        assert process.poll() is None, log.read_text()
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()


@pytest.mark.slow
def test_run_killed_while_it_writes_and_while_it_scans_adds_up(tmp_path: Path) -> None:
    out, log, chance = tmp_path / "run", tmp_path / "log", random.Random(3)
    stories, scores = out / "stories.jsonl", out / "scores.jsonl"
    written, scanned = chance.randrange(N // 5, N // 2), chance.randrange(N // 5, N)
    kill_once(out, log, lambda: n_lines(stories) >= written)
    assert n_lines(stories) < N
    kill_once(out, log, lambda: n_lines(scores) >= scanned)
    assert n_lines(stories) == N
    assert n_lines(scores) < 2 * N
    assert not (out / "report.html").exists()
    assert start(out, log).wait() == 0, log.read_text()
    assert f"of {N} stories are scanned; going on." in log.read_text()

    run = RunFolder.open(out)
    rows = [row.story_id for row in run.stories()]
    assert len(rows) == len(set(rows)) == N
    scored = Counter((row.story_id, row.category) for row in run.scores())
    assert set(scored.values()) == {1}
    assert len(scored) == 2 * N
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["n_stories"] == N
    assert (out / "report.html").stat().st_size > 10_000
