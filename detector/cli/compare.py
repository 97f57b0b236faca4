"""``storyfault compare``: who fails more, and is it sure?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from detector.cli import options as o
from detector.errors import UsageError

_FIELDS = "Input fields"


def compare(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="A B …", help="Scanned runs; or story files, of which each model is a side of its own."
        ),
    ],
    checks: Annotated[bool, typer.Option("--checks", help="Compare each check as well.")] = False,
    only: Annotated[
        str | None, typer.Option("--only", metavar="KIND", help="formula or commonsense; files only.")
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option("--where", metavar="FIELD=VALUE", help="Of files, only these rows; may be repeated."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Of the permutations.")] = 1,
    plot: Annotated[
        Path | None, typer.Option("--plot", metavar="FILE", help="Draw it: .png, .svg or .pdf.")
    ] = None,
    workers: o.Workers = 1,
    skip_bad: o.SkipBad = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    id_field: Annotated[str, typer.Option(metavar="NAME", rich_help_panel=_FIELDS)] = "id",
    text_field: Annotated[str, typer.Option(metavar="NAME", rich_help_panel=_FIELDS)] = "text",
    prompt_field: Annotated[str, typer.Option(metavar="NAME", rich_help_panel=_FIELDS)] = "prompt",
    model_field: Annotated[str, typer.Option(metavar="NAME", rich_help_panel=_FIELDS)] = "model",
    pair_field: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="What pairs stories; the prompt's text where it is missing.",
            rich_help_panel=_FIELDS,
        ),
    ] = "sample_id",
) -> None:
    """Compare runs or models, paired by prompt: differences with intervals, an order, ties said as ties."""
    from detector.cli.compare_sides import SidesRequest, sides_of
    from detector.cli.compare_table import print_comparison
    from detector.inputs import FieldNames
    from detector.rates.compare import compare_sides
    from detector.report.compare_figure import draw_comparison, require_picture_name
    from detector.scanning.setup import ScanSetup

    if plot is not None:
        require_picture_name(plot)
    request = SidesRequest(
        paths=tuple(paths),
        setup=ScanSetup.make(only=only),
        fields=FieldNames(
            id=id_field, text=text_field, prompt=prompt_field, model=model_field, sample_id=pair_field
        ),
        where=dict(_condition(text) for text in where or ()),
        workers=workers,
        skip_bad=skip_bad,
    )
    sides, codes = sides_of(request)
    found = compare_sides(sides, checks=codes if checks else None, seed=seed)
    if plot is not None:
        draw_comparison(found, plot)
    if as_json:
        typer.echo(json.dumps(found.model_dump(mode="json"), ensure_ascii=False))
        return
    print_comparison(found)
    if plot is not None:
        typer.echo(f"Picture: {plot}")


def _condition(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise UsageError(f"--where {text}: this is no condition.", "Write FIELD=VALUE.")
    return name, value
