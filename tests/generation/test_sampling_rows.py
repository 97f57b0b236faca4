"""Draws over rows of logits: llama.cpp's distribution, and a row's own whatever stands beside it."""

import math

import numpy as np
import pytest

from detector.generation.sampling import Sampling
from detector.generation.sampling_rows import Draws, RowSampler, is_plain

RNG = np.random.default_rng(5)


def draws(n: int, **settings: float) -> list[Draws]:
    return [Draws(Sampling(seed=seed, **settings)) for seed in range(1, n + 1)]  # type: ignore[arg-type]


@pytest.mark.parametrize("n_vocab", [1, 5, 128, 129, 300, 4096])
@pytest.mark.parametrize("settings", [{}, {"temperature": 0.5, "min_p": 0.05}, {"temperature": 3.0}])
def test_a_row_draws_the_same_alone_and_beside_others(n_vocab: int, settings: dict[str, float]) -> None:
    logits = (RNG.normal(size=(9, n_vocab)) * 4).astype(np.float32)
    before = logits.copy()
    sampler = RowSampler(9, n_vocab)
    together, alone = draws(9, **settings), draws(9, **settings)
    for _ in range(40):
        drawn = sampler.draw(logits, together)
        assert drawn == [sampler.draw(logits[i : i + 1], [alone[i]])[0] for i in range(9)]
        assert all(0 <= token < n_vocab for token in drawn)
    assert (logits == before).all()


@pytest.mark.parametrize(("temperature", "min_p"), [(1.0, 0.0), (0.5, 0.0), (1.0, 0.1), (0.7, 0.05)])
def test_tokens_come_as_often_as_they_should(temperature: float, min_p: float) -> None:
    logits = (RNG.normal(size=200) * 2).astype(np.float32)
    kept = logits >= logits.max() + (math.log(min_p) if min_p else -math.inf)
    share = np.where(kept, np.exp((logits.astype(np.float64) - logits.max()) / temperature), 0)
    share /= share.sum()
    n_rows, steps = 16, 3000
    sampler = RowSampler(n_rows, 200)
    ways = draws(n_rows, temperature=temperature, min_p=min_p)
    rows = np.tile(logits, (n_rows, 1))
    counts = np.bincount([t for _ in range(steps) for t in sampler.draw(rows, ways)], minlength=200)
    assert counts[~kept].sum() == 0
    wanted = share * n_rows * steps
    often = wanted > 10
    chi2 = ((counts - wanted)[often] ** 2 / wanted[often]).sum()
    assert chi2 < often.sum() + 5 * math.sqrt(2 * often.sum())


def test_rows_of_any_height_and_settings_do_not_touch_one_another() -> None:
    heights = np.array([0, 300, -300, 35, 0, 0], np.float32)[:, None]
    logits = (RNG.normal(size=(6, 700)) * 3).astype(np.float32) + heights
    settings: list[dict[str, float]] = [{}, {}, {}, {}, {"temperature": 0.6}, {"min_p": 0.1}]
    sampler = RowSampler(6, 700)
    together, alone = (
        [Draws(Sampling(seed=i + 1, **kept)) for i, kept in enumerate(settings)]  # type: ignore[arg-type]
        for _ in range(2)
    )
    for _ in range(60):
        one_by_one = [sampler.draw(logits[i : i + 1], [alone[i]])[0] for i in range(6)]
        assert sampler.draw(logits, together) == one_by_one


def test_temperature_zero_takes_the_likeliest_beside_rows_that_draw() -> None:
    logits = RNG.normal(size=(3, 500)).astype(np.float32)
    cold = Draws(Sampling(seed=1, temperature=0))
    sampler = RowSampler(3, 500)
    assert sampler.draw(logits, [cold] * 3) == logits.argmax(axis=1).tolist()
    for _ in range(20):
        assert sampler.draw(logits, [*draws(1), cold, *draws(1)])[1] == logits[1].argmax()


def test_tokens_that_cannot_be_are_never_drawn() -> None:
    logits = np.full((2, 400), -np.inf, np.float32)
    logits[0, [3, 399]] = 0
    logits[1, 200] = 7
    sampler, ways = RowSampler(2, 400), draws(2)
    drawn = [sampler.draw(logits, ways) for _ in range(200)]
    assert {row[0] for row in drawn} == {3, 399}
    assert {row[1] for row in drawn} == {200}


@pytest.mark.parametrize(
    "settings",
    [
        {"top_k": 5},
        {"top_p": 0.9},
        {"repeat_penalty": 1.1},
        {"logit_bias": {1: 2.0}},
        {"grammar": "root ::= "},
    ],
)
def test_other_settings_are_llama_cpps_matter(settings: dict[str, object]) -> None:
    assert is_plain(Sampling(seed=1, temperature=0.5, min_p=0.1))
    assert not is_plain(Sampling(seed=1, **settings))  # type: ignore[arg-type]
