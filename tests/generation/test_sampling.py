"""Bias, penalties and grammars, on a model whose stories are known."""

import re

import pytest

pytest.importorskip("llama_cpp")

from detector.errors import UsageError
from detector.generation.config import GenerateConfig, make_config
from detector.generation.engine import Engine
from detector.generation.protocol import Request
from detector.generation.sampling import Sampling
from detector.records import Status
from tests.support.engines import engine_for, samples, texts, write
from tests.support.small_models import rain_model, random_model


def stories(engine: Engine, seeds: int = 6, *, reasoning: int = 0, **sampling: object) -> list[str]:
    requests = [
        Request(
            request_id=str(seed),
            prompt="Write about rain.",
            sampling=Sampling(seed=seed, **sampling),
            max_story_tokens=40,
            max_reasoning_tokens=reasoning,
        )
        for seed in range(1, seeds + 1)
    ]
    return [outcome.completion for _, outcome in sorted(write(engine, requests).items())]


def token(engine: Engine, text: str) -> int:
    (found,) = engine.chat._vocabulary.encode(text)  # type: ignore[attr-defined]
    return int(found)


def test_bias_forbids_and_forces_tokens() -> None:
    with engine_for(rain_model(), n_parallel=3) as engine:
        rain = token(engine, " rain")
        free = stories(engine)
        dry = stories(engine, logit_bias={rain: -1e9})
        wet = stories(engine, logit_bias={rain: 1e9})
    assert any("rain" in story for story in free)
    assert not any("rain" in story for story in dry)
    assert all(set(story.split()) == {"rain"} for story in wet)


@pytest.mark.parametrize("penalty", [{"frequency_penalty": 9.0}, {"presence_penalty": 9.0}])
def test_penalties_take_from_what_was_written(penalty: dict[str, float]) -> None:
    with engine_for(random_model(), n_parallel=2) as engine:
        free, penalized = stories(engine, temperature=0), stories(engine, temperature=0, **penalty)
    assert len(set(penalized[0])) > len(set(free[0]))


def test_penalties_look_back_as_far_as_they_are_told() -> None:
    with engine_for(random_model(), n_parallel=2) as engine:
        assert stories(engine, presence_penalty=9.0, repeat_last_n=0) == stories(engine)


GRAMMAR = 'root ::= " the rain" (" and the rain")? "."'


@pytest.mark.parametrize("model", [rain_model, random_model])
@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_grammar_is_followed_to_its_end(model: object, temperature: float) -> None:
    with engine_for(model(), n_parallel=3) as engine:  # type: ignore[operator]
        written = stories(engine, grammar=GRAMMAR, temperature=temperature)
    assert written
    assert all(re.fullmatch(r" ?the rain( and the rain)?\.", story) for story in written), written


def test_grammar_leaves_reasoning_free() -> None:
    requests = samples(1, 8, reasoning=60, grammar=GRAMMAR)
    with engine_for(rain_model(), n_parallel=4) as engine:
        outcomes = write(engine, requests)
        assert texts(outcomes) == texts(write(engine, requests))
    told = [outcome for outcome in outcomes.values() if outcome.status is Status.OK]
    assert any(outcome.reasoning and not outcome.reasoning.strip().endswith(".") for outcome in told)
    assert all(outcome.completion.strip().endswith("rain.") for outcome in told)


def test_grammar_that_cannot_be_read_costs_its_story_only() -> None:
    bad = samples(1, 1, grammar="root ::= (")[0].model_copy(update={"request_id": "bad"})
    with engine_for(rain_model(), n_parallel=2) as engine:
        outcomes = write(engine, [bad, *samples(1, 1)])
    assert outcomes["bad"].status is Status.ERROR
    assert "grammar cannot be read" in str(outcomes["bad"].error)
    assert outcomes["0-0"].completion


def test_grammar_draws_as_often_as_the_model_would() -> None:
    """Drawing freely first and again where the grammar forbids it must not bend the odds: the rain model
    says " the" and " and" alike, and the grammar allows both and two more."""
    grammar = 'root ::= (" the" | " and" | " rain") "."'
    with engine_for(rain_model(), n_parallel=16) as engine:
        written = stories(engine, 400, grammar=grammar)
    the = sum(story.strip() == "the." for story in written)
    assert the + sum(story.strip() == "and." for story in written) > 395
    assert 150 < the < 250


def test_settings_of_sampling_are_part_of_a_run_only_where_they_are_used() -> None:
    assert not {"grammar", "logit_bias", "presence_penalty"} & GenerateConfig().identity().keys()
    config = make_config(presence_penalty=0.5, logit_bias={3: -1.0}, grammar=GRAMMAR)
    assert config.identity()["presence_penalty"] == 0.5
    assert config.identity()["logit_bias"] == {"3": -1.0}
    with pytest.raises(UsageError, match="frequency_penalty=99"):
        make_config(frequency_penalty=99)
