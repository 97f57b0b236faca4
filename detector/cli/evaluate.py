"""``storyfault evaluate``: measure the detectors on labelled items."""

from __future__ import annotations

import json
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer

from detector.cli import judge_options as j
from detector.errors import UsageError


class Half(str, Enum):
    """The halves of the injector's templates."""

    TRAIN = "train"
    TEST = "test"


class Measured(str, Enum):
    """The kinds of failure that can be measured."""

    FORMULA = "formula"
    COMMONSENSE = "commonsense"


def evaluate(
    gold: Annotated[
        list[Path],
        typer.Argument(
            metavar="GOLD...",
            help="Labelled items, JSONL or CSV (.gz). Formula: the project's gold. Common sense: that too, "
            " hand labels (x_labels beside x), TRIP, ComVE, figurative phrases; several at once. With "
            "--judge a folder of these too.",
        ),
    ],
    category: Annotated[
        Measured | None,
        typer.Option("--category", help="What to measure: formula otherwise, common sense with --judge."),
    ] = None,
    clean: Annotated[
        list[Path] | None,
        typer.Option(
            "--clean", metavar="FILE", help="Stories without labels (JSONL, .gz): findings per 10,000 words."
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Fixes injections and samples.")] = 20260,
    plots: Annotated[
        Path | None,
        typer.Option("--plots", metavar="DIR", help="Write precision–recall and reliability plots."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    formulas: Annotated[
        Path | None,
        typer.Option("--formulas", metavar="FILE", help="Formula: LaTeX formulas, one a line, to inject."),
    ] = None,
    injected: Annotated[
        int, typer.Option("--injected", min=0, metavar="N", help="Formula: stories to inject one into.")
    ] = 450,
    appropriate: Annotated[
        int,
        typer.Option("--appropriate", min=0, metavar="N", help="Formula: stories for one that belongs."),
    ] = 180,
    compare_peers: Annotated[
        bool, typer.Option("--compare-peers", help="Formula: run other tools on the same items.")
    ] = False,
    inject: Annotated[
        int,
        typer.Option("--inject", min=0, metavar="N", help="Common sense: errors to inject into --stories."),
    ] = 0,
    stories: Annotated[
        list[Path] | None,
        typer.Option("--stories", metavar="FILE", help="Common sense: stories to inject errors into."),
    ] = None,
    split: Annotated[
        Half, typer.Option("--split", help="Common sense: which half of the injector's templates.")
    ] = Half.TEST,
    texts: Annotated[
        Path | None,
        typer.Option("--texts", metavar="FILE", help="Common sense: the stories of a file of hand labels."),
    ] = None,
    code: Annotated[
        list[str] | None,
        typer.Option("--code", metavar="CODE", help="Common sense: run this check only; may be repeated."),
    ] = None,
    most: Annotated[
        int | None,
        typer.Option(
            "--most", min=1, metavar="N", help="Common sense: at most so many stories of each file."
        ),
    ] = None,
    speed: Annotated[
        bool, typer.Option("--speed", help="Common sense: time a full scan against the bare pipeline.")
    ] = False,
    listing: Annotated[
        Path | None,
        typer.Option(
            "--list", metavar="FILE", help="Common sense: write findings with verdicts, and misses, as JSONL."
        ),
    ] = None,
    sheet: Annotated[
        Path | None,
        typer.Option(
            "--sheet", metavar="DIR", help="Common sense: write findings of --clean and decoys to read blind."
        ),
    ] = None,
    cache: Annotated[
        Path | None,
        typer.Option(
            "--cache", metavar="DIR", help="Common sense: keep parsed stories here for the next run."
        ),
    ] = None,
    judge: j.Judge = None,
    judge_votes: j.JudgeVotes = None,
    judge_threshold: j.JudgeThreshold = None,
    judge_effort: j.JudgeEffort = None,
    judge_reasoning: j.JudgeReasoning = None,
    judge_ctx: j.JudgeCtx = None,
    judge_parallel: j.JudgeParallel = None,
    judge_gpu_layers: j.JudgeGpuLayers = "auto",
    judge_seed: j.JudgeSeed = None,
    judge_name: j.JudgeName = None,
) -> None:
    """Measure a detector on labelled items, on injected stories and on clean text; or a judge.

    With --judge, GOLD may be a folder; the result is kept for later scans with the same judge.
    """
    request = j.judge_request(
        judge,
        votes=judge_votes,
        threshold=judge_threshold,
        effort=judge_effort,
        reasoning=judge_reasoning,
        ctx=judge_ctx,
        parallel=judge_parallel,
        gpu_layers=judge_gpu_layers,
        seed=judge_seed,
        name=judge_name,
    )
    if request is not None:
        from detector.cli.evaluate_judge import measure_judge
        from detector.records import Category

        wanted = Category((category or Measured.COMMONSENSE).value)
        report = measure_judge(gold, request, wanted, texts=texts, most=most, plots=plots)
        _print({**report, "is_judge": True}, as_json)
        return
    if category is Measured.COMMONSENSE:
        from detector.evaluation.commonsense import evaluate_commonsense
        from detector.evaluation.parse_cache import ParseCache

        report = evaluate_commonsense(
            gold,
            texts=texts,
            clean_paths=tuple(clean or ()),
            stories=tuple(stories or ()),
            n_injected=inject,
            split=split.value,
            seed=seed,
            codes=tuple(code or ()),
            most=most,
            speed=speed,
            plots=plots,
            listing=listing,
            sheet=sheet,
            parse=None if cache is None else ParseCache(cache),
        )
    else:
        from detector.evaluation import evaluate_formula

        _only_for_common_sense(
            inject=inject, stories=stories, texts=texts, code=code, most=most, list=listing
        )
        if len(gold) > 1:
            raise UsageError(
                "Formula injection is measured on one file of labelled items.", "Give one, or --category."
            )
        report = evaluate_formula(
            gold[0],
            clean_paths=tuple(clean or ()),
            formulas=formulas,
            n_injected=injected,
            n_appropriate=appropriate,
            seed=seed,
            compare_peers=compare_peers,
            plots=plots,
        )
    _print(report, as_json)


def _only_for_common_sense(**given: Any) -> None:
    wrong = [f"--{name}" for name, value in given.items() if value]
    if wrong:
        raise UsageError(f"{', '.join(wrong)} is for common sense only.", "Add --category commonsense.")


def _print(report: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False))
    elif report.get("is_judge"):
        from detector.cli.evaluate_judge import print_judge

        print_judge(report)
    elif report["category"] == Measured.COMMONSENSE.value:
        from detector.cli.evaluate_commonsense_tables import print_commonsense

        print_commonsense(report)
    else:
        from detector.cli.evaluate_tables import print_evaluation

        print_evaluation(report)
