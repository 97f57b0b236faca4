"""``storyfault models doctor``: what this machine can do with a model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detector.cli.visible import one_line

if TYPE_CHECKING:
    from detector.generation.doctor import Diagnosis


def doctor(
    path: Annotated[
        Path | None, typer.Argument(metavar="[PATH]", help="A GGUF file; the shipped model otherwise.")
    ] = None,
    n_ctx: Annotated[int, typer.Option("--n-ctx", min=64, metavar="N", help="Context of a story.")] = 4096,
    n_parallel: Annotated[
        int, typer.Option("--n-parallel", min=1, max=256, metavar="N", help="Stories at a time.")
    ] = 1,
    probe: Annotated[
        bool, typer.Option("--probe/--no-probe", help="Load the model and write a few tokens.")
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say what llama.cpp was built with, whether a model fits into memory, and how fast it will write."""
    from detector.generation.doctor import examine

    found = examine(path, n_ctx=n_ctx, n_parallel=n_parallel, probe=probe)
    if as_json:
        plain = found.model_dump(mode="json")
        plain["need"]["total"] = found.need.total
        typer.echo(json.dumps(plain, ensure_ascii=False))
        return
    for name, text in _lines(found):
        typer.echo(f"{name:<15}{one_line(text)}")


def _lines(found: Diagnosis) -> list[tuple[str, str]]:
    need, machine = found.need, found.hardware
    stories = "1 story" if found.n_parallel == 1 else f"{found.n_parallel} stories"
    parts = f"weights {_size(need.weights)}, cache {_size(need.kv)}, computing about {_size(need.compute)}"
    there = "unknown" if found.available is None else f"{_size(found.available)} free"
    verdict = {True: "it fits", False: "it does not fit", None: "whether it fits is not known"}[found.fits]
    buffers = "work" if found.extra_buffers == "work" else "crash: the fallback without them is needed"
    rows = [
        ("llama.cpp", found.build),
        ("GPU", "this build can use one" if found.gpu_offload else "this build uses none"),
        ("extra buffers", f"AMX and repacked weights {buffers}"),
        ("machine", f"{machine.get('cpu') or machine.get('machine')}, {machine.get('n_cpus')} cores"),
        ("model", found.model),
        (
            "memory",
            f"{_size(need.total)} for {stories} of {found.n_ctx:,} tokens ({parts}); {there}: {verdict}",
        ),
        ("speed", _speed(found)),
    ]
    return [*rows, *(("advice", sentence) for sentence in found.advice)]


def _speed(found: Diagnosis) -> str:
    if found.speed is None:
        return "not known"
    rate = f"{found.speed.tokens_per_second:,.1f} tokens/s"
    if found.speed.kind == "measured":
        return f"{rate} for one story, measured in a short trial"
    if found.speed.kind == "measured with prompt":
        return f"{rate} for one story, measured in a short trial, reading the prompt included"
    bandwidth = (found.speed.bandwidth or 0) / 1e9
    return f"at most {rate} for one story: an estimate, no measurement, as memory moves {bandwidth:,.1f} GB/s"


def _size(n_bytes: int) -> str:
    return f"{n_bytes / 1e9:,.2f} GB" if n_bytes >= 1e8 else f"{n_bytes / 1e6:,.1f} MB"
