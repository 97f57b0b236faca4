"""What stories have in common is read once, and nothing that is written depends on it."""

import pytest

pytest.importorskip("llama_cpp")

from detector.generation import engine_prefix
from detector.generation.engine import Engine
from detector.generation.engine_trial import fastest_parallel, is_batch_invariant
from detector.generation.protocol import Outcome, Request
from tests.support.engines import engine_for, samples, texts, write
from tests.support.small_models import random_model

SYSTEM = "You write stories for children, plainly, and you never explain anything."


def prompt_tokens(engine: Engine, requests: list[Request]) -> list[tuple[int, ...]]:
    """The ids that are decoded before each story's first token is drawn."""
    found = []
    for request in requests:
        ids = engine.chat.render(request.system, request.prompt, request.effort)
        parser = engine.chat.new_parser()
        found.append((*ids, *(parser.force_final() if request.max_reasoning_tokens == 0 else ())))
    return found


def decoded_while_writing(engine: Engine, outcomes: dict[str, Outcome]) -> int:
    """Every drawn token but each story's last is decoded."""
    return sum(outcome.usage.output_tokens - 1 for outcome in outcomes.values())


@pytest.mark.parametrize("n_parallel", [1, 3, 8, 16, 40])
@pytest.mark.parametrize("system", [None, SYSTEM], ids=["", "system"])
def test_eight_samples_of_twenty_prompts_read_each_prompt_once(n_parallel: int, system: str | None) -> None:
    requests = samples(20, 8, system=system, story=6)
    with engine_for(random_model(), n_parallel=n_parallel, n_ctx=512) as engine:
        outcomes = write(engine, requests)
        prompts = set(prompt_tokens(engine, requests))
        shared = engine._prefixes.system_length(requests[0], min(prompts))
        evaluated = engine.evaluated
        assert evaluated - decoded_while_writing(engine, outcomes) == shared + sum(
            len(prompt) - shared for prompt in prompts
        )
    assert len(outcomes) == 160
    assert len(prompts) == 20
    assert shared > 30, "the system's part is read once for all prompts"


def test_without_sharing_every_sample_reads_its_prompt() -> None:
    requests = samples(3, 4, story=6)
    with engine_for(random_model(), n_parallel=4, share_prefix=False) as engine:
        outcomes = write(engine, requests)
        read = engine.evaluated - decoded_while_writing(engine, outcomes)
        assert read == sum(map(len, prompt_tokens(engine, requests)))


def test_stories_are_the_same_whatever_else_is_in_the_batch() -> None:
    """Every logit of this model depends on all tokens in its window; samples differ in length."""
    requests = samples(9, 3, story=60, temperature=1.5)
    orders = [requests, [requests[(7 * i) % 27] for i in range(27)], requests[20:] + requests[:20]]
    written = []
    for n_parallel, order, settings in (
        (2, 0, {}),
        (2, 1, {"share_prefix": False}),
        (3, 2, {}),
        (5, 0, {}),
        (7, 1, {}),
        (16, 0, {}),
        (16, 2, {"share_prefix": False}),
        (27, 0, {"n_threads": 2}),
    ):
        with engine_for(random_model(), n_parallel=n_parallel, **settings) as engine:
            assert is_batch_invariant(engine)
            written.append(texts(write(engine, orders[order])))
    assert all(stories == written[0] for stories in written[1:])
    assert len({str(story) for story in written[0].values()}) == 27


def test_stories_one_at_a_time_are_the_same_in_any_order() -> None:
    requests = samples(5, 3, story=60, temperature=1.5)
    with engine_for(random_model()) as engine:
        assert is_batch_invariant(engine)
        written = texts(write(engine, requests))
    for order in (requests[::-1], requests[4:9] + requests[:4] + requests[9:]):
        with engine_for(random_model(), share_prefix=False) as engine:
            assert texts(write(engine, order)) == written
        with engine_for(random_model()) as engine:
            assert texts(write(engine, order)) == written


def test_stories_longer_than_the_window_are_the_same_when_prompts_are_shared() -> None:
    """The random model looks back few tokens in every second layer; copies are made before that slides."""
    requests = samples(2, 8, story=400, temperature=0.9)
    with engine_for(random_model(), n_parallel=4, n_batch=48) as engine:
        shared = write(engine, requests)
    with engine_for(random_model(), n_parallel=3, n_batch=48, share_prefix=False) as engine:
        unshared = write(engine, requests)
    assert texts(shared) == texts(unshared)
    assert sum(outcome.usage.output_tokens > 64 for outcome in shared.values()) > 4


def test_systems_that_alternate_are_each_read_right() -> None:
    one, other = samples(4, 2, system=SYSTEM), samples(4, 2, system="Write plainly.\n" + SYSTEM)
    renamed = [request.model_copy(update={"request_id": f"o{request.request_id}"}) for request in other]
    mixed = [request for pair in zip(one, renamed, strict=True) for request in pair]
    with engine_for(random_model(), n_parallel=3) as engine:
        together = write(engine, mixed)
    with engine_for(random_model(), n_parallel=2, share_prefix=False) as engine:
        alone = write(engine, mixed)
    assert texts(together) == texts(alone)


def test_prompt_asked_again_after_another_is_read_again() -> None:
    requests = samples(2, 2, story=6)
    order = [requests[0], requests[2], requests[1]]
    with engine_for(random_model()) as engine:
        outcomes = write(engine, order)
        read = engine.evaluated - decoded_while_writing(engine, outcomes)
        prompts = prompt_tokens(engine, order)
        shared = engine._prefixes.system_length(order[0], prompts[0])
        assert read == shared + sum(len(prompt) - shared for prompt in prompts)


def test_short_beginnings_are_not_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_prefix, "_WORTH_IT", 10_000)
    with engine_for(random_model()) as engine:
        write(engine, samples(2, 1, story=4))
        assert engine._prefixes.system_length(samples(1, 1)[0], (1, 2, 3)) == 0


def test_queue_is_dropped_and_stories_in_flight_go_on() -> None:
    requests = samples(4, 1, story=6)
    with engine_for(random_model(), n_parallel=2) as engine:
        for request in requests:
            engine.submit(request)
        ended = {outcome.request_id for outcome in engine.step()}
        assert engine.drop_waiting() == ["2-0", "3-0"]
        assert ended | set(write(engine, [])) == {"0-0", "1-0"}


def test_trial_finds_a_number_of_stories_and_leaves_nothing_behind() -> None:
    with engine_for(random_model(), n_parallel=16) as engine:
        assert 1 <= fastest_parallel(engine, 16) <= 16
        after = write(engine, samples(3, 2))
    with engine_for(random_model(), n_parallel=16) as engine:
        assert texts(write(engine, samples(3, 2))) == texts(after)


@pytest.mark.parametrize(
    ("rates", "chosen"), [((1, 2, 4, 8, 16), 16), ((1, 2, 2, 2, 2), 2), ((1, 1, 1, 1, 1), 1)]
)
def test_trial_takes_the_smallest_number_that_no_other_beats(
    rates: tuple[int, ...], chosen: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from detector.generation import engine_trial

    by_size = dict(zip((1, 2, 4, 8, 16), rates, strict=True))
    monkeypatch.setattr(engine_trial, "_seconds", lambda _engine, size, _clock: size / by_size[size])
    assert fastest_parallel(None, 16, lambda: 0.0) == chosen  # type: ignore[arg-type]
