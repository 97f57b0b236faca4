"""Stories from llama-cpp-python's own server, a process of its own with the model that ships."""

from __future__ import annotations

import importlib.util
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detector.cli import app
from detector.errors import ResourceError
from detector.generation.models import shipped_model
from detector.generation.server import Patience
from detector.generation.server_source import ServerSource
from detector.records import Status
from detector.runs import RunFolder

NEEDED = ("llama_cpp", "fastapi", "uvicorn", "sse_starlette", "starlette_context", "pydantic_settings")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address; while it loads, connections are refused, which is one more thing to be patient with."""
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        pytest.skip(f"llama-cpp-python's server needs {', '.join(missing)}")
    try:
        model = shipped_model()
    except ResourceError:
        pytest.skip("the shipped model is not there")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ("--model", str(model), "--model_alias", "tiny", "--host", "127.0.0.1", "--port", str(port))
    with (tmp_path_factory.mktemp("server") / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "llama_cpp.server", *words, "--n_ctx", "1024", "--n_threads", "1"],
            stdout=log,
            stderr=log,
        )
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()
            process.wait()


def test_server_of_llama_cpp_python_writes_a_run_that_resumes(server: str, tmp_path: Path) -> None:
    began = time.monotonic()
    info = ServerSource(server, patience=Patience(attempts=60, backoff=0.5)).model_info()
    assert info.name == "tiny", f"after {time.monotonic() - began:.0f} s"
    words = ["generate", "--server", server, "--out", str(tmp_path / "run"), "--max-tokens", "60"]
    first = CliRunner().invoke(app, [*words, "--n", "2"])
    assert first.exit_code == 0, first.stderr
    assert f"The OpenAI-compatible server at {server}/v1 writes, one story at a time." in first.stderr
    before = list(RunFolder.open(tmp_path / "run").stories())
    again = CliRunner().invoke(app, [*words, "--n", "3"])
    assert again.exit_code == 0, again.stderr
    run = RunFolder.open(tmp_path / "run")
    stories = list(run.stories())
    assert len(stories) == 3
    assert stories[:2] == before
    assert run.info.status == "complete"
    for story in stories:
        assert story.status is not Status.ERROR, story.error
        assert story.model_usage.output_tokens > 10
        assert not story.completion.startswith("<|channel|>"), "Harmony is split, though the server does not"
        assert story.finish_reason in ("stop", "length")
        assert story.model == "tiny"
    assert any(story.reasoning for story in stories)


def test_server_options_of_llama_cpp_are_refused(tmp_path: Path) -> None:
    words = ["generate", "--server", "http://localhost:1", "--out", str(tmp_path / "run")]
    refused = CliRunner().invoke(app, [*words, "--threads", "2"])
    assert refused.exit_code == 2
    assert "--threads is a setting of the server's own" in refused.stderr
    nothing = CliRunner().invoke(app, ["generate", "--out", str(tmp_path / "run")])
    assert nothing.exit_code == 2
    assert "Give --model PATH, or --server URL." in nothing.stderr
