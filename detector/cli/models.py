"""``storyfault models``: which GGUF files there are, and what one is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detector.cli.models_doctor import doctor
from detector.cli.models_pull import pull
from detector.cli.models_shape import make_shape
from detector.cli.visible import one_line

if TYPE_CHECKING:
    from detector.generation.models import GgufDescription

models = typer.Typer(no_args_is_help=True, help="List, describe, download, check and imitate model files.")
models.command("pull")(pull)
models.command("doctor")(doctor)
models.command("make-shape")(make_shape)


@models.command("list")
def list_models(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(metavar="DIR", help="Where to look; the shipped and the pulled models otherwise."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """List the GGUF models under folders."""
    from detector.errors import ModelError, UsageError
    from detector.generation.hub import pulled_models
    from detector.generation.models import describe, find_models
    from detector.resources import resource

    for folder in folders or ():
        if not folder.is_dir():
            raise UsageError(f"{folder}: there is no such folder.", "Name a folder that holds GGUF files.")
    listed: list[dict[str, Any]] = []
    for path in find_models(folders or [resource("models"), pulled_models()]):
        try:
            listed.append(facts(describe(path, digest=False)))
        except ModelError as error:
            listed.append({"path": str(path), "error": str(error)})
    if as_json:
        typer.echo(json.dumps({"models": listed}, ensure_ascii=False))
        return
    for model in listed:
        if "error" in model:
            typer.echo(one_line(f"{model['path']}  cannot be used: {model['error']}"))
        else:
            typer.echo(one_line(f"{model['path']}  {_short(model)}"))
    if not listed:
        typer.echo("No GGUF model was found.")


@models.command("describe")
def describe_model(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A GGUF file.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say what a GGUF file is: architecture, parameters, quantization, context, chat template, sha256."""
    from detector.generation.models import describe

    found = facts(describe(path))
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    for name, value in found.items():
        if value is not None:
            shown = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
            typer.echo(f"{name.replace('_', ' '):<22}{one_line(shown)}")


def facts(model: GgufDescription) -> dict[str, Any]:
    """A description as plain values."""
    return {
        "path": str(model.path),
        "n_parts": model.n_parts,
        "name": model.name,
        "architecture": model.architecture,
        "n_params": model.n_params,
        "quantization": model.quantization,
        "n_ctx_train": model.n_ctx_train,
        "n_layers": model.n_layers,
        "n_experts": model.n_experts,
        "n_experts_used": model.n_experts_used,
        "has_chat_template": model.chat_template is not None,
        "chat_template_sha256": model.chat_template_sha256,
        "size_bytes": model.size,
        "sha256": model.sha256,
    }


def _short(model: dict[str, Any]) -> str:
    size = f"{model['n_params'] / 1e6:,.1f} M parameters, {model['size_bytes'] / 1e6:,.1f} MB"
    return f"{model['name']}, {model['architecture']}, {model['quantization']}, {size}"
