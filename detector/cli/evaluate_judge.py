"""``evaluate --judge`` on the screen: a table that says what to do with this judge."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from detector.cli.evaluate_tables import figure_table, number_cell, share_cell
from detector.cli.show import PlainConsole

if TYPE_CHECKING:
    from detector.records import Category
    from detector.scanning.judging import JudgeRequest

_WIDE = 140
_ROWS = (
    ("sensitivity", "stories with an error that it flags (sensitivity)"),
    ("specificity", "sound stories that it leaves alone (specificity)"),
    ("located", "stories in which a finding meets the error"),
    ("precision", "findings that are right"),
    ("both_ends", "both ends right, of these"),
    ("same_code", "kind named right, of these"),
    ("quotes", "claims with two true quotes"),
    ("refuted", "proven claims that its doubt drops"),
    ("form", "answers of the form"),
)
_FEW = 20


def measure_judge(
    gold: Sequence[Path],
    request: JudgeRequest,
    category: Category,
    *,
    texts: Path | None,
    most: int | None,
    plots: Path | None,
) -> dict[str, Any]:
    """Measure a judge with progress on standard error, and keep what was measured."""
    from detector.cli.interrupt import stop_on_interrupt
    from detector.cli.judging import judge_teller
    from detector.errors import Interrupted, UsageError
    from detector.evaluation.judge import evaluate_judge
    from detector.evaluation.judge_run import evaluate_judge_on_run
    from detector.inputs import is_run_folder
    from detector.judge.measured import measured_folder

    folder = measured_folder()
    runs = [path for path in gold if is_run_folder(path)]
    if runs and len(gold) > 1:
        raise UsageError("A run is measured by itself.", "Name one run, or files of labelled stories.")
    with stop_on_interrupt() as stop:
        with judge_teller(stop) as teller:
            if runs:
                report = evaluate_judge_on_run(runs[0], request, category=category, teller=teller.teller())
            else:
                report = evaluate_judge(
                    gold,
                    request,
                    category=category,
                    texts=texts,
                    most=most,
                    work=folder.parent,
                    store=None if most is not None else folder,
                    plots=plots,
                    teller=teller.teller(),
                )
        if stop():
            raise Interrupted("The judge was stopped; its answers are kept.", "The same command goes on.")
    return report


def print_judge(report: Mapping[str, Any]) -> None:
    """Print what was measured, by file and by kind of error, and what follows from it."""
    console = PlainConsole(sys.stdout, _WIDE)
    if "run" in report:
        _print_run(console, report)
        return
    sets = dict(report["sets"])
    if len(sets) > 1:
        sets["all"] = report["all"]
    judge = report["judge"]
    console.print(Text(f"judge {judge['model']['name']} ({judge['judge_id']}), {report['category']}", "bold"))
    console.print(figure_table("", {name: _figures(figures) for name, figures in sets.items()}))
    if report["all"]["by_code"]:
        console.print()
        by_code = {
            name: {code: share_cell(figure) for code, figure in figures["by_code"].items()}
            for name, figures in sets.items()
        }
        console.print(figure_table("errors found, by kind", by_code))
    console.print()
    for line in advice(report["all"]):
        console.print(Text(line))
    if "stored" in report:
        console.print(Text(f"kept for later scans with this judge: {report['stored']}", "dim"))
    for path in report.get("plots", ()):
        console.print(Text(f"wrote {path}", "dim"))


def advice(figures: Mapping[str, Any]) -> Iterator[str]:
    """What a person can do with such a judge."""
    sensitivity, specificity = figures["sensitivity"], figures["specificity"]
    if min(sensitivity["n"], specificity["n"]) < _FEW:
        yield f"Fewer than {_FEW} stories of a kind were read: the intervals say little; measure on more."
    if sensitivity["value"] is None or specificity["value"] is None:
        yield "Stories of one kind are lacking, so nothing can be corrected with this."
        return
    youden = sensitivity["value"] + specificity["value"] - 1
    if sensitivity["low"] + specificity["low"] - 1 <= 0:
        yield (
            f"It tells bad stories from sound ones hardly better than a coin (J = {youden:.2f}): no judge."
        )
    else:
        yield (
            f"It tells bad stories from sound ones (J = {youden:.2f}): its rates can be corrected; the lower "
            "J, the wider their intervals."
        )
    if figures["quotes"]["n"] and figures["quotes"]["value"] < 0.9:
        yield "It makes up quotes; these claims are dropped, at the cost of errors that it may have seen."
    if figures["n_unread"]:
        yield f"{figures['n_unread']:,} stories have no verdict: raise --judge-ctx or --judge-reasoning."


def _print_run(console: PlainConsole, report: Mapping[str, Any]) -> None:
    """What the labels of a run say of a judge."""
    judge, calibration = report["judge"], report["calibration"]
    console.print(Text(f"judge {judge['model']['name']} ({judge['judge_id']}), {report['category']}", "bold"))
    console.print(
        Text(f"{report['n_read']:,} of {report['n_labelled']:,} labelled stories were read to the end")
    )
    for name in ("sensitivity", "specificity"):
        found = calibration[name]
        value = (
            "not known: no such story is labelled"
            if found is None
            else f"{found['estimate']:.3f} (95% CI {found['low']:.2f}–{found['high']:.2f}, "
            f"{found['n_labels']} labels)"
        )
        console.print(Text(f"{name} {value}"))
    console.print(Text(f"corrects this judge's rates of this run: {report['stored']}", "dim"))


def _figures(figures: Mapping[str, Any]) -> dict[str, str]:
    rows = {"stories": f"{figures['n_stories']:,}, {figures['n_failing']:,} with an error"}
    rows |= {what: share_cell(figures[key]) for key, what in _ROWS}
    rows["calibration error of its probabilities (ECE)"] = number_cell(figures["calibration"]["ece"])
    rows["tokens a story"] = f"{figures['tokens'] / max(1, figures['n_stories']):,.0f}"
    return rows
