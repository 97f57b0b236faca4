"""``storyfault models make-shape``: a random-weight model of a real one's shape."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detector.cli.models_progress import BytesMeter


def make_shape(
    name: Annotated[str, typer.Argument(metavar="SHAPE", help="gpt-oss-20b, gpt-oss-120b or small.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="PATH", help="The file; SHAPE-shape.gguf here otherwise."),
    ] = None,
    layers: Annotated[
        int | None, typer.Option("--layers", metavar="N", help="Layers; as many as the real one otherwise.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the weights.")] = 1,
    vocabulary: Annotated[
        Path | None,
        typer.Option(
            "--vocabulary",
            metavar="FILE",
            help="o200k_base.tiktoken; TIKTOKEN_ENCODINGS_BASE and the cache folder are searched otherwise.",
        ),
    ] = None,
) -> None:
    """Write a random-weight GGUF of a real model's shape, to measure memory and speed without a download."""
    from detector.generation import shape
    from detector.generation.models import describe
    from detector.generation.shape_vocabulary import find_ranks

    path = out if out is not None else Path(f"{name}-shape.gguf")
    with BytesMeter("writing") as meter:
        shape.make_shape(name, path, layers=layers, seed=seed, vocabulary=vocabulary, progress=meter.update)
    found = describe(path, digest=False)
    tokens = "real" if name != "small" and (vocabulary or find_ranks()) else "made-up"
    size = f"{found.n_params / 1e9:,.2f} B random weights, {found.size / 1e9:,.2f} GB"
    typer.echo(f"{path}: {found.n_layers} of its layers, {size}, {tokens} tokens. It writes noise.")
