"""``storyfault demo``: the whole way from a prompt to a report, with the model that ships."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from detector.cli import options as o

Level = Literal["none", "some", "many"]
_N = 12
# What the card of the shipped model was measured with.
_SAMPLING = {"temperature": 0.5, "min_p": 0.05}


def demo(
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="DIR", help="The run's folder, with report.html in it.")
    ] = Path("storyfault-demo"),
    n: Annotated[int | None, typer.Option("--n", "-n", min=1, help="Use this many prompts.")] = None,
    level: Annotated[
        Level | None,
        typer.Option(help="A model that breaks its stories so often; storyfault-tiny otherwise."),
    ] = None,
    seed: o.Seed = 1,
    threads: o.Threads = None,
    gpu_layers: o.GpuLayers = "auto",
) -> None:
    """Let the small model that ships write stories, scan them, and report; the same command resumes.

    An oracle that knows the grammar the model learned from reads the stories back, so that the measured
    rates stand beside the truth.
    """
    from detector.cli.demo_truth import print_truth
    from detector.cli.whole_run import whole_run
    from detector.cli.write_stories import WriteRequest
    from detector.generation.levels import shipped_level
    from detector.inputs.prompts import DEMO
    from detector.resources import data_root
    from detector.scanning.setup import ScanSetup

    prompts: Path | None = data_root() / DEMO
    if prompts is not None and not prompts.is_file():
        prompts, n = None, n or _N
    given = {
        **_SAMPLING,
        "n_threads": threads,
        "n_gpu_layers": o.layers(gpu_layers),
    }
    request = WriteRequest(
        shipped_level(f"storyfault-{level or 'tiny'}"), out, prompts, n, seed=seed, options=given
    )
    whole_run(request, ScanSetup.make(), after_rates=print_truth)
