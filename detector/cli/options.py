"""The options that ``generate``, ``run`` and ``demo`` share, each said once."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

from detector.errors import UsageError


class Effort(str, Enum):
    """How long a reasoning model thinks."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


_SAMPLING = "Sampling"
_ENGINE = "Engine"

Model = Annotated[
    Path | None,
    typer.Option(
        "--model",
        "-m",
        metavar="PATH",
        help="A GGUF file, or storyfault-tiny, -none, -some, -many; with --server its name.",
    ),
]
Server = Annotated[
    str | None,
    typer.Option(
        "--server",
        metavar="URL",
        help="Write with an OpenAI-compatible server; its key is read from STORYFAULT_API_KEY.",
    ),
]
ServerTimeout = Annotated[
    float | None,
    typer.Option(
        "--server-timeout", metavar="S", min=0.1, help="Seconds to wait for each next piece; 600 otherwise."
    ),
]
Prompts = Annotated[
    Path | None,
    typer.Option("--prompts", metavar="FILE", help="JSONL or one prompt a line; the shipped set otherwise."),
]
Out = Annotated[
    Path | None, typer.Option("--out", "-o", metavar="DIR", help="The run's folder; runs/MODEL otherwise.")
]
Limit = Annotated[
    int | None, typer.Option("--n", "-n", min=1, help="Use this many prompts, spread over the genres.")
]
Epochs = Annotated[int, typer.Option("--epochs", min=1, help="Stories a prompt.")]
Seed = Annotated[int, typer.Option("--seed", help="Every story's own seed is made from it.")]
SkipBad = Annotated[bool, typer.Option("--skip-bad", help="Report bad prompt rows, and go on.")]
UntilWidth = Annotated[
    float | None,
    typer.Option(
        "--until-width",
        metavar="W",
        help="Write until every 95% interval of a flagged share is this narrow, as 0.03; --n is the most.",
    ),
]
Workers = Annotated[int, typer.Option("--workers", min=1, max=256, help="Processes that scan.")]

Temperature = Annotated[
    float | None,
    typer.Option(metavar="T", help="1 otherwise; 0 takes the likeliest token.", rich_help_panel=_SAMPLING),
]
TopP = Annotated[
    float | None,
    typer.Option(
        metavar="P",
        help="Keep the likeliest tokens up to this share; 1 otherwise.",
        rich_help_panel=_SAMPLING,
    ),
]
TopK = Annotated[
    int | None,
    typer.Option(metavar="K", help="Keep this many tokens; 0, all, otherwise.", rich_help_panel=_SAMPLING),
]
MinP = Annotated[
    float | None,
    typer.Option(
        metavar="P",
        help="Drop tokens less likely than this share of the likeliest.",
        rich_help_panel=_SAMPLING,
    ),
]
RepeatPenalty = Annotated[
    float | None,
    typer.Option(metavar="X", help="Above 1 discourages repetition; 1 otherwise.", rich_help_panel=_SAMPLING),
]
MaxTokens = Annotated[
    int | None,
    typer.Option("--max-tokens", metavar="N", help="Budget of the story.", rich_help_panel=_SAMPLING),
]
MaxReasoningTokens = Annotated[
    int | None,
    typer.Option(metavar="N", help="Budget of the reasoning before it.", rich_help_panel=_SAMPLING),
]
ReasoningEffort = Annotated[
    Effort | None, typer.Option(help="For gpt-oss models.", rich_help_panel=_SAMPLING)
]
SystemMessage = Annotated[
    str | None, typer.Option(metavar="TEXT", help="Said before each prompt.", rich_help_panel=_SAMPLING)
]
NCtx = Annotated[
    int | None,
    typer.Option("--n-ctx", metavar="N", help="Context of a story, in tokens.", rich_help_panel=_ENGINE),
]
Threads = Annotated[
    int | None,
    typer.Option(
        "--threads",
        metavar="N",
        help="All processors otherwise; one for a small model.",
        rich_help_panel=_ENGINE,
    ),
]
GpuLayers = Annotated[
    str,
    typer.Option(
        "--gpu-layers", metavar="auto|N", help="auto puts all on a GPU, if any.", rich_help_panel=_ENGINE
    ),
]
NParallel = Annotated[
    str | None,
    typer.Option(
        "--n-parallel",
        metavar="auto|N",
        help="Stories at a time; auto tries which number is fastest. 1 otherwise.",
        rich_help_panel=_ENGINE,
    ),
]


def engine_options(
    *,
    temperature: float | None,
    top_p: float | None,
    top_k: int | None,
    min_p: float | None,
    repeat_penalty: float | None,
    max_tokens: int | None,
    max_reasoning_tokens: int | None,
    reasoning_effort: Effort | None,
    system_message: str | None,
    n_ctx: int | None,
    threads: int | None,
    gpu_layers: str,
    n_parallel: str | None,
) -> dict[str, Any]:
    """The options under the names of ``detector.generation.config``; None keeps a default.

    Raises:
        UsageError: ``gpu_layers`` or ``n_parallel`` is neither ``auto`` nor a number.
    """
    return {
        "temperature": temperature,
        "top_p": top_p,
        "top_k": top_k,
        "min_p": min_p,
        "repeat_penalty": repeat_penalty,
        "max_story_tokens": max_tokens,
        "max_reasoning_tokens": max_reasoning_tokens,
        "reasoning_effort": reasoning_effort.value if reasoning_effort else None,
        "system_message": system_message,
        "n_ctx": n_ctx,
        "n_threads": threads,
        "n_gpu_layers": layers(gpu_layers),
        "n_parallel": _number_or_auto("--n-parallel", n_parallel, "stories at a time"),
    }


def layers(text: str) -> Any:
    """How many layers go on the GPU, as the user writes it.

    Raises:
        UsageError: It is neither ``auto`` nor a number.
    """
    return _number_or_auto("--gpu-layers", text, "layers")


def _number_or_auto(option: str, text: Any, what: str) -> Any:
    if text is None or text == "auto":
        return text
    try:
        return int(text)
    except ValueError:
        raise UsageError(f"{option} {text}: this is no number.", f"Give auto, or how many {what}.") from None
