"""``generate``: a run folder of stories, resumable."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("llama_cpp")

from detector.errors import (
    EngineCrashed,
    EngineUnavailable,
    Interrupted,
    ModelError,
    RunError,
    UsageError,
    WriteError,
)
from detector.generation import runner_events as events
from detector.generation.child_faults import VARIABLE
from detector.generation.config import GenerateConfig, make_config
from detector.generation.runner import generate
from detector.generation.seeds import story_seed
from detector.records import Dataset, Prompt, Status
from detector.runs import RunFolder
from tests.support.random_gguf import write_random_llama
from tests.support.small_models import prompts, rain_model, random_model, table_model, what_was_written

CONFIG = make_config(n_threads=1, n_ctx=1024, max_story_tokens=60, max_reasoning_tokens=60)


def test_runner_writes_a_row_for_every_prompt_and_epoch(tmp_path: Path) -> None:
    asked = [Prompt(id="a", prompt="Rain?", genre="weather", premise="it rains"), prompts(1)[0]]
    told: list[events.Event] = []
    run = generate(
        rain_model(),
        asked,
        out=tmp_path / "run",
        config=CONFIG,
        seed=7,
        epochs=2,
        on_event=told.append,
        dataset=Dataset(name="two", n_prompts=2),
        command="storyfault generate --out run",
    )
    rows = list(run.stories())
    assert [row.story_id for row in rows] == ["a-1", "a-2", "p0-1", "p0-2"]
    assert [row.seed for row in rows] == [story_seed(7, row.sample_id, row.epoch) for row in rows]
    assert rows[0].metadata == {"genre": "weather", "premise": "it rains", "expects_formula": False}
    assert {row.run_id for row in rows} == {run.info.run_id}
    assert all(row.total_time and row.started_at < row.completed_at for row in rows)
    assert (run.info.status, run.info.n_requested, run.info.epochs, run.info.seed) == ("complete", 4, 2, 7)
    assert run.info.completed_at is not None
    assert run.info.command == "storyfault generate --out run"
    assert run.info.dataset == Dataset(name="two", n_prompts=2)
    assert run.info.model is not None
    assert run.info.model.architecture == "gpt-oss"
    assert run.info.model.llama_cpp_build is not None
    assert run.info.packages["llama-cpp-python"]
    assert run.info.hardware["n_cpus"] >= 1
    assert run.info.config["sessions"][0]["engine"]["use_extra_bufts"] is True
    kinds = [type(event) for event in told if not isinstance(event, events.Progress)]
    assert kinds == [events.Planned, events.Loading, events.Ready, *[events.StoryDone] * 4, events.Finished]
    finished = told[-1]
    assert isinstance(finished, events.Finished)
    assert finished.tokens == sum(row.model_usage.output_tokens for row in rows)
    assert sum(finished.by_status.values()) == 4


def test_runner_called_again_on_a_complete_run_loads_no_model(tmp_path: Path) -> None:
    before = list(generate(rain_model(), prompts(2), out=tmp_path / "run", config=CONFIG).stories())
    info = (tmp_path / "run" / "run.json").read_bytes()
    told: list[events.Event] = []
    again = generate(rain_model(), prompts(2), out=tmp_path / "run", config=CONFIG, on_event=told.append)
    assert list(again.stories()) == before
    assert [type(event) for event in told] == [events.Planned]
    assert (tmp_path / "run" / "run.json").read_bytes() == info


def test_runner_adds_prompts_and_epochs_to_a_run(tmp_path: Path) -> None:
    generate(rain_model(), prompts(2), out=tmp_path / "run", config=CONFIG)
    more = {"epochs": 2, "command": "storyfault generate --epochs 2"}
    run = generate(rain_model(), prompts(3), out=tmp_path / "run", config=CONFIG, **more)
    assert sorted(row.story_id for row in run.stories()) == ["p0-1", "p0-2", "p1-1", "p1-2", "p2-1", "p2-2"]
    assert (run.info.n_requested, run.info.command) == (6, "storyfault generate --epochs 2")


def test_runner_keeps_the_two_of_two_prompts_that_ask_the_same(tmp_path: Path) -> None:
    same = [Prompt(id="a", prompt="Rain."), Prompt(id="b", prompt="Rain.")]
    run = generate(rain_model(), same, out=tmp_path / "run", config=CONFIG)
    assert [row.sample_id for row in run.stories()] == ["a", "b"]


def test_runner_refuses_to_go_on_with_other_settings(tmp_path: Path) -> None:
    generate(rain_model(), prompts(1), out=tmp_path / "run", config=CONFIG)
    hotter = CONFIG.model_copy(update={"temperature": 0.5})

    def again(**changes: object) -> str:
        call = {"model": rain_model(), "prompts": prompts(2), "config": CONFIG, "seed": 1, **changes}
        with pytest.raises(RunError) as caught:
            generate(out=tmp_path / "run", **call)
        assert "another folder" in caught.value.cure
        return caught.value.message

    assert "temperature was 1.0, now 0.5" in again(config=hotter)
    assert "the seed was 1, now 2" in again(seed=2)
    assert "the model was random gpt-oss (sha256 " in again(model=random_model())
    assert "n_ctx was 1024, now 4096" in again(config=GenerateConfig(**{**CONFIG.model_dump(), "engine": {}}))
    assert "1 of its 1 stories are not of these prompts" in again(prompts=[Prompt(id="x", prompt="y")])
    assert "already holds a run" in again(resume=False)


def test_runner_goes_on_with_other_engine_settings(tmp_path: Path) -> None:
    generate(rain_model(), prompts(1), out=tmp_path / "run", config=CONFIG)
    engine = CONFIG.engine.model_copy(update={"n_batch": 64, "n_parallel": 2})
    changed = CONFIG.model_copy(update={"engine": engine})
    told: list[events.Event] = []
    run = generate(rain_model(), prompts(4), out=tmp_path / "run", config=changed, on_event=told.append)
    assert len(list(run.stories())) == 4
    notices = [event.text for event in told if isinstance(event, events.Notice)]
    assert len(notices) == 1
    assert "(n_parallel 1 → 2; n_batch 512 → 64)" in notices[0]
    assert [session["engine"]["n_parallel"] for session in run.info.config["sessions"]] == [1, 2]


def test_runner_says_nothing_of_a_number_of_stories_that_changes_nothing(tmp_path: Path) -> None:
    told: list[events.Event] = []
    for n_parallel, count in ((2, 1), (4, 6)):
        engine = CONFIG.engine.model_copy(update={"n_parallel": n_parallel})
        config = CONFIG.model_copy(update={"engine": engine})
        run = generate(
            rain_model(), prompts(count), out=tmp_path / "run", config=config, on_event=told.append
        )
    assert not [event for event in told if isinstance(event, events.Notice)]
    sessions = run.info.config["sessions"]
    assert [session["engine"]["n_parallel"] for session in sessions] == [2, 4]
    assert all(session["engine"]["batch_invariant"] for session in sessions)
    assert all(session["engine"]["flash_attention"] == "auto" for session in sessions)


def test_runner_with_several_at_a_time_writes_the_same_rows(tmp_path: Path) -> None:
    engine = CONFIG.engine.model_copy(update={"n_parallel": 6})
    together = CONFIG.model_copy(update={"engine": engine})
    one = generate(rain_model(), prompts(12), out=tmp_path / "one", config=CONFIG)
    many = generate(rain_model(), prompts(12), out=tmp_path / "many", config=together)

    def rows(run: RunFolder) -> dict[str, object]:
        return {row.story_id: what_was_written(row) for row in run.stories()}

    assert rows(one) == rows(many)


@pytest.mark.parametrize(
    ("name", "status"),
    [("NO_FINAL", Status.NO_FINAL), ("EMPTY", Status.EMPTY), ("ENDLESS_REASONING", Status.OK)],
)
def test_runner_keeps_what_is_no_story_as_an_outcome(tmp_path: Path, name: str, status: Status) -> None:
    run = generate(table_model(name), prompts(2), out=tmp_path / "run", config=CONFIG)
    assert [row.status for row in run.stories()] == [status] * 2
    assert run.info.status == "complete"


def test_runner_writes_an_error_row_for_a_story_that_kills_the_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "segv-on-request:p1-1")
    told: list[events.Event] = []
    run = generate(rain_model(), prompts(3), out=tmp_path / "run", config=CONFIG, on_event=told.append)
    rows = {row.story_id: row for row in run.stories()}
    assert len(rows) == 3
    assert (rows["p1-1"].status, rows["p1-1"].finish_reason) == (Status.ERROR, "error")
    assert "SIGSEGV" in str(rows["p1-1"].error)
    assert rows["p1-1"].seed == story_seed(1, "p1", 1)
    assert any(isinstance(event, events.Notice) and "SIGSEGV" in event.text for event in told)


def test_runner_that_cannot_start_its_engine_can_be_resumed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "abort-at-token:0")
    with pytest.raises(EngineCrashed):
        generate(rain_model(), prompts(2), out=tmp_path / "run", config=CONFIG)
    assert RunFolder.open(tmp_path / "run").info.status == "error"
    monkeypatch.delenv(VARIABLE)
    run = generate(rain_model(), prompts(2), out=tmp_path / "run", config=CONFIG)
    assert len(list(run.stories())) == 2
    assert run.info.status == "complete"


def test_runner_without_llama_cpp_makes_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(EngineUnavailable, match="pip install llama-cpp-python"):
        generate(rain_model(), prompts(1), out=tmp_path / "run", config=CONFIG)
    assert not (tmp_path / "run").exists()


def test_runner_refuses_a_model_that_cannot_chat(tmp_path: Path) -> None:
    model = write_random_llama(tmp_path / "base.gguf", chat_template=None)
    with pytest.raises(ModelError, match="no chat template"):
        generate(model, prompts(1), out=tmp_path / "run", config=CONFIG)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("bad", [{"prompts": []}, {"prompts": prompts(1) * 2}, {"epochs": 0}])
def test_runner_refuses_a_plan_that_is_none(tmp_path: Path, bad: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        generate(rain_model(), out=tmp_path / "run", **{"prompts": prompts(1), "config": CONFIG, **bad})


def test_runner_stops_at_a_row_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = os.write, []

    def write(fd: int, data: bytes) -> int:
        if b'"story_id"' in bytes(data[:200]):
            calls.append(fd)
            if len(calls) == 3:
                real(fd, data[:50])
                raise OSError(28, "No space left on device")
        return real(fd, data)

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(WriteError, match=r"stories\.jsonl: could not be written: No space left"):
        generate(rain_model(), prompts(5), out=tmp_path / "run", config=CONFIG)
    monkeypatch.undo()
    assert len(list(RunFolder.open(tmp_path / "run").stories())) == 2
    run = generate(rain_model(), prompts(5), out=tmp_path / "run", config=CONFIG)
    assert [row.story_id for row in run.stories()] == [f"p{i}-1" for i in range(5)]


SCRIPT = """
import sys
from detector.errors import StoryfaultError
from detector.generation import runner_events as events
from detector.generation.runner import generate
from tests.generation.test_runner import CONFIG
from tests.support.small_models import prompts

