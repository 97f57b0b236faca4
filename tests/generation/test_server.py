"""Stories from an OpenAI-compatible server: the same rows, patience with transport only, clear errors."""

from __future__ import annotations

import json
import socket
import time
from pathlib import Path
from typing import Any

import pytest

from detector.errors import (
    EngineCrashed,
    EngineUnavailable,
    Interrupted,
    ModelError,
    RunError,
    StoryfaultError,
    UsageError,
)
from detector.generation import runner_events as events
from detector.generation.config import make_config
from detector.generation.runner import generate
from detector.generation.seeds import story_seed
from detector.generation.server import Patience
from detector.generation.server_source import ServerSource
from detector.generation.server_url import KEY_VARIABLE, parse_endpoint
from detector.records import Status, Story
from tests.support.scripted_server import Act, Script, refuses, says, serving, streams
from tests.support.small_models import prompts

QUICK = Patience(timeout=5, first_timeout=5, attempts=3, backoff=0.01)


def write(
    script: Script, out: Path, count: int = 1, patience: Patience = QUICK, **options: Any
) -> list[Story]:
    on_event = options.pop("on_event", None)
    source = ServerSource(script.url, options.pop("model", None), patience)
    run = generate(
        source, prompts(count), out=out / "run", config=make_config(**options), seed=7, on_event=on_event
    )
    return sorted(run.stories(), key=lambda story: story.story_id)


def one(act: Act, out: Path, **options: Any) -> Story:
    with serving(act) as script:
        (story,) = write(script, out, **options)
    return story


def test_server_rows_are_those_of_any_run(tmp_path: Path) -> None:
    told: list[events.Event] = []
    usage = {
        "prompt_tokens": 12,
        "completion_tokens": 5,
        "completion_tokens_details": {"reasoning_tokens": 2},
    }
    act = streams([{"reasoning_content": "Hm."}, {"content": "It "}, {"content": "rains."}], usage=usage)
    with serving(act) as script:
        rows = write(script, tmp_path, 2, system_message="Be brief.", temperature=0.5, on_event=told.append)
    assert [row.story_id for row in rows] == ["p0-1", "p1-1"]
    assert [row.seed for row in rows] == [story_seed(7, "p0", 1), story_seed(7, "p1", 1)]
    first = rows[0]
    assert (first.completion, first.reasoning, first.model) == ("It rains.", "Hm.", "m")
    assert (first.status, first.finish_reason) == (Status.OK, "stop")
    assert first.model_usage.model_dump() == {"input_tokens": 12, "output_tokens": 5, "reasoning_tokens": 2}
    body = script.asked[0]
    assert body["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Write about rain, number 0."},
    ]
    assert (body["seed"], body["temperature"], body["top_p"]) == (rows[0].seed, 0.5, 1.0)
    assert (body["top_k"], body["min_p"], body["max_tokens"]) == (0, 0.0, 2048)
    kinds = [type(event) for event in told if not isinstance(event, events.Progress)]
    assert kinds == [events.Planned, events.Loading, events.Ready, *[events.StoryDone] * 2, events.Finished]


@pytest.mark.parametrize(
    ("act", "status", "finish", "completion", "reasoning"),
    [
        (says("", finish="stop"), Status.EMPTY, "stop", "", None),
        (says(" ", finish="stop"), Status.EMPTY, "stop", " ", None),
        (says("Hi.", finish="length"), Status.OK, "length", "Hi.", None),
        (streams([{"reasoning": "Hm"}], finish="length"), Status.NO_FINAL, "length", "", "Hm"),
        (streams([{"reasoning": "Hm"}, {"content": "A."}]), Status.OK, "stop", "A.", "Hm"),
        (says("<thi", "nk>Hm", "</think>\n\n", "A."), Status.OK, "stop", "A.", "Hm"),
        (says("Hm\n", "</think>\n\nA."), Status.OK, "stop", "A.", "Hm"),
        (says("<think>Hm", finish="length"), Status.NO_FINAL, "length", "", "Hm"),
        (
            says(
                "<|chan",
                "nel|>analysis<|message|>Hm<|end|><|start|>assistant<|channel|>fi",
                "nal<|message|>A. <b",
            ),
            Status.OK,
            "stop",
            "A. <b",
            "Hm",
        ),
        (says("<|channel|>analysis<|message|>Hm", finish="length"), Status.NO_FINAL, "length", "", "Hm"),
        (says("I'm sorry, but I can't help with that."), Status.REFUSAL, "stop", None, None),
        (streams([{"refusal": "No."}]), Status.REFUSAL, "stop", "No.", None),
        (says("A", finish="content_filter"), Status.REFUSAL, "stop", "A", None),
    ],
)
def test_server_answers_become_stories(
    act: Act, status: Status, finish: str, completion: str | None, reasoning: str | None, tmp_path: Path
) -> None:
    with serving(act) as script:
        (story,) = write(script, tmp_path)
    assert (story.status, story.finish_reason, story.reasoning) == (status, finish, reasoning)
    assert completion is None or story.completion == completion
    assert len(script.asked) == 1, "a short or empty answer is an answer"


