"""What a user can set about generation."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from detector.errors import UsageError
from detector.records import Record

MOST_PARALLEL = 254
"""llama.cpp has 256 sequences, of which two keep prefixes."""


class EngineConfig(Record):
    """How llama.cpp runs: speed and memory. What is written depends on it by rounding only.

    Rounding can turn a draw; ``Engine`` says where the same seed gives the same story nevertheless.

    Attributes:
        n_ctx: Tokens a story has, prompt and reasoning included; cut to what the model was trained on.
        n_parallel: Stories written at the same time; ``auto`` tries which number is fastest.
        n_threads: Threads; None takes as many as the machine gives this process, for a model under 64 MB one
            unless four or more stories are written at a time.
        n_gpu_layers: Layers on the GPU; ``auto`` is all where llama.cpp was built for one, else none.
        flash_attention: ``auto`` leaves it to llama.cpp.
        share_prefix: Read the system message, and a prompt that is asked several times, once.
        n_batch: Most tokens in one decode; prompts are read in pieces of this size.
        use_extra_bufts: Let llama.cpp repack weights for the CPU's special units (AMX, AVX-512). Turned off
            by itself where that crashes.
        mmap: Map the model file rather than reading it.
    """

    n_ctx: int = Field(default=4096, ge=64)
    n_parallel: Annotated[int, Field(ge=1, le=MOST_PARALLEL)] | Literal["auto"] = 1
    n_threads: int | None = Field(default=None, ge=1)
    n_gpu_layers: int | Literal["auto"] = "auto"
    flash_attention: Literal["auto", "on", "off"] = "auto"
    share_prefix: bool = True
    n_batch: int = Field(default=512, ge=16)
    use_extra_bufts: bool = True
    mmap: bool = True

    @property
    def stories_at_a_time(self) -> int:
        """``n_parallel``, and 1 while it is to be chosen."""
        return 1 if self.n_parallel == "auto" else self.n_parallel


class GenerateConfig(Record):
    """What is asked of the model and how its tokens are drawn.

    The defaults are those OpenAI names for gpt-oss: temperature 1, top-p 1, no top-k.

    Attributes:
        system_message: Said before every prompt; where it goes is the chat format's matter.
        reasoning_effort: For models that reason in Harmony.
        temperature: 0 takes the likeliest token each time.
        top_k: 0 is no limit.
        repeat_penalty: 1 is none; looks at the last ``repeat_last_n`` tokens that the model wrote.
        frequency_penalty: Taken from a token's logit as often as it stands among these; 0 is none.
        presence_penalty: Taken once from the logit of a token that stands among these; 0 is none.
        logit_bias: Added to the logits of tokens, by id.
        grammar: GBNF that the final channel follows.
        max_story_tokens: Budget of the final channel; reaching it ends the story with ``length``.
        max_reasoning_tokens: Budget of reasoning; reaching it closes it and opens the final channel.
    """

    system_message: str | None = None
    reasoning_effort: Literal["low", "medium", "high"] = "medium"
    temperature: float = Field(default=1.0, ge=0, le=10, allow_inf_nan=False)
    top_p: float = Field(default=1.0, gt=0, le=1)
    top_k: int = Field(default=0, ge=0)
    min_p: float = Field(default=0.0, ge=0, le=1)
    repeat_penalty: float = Field(default=1.0, gt=0, le=10)
    repeat_last_n: int = Field(default=64, ge=0)
    frequency_penalty: float = Field(default=0.0, ge=-10, le=10)
    presence_penalty: float = Field(default=0.0, ge=-10, le=10)
    logit_bias: dict[int, float] = Field(default_factory=dict)
    grammar: str | None = None
    max_story_tokens: int = Field(default=1024, ge=1)
    max_reasoning_tokens: int = Field(default=1024, ge=0)
    engine: EngineConfig = EngineConfig()

    def identity(self) -> dict[str, Any]:
        """The settings that decide what is written: all but the engine's, of which the context counts.

        Those that came later are left out where they are off, so that older runs go on.
        """
        unused = {
            name
            for name in _LATER
            if getattr(self, name) == type(self).model_fields[name].get_default(call_default_factory=True)
        }
        return {**self.model_dump(mode="json", exclude={"engine", *unused}), "n_ctx": self.engine.n_ctx}


_LATER = ("frequency_penalty", "presence_penalty", "logit_bias", "grammar")
_ENGINE_FIELDS = frozenset(EngineConfig.model_fields)


def make_config(**options: Any) -> GenerateConfig:
    """A configuration from flat options, engine options among them; an option that is None keeps its default.

    Raises:
        UsageError: An option is unknown or out of range; names it.
    """
    given = {name: value for name, value in options.items() if value is not None}
    engine = {name: given.pop(name) for name in list(given) if name in _ENGINE_FIELDS}
    try:
        return GenerateConfig(**given, engine=EngineConfig(**engine))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0])
        raise UsageError(
            f"{name}={first['input']!r}: {first['msg'].lower()}.", f"Give another {name}."
        ) from error
