"""``storyfault bench``: how fast this machine is at it, as a command and never as a timed test."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detector.cli.failure import say
from detector.cli.models_progress import BytesMeter
from detector.cli.visible import visible

if TYPE_CHECKING:
    from detector.generation.bench_result import BenchResult

bench = typer.Typer(no_args_is_help=True, help="Measure speed on this machine.")


@bench.callback()
def _group() -> None:
    """Measure speed on this machine."""


@bench.command("generate")
def generate(
    model: Annotated[
        Path | None,
        typer.Option(
            "--model", "-m", metavar="PATH", help="A GGUF file; a cached shape of 440 MB otherwise."
        ),
    ] = None,
    threads: Annotated[
        int | None, typer.Option("--threads", min=1, metavar="N", help="All processors otherwise.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Compare our engine with a loop over llama-cpp-python, and with llama.cpp alone as the limit."""
    from detector.generation.bench import bench as measure
    from detector.generation.shape import small_shape

    if model is None:
        with BytesMeter("writing") as made:
            model = small_shape(progress=made.update)
    found = measure(model, n_threads=threads, progress=_tell)
    if as_json:
        typer.echo(json.dumps(found.model_dump(mode="json"), ensure_ascii=False))
        return
    for line in _lines(found):
        typer.echo(visible(line))


def _tell(done: int, total: int) -> None:
    if done % 8 == 0 or done == total:
        say(f"measuring: {done} of {total} rounds")


def _lines(found: BenchResult) -> list[str]:
    setting = found.setting
    threads = "1 thread" if setting.n_threads == 1 else f"{setting.n_threads} threads"
    lines = [
        f"{Path(setting.model).name}, {threads} on {found.hardware['cpu']}, "
        f"repacked weights {'on' if setting.use_extra_bufts else 'off'}; tokens a second",
        _columns("32 prompts, 64 tokens each", "prefill", "decode", "in all", "memory"),
    ]
    told = "decode"
    for row in found.rows:
        if row.table != told:
            told = row.table
            lines.append(_columns("8 samples of 4 prompts", "", "", "in all", "memory"))
        apart = (row.prefill_tps, row.decode_tps) if row.table == "decode" else (None, None)
        figures = ["" if value is None else f"{value:,.1f}" for value in (*apart, row.whole_tps)]
        name = f"{row.engine}, {row.n_sequences} at a time"
        lines.append(_columns(name, *figures, f"{row.peak_bytes / 1e6:,.0f} MB"))
    lines += [
        f"decode against the loop:        {found.ratio_to_loop_1:.2f} with 1, "
        f"{found.ratio_to_loop_16:.2f} with 16 at a time",
        f"decode against llama.cpp alone: {found.ratio_to_limit_1:.2f} with 1, "
        f"{found.ratio_to_limit_16:.2f} with 16 at a time",
        f"8 samples against the loop:     {found.ratio_to_loop_samples:.2f} from end to end",
    ]
    return lines


def _columns(name: str, *figures: str) -> str:
    return f"{name:<36}" + "".join(f"{figure:>10}" for figure in figures)
