"""kill -9 of a run and of its child, then resume: nothing lost, nothing twice, the same rows."""

import os
import random
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("llama_cpp")
if sys.platform != "linux":
    pytest.skip("looks into /proc", allow_module_level=True)

from detector.generation.child_faults import VARIABLE
from detector.generation.config import make_config
from detector.generation.runner import generate
from detector.runs import RunFolder
from tests.support.small_models import prompts, random_model, what_was_written

N_STORIES = 40
CONFIG = make_config(n_threads=1, n_ctx=512, max_story_tokens=80, max_reasoning_tokens=0)

SCRIPT = """
import sys
from detector.generation import runner_events as events
from detector.generation.runner import generate
from tests.faults.test_faults_kill import CONFIG
from tests.support.small_models import prompts

def show(event):
    if isinstance(event, events.StoryDone):
        print(event.story.story_id, flush=True)
generate(sys.argv[1], prompts(int(sys.argv[3])), out=sys.argv[2], config=CONFIG, on_event=show)
"""


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    """The rows of a run that nothing happened to."""
    run = generate(
        random_model(), prompts(N_STORIES), out=tmp_path_factory.mktemp("undisturbed"), config=CONFIG
    )
    rows = {row.story_id: what_was_written(row) for row in run.stories()}
    assert len(rows) == N_STORIES
    assert len({str(row["completion"]) for row in rows.values()}) > N_STORIES // 2
    return rows


def start(out: Path, log: Path, count: int) -> "subprocess.Popen[str]":
    with log.open("a") as errors:
        return subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(random_model()), str(out), str(count)],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={
                **os.environ,
                "PYTHONPATH": os.getcwd(),
                # The whole takes longer than all kills together, on an idle machine too.
                VARIABLE: "slow:0.008",
            },
        )


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def wait_for_line(fd: int, seconds: float = 0.1) -> bytes:
    """All that was printed, once there is something; nothing if that takes too long."""
    ready, _, _ = select.select([fd], [], [], seconds)
    return os.read(fd, 1 << 16) if ready else b""


def finish(out: Path, log: Path, count: int) -> None:
    process = start(out, log, count)
    process.communicate()
    assert process.returncode == 0, log.read_text()


def check(out: Path, undisturbed: dict[str, dict[str, object]], count: int) -> None:
    lines = (out / "stories.jsonl").read_bytes().splitlines()
    assert len(lines) == count
    run = RunFolder.open(out)
    assert {row.story_id: what_was_written(row) for row in run.stories()} == {
        name: row for name, row in undisturbed.items() if int(name[1:-2]) < count
    }
    assert {row.run_id for row in run.stories()} == {run.info.run_id}
    assert run.info.status == "complete"


def kill_the_run(out: Path, log: Path, count: int, kills: int, seed: int) -> None:
    """Start, kill after a random while, start again: each time a little of the run gets done."""
    chance = random.Random(seed)
    for _ in range(kills):
        process = start(out, log, count)
        end = time.monotonic() + chance.uniform(0.0, 2.0)
        child: list[int] = []
        while time.monotonic() < end and process.poll() is None:
            child = children(process.pid) or child
            time.sleep(0.01)
        assert process.poll() is None, f"the run was over too early: {log.read_text()}"
        process.kill()
        process.communicate()
        end = time.monotonic() + 30
        while not all(gone(pid) for pid in child):
            assert time.monotonic() < end, "the child outlives its parent"
            time.sleep(0.01)


def kill_the_child(out: Path, log: Path, count: int, kills: int, seed: int) -> None:
    """Kill the child again and again, once the next story is written, every fourth time while it loads.

    A story is never killed more than twice: it has ended before the time comes for its third death.
    """
    chance = random.Random(seed)
    process, done = start(out, log, count), 0
    assert process.stdout is not None
    while done < kills:
        if done % 4 == 3:
            time.sleep(chance.uniform(0.05, 0.2))
        else:
            while not wait_for_line(process.stdout.fileno()):
                assert process.poll() is None, log.read_text()
            time.sleep(chance.uniform(0.0, 0.1))
        for pid in children(process.pid):
            os.kill(pid, signal.SIGKILL)
            done += 1
        wait_for_line(process.stdout.fileno(), seconds=0)
    process.communicate()
    assert process.returncode == 0, log.read_text()


def test_run_killed_and_resumed_loses_nothing(
    tmp_path: Path, undisturbed: dict[str, dict[str, object]]
) -> None:
    kill_the_run(tmp_path / "run", tmp_path / "log", 12, kills=3, seed=1)
    finish(tmp_path / "run", tmp_path / "log", 12)
    check(tmp_path / "run", undisturbed, 12)


def test_run_whose_child_is_killed_loses_nothing(
    tmp_path: Path, undisturbed: dict[str, dict[str, object]]
) -> None:
    kill_the_child(tmp_path / "run", tmp_path / "log", 12, kills=3, seed=1)
    finish(tmp_path / "run", tmp_path / "log", 12)
    check(tmp_path / "run", undisturbed, 12)


@pytest.mark.slow
def test_run_killed_twenty_times_loses_nothing(
    tmp_path: Path, undisturbed: dict[str, dict[str, object]]
) -> None:
    kill_the_run(tmp_path / "run", tmp_path / "log", N_STORIES, kills=20, seed=2)
    finish(tmp_path / "run", tmp_path / "log", N_STORIES)
    check(tmp_path / "run", undisturbed, N_STORIES)


@pytest.mark.slow
def test_run_whose_child_is_killed_twenty_times_loses_nothing(
    tmp_path: Path, undisturbed: dict[str, dict[str, object]]
) -> None:
    kill_the_child(tmp_path / "run", tmp_path / "log", N_STORIES, kills=20, seed=2)
    finish(tmp_path / "run", tmp_path / "log", N_STORIES)
    check(tmp_path / "run", undisturbed, N_STORIES)
