"""``storyfault models pull``: download a model from the Hugging Face Hub."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detector.cli.failure import say
from detector.cli.models_progress import BytesMeter

if TYPE_CHECKING:
    from detector.generation.hub_files import HubModel


def pull(
    repository: Annotated[
        str, typer.Argument(metavar="MODEL", help="gpt-oss-20b, gpt-oss-120b, or a repository OWNER/NAME.")
    ],
    pattern: Annotated[
        str | None, typer.Option("--pattern", metavar="GLOB", help="Which file of several, as '*Q8_0*'.")
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="DIR", help="Where to; storyfault's cache folder otherwise."),
    ] = None,
    revision: Annotated[
        str | None, typer.Option("--revision", metavar="REV", help="A branch, tag or commit.")
    ] = None,
) -> None:
    """Download a GGUF model; the same command goes on after a break. The hub's own sha256 is checked."""
    from detector.generation import hub

    with BytesMeter("downloading") as meter:
        path = hub.pull(
            repository, pattern=pattern, to=to, revision=revision, on_model=_tell, progress=meter.update
        )
    typer.echo(f"{path}")


def _tell(model: HubModel) -> None:
    parts = "" if len(model.files) == 1 else f" in {len(model.files)} files"
    size = f"{model.size / 1e9:,.2f} GB{parts}"
    say(f"{model.repository} at {model.revision[:12]}: {model.files[0].name}, {size}.")
    say(f"Its licence: {model.license or 'its card names none; look at its page before you use it'}.")
