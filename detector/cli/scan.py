"""``storyfault scan``: find faults in stories that exist already."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from detector.cli import judge_options as j
from detector.errors import UsageError


class Format(str, Enum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    SARIF = "sarif"


class Only(str, Enum):
    """The kinds of failure."""

    FORMULA = "formula"
    COMMONSENSE = "commonsense"


_FIELDS = "Input fields"


def scan(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH",
            help="Files (.txt .md .jsonl .csv .tsv .parquet, also .gz), folders, globs, run folders; - is "
            "standard input.",
        ),
    ],
    format: Annotated[Format, typer.Option("--format", "-f", help="How findings are written.")] = Format.TEXT,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write there; made in any case.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help="Write an HTML report as well.")
    ] = None,
    only: Annotated[Only | None, typer.Option("--only", help="Scan for one kind of failure.")] = None,
    check: Annotated[
        list[str] | None, typer.Option("--check", metavar="CODE", help="Run this check; may be repeated.")
    ] = None,
    min_probability: Annotated[
        float | None,
        typer.Option("--min-probability", metavar="P", help="Show findings from this probability on."),
    ] = None,
    fail_over: Annotated[
        str | None,
        typer.Option(
            "--fail-over", metavar="RATE", help="Exit 1 where more stories are flagged (0.05 or 5%)."
        ),
    ] = None,
    workers: Annotated[int, typer.Option("--workers", min=1, max=256, help="Processes that scan.")] = 1,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Report rows and files that cannot be used, and go on.")
    ] = False,
    spacy_model: Annotated[
        str | None, typer.Option("--spacy-model", metavar="NAME", help="Use this installed spaCy pipeline.")
    ] = None,
    classifier: Annotated[
        Path | None,
        typer.Option("--classifier", metavar="FILE", help="A classifier.json that train wrote from labels."),
    ] = None,
    judge: j.Judge = None,
    judge_budget: j.JudgeBudget = None,
    judge_votes: j.JudgeVotes = None,
    judge_threshold: j.JudgeThreshold = None,
    judge_effort: j.JudgeEffort = None,
    judge_reasoning: j.JudgeReasoning = None,
    judge_ctx: j.JudgeCtx = None,
    judge_parallel: j.JudgeParallel = None,
    judge_gpu_layers: j.JudgeGpuLayers = "auto",
    judge_seed: j.JudgeSeed = None,
    judge_name: j.JudgeName = None,
    id_field: Annotated[str, typer.Option(metavar="NAME", rich_help_panel=_FIELDS)] = "id",
    text_field: Annotated[str, typer.Option(metavar="NAME", rich_help_panel=_FIELDS)] = "text",
    prompt_field: Annotated[str, typer.Option(metavar="NAME", rich_help_panel=_FIELDS)] = "prompt",
    genre_field: Annotated[str, typer.Option(metavar="NAME", rich_help_panel=_FIELDS)] = "genre",
    model_field: Annotated[str, typer.Option(metavar="NAME", rich_help_panel=_FIELDS)] = "model",
) -> None:
    """Find faults in stories that exist already; a run folder is scanned in place."""
    from detector.cli.scan_files import ScanRequest, run_scan
    from detector.inputs import FieldNames
    from detector.scanning.setup import ScanSetup

    request = ScanRequest(
        paths=tuple(paths),
        setup=ScanSetup.make(
            only=only.value if only else None,
            checks=check,
            min_probability=min_probability,
            spacy_model=spacy_model,
            classifier=str(classifier) if classifier else None,
        ),
        fields=FieldNames(
            id=id_field, text=text_field, prompt=prompt_field, genre=genre_field, model=model_field
        ),
        format=format.value,
        output=output,
        report=report,
        workers=workers,
        skip_bad=skip_bad,
        fail_over=rate(fail_over) if fail_over is not None else None,
        judge=j.judge_request(
            judge,
            budget=judge_budget,
            votes=judge_votes,
            threshold=judge_threshold,
            effort=judge_effort,
            reasoning=judge_reasoning,
            ctx=judge_ctx,
            parallel=judge_parallel,
            gpu_layers=judge_gpu_layers,
            seed=judge_seed,
            name=judge_name,
        ),
    )
    raise typer.Exit(run_scan(request))


def rate(text: str, option: str = "--fail-over") -> float:
    """A share as the user writes it: ``0.05`` or ``5%``.

    Raises:
        UsageError: It is neither.
    """
    try:
        value = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise UsageError(f"{option} {text}: this is no rate.", "Give one from 0 to 1, or 0% to 100%.")
    return value
