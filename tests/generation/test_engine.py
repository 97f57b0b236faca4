"""The engine itself, in this process: budgets, stops, determinism."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

pytest.importorskip("llama_cpp")

from detector.errors import ModelError
from detector.generation.config import EngineConfig
from detector.generation.engine import Engine
from detector.generation.engine_log import NativeLog
from detector.generation.models import describe
from detector.generation.protocol import Outcome, Request
from detector.generation.sampling import Sampling
from detector.records import Status
from tests.support.small_models import rain_model, random_model, table_model


@pytest.fixture
def log() -> Iterator[NativeLog]:
    fd = os.open(os.devnull, os.O_WRONLY)
    yield NativeLog(fd)
    os.close(fd)


def engine_for(model: Path, log: NativeLog, **settings: object) -> Engine:
    return Engine(describe(model), EngineConfig(n_threads=1, **settings), log)


def request(
    name: str, *, seed: int = 1, story: int = 200, reasoning: int = 200, **sampling: object
) -> Request:
    return Request(
        request_id=name,
        prompt=f"Write about rain, {name}.",
        sampling=Sampling(seed=seed, **sampling),
        max_story_tokens=story,
        max_reasoning_tokens=reasoning,
    )


def noise(name: str, **sampling: object) -> Request:
    """A request to the random model, which opens no story by itself."""
    return request(name, reasoning=0, **sampling)


def write(engine: Engine, requests: Sequence[Request]) -> dict[str, Outcome]:
    """Write stories, always as many at a time as the engine takes."""
    waiting, done = list(requests), {}
    while waiting or not engine.idle:
        while waiting and len(engine.active) < engine.config.n_parallel:
            engine.submit(waiting.pop(0))
        done.update({outcome.request_id: outcome for outcome in engine.step()})
    return done


def texts(outcomes: dict[str, Outcome]) -> dict[str, object]:
    return {name: outcome.model_dump(exclude={"seconds"}) for name, outcome in outcomes.items()}


def test_engine_writes_stories_that_end_by_themselves(log: NativeLog) -> None:
    with engine_for(rain_model(), log) as engine:
        outcomes = write(engine, [request(f"s{i}", seed=i + 1) for i in range(20)])
    assert {outcome.status for outcome in outcomes.values()} == {Status.OK, Status.NO_FINAL}
    story = next(outcome for outcome in outcomes.values() if outcome.status is Status.OK)
    assert story.finish_reason == "stop"
    assert set(story.completion.split()) <= {"the", "rain", "and"}
    assert any(outcome.reasoning for outcome in outcomes.values())
    assert all(outcome.usage.input_tokens > 100 for outcome in outcomes.values())


def test_engine_gives_the_same_story_for_a_seed_and_another_for_another(log: NativeLog) -> None:
    with engine_for(random_model(), log) as engine:
        first = write(engine, [noise("a", seed=5), noise("b", seed=6)])
        again = write(engine, [noise("b", seed=6), noise("a", seed=5)])
        other = write(engine, [noise("a", seed=7)])
    assert texts(first) == texts(again)
    assert other["a"].completion != first["a"].completion


def test_engine_gives_the_same_story_after_a_restart(log: NativeLog) -> None:
    with engine_for(random_model(), log) as engine:
        before = write(engine, [noise(f"s{i}", seed=i + 1) for i in range(6)])
    with engine_for(random_model(), log) as engine:
        after = write(engine, [noise(f"s{i}", seed=i + 1) for i in reversed(range(6))])
    assert texts(before) == texts(after)


@pytest.mark.parametrize("n_parallel", [2, 5, 16])
def test_engine_gives_the_same_stories_with_several_at_a_time(log: NativeLog, n_parallel: int) -> None:
    """Exact here because the table model's logits do not depend on the batch's shape."""
    requests = [request(f"s{i}", seed=i + 1) for i in range(24)]
    with engine_for(rain_model(), log) as engine:
        alone = write(engine, requests)
    with engine_for(rain_model(), log, n_parallel=n_parallel, n_ctx=1024) as engine:
        together = write(engine, requests)
    assert texts(alone) == texts(together)


def test_engine_with_temperature_zero_needs_no_seed(log: NativeLog) -> None:
    with engine_for(random_model(), log) as engine:
        greedy = write(engine, [noise("a", seed=1, temperature=0)])
        again = write(engine, [noise("a", seed=99, temperature=0)])
        top_1 = write(engine, [noise("a", seed=3, top_k=1)])
    assert len(greedy["a"].completion) > 10
    assert greedy["a"].completion == again["a"].completion == top_1["a"].completion


def test_engine_applies_each_sampling_setting(log: NativeLog) -> None:
    settings = [
        {},
        {"temperature": 3.0},
        {"top_k": 3},
        {"top_p": 0.3},
        {"min_p": 0.4},
        {"repeat_penalty": 5.0},
    ]
    with engine_for(random_model(), log) as engine:
        stories = [
            tuple(write(engine, [noise("a", seed=seed, **setting)])["a"].completion for seed in range(1, 6))
            for setting in settings
        ]
    assert len(set(stories)) == len(stories)


def test_engine_stops_a_story_at_its_budget(log: NativeLog) -> None:
    with engine_for(rain_model(), log) as engine:
        outcomes = write(engine, [request(f"s{i}", seed=i + 1, story=5) for i in range(12)])
    cut = [outcome for outcome in outcomes.values() if outcome.finish_reason == "length"]
    assert cut
    assert {len(outcome.completion.split()) for outcome in cut} == {5}


def test_engine_closes_reasoning_at_its_budget_and_opens_the_story(log: NativeLog) -> None:
    with engine_for(table_model("ENDLESS_REASONING"), log) as engine:
        outcome = write(engine, [request("a", story=10, reasoning=30)])["a"]
    assert outcome.status is Status.OK
    assert outcome.reasoning is not None
    assert 20 <= outcome.usage.reasoning_tokens <= 30
    assert len(outcome.completion.split()) == 10


def test_engine_without_a_reasoning_budget_opens_the_story_at_once(log: NativeLog) -> None:
    with engine_for(table_model("ENDLESS_REASONING"), log) as engine:
        outcome = write(engine, [request("a", story=10, reasoning=0)])["a"]
    assert not outcome.reasoning
    assert len(outcome.completion.split()) == 10


@pytest.mark.parametrize(("name", "status"), [("NO_FINAL", Status.NO_FINAL), ("EMPTY", Status.EMPTY)])
def test_engine_says_when_there_is_no_story(log: NativeLog, name: str, status: Status) -> None:
    with engine_for(table_model(name), log) as engine:
        outcome = write(engine, [request("a")])["a"]
    assert (outcome.status, outcome.completion, outcome.finish_reason) == (status, "", "stop")


def test_engine_ends_a_story_where_the_context_ends(log: NativeLog) -> None:
    with engine_for(table_model("ENDLESS_REASONING"), log, n_ctx=256) as engine:
        outcome = write(engine, [request("a", story=5000, reasoning=0)])["a"]
    assert outcome.finish_reason == "length"
    assert outcome.usage.input_tokens + outcome.usage.output_tokens <= 256 + 4
    assert outcome.usage.input_tokens + outcome.usage.output_tokens >= 250


def test_engine_refuses_a_prompt_that_fills_the_context_and_goes_on(log: NativeLog) -> None:
    with engine_for(rain_model(), log, n_ctx=256) as engine:
        long = request("long").model_copy(update={"prompt": "rain " * 2000})
        outcomes = write(engine, [long, request("short")])
    assert outcomes["long"].status is Status.ERROR
    assert "context holds 256" in str(outcomes["long"].error)
    assert outcomes["short"].completion


def test_engine_reads_prompts_longer_than_a_batch(log: NativeLog) -> None:
    long = request("a").model_copy(update={"prompt": "rain " * 300})
    with engine_for(rain_model(), log, n_batch=64) as engine:
        in_pieces = write(engine, [long])
    with engine_for(rain_model(), log, n_batch=2048) as engine:
        at_once = write(engine, [long])
    assert in_pieces["a"].usage.input_tokens > 400
    assert texts(in_pieces) == texts(at_once)


def test_engine_refuses_a_file_that_llama_cpp_cannot_load(log: NativeLog, tmp_path: Path) -> None:
    whole = rain_model().read_bytes()
    description = describe(rain_model())
    damaged = tmp_path / "damaged.gguf"
    damaged.write_bytes(whole.replace(b"output_norm.weight", b"output_worm.weight"))
    from dataclasses import replace

    with pytest.raises(ModelError, match=r"damaged\.gguf: llama\.cpp cannot load this model \("):
        Engine(replace(description, paths=(damaged,)), EngineConfig(n_threads=1), log)
