"""What a machine can do with a model, before a long run finds out."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from detector.errors import EngineCrashed, StoryfaultError
from detector.generation.child_supervisor import EngineProcess
from detector.generation.config import EngineConfig
from detector.generation.doctor_memory import (
    MemoryNeed,
    available_memory,
    bytes_a_token,
    memory_need,
    stories_that_fit,
)
from detector.generation.doctor_speed import Speed, estimate, measure
from detector.generation.gguf_header import read_header
from detector.generation.hardware import describe_hardware, usable_cpus
from detector.generation.models import describe, require_chat, shipped_model
from detector.generation.protocol import EngineInfo
from detector.records import Record


class Diagnosis(Record):
    """What ``models doctor`` found.

    Attributes:
        build: llama.cpp's version, and what it was built with, in its own words.
        gpu_offload: Whether that build can put layers on a GPU.
        extra_buffers: ``work``, or ``crash``: llama.cpp's repacked weights (AMX on some processors) crash at
            the first decode, and storyfault goes without them.
        model: The file.
        n_ctx: Tokens a story has in this reckoning.
        n_parallel: Stories at the same time in this reckoning.
        need: Memory the model needs.
        available: Memory there is, in bytes; None where the system does not say.
        fits: Whether it does; None where that is not known. On a GPU the weights need not fit in here.
        speed: What to expect of one story at a time; None where nothing could be said.
        advice: Sentences on what to do, empty where all is well.
    """

    build: str
    gpu_offload: bool
    extra_buffers: str
    hardware: dict[str, object]
    model: str
    n_ctx: int
    n_parallel: int
    need: MemoryNeed
    available: int | None
    fits: bool | None
    speed: Speed | None
    advice: tuple[str, ...] = ()


def examine(
    path: Path | None = None, *, n_ctx: int = 4096, n_parallel: int = 1, probe: bool = True
) -> Diagnosis:
    """Look at the build, at the machine, and at one model on it.

    Everything native happens in child processes: what crashes there is a finding.

    Args:
        path: The model; the shipped one otherwise.
        n_ctx: Tokens a story has.
        n_parallel: Stories at the same time.
        probe: Write a few tokens with the model where it fits; else the speed is an upper bound.

    Raises:
        EngineUnavailable: llama-cpp-python is not installed, or does not load.
        ModelError: The model cannot be used.
        EngineCrashed: llama.cpp crashes even at the shipped model.
    """
    model = describe(path if path is not None else shipped_model(), digest=False)
    require_chat(model)
    headers = [read_header(part) for part in model.paths]
    need = memory_need(headers, n_ctx=n_ctx, n_parallel=n_parallel)
    advice: list[str] = []
    with tempfile.TemporaryDirectory(prefix="storyfault-doctor-") as folder:
        log = Path(folder) / "engine.log"
        info = _first_decode(log)
        available = available_memory()
        gpu = info.n_gpu_layers != 0
        fits = None if available is None or gpu else need.total <= available
        works = info.use_extra_bufts
        speed: Speed | None = None
        if probe and fits is not False:
            config = EngineConfig(n_ctx=min(n_ctx, 1024), use_extra_bufts=works)
            engine = EngineProcess(model.path, config, log=log)
            try:
                works = engine.start().use_extra_bufts
                speed = measure(engine)
            except StoryfaultError as error:
                advice.append(f"The trial failed: {error.message}")
            finally:
                engine.close()
    if speed is None and not gpu:
        speed = estimate(bytes_a_token(headers))
    advice += _advice(need, available, fits, works=works, n_ctx=n_ctx, n_parallel=n_parallel)
    return Diagnosis(
        build=info.build,
        gpu_offload=gpu,
        extra_buffers="work" if works else "crash",
        hardware=describe_hardware(),
        model=str(model.path),
        n_ctx=n_ctx,
        n_parallel=n_parallel,
        need=need,
        available=available,
        fits=fits,
        speed=speed,
        advice=tuple(advice),
    )


def _first_decode(log: Path) -> EngineInfo:
    """What runs with the shipped model, in a child that may crash with extra buffer types and not without."""
    engine = EngineProcess(shipped_model(), EngineConfig(n_ctx=256, n_threads=1), log=log)
    try:
        return engine.start()
    except EngineCrashed as error:
        raise EngineCrashed(
            f"llama.cpp crashes at the shipped model too: {error.message}",
            "Build it again for this machine: pip install --force-reinstall --no-cache-dir llama-cpp-python.",
        ) from error
    finally:
        engine.close()


def _advice(
    need: MemoryNeed, available: int | None, fits: bool | None, *, works: bool, n_ctx: int, n_parallel: int
) -> list[str]:
    said = []
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    if busy > usable_cpus():
        said.append(f"Other work runs here (load {busy:.1f}, {usable_cpus()} cores): alone, it is faster.")
    if not works:
        said.append("llama.cpp's AMX kernels crash here; storyfault goes on without them by itself.")
    if fits is False and available is not None:
        if need.weights + need.compute > available:
            said.append(
                "The weights alone need more memory than there is: take a smaller model or quantization."
            )
        else:
            room = max(0, stories_that_fit(need, n_parallel, available))
            said.append(
                f"There is room for {room} stories of {n_ctx:,} tokens at a time: give --n-parallel {room}."
                if room
                else f"There is no room for a story of {n_ctx:,} tokens: give a smaller --n-ctx."
            )
    return said
