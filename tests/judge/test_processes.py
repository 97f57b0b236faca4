"""A judge in processes of its own: the engine's child, and llama-cpp-python's server."""

from __future__ import annotations

import importlib.util
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("llama_cpp")

from detector.generation.models import shipped_model
from detector.generation.server import Patience
from detector.generation.server_source import ServerSource
from detector.inputs.story import StoryInput
from detector.judge.answers import read_claims, read_doubt
from detector.judge.grammar import Limits
from detector.judge.settings import JudgeSettings
from detector.scanning.judging import JudgeRequest, Teller, judge_stories
from tests.judge.test_engine import hostile_story

LIMITS = Limits(2, 40, 30)
NEEDED = ("fastapi", "uvicorn", "sse_starlette", "starlette_context", "pydantic_settings")
SETTINGS = JudgeSettings(
    max_reasoning_tokens=0, n_ctx=3072, n_parallel=4, temperature=3.0, threshold=0.0, n_threads=1
)


def stories(n: int) -> list[StoryInput]:
    return [StoryInput(id=story.story_id, text=story.text) for story in map(hostile_story, range(n))]


def answers(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def require_form(rows: list[dict[str, object]]) -> None:
    for row in rows:
        read = read_claims if row["task"] == "list" else read_doubt
        assert read(str(row["completion"])) is not None, row
        assert row["finish_reason"] == "stop"


def test_a_judge_in_the_engines_child_reads_the_instruction_once(tmp_path: Path) -> None:
    evaluated: list[int] = []
    judges = []
    request = JudgeRequest(str(shipped_model()), SETTINGS, limits=LIMITS)
    teller = Teller(on_judge=judges.append, on_reading=lambda _: evaluated.append(judges[0].evaluated))
    info, done = judge_stories(
        stories(6), (), request, answers=tmp_path / "answers.jsonl", log=tmp_path / "log", teller=teller
    )
    rows = answers(tmp_path / "answers.jsonl")
    require_form(rows)
    assert len(done) == 6
    assert all(reading.reading().problem is None for reading in done)
    asked = sum(reading.usage.input_tokens + reading.usage.output_tokens for reading in done)
    instruction = 1000
    assert evaluated[-1] < asked - (len(rows) - 2) * instruction, "of what was asked most was there already"
    assert info.model.sha256
    assert info.engine["n_parallel"] == 4
    again, same = judge_stories(
        stories(6), (), request, answers=tmp_path / "answers.jsonl", log=tmp_path / "log"
    )
    assert answers(tmp_path / "answers.jsonl") == rows, "no answer is asked for again"
    assert again.judge_id == info.judge_id
    assert {f.finding_id for r in same for f in r.findings} == {
        f.finding_id for r in done for f in r.findings
    }


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        pytest.skip(f"llama-cpp-python's server needs {', '.join(missing)}")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = (
        "--model",
        str(shipped_model()),
        "--model_alias",
        "tiny",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    )
    with (tmp_path_factory.mktemp("server") / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "llama_cpp.server", *words, "--n_ctx", "3072", "--n_threads", "1"],
            stdout=log,
            stderr=log,
        )
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()
            process.wait()


def test_a_judge_behind_llama_cpp_pythons_server_keeps_the_form(server: str, tmp_path: Path) -> None:
    ServerSource(server, patience=Patience(attempts=100, backoff=0.5)).model_info()
    settings = SETTINGS.model_copy(update={"n_parallel": 1, "n_ctx": 3072})
    info, done = judge_stories(
        stories(5),
        (),
        JudgeRequest(server, settings, limits=LIMITS),
        answers=tmp_path / "answers.jsonl",
        log=tmp_path / "log",
    )
    rows = answers(tmp_path / "answers.jsonl")
    require_form(rows)
    assert len(done) == 5
    assert all(reading.reading().problem is None for reading in done)
    assert info.model.name == "tiny"
