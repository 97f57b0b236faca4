"""The shipped prompts are what their datasheet says."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from detector.records import Prompt
from detector.resources import resource

_PATH = resource("corpora/prompts/prompts.jsonl")
_LINES = _PATH.read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def prompts() -> list[Prompt]:
    return [Prompt.model_validate_json(line) for line in _LINES]


def test_prompts_have_exactly_the_documented_fields() -> None:
    for line in _LINES:
        assert list(json.loads(line)) == ["id", "genre", "prompt", "premise", "expects_formula"]


def test_prompts_are_many_and_spread_over_genres(prompts: list[Prompt]) -> None:
    genres = Counter(prompt.genre for prompt in prompts)
    assert len(prompts) >= 140
    assert len(genres) >= 12
    assert min(genres.values()) >= 10


def test_prompts_repeat_neither_id_nor_text(prompts: list[Prompt]) -> None:
    assert len({prompt.id for prompt in prompts}) == len(prompts)
    assert len({prompt.prompt for prompt in prompts}) == len(prompts)
    assert len({prompt.premise for prompt in prompts}) == len(prompts)


def test_prompts_expect_formulas_only_in_mathematics(prompts: list[Prompt]) -> None:
    assert all(prompt.expects_formula == (prompt.genre == "mathematics") for prompt in prompts)


def test_prompts_are_of_a_readable_length(prompts: list[Prompt]) -> None:
    for prompt in prompts:
        assert 25 <= len(prompt.prompt.split()) <= 70, prompt.id
        assert prompt.premise
