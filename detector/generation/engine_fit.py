"""An engine's size: as many stories of as many tokens as memory holds, and no more than it pays."""

from __future__ import annotations

from detector.errors import ModelError
from detector.generation.config import EngineConfig
from detector.generation.doctor_memory import available_memory, memory_need, stories_that_fit
from detector.generation.engine import Engine
from detector.generation.engine_native import import_llama
from detector.generation.engine_trial import fastest_parallel
from detector.generation.gguf_header import read_header
from detector.generation.models import GgufDescription

MOST_TRIED = 32
_KEPT_FREE = 2**28  # bytes; for everything else in the process
_SMALLEST_CONTEXT = 512


def fit(
    description: GgufDescription, config: EngineConfig, available: int | None = None
) -> tuple[EngineConfig, str | None]:
    """Shrink what a run asks for to the memory there is: stories at a time first, then their context.

    Where layers may be on a GPU its memory is llama.cpp's matter, and nothing is shrunk.

    Args:
        description: The model.
        config: What is asked.
        available: Bytes there are; found out where it is None.

    Returns:
        What fits, and a sentence that says what shrank, if anything did.

    Raises:
        ModelError: Not even one short story fits beside the weights.
    """
    available = available if available is not None else available_memory()
    if available is None or _on_gpu(config):
        return config, None
    asked = config.stories_at_a_time
    headers = [read_header(part) for part in description.paths]
    n_ctx = min(config.n_ctx, description.n_ctx_train or config.n_ctx)
    room = available - _KEPT_FREE
    need = memory_need(headers, n_ctx=n_ctx, n_parallel=asked)
    if need.total <= room:
        return config, None
    fits = stories_that_fit(need, asked, room)
    if fits >= 1:
        return config.model_copy(update={"n_parallel": min(fits, asked)}), (
            f"{_gb(need.total)} would be needed for {asked} stories of {n_ctx:,} tokens at a time, and "
            f"{_gb(available)} are free: {min(fits, asked)} at a time."
        )
    smaller = n_ctx
    while smaller // 2 >= _SMALLEST_CONTEXT:
        smaller //= 2
        if memory_need(headers, n_ctx=smaller, n_parallel=1).total <= room:
            return config.model_copy(update={"n_parallel": 1, "n_ctx": smaller}), (
                f"{_gb(need.total)} would be needed for a context of {n_ctx:,} tokens, and {_gb(available)} "
                f"are free: one story at a time, with a context of {smaller:,} tokens."
            )
    raise ModelError(
        f"{description.path}: needs {_gb(need.weights + need.compute)} for its weights and computing alone, "
        f"and {_gb(available)} of memory are free.",
        "Free some memory, or take a smaller model or quantization.",
    )


def choose_parallel(engine: Engine, description: GgufDescription) -> None:
    """Give an engine the number of stories at a time that is fastest here, of those that fit."""
    most = engine.config.model_copy(update={"n_parallel": MOST_TRIED, "n_ctx": engine.native.n_ctx})
    size = most.stories_at_a_time
    if not _on_gpu(most) and (available := available_memory()) is not None:
        headers = [read_header(part) for part in description.paths]
        need = memory_need(headers, n_ctx=most.n_ctx, n_parallel=size)
        beside = need.model_copy(update={"weights": 0})  # they are loaded
        size = max(1, min(size, stories_that_fit(beside, size, available - _KEPT_FREE)))
    engine.reconfigure(most.model_copy(update={"n_parallel": size}))
    best = fastest_parallel(engine, size)
    engine.reconfigure(most.model_copy(update={"n_parallel": best}))


def _on_gpu(config: EngineConfig) -> bool:
    if config.n_gpu_layers != "auto":
        return config.n_gpu_layers != 0
    return bool(import_llama().llama_supports_gpu_offload())


def _gb(n_bytes: int) -> str:
    return f"{n_bytes / 1e9:,.2f} GB"