def test_server_that_does_not_stream_is_read_whole(tmp_path: Path) -> None:
    answer = {
        "choices": [{"message": {"content": "A."}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 3, "completion_tokens": 2},
    }
    story = one(lambda handler: handler.reply(200, answer), tmp_path)
    assert (story.completion, story.model_usage.input_tokens, story.model_usage.output_tokens) == ("A.", 3, 2)


def test_server_story_ends_at_its_budget(tmp_path: Path) -> None:
    story = one(says(*["and "] * 50, seconds=0.001), tmp_path, max_story_tokens=10, max_reasoning_tokens=5)
    assert (story.completion, story.finish_reason) == ("and " * 10, "length")
    assert story.model_usage.output_tokens == 10


@pytest.mark.parametrize(
    "fault",
    [
        refuses(503, "Loading model"),
        refuses(429, "slow down", Retry_After="0"),
        says("It ", finish=None, end=False),
        says("It ", finish=None),
        lambda handler: handler.connection.shutdown(socket.SHUT_RDWR),
        lambda handler: handler.events([b'data: {"choices": [{"del'], end=False),
    ],
    ids=["503", "429", "drop", "no-reason", "close", "half-a-line"],
)
def test_server_transport_faults_are_tried_again(fault: Act, tmp_path: Path) -> None:
    with serving(fault, fault, says("It rains.")) as script:
        (story,) = write(script, tmp_path)
    assert (story.status, story.completion, len(script.asked)) == (Status.OK, "It rains.", 3)
    assert len({json.dumps(body) for body in script.asked}) == 1, "the same seed each time"


@pytest.mark.parametrize(
    ("fault", "calls", "said"),
    [
        (refuses(500, "the slot fell over"), 1, "answered 500: the slot fell over"),
        (refuses(413, "too long"), 1, "answered 413"),
        (lambda handler: handler.events([b"data: {nonsense\n\n"]), 1, "no JSON"),
        (lambda handler: handler.events([{"error": {"message": "out of memory"}}]), 1, "out of memory"),
        (lambda handler: handler.events([{"choices": "x"}]), 1, "no choices"),
        (lambda handler: handler.reply(200, b"<html>"), 1, "no JSON"),
        (says("It ", finish=None, end=False), 3, "each of 3 times"),
    ],
    ids=["500", "413", "malformed", "error-in-stream", "choices", "html", "drops"],
)
def test_server_failed_story_is_an_outcome(fault: Act, calls: int, said: str, tmp_path: Path) -> None:
    with serving(*[fault] * calls, says("It rains.")) as script:
        lost, written = write(script, tmp_path, 2)
    assert (lost.status, lost.finish_reason, lost.completion) == (Status.ERROR, "error", "")
    assert said in (lost.error or "")
    assert written.completion == "It rains."
    assert len(script.asked) == calls + 1


def test_server_that_stalls_is_given_up_after_the_timeout(tmp_path: Path) -> None:
    began = time.monotonic()
    stall: Act = lambda handler: time.sleep(3)  # noqa: E731
    patience = Patience(timeout=0.2, attempts=2, backoff=0.01)
    with serving(stall) as script:
        (story,) = write(script, tmp_path, patience=patience)
        assert time.monotonic() - began < 2.5
    assert "nothing came in time" in (story.error or "")


def test_server_slow_story_is_not_a_stall(tmp_path: Path) -> None:
    act = says(*["and "] * 8, seconds=0.08)
    with serving(act) as script:
        (story,) = write(script, tmp_path, patience=Patience(timeout=0.4, attempts=1))
    assert story.completion == "and " * 8


def test_server_that_fails_story_after_story_stops_the_run(tmp_path: Path) -> None:
    with serving(refuses(500, "broken")) as script, pytest.raises(EngineCrashed, match="5 stories in a row"):
        write(script, tmp_path, 9)
    with serving(says("It rains.")) as script:
        rows = write(script, tmp_path, 9)
    assert [row.status for row in rows] == [Status.ERROR] * 5 + [Status.OK] * 4


def test_server_gone_stops_the_run_and_it_resumes(tmp_path: Path) -> None:
    gone = pytest.raises(EngineUnavailable, match="answered 503: overloaded, 3 times")
    with serving(says("One."), refuses(503, "overloaded")) as script, gone:
        write(script, tmp_path, 3)
    with serving(says("Two.")) as script:
        rows = write(script, tmp_path, 3)
        assert len(script.asked) == 2, "at another port, and the story that was there is kept"
    assert [row.completion for row in rows] == ["One.", "Two.", "Two."]


def test_server_concurrency_is_bounded_and_used(tmp_path: Path) -> None:
    with serving(says("a", "b", seconds=0.05)) as script:
        rows = write(script, tmp_path, 9, n_parallel=3)
    assert len(rows) == 9
    assert script.most == 3


def test_server_key_is_sent_and_never_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "sk-secret-1")
    fault = refuses(500, "bad key sk-secret-1 or so")
    with serving(fault, says("It rains.")) as script:
        lost, _ = write(script, tmp_path, 2)
    assert script.keys == ["Bearer sk-secret-1"] * 2
    assert "bad key … or so" in (lost.error or "")
    for path in (tmp_path / "run").iterdir():
        assert b"sk-secret-1" not in path.read_bytes(), path.name


