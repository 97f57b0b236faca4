"""``storyfault evaluate``: measure the detectors on labelled items."""

from __future__ import annotations

import json
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from detector.errors import UsageError


class Measured(str, Enum):
    """The kinds of failure that can be measured."""

    FORMULA = "formula"
    COMMONSENSE = "commonsense"


def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="Labelled items, JSONL.")],
    category: Annotated[Measured, typer.Option("--category", help="What to measure.")] = Measured.FORMULA,
    clean: Annotated[
        list[Path] | None,
        typer.Option(
            "--clean", metavar="FILE", help="Stories without labels (JSONL, .gz): findings per 10,000 words."
        ),
    ] = None,
    formulas: Annotated[
        Path | None,
        typer.Option("--formulas", metavar="FILE", help="LaTeX formulas, one a line, for the injections."),
    ] = None,
    injected: Annotated[
        int, typer.Option("--injected", min=0, metavar="N", help="Stories to inject a formula into.")
    ] = 450,
    appropriate: Annotated[
        int, typer.Option("--appropriate", min=0, metavar="N", help="Stories to embed one that belongs in.")
    ] = 180,
    seed: Annotated[int, typer.Option("--seed", help="Fixes the injections.")] = 20260,
    compare_peers: Annotated[
        bool, typer.Option("--compare-peers", help="Run other tools on the same items.")
    ] = False,
    plots: Annotated[
        Path | None,
        typer.Option("--plots", metavar="DIR", help="Write precision–recall and reliability plots."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Measure a detector on labelled items, on injected stories and on clean text."""
    if category is not Measured.FORMULA:
        raise UsageError(
            "Only formula injection is measured so far.", "Leave --category out, or give --category formula."
        )
    from detector.cli.evaluate_tables import print_evaluation
    from detector.evaluation import evaluate_formula

    report = evaluate_formula(
        gold,
        clean_paths=tuple(clean or ()),
        formulas=formulas,
        n_injected=injected,
        n_appropriate=appropriate,
        seed=seed,
        compare_peers=compare_peers,
        plots=plots,
    )
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False))
    else:
        print_evaluation(report)
