"""The options of a judge, which ``scan``, ``run`` and ``evaluate`` share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from detector.cli.options import Effort, _number_or_auto, layers

if TYPE_CHECKING:
    from detector.scanning.judging import JudgeRequest

_PANEL = "Judge"

Judge = Annotated[
    str | None,
    typer.Option(
        "--judge",
        metavar="MODEL|URL|self",
        help="Let a model read the stories as well: a GGUF file, an OpenAI-compatible server, or self, the "
        "model that wrote them.",
        rich_help_panel=_PANEL,
    ),
]
JudgeBudget = Annotated[
    str | None,
    typer.Option(
        "--judge-budget",
        metavar="N",
        help="Read this much only: 50 (stories), 30%, 200ktok, 45min; part of it on the stories the "
        "classifier is least sure of, the rest at random.",
        rich_help_panel=_PANEL,
    ),
]
JudgeVotes = Annotated[
    int | None,
    typer.Option(
        "--judge-votes", metavar="N", help="Ask each question so often; 1 otherwise.", rich_help_panel=_PANEL
    ),
]
JudgeThreshold = Annotated[
    float | None,
    typer.Option(
        "--judge-threshold",
        metavar="P",
        help="Drop claims that are less probable after doubt; 0.5 otherwise.",
        rich_help_panel=_PANEL,
    ),
]
JudgeEffort = Annotated[
    Effort | None,
    typer.Option("--judge-effort", help="For gpt-oss models; medium otherwise.", rich_help_panel=_PANEL),
]
JudgeReasoning = Annotated[
    int | None,
    typer.Option(
        "--judge-reasoning",
        metavar="N",
        help="Tokens of reasoning before an answer; 1024 otherwise.",
        rich_help_panel=_PANEL,
    ),
]
JudgeCtx = Annotated[
    int | None,
    typer.Option(
        "--judge-ctx",
        metavar="N",
        help="Context of a question, in tokens; 8192 otherwise. Longer stories are read in windows.",
        rich_help_panel=_PANEL,
    ),
]
JudgeParallel = Annotated[
    str | None,
    typer.Option(
        "--judge-parallel",
        metavar="auto|N",
        help="Questions at a time; auto tries which number is fastest.",
        rich_help_panel=_PANEL,
    ),
]
JudgeGpuLayers = Annotated[
    str,
    typer.Option(
        "--judge-gpu-layers",
        metavar="auto|N",
        help="auto puts all on a GPU, if any.",
        rich_help_panel=_PANEL,
    ),
]
JudgeSeed = Annotated[
    int | None,
    typer.Option("--judge-seed", help="Fixes draws and the random sample.", rich_help_panel=_PANEL),
]
JudgeName = Annotated[
    str | None,
    typer.Option(
        "--judge-name", metavar="NAME", help="The model's name at the server.", rich_help_panel=_PANEL
    ),
]


def judge_request(
    judge: str | None,
    *,
    budget: str | None = None,
    votes: int | None = None,
    threshold: float | None = None,
    effort: Effort | None = None,
    reasoning: int | None = None,
    ctx: int | None = None,
    parallel: str | None = None,
    gpu_layers: str = "auto",
    seed: int | None = None,
    name: str | None = None,
) -> JudgeRequest | None:
    """What the options ask for; None without a judge.

    Raises:
        UsageError: An option makes no sense, or no judge is named that it could be of.
    """
    from detector.errors import UsageError
    from detector.judge.budget import parse_budget
    from detector.judge.settings import make_settings
    from detector.scanning.judging import JudgeRequest

    settings = {
        "votes": votes,
        "threshold": threshold,
        "effort": effort.value if effort else None,
        "max_reasoning_tokens": reasoning,
        "n_ctx": ctx,
        "n_parallel": _number_or_auto("--judge-parallel", parallel, "questions at a time"),
        "n_gpu_layers": layers(gpu_layers),
        "seed": seed,
    }
    if judge is None:
        given = {"budget": budget, "name": name, **settings, "n_gpu_layers": None}
        if any(value is not None for value in given.values()):
            raise UsageError("There is no judge that this could be said of.", "Name one with --judge.")
        return None
    return JudgeRequest(
        judge, make_settings(**settings), parse_budget(budget) if budget is not None else None, name
    )
