"""``storyfault calibrate``: labels become what rates are corrected with."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from detector.rates.calibration import Calibration, ErrorRate

_NAMES = {"formula": "formula", "commonsense": "common sense"}


def calibrate(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run folder with labels.")],
    labels: Annotated[
        list[Path] | None,
        typer.Option("--labels", metavar="FILE", help="Label files; RUN/labels.jsonl else. May be repeated."),
    ] = None,
    labeller: Annotated[
        list[str] | None, typer.Option("--labeller", metavar="NAME", help="Listen only to this one.")
    ] = None,
) -> None:
    """Measure the detector on the labels of a run; rates and reports of it are then corrected."""
    from detector.cli.label_serve import agreement_line
    from detector.cli.rates import require_scanned
    from detector.errors import RunError
    from detector.labels.calibrate import calibrate as calibrated
    from detector.labels.calibrate import write_calibration
    from detector.rates.words import percent
    from detector.runs import RunFolder

    require_scanned([run])
    found = calibrated(RunFolder.open(run), labels or (), labeller)
    if not found.file.calibrations and not found.sentences:
        raise RunError(
            f"{run}: no story is labelled to the end yet.", f"Go on: storyfault label {shlex.quote(str(run))}"
        )
    path = write_calibration(run, found)
    for category, (done, drawn) in found.progress.items():
        typer.echo(f"{_NAMES.get(category, category)}: {done} of {drawn} drawn stories labelled")
    for calibration in (*found.file.calibrations, *found.checks):
        typer.echo(_line(calibration))
    for calibration in found.sentences:
        typer.echo(_line(calibration, "sentences"))
    for precision in found.precisions:
        share = f"{precision.n_error} of {precision.n}, weighted {percent(precision.share)}"
        typer.echo(f"findings of {precision.code} that are errors: {share}")
    for agreement in found.agreements:
        typer.echo(agreement_line(agreement))
    typer.echo(f"Calibration: {path}\nNext: storyfault rates {shlex.quote(str(run))}")


def _line(calibration: Calibration, what: str = "stories") -> str:
    from detector.labels.calibrate import UNNAMED

    _, open_kinds, rest = calibration.source.partition(UNNAMED)
    without = f"{open_kinds}{rest}" if open_kinds else "none that fails was seen"
    unsure = f", {calibration.n_unsure} unsure" if calibration.n_unsure else ""
    return (
        f"{_NAMES.get(calibration.category, calibration.category)}, {calibration.n_flagged} flagged and "
        f"{calibration.n_unflagged} unflagged {what}{unsure}: "
        f"sensitivity {_rate(calibration.sensitivity, without)}, "
        f"specificity {_rate(calibration.specificity, 'none that is sound was seen')}"
    )


def _rate(rate: ErrorRate | None, without: str) -> str:
    from detector.rates.words import percent, percent_range

    if rate is None:
        return f"unknown ({without}, or one side is not labelled)"
    return f"{percent(rate.estimate)} (95% CI {percent_range(rate.low, rate.high)})"
