"""A disk that fills up in the middle of a run: one clear error, nothing lost, and the run goes on later."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("llama_cpp")

from detector.errors import WriteError
from detector.generation.config import make_config
from detector.generation.runner import generate
from detector.records import Status
from detector.runs import RunFolder
from tests.support.small_models import prompts, rain_model, what_was_written

CONFIG = make_config(n_threads=1, n_ctx=1024, max_story_tokens=200, max_reasoning_tokens=100)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.geteuid() != 0:
        pytest.skip("mounting a tmpfs needs root")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], check=False).returncode:
        pytest.skip("a tmpfs cannot be mounted here")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_run_on_a_disk_that_fills_up_goes_on_where_there_is_room(small_disk: Path, tmp_path: Path) -> None:
    out = small_disk / "run"
    with pytest.raises(WriteError, match=r"disk/run/.*could not be written: No space left on device"):
        generate(rain_model(), prompts(60), out=out, config=CONFIG)
    before = list(RunFolder.open(out).stories())
    assert 0 < len(before) < 60
    subprocess.run(["mount", "-o", "remount,size=4m", small_disk], check=True)
    run = generate(rain_model(), prompts(60), out=out, config=CONFIG)
    rows = list(run.stories())
    assert rows[: len(before)] == before
    assert Status.ERROR not in {row.status for row in rows}
    whole = generate(rain_model(), prompts(60), out=tmp_path / "whole", config=CONFIG)
    assert list(map(what_was_written, rows)) == list(map(what_was_written, whole.stories()))
