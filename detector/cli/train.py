"""``storyfault train``: the classifier learns from labels."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer


def train(
    runs: Annotated[list[Path], typer.Argument(metavar="RUN", help="Run folders with labels.")],
    labels: Annotated[
        list[Path] | None,
        typer.Option("--labels", metavar="FILE", help="Label files; RUN/labels.jsonl else. May be repeated."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="RUN/classifier.json otherwise.")
    ] = None,
) -> None:
    """Fit the shipped classifier's probabilities to labelled findings, for scan --classifier.

    The shipped classifier's own training rows do not ship, so it is not fitted anew: its probabilities are
    recalibrated (Platt's curve for each kind of failure, an offset for each check with enough labels).
    """
    from detector.labels.training import train as trained
    from detector.rates.words import count
    from detector.runs.atomic import write_json

    found = trained(runs, labels or ())
    made = found.recalibration
    path = out or runs[0] / "classifier.json"
    write_json(path, made.model_dump(mode="json"))
    typer.echo(f"Recalibrated on {count(found.n_findings, 'finding')} that people judged.")
    for name, curve in {**made.curves, **made.checks}.items():
        moved = ", ".join(f"{p:.0%} becomes {curve(p):.0%}" for p in (0.5, 0.8, 0.95))
        typer.echo(f"{name}: {curve.n_error} of {curve.n} are errors; {moved}")
    if found.n_open:
        typer.echo(f"Left out: {count(found.n_open, 'finding')} on which labellers are unsure or differ.")
    if found.n_recalibrated:
        typer.echo(
            f"Left out: {count(found.n_recalibrated, 'finding')} of scans with --classifier, "
            "or of a run not named here."
        )
    if made.before is not None and made.after is not None:
        verdict = "better" if made.after < made.before else "no better: give more labels before you use it"
        typer.echo(
            f"Log loss on stories left out: {made.before:.3f} shipped, {made.after:.3f} now, {verdict}."
        )
    scan = shlex.join(["storyfault", "scan", str(runs[0]), "--classifier", str(path)])
    typer.echo(f"Classifier: {path}\nNext: {scan}")
