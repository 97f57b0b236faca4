"""The command line: one file a command, each a thin wrapper over a plain function."""

from __future__ import annotations

from typing import Annotated

import typer

from detector.cli.bench import bench
from detector.cli.calibrate import calibrate
from detector.cli.checks import checks
from detector.cli.compare import compare
from detector.cli.demo import demo
from detector.cli.evaluate import evaluate
from detector.cli.failure import Commands
from detector.cli.generate import generate
from detector.cli.label import label
from detector.cli.models import models
from detector.cli.rates import rates
from detector.cli.report import report
from detector.cli.run import run
from detector.cli.scan import scan
from detector.cli.sweep import sweep
from detector.cli.train import train

app = typer.Typer(
    name="storyfault",
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode="rich",
)


def _version(wanted: bool) -> None:
    if wanted:
        from detector import __version__

        typer.echo(f"storyfault {__version__}")
        raise typer.Exit


@app.callback()
def storyfault(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """How often does a local language model break its own fiction, and where?

    Exit codes: 0 done; 1 a --fail-over gate tripped; 2 usage; 3 interrupted and resumable; 4 error.
    """


for command in (
    demo,
    run,
    generate,
    scan,
    rates,
    compare,
    report,
    label,
    calibrate,
    train,
    checks,
    evaluate,
    sweep,
):
    app.command()(command)
app.add_typer(models, name="models")
app.add_typer(bench, name="bench")


def main() -> None:
    """Run the command line."""
    app()
