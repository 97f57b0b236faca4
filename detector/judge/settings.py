"""What a user can set about a judge."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from detector.errors import UsageError
from detector.generation.config import MOST_PARALLEL, EngineConfig, GenerateConfig
from detector.records import Record


class JudgeSettings(Record):
    """How a judge is asked.

    Attributes:
        effort: For models that reason in Harmony.
        max_reasoning_tokens: Budget of the reasoning before an answer; 0 asks for the answer at once.
        votes: How often each question is asked, with other seeds.
        threshold: A claim whose mean probability is below it is no finding.
        temperature: Of the draws.
        seed: From which each question's own seed is made.
        n_ctx: Tokens of a question and its answer; cut to what the model was trained on.
        n_parallel: Questions at a time.
        n_gpu_layers: As of ``EngineConfig``.
        n_threads: As of ``EngineConfig``.
    """

    effort: Literal["low", "medium", "high"] = "medium"
    max_reasoning_tokens: int = Field(default=1024, ge=0, le=1_000_000)
    votes: int = Field(default=1, ge=1, le=15)
    threshold: float = Field(default=0.5, ge=0, le=1)
    temperature: float = Field(default=0.6, ge=0, le=10, allow_inf_nan=False)
    seed: int = 1
    n_ctx: int = Field(default=8192, ge=1024)
    n_parallel: Annotated[int, Field(ge=1, le=MOST_PARALLEL)] | Literal["auto"] = "auto"
    n_gpu_layers: int | Literal["auto"] = "auto"
    n_threads: int | None = Field(default=None, ge=1)

    def identity(self) -> dict[str, Any]:
        """The settings that decide what is answered, and what becomes of it."""
        return self.model_dump(mode="json", exclude={"n_parallel", "n_gpu_layers", "n_threads"})

    def generate_config(self) -> GenerateConfig:
        """The engine's settings."""
        return GenerateConfig(
            engine=EngineConfig(
                n_ctx=self.n_ctx,
                n_parallel=self.n_parallel,
                n_gpu_layers=self.n_gpu_layers,
                n_threads=self.n_threads,
            )
        )


def make_settings(**options: Any) -> JudgeSettings:
    """Settings from options; one that is None keeps its default.

    Raises:
        UsageError: An option is out of range; names it.
    """
    try:
        return JudgeSettings(**{name: value for name, value in options.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0])
        problem = f"The judge's {name}={first['input']!r}: {first['msg'].lower()}."
        raise UsageError(problem, f"Give another {name}.") from error
