"""``storyfault report``: one file that a person reads, for one or many runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def report(
    runs: Annotated[list[Path], typer.Argument(metavar="RUN", help="Run folders that were scanned.")],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="FILE",
            help="An .html, .md, .json, .csv, .parquet, .sarif, .svg or .png file; RUN/report.html else.",
        ),
    ] = None,
    title: Annotated[str | None, typer.Option("--title", help="The report's heading.")] = None,
) -> None:
    """Write the report of one or many runs: a single file that opens offline."""
    from detector.cli.rates import require_scanned
    from detector.errors import UsageError
    from detector.report.write import write_report

    if out is None:
        if len(runs) > 1:
            raise UsageError("A report on several runs needs a name.", "Name it with --out FILE.")
        out = runs[0] / "report.html"
    require_scanned(runs)
    typer.echo(f"Report: {write_report(runs, out, title=title)}")
