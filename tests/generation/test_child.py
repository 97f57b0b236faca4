"""The child process: what it says, how it dies, and what its parent makes of it."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("llama_cpp")

from detector.errors import EngineCrashed, EngineUnavailable, Interrupted, ModelError
from detector.generation.child_faults import VARIABLE
from detector.generation.child_supervisor import ABORT, FINISH, GO, EngineProcess
from detector.generation.config import EngineConfig
from detector.generation.protocol import Outcome, Request, read_frame, write_frame
from detector.generation.sampling import Sampling
from detector.records import Status
from tests.support.random_gguf import MXFP4, Q8_0, quantize
from tests.support.small_models import rain_model, random_model


class Watched:
    """An engine process with what it told, and a stop level that a test sets."""

    def __init__(self, tmp_path: Path, model: Path | None = None, **settings: object) -> None:
        self.notices: list[str] = []
        self.tokens = 0
        self.stop = GO
        self.log = tmp_path / "engine.log"
        self.engine = EngineProcess(
            model or rain_model(),
            EngineConfig(n_threads=1, n_ctx=1024, **settings),
            log=self.log,
            on_notice=self.notices.append,
            on_progress=self._progress,
            stop=lambda: self.stop,
        )

    def _progress(self, tokens: int) -> None:
        assert tokens >= self.tokens
        self.tokens = tokens

    def write(self, count: int) -> dict[str, Outcome]:
        self.engine.start()
        return {outcome.request_id: outcome for outcome in self.engine.write(requests(count))}


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    watched = Watched(tmp_path)
    yield watched
    watched.engine.close()


def requests(count: int) -> list[Request]:
    return [
        Request(
            request_id=f"s{i}",
            prompt=f"Write about rain, {i}.",
            sampling=Sampling(seed=i + 1),
            max_story_tokens=200,
            max_reasoning_tokens=200,
        )
        for i in range(count)
    ]


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def wait_until(condition: object, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def stories(tmp_path: Path) -> dict[str, Outcome]:
    """What eight undisturbed requests give."""
    watched = Watched(tmp_path)
    try:
        return watched.write(8)
    finally:
        watched.engine.close()


def content(outcomes: dict[str, Outcome]) -> dict[str, object]:
    return {name: outcome.model_dump(exclude={"seconds"}) for name, outcome in outcomes.items()}


def test_frames_come_back_as_they_were_sent() -> None:
    messages = [{"type": "a", "text": "“x”\ud800\u2028\x00"}, {"type": "b", "n": [1, None]}]
    pipe = io.BytesIO()
    for message in messages:
        write_frame(pipe, message)
    pipe.seek(0)
    assert [read_frame(pipe), read_frame(pipe), read_frame(pipe)] == [*messages, None]


def test_frame_cut_anywhere_is_an_end_and_not_an_error() -> None:
    pipe = io.BytesIO()
    write_frame(pipe, {"type": "a", "text": "rain"})
    whole = pipe.getvalue()
    assert all(read_frame(io.BytesIO(whole[:cut])) is None for cut in range(len(whole)))


@pytest.mark.parametrize("data", [b"\xff\xff\xff\xff{}", b"\0\0\0\2[]", b"\0\0\0\2{}", b"\0\0\0\1{"])
def test_frame_that_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        read_frame(io.BytesIO(data))


def test_child_writes_stories_and_counts_their_tokens(watched: Watched) -> None:
    outcomes = watched.write(8)
    assert list(outcomes) == [f"s{i}" for i in range(8)]
    assert watched.tokens == sum(outcome.usage.output_tokens for outcome in outcomes.values())
    assert watched.notices == []
    assert watched.engine.info.n_ctx == 1024


def test_child_keeps_llama_cpp_off_our_output(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.generation.test_child import Watched\n"
        "w = Watched(Path(sys.argv[1])); w.write(2); w.engine.close()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    )
    assert (done.stdout, done.stderr) == (b"", b"")
    assert b"llama_model_loader" in (tmp_path / "engine.log").read_bytes()


@pytest.mark.parametrize("fault", ["segv", "abort", "oom"])
def test_child_that_dies_once_costs_no_story(
    watched: Watched, stories: dict[str, Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setenv(VARIABLE, f"{fault}-at-token:50@{tmp_path / 'fired'}")
    assert content(watched.write(8)) == content(stories)
    assert (tmp_path / "fired").exists()
    assert len(watched.notices) == 1
    assert {"segv": "SIGSEGV", "abort": "SIGABRT", "oom": "memory"}[fault] in watched.notices[0]


def test_child_killed_by_one_story_loses_that_story_only(
    watched: Watched, stories: dict[str, Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "segv-on-request:s3")
    outcomes = watched.write(8)
    assert outcomes["s3"].status is Status.ERROR
    assert outcomes["s3"].error == (
        "The process that runs llama.cpp crashed (SIGSEGV) while writing this story, 2 times."
    )
    del outcomes["s3"], stories["s3"]
    assert content(outcomes) == content(stories)


def test_child_killed_by_one_of_several_stories_loses_that_story_only(
    stories: dict[str, Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "abort-on-request:s2")
    watched = Watched(tmp_path, n_parallel=4)
    try:
        outcomes = watched.write(8)
    finally:
        watched.engine.close()
    assert outcomes.pop("s2").status is Status.ERROR
    del stories["s2"]
    assert content(outcomes) == content(stories)


def test_child_killed_for_memory_takes_fewer_stories_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, f"oom-at-token:20@{tmp_path / 'fired'}")
    watched = Watched(tmp_path, n_parallel=4)
    try:
        outcomes = watched.write(8)
        assert watched.engine.info.n_parallel == 2
    finally:
        watched.engine.close()
    assert len(outcomes) == 8
    assert Status.ERROR not in {outcome.status for outcome in outcomes.values()}
    assert "2 stories at a time" in watched.notices[0]


def test_child_that_dies_at_every_story_ends_the_run(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "segv-at-token:3")
    watched.engine.start()
    outcomes = []
    with pytest.raises(EngineCrashed, match="5 stories in a row killed the process"):
        outcomes.extend(watched.engine.write(requests(9)))
    assert [outcome.status for outcome in outcomes] == [Status.ERROR] * 5


@pytest.mark.parametrize("ftype", [Q8_0, MXFP4], ids=["Q8_0", "MXFP4"])
def test_child_whose_first_decode_crashes_goes_on_without_extra_buffers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ftype: int
) -> None:
    model = quantize(random_model(), tmp_path / "quantized.gguf", ftype)
    monkeypatch.setenv(VARIABLE, "segv-on-first-decode-with-extra-bufts")
    watched = Watched(tmp_path, model)
    try:
        outcomes = watched.write(3)
        assert watched.engine.info.use_extra_bufts is False
    finally:
        watched.engine.close()
    assert len(outcomes) == 3
    assert Status.ERROR not in {outcome.status for outcome in outcomes.values()}
    assert watched.notices == [
        "llama.cpp crashed (SIGSEGV) at its first decode, as its AMX kernels do on some CPUs; "
        "continuing without them (use_extra_bufts=False)."
    ]


def test_child_that_dies_after_the_fallback_does_not_try_extra_buffers_again(
    watched: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fired = tmp_path / "fired"
    monkeypatch.setenv(VARIABLE, f"segv-on-first-decode-with-extra-bufts,abort-at-token:40@{fired}")
    outcomes = watched.write(4)
    assert Status.ERROR not in {outcome.status for outcome in outcomes.values()}
    assert ["AMX" in notice for notice in watched.notices] == [True, False]


def test_child_that_always_dies_at_its_first_decode_is_an_error(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "abort-at-token:0")
    with pytest.raises(EngineCrashed, match=r"crashed \(SIGABRT\) in its first decode.*engine\.log"):
        watched.engine.start()


def test_child_says_what_is_wrong_with_a_model(tmp_path: Path) -> None:
    (tmp_path / "model.gguf").write_bytes(b"GGUF")
    with pytest.raises(ModelError, match=r"model\.gguf"):
        Watched(tmp_path, tmp_path / "model.gguf").engine.start()


def test_child_without_llama_cpp_says_what_to_install(
    watched: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "llama_cpp.py").write_text("raise ImportError('no such library')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(EngineUnavailable, match=r"no such library.*pip install llama-cpp-python"):
        watched.engine.start()


def test_child_finishes_the_stories_in_flight_when_told_to_stop(watched: Watched) -> None:
    watched.engine.start()
    outcomes = []
    for outcome in watched.engine.write(requests(8)):
        outcomes.append(outcome)
        if len(outcomes) == 2:
            watched.stop = FINISH
    # The third may have begun the moment the second ended.
    assert [outcome.request_id for outcome in outcomes] in (["s0", "s1"], ["s0", "s1", "s2"])


def test_child_ends_at_once_when_told_to(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "slow:0.05")
    watched.engine.start()
    pid = watched.engine.pid
    assert pid is not None
    watched.engine._on_progress = lambda _tokens: setattr(watched, "stop", ABORT)
    with pytest.raises(Interrupted):
        list(watched.engine.write(requests(8)))
    assert not alive(pid)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_child_dies_with_a_killed_parent_in_the_middle_of_a_story(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from tests.generation.test_child import Watched, requests\n"
        "w = Watched(Path(sys.argv[1])); w.engine.start(); print(w.engine.pid, flush=True)\n"
        "list(w.engine.write(requests(1000)))"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.getcwd(), VARIABLE: "slow:0.05"},
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert alive(child)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    assert wait_until(lambda: not alive(child), 5)


def test_child_started_for_another_parent_ends_at_once() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "detector.generation.child", "1"],
        stdin=subprocess.PIPE,
        capture_output=True,
        check=False,
        timeout=20,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    )
    assert done.returncode == 0
    assert done.stdout == b""