waits = sys.argv[3:] == ["wait"]

def show(event):
    global waits
    if isinstance(event, (events.Ready, events.StoryDone, events.Notice)):
        print(type(event).__name__, getattr(event, "text", ""), flush=True)
    elif isinstance(event, events.Progress) and waits:
        waits = False
        print("Writing", flush=True)
        sys.stdin.readline()
try:
    generate(sys.argv[1], prompts(12), out=sys.argv[2], config=CONFIG, on_event=show, command="again please")
except StoryfaultError as error:
    print(error)
    sys.exit(error.exit_code)
"""


def run_script(out: Path, *words: str, **environment: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(rain_model()), str(out), *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.getcwd(), **environment},
    )


def test_runner_finishes_the_story_in_flight_at_ctrl_c(tmp_path: Path) -> None:
    process = run_script(tmp_path / "run", "wait", **{VARIABLE: "slow:0.1"})
    assert process.stdout is not None
    assert process.stdout.readline().startswith("Ready")
    assert process.stdout.readline() == "Writing\n"  # the first story, after half a second of about three
    process.send_signal(signal.SIGINT)
    rest = process.communicate("go on\n")[0]
    assert process.returncode == Interrupted.exit_code == 3
    assert "press Ctrl-C again" in rest
    assert "Resume with: again please" in rest
    (written,) = RunFolder.open(tmp_path / "run").stories()
    assert (written.story_id, written.status) == ("p0-1", Status.OK)
    assert written.model_usage.output_tokens >= 20
    assert RunFolder.open(tmp_path / "run").info.status == "interrupted"
    assert run_script(tmp_path / "run").wait() == 0
    assert len(list(RunFolder.open(tmp_path / "run").stories())) == 12


@pytest.mark.parametrize("second", [signal.SIGINT, signal.SIGTERM])
def test_runner_ends_at_once_at_a_second_signal(tmp_path: Path, second: signal.Signals) -> None:
    process = run_script(tmp_path / "run", **{VARIABLE: "slow:0.5"})
    assert process.stdout is not None
    assert process.stdout.readline().startswith("Ready")
    process.send_signal(signal.SIGINT)
    assert "press Ctrl-C again" in process.stdout.readline()
    process.send_signal(second)
    rest = process.communicate(timeout=60)[0]
    assert process.returncode == 3, rest
    assert "Stopped with 0 of 12 stories" in rest
    assert list(RunFolder.open(tmp_path / "run").stories()) == []