@pytest.mark.parametrize(
    ("act", "kind", "said"),
    [
        (refuses(401, "no key"), EngineUnavailable, KEY_VARIABLE),
        (refuses(404, "model 'm' not found"), ModelError, "--model"),
        (refuses(404, "Not Found"), EngineUnavailable, "Check the address"),
        (refuses(301, ""), EngineUnavailable, "Check the address"),
    ],
)
def test_server_refusals_stop_the_run(
    act: Act, kind: type[StoryfaultError], said: str, tmp_path: Path
) -> None:
    with serving(act) as script, pytest.raises(kind, match=said):
        write(script, tmp_path, 3)
    assert len(script.asked) == 1


def test_server_wrong_addresses_are_named(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = Script([], url=f"http://127.0.0.1:{free.getsockname()[1]}")
    with pytest.raises(EngineUnavailable, match="cannot be reached"):
        write(closed, tmp_path)
    with serving() as script:
        with pytest.raises(EngineUnavailable, match="answered 404"):
            ServerSource(f"{script.url}/api", patience=QUICK).model_info()
        script.on_models = refuses(403, "no")
        with pytest.raises(EngineUnavailable, match=KEY_VARIABLE):
            write(script, tmp_path)
        script.on_models = lambda handler: handler.reply(200, b"<html>Welcome")
        with pytest.raises(EngineUnavailable, match="no JSON"):
            write(script, tmp_path)
    assert not (tmp_path / "run").exists()


def test_server_model_is_chosen_and_checked(tmp_path: Path) -> None:
    rows = [{"id": "a:latest", "max_model_len": 512}, {"id": "b", "meta": {"n_params": 7, "n_ctx_train": 64}}]
    with serving(models=rows) as script:
        info = ServerSource(script.url, "b").model_info()
        assert (info.name, info.n_params, info.n_ctx_train, info.sha256) == ("b", 7, 64, None)
        assert ServerSource(script.url, "a").model_info().name == "a:latest"
        with pytest.raises(ModelError, match="several models: a:latest, b"):
            ServerSource(script.url).model_info()
        with pytest.raises(ModelError, match="does not have the model 'c'; it has a:latest, b"):
            ServerSource(script.url, "c").model_info()
        write(script, tmp_path, model="a")
        with pytest.raises(RunError, match="the model was a:latest"):
            write(script, tmp_path, model="b")
        script.models = []
        with pytest.raises(ModelError, match="no model"):
            ServerSource(script.url).model_info()


def test_server_without_extensions_gets_none(tmp_path: Path) -> None:
    strict = refuses(400, "Unrecognized request argument supplied: top_k")
    told: list[events.Event] = []
    with serving(strict, says("It rains.")) as script:
        rows = write(script, tmp_path, 2, on_event=told.append)
    assert [row.completion for row in rows] == ["It rains."] * 2
    assert ["top_k" in body for body in script.asked] == [True, False, False]
    assert any(isinstance(event, events.Notice) and "top-k" in event.text for event in told)
    with serving(strict) as script:
        (story,) = write(script, tmp_path / "other", top_k=40)
    assert "top_k" in (story.error or "")
    assert len(script.asked) == 1, "what is asked for is not left out"


def test_server_stories_in_flight_are_dropped_at_abort(tmp_path: Path) -> None:
    from detector.generation.child_supervisor import ABORT, GO

    level = [GO]
    with serving(says(*["and "] * 200, seconds=0.05)) as script:
        source = ServerSource(script.url, patience=QUICK)
        engine = source.open(
            make_config(n_parallel=2),
            log=tmp_path / "log",
            on_notice=lambda _s: None,
            on_progress=lambda n: level.__setitem__(0, ABORT if n > 3 else GO),
            stop=lambda: level[0],
        )
        from detector.generation.runner_plan import make_plan

        requests = [story.request(make_config()) for story in make_plan(prompts(3), 1, 1)]
        began = time.monotonic()
        with pytest.raises(Interrupted):
            list(engine.write(requests))
        assert time.monotonic() - began < 5
        assert len(script.asked) == 2


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("localhost:8080", "http://localhost:8080/v1"),
        ("http://h/", "http://h/v1"),
        ("https://h:443/v1/", "https://h/v1"),
        ("http://h:1/openai/v1/chat/completions", "http://h:1/openai/v1"),
        ("http://[::1]:8080", "http://[::1]:8080/v1"),
    ],
)
def test_server_address_has_one_form(typed: str, url: str) -> None:
    assert parse_endpoint(typed).url == url


@pytest.mark.parametrize(
    "typed", ["", "http://", "ftp://h", "http://h:x", "http://me:pw@h/v1", "http://h/v1?k=1"]
)
def test_server_address_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse_endpoint(typed)
    assert "pw" not in str(raised.value)
