"""A write that fails is an error with its path, and leaves the rows before it whole."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from detector.errors import WriteError
from detector.records import RunInfo, Story, utc_now
from detector.runs import RunFolder

FILL = """
import resource, signal, sys
from pathlib import Path
from detector.errors import WriteError
from detector.records import RunInfo, Story, utc_now
from detector.runs import RunFolder

folder, limit = Path(sys.argv[1]), int(sys.argv[2])
run = RunFolder.create(folder, RunInfo(run_id="r", created=utc_now()))
if limit:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    for i in range(10_000):
        run.append_story(Story(story_id=str(i), run_id="r", sample_id="p", completion="rain " * 200))
except WriteError as error:
    print(i, error)
"""


def fill(folder: Path, limit: int = 0) -> tuple[int, str]:
    """Write stories in another process until writing fails: how many went well, and the error."""
    done = subprocess.run(
        [sys.executable, "-c", FILL, str(folder), str(limit)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    )
    count, _, message = done.stdout.partition(" ")
    return int(count), message


def test_run_on_a_full_disk_keeps_whole_rows_and_names_the_file(tmp_path: Path) -> None:
    count, message = fill(tmp_path / "run", limit=20_000)
    assert 10 < count < 20
    assert f"{tmp_path / 'run' / 'stories.jsonl'}: could not be written" in message
    with RunFolder.open(tmp_path / "run", write=True) as run:
        assert len(list(run.stories())) == count
        assert run.repairs == []


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a tmpfs needs root")
def test_run_on_a_full_tmpfs_goes_on_once_there_is_room(tmp_path: Path) -> None:
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", tmp_path], check=False).returncode:
        pytest.skip("a tmpfs cannot be mounted here")
    try:
        count, message = fill(tmp_path / "run")
        assert count > 20
        assert "No space left on device" in message
        assert "stories.jsonl" in message
        subprocess.run(["mount", "-o", "remount,size=1m", tmp_path], check=True)
        with RunFolder.open(tmp_path / "run", write=True) as run:
            assert run.repairs == []
            run.append_story(Story(story_id="more", run_id="r", sample_id="p"))
            assert len(list(run.stories())) == count + 1
    finally:
        subprocess.run(["umount", tmp_path], check=True)


def test_run_that_cannot_replace_its_info_keeps_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with RunFolder.create(tmp_path / "run", RunInfo(run_id="r", created=utc_now())) as run:

        def no_space(_fd: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", no_space)
        with pytest.raises(WriteError, match=r"run\.json: could not be written: No space"):
            run.update_info(status="complete")
        monkeypatch.undo()
    assert RunFolder.open(tmp_path / "run").info.status == "started"
    assert sorted(path.name for path in (tmp_path / "run").iterdir()) == [".lock", "run.json"]


def test_run_in_a_place_that_is_a_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WriteError, match="file"):
        RunFolder.create(tmp_path / "file" / "run", RunInfo(run_id="r", created=utc_now()))


def test_run_is_read_in_constant_memory(tmp_path: Path) -> None:
    with RunFolder.create(tmp_path / "run", RunInfo(run_id="r", created=utc_now())) as run:
        for i in range(200):
            run.append_story(Story(story_id=str(i), run_id="r", sample_id="p", completion="x" * 500_000))
    code = (
        "import sys, resource; from detector.runs import RunFolder\n"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "before = peak(); n = sum(1 for _ in RunFolder.open(sys.argv[1]).stories())\n"
        "print(n, peak() - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "run")],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    )
    count, grown_kib = map(int, done.stdout.split())
    assert count == 200
    assert grown_kib < 20_000  # of 100 MB on disk
