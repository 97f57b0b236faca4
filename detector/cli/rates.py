"""``storyfault rates``: how often the stories of runs fail."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detector.errors import RunError, UsageError

if TYPE_CHECKING:
    from detector.rates.calibration import CalibrationFile


def rates(
    runs: Annotated[list[Path], typer.Argument(metavar="RUN", help="Run folders that were scanned.")],
    everything: Annotated[
        bool, typer.Option("--all", help="Show checks and genres without a flagged story too.")
    ] = False,
    calibration: Annotated[
        Path | None,
        typer.Option(
            "--calibration",
            metavar="FILE",
            help="Correct runs without labels of their own by this run's, or file's, calibration.",
        ),
    ] = None,
    exact: Annotated[
        bool, typer.Option("--exact", help="Clopper and Pearson's intervals rather than Wilson's.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Say how often stories fail, with intervals; several runs are compared and pooled.

    What a judge flags is told beside it, and counts in no rate of the rules.
    """
    from detector.cli.judging import print_judges
    from detector.cli.rates_table import print_rates
    from detector.cli.until_width import stopped_line
    from detector.judge.correcting import rates_of_run
    from detector.rates import rates as rates_of

    require_scanned(runs)
    found = rates_of(runs, read_given(calibration), exact=exact)
    if as_json:
        judged = {"judges": [rate for run in runs for rate in rates_of_run(run)]}
        typer.echo(json.dumps(found.summary | judged, ensure_ascii=False))
    else:
        print_rates(found.model, everything=everything)
        for line in filter(None, map(stopped_line, runs)):
            typer.echo(line)
        print_judges(runs)


def read_given(path: Path | None) -> CalibrationFile | None:
    """The calibration the user named.

    Raises:
        UsageError: There is none.
        RunError: It is damaged.
    """
    from detector.rates.calibrating import read_calibration

    if path is None:
        return None
    found = read_calibration(path)
    if found is None:
        raise UsageError(f"{path}: there is no calibration.", "Make one with storyfault calibrate.")
    return found


def require_scanned(runs: list[Path]) -> None:
    """Refuse runs that have no scan: a rate of nothing is no rate.

    Raises:
        RunError: It is no run folder, or was not scanned.
    """
    from detector.runs import RunFolder

    for path in runs:
        if RunFolder.open(path).current_scan() is None:
            raise RunError(
                f"{path}: this run has not been scanned.",
                f"Scan it first: storyfault scan {shlex.quote(str(path))}",
            )
