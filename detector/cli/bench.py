"""``storyfault bench``: speed on this machine, and what the intervals hold; never as a timed test."""

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

bench = typer.Typer(no_args_is_help=True, help="Measure speed, and what intervals hold.")


@bench.callback()
def _group() -> None:
    """Measure speed on this machine, and what the intervals of rates hold."""


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


@bench.command("rates")
def rates(
    seed: Annotated[int, typer.Option("--seed", help="Every cell's own seed is made from it.")] = 1,
    times: Annotated[
        int | None,
        typer.Option("--times", min=1, metavar="N", help="Simulated runs a cell; 4,000 otherwise."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, metavar="N", help="Processes; one a processor otherwise."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Do the intervals of rates hold what they promise? Simulate runs whose rates are known."""
    from detector.cli.bench_rates import bench_rates_lines
    from detector.rates.simulation.bench import TIMES, bench_rates

    found = bench_rates(
        seed=seed, times=times if times is not None else TIMES, workers=workers, progress=_tell_cells
    )
    if as_json:
        typer.echo(json.dumps(found.model_dump(mode="json"), ensure_ascii=False))
        return
    for line in bench_rates_lines(found):
        typer.echo(line)


@bench.command("scan")
def scan(
    stories: Annotated[
        int, typer.Option("--stories", min=1, metavar="N", help="Stories that the stages are measured on.")
    ] = 1_000,
    size: Annotated[
        list[int] | None,
        typer.Option(
            "--size",
            min=1,
            metavar="N",
            help="Stories of a formula-only scan whose peak memory is told; may be repeated. "
            "1,000, 10,000 and 100,000 otherwise.",
        ),
    ] = None,
    full_size: Annotated[
        list[int] | None,
        typer.Option(
            "--full-size",
            min=1,
            metavar="N",
            help="The same with every check (some 20 stories a second); may be repeated. None otherwise.",
        ),
    ] = None,
    workers: Annotated[
        list[int] | None,
        typer.Option(
            "--workers",
            min=1,
            metavar="N",
            help="Processes of a full scan to compare; may be repeated. 1, 2, 4 … up to the processors "
            "otherwise.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Words a second of a scan by stage against the bare spaCy pipeline, peak memory by size, workers.

    The text is made here by the grammar of ``storyfault generate``; a default run takes under five minutes on
    two quiet cores. ``full_to_spacy_ratio`` in the JSON is the full scan's words a second over the bare
    pipeline's, on the same stories in the same run.
    """
    from detector.cli.bench_scan import bench_scan_lines
    from detector.evaluation.bench_scan import SIZES, bench_scan

    found = bench_scan(
        stories=stories,
        sizes=sorted(size or SIZES),
        full_sizes=sorted(full_size or ()),
        workers=sorted(workers) if workers else None,
        progress=lambda what: say(f"measuring: {what}"),
    )
    if as_json:
        typer.echo(json.dumps(found.model_dump(mode="json"), ensure_ascii=False))
        return
    for line in bench_scan_lines(found):
        typer.echo(visible(line))


def _tell_cells(done: int, total: int) -> None:
    if done % 10 == 0 or done == total:
        say(f"simulated: {done} of {total}")


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
