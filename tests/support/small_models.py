"""Models that the generation tests write once: some speak Harmony by a table, one is random."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from detector.records import Prompt, Story
from tests.support.random_gguf import write_random_gpt_oss

RAIN = {
    "<|start|>": {"assistant": 1.0},
    "assistant": {"<|channel|>": 1.0},
    "<|channel|>": {"analysis": 0.4, "final": 0.6},
    "analysis": {"<|message|>": 1.0},
    "final": {"<|message|>": 1.0},
    "<|message|>": {"Ġthe": 0.5, "Ġand": 0.5},
    "Ġthe": {"Ġrain": 0.9, "Ġand": 0.1},
    "Ġand": {"Ġthe": 1.0},
    "Ġrain": {"Ġand": 0.94, "<|end|>": 0.03, "<|return|>": 0.03},
    "<|end|>": {"<|start|>": 1.0},
}
"""Stories of "the rain and the rain", about thirty tokens long, some with reasoning before them."""

ENDLESS_REASONING = {
    **RAIN,
    "<|channel|>": {"analysis": 1.0},
    "Ġrain": {"Ġand": 1.0},
}
NO_FINAL = {**RAIN, "<|channel|>": {"analysis": 1.0}, "Ġrain": {"<|return|>": 1.0}}
EMPTY = {**RAIN, "<|channel|>": {"final": 1.0}, "<|message|>": {"<|return|>": 1.0}}


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="storyfault-models-"))


@cache
def rain_model() -> Path:
    """A gpt-oss file whose stories follow ``RAIN``: the same in any batch, as attention adds nothing."""
    return write_random_gpt_oss(_folder() / "rain.gguf", next_token=RAIN)


@cache
def random_model() -> Path:
    """A gpt-oss file with random weights: noise, but every token depends on all before it in the window."""
    return write_random_gpt_oss(_folder() / "random.gguf")


@cache
def table_model(name: str) -> Path:
    """A file that follows ``ENDLESS_REASONING``, ``NO_FINAL`` or ``EMPTY``."""
    return write_random_gpt_oss(_folder() / f"{name}.gguf", next_token=globals()[name])


def prompts(count: int) -> list[Prompt]:
    """That many requests for a story about rain."""
    return [
        Prompt(id=f"p{i}", prompt=f"Write about rain, number {i}.", genre="weather") for i in range(count)
    ]


def what_was_written(story: Story) -> dict[str, object]:
    """The fields of a story that its seed fixes: all but run, times and machine."""
    return story.model_dump(exclude={"run_id", "total_time", "started_at", "completed_at"})
