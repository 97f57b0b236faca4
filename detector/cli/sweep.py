"""``storyfault sweep``: a grid of settings, one resumable run a cell, one table."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detector.cli import options as o
from detector.cli.failure import say

if TYPE_CHECKING:
    from detector.scanning.setup import ScanSetup
    from detector.sweep.grid import Cell, Grid
    from detector.sweep.table import SweepRow


def sweep(
    grid: Annotated[Path, typer.Argument(metavar="GRID.yml", help="Models, prompts, and settings to vary.")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="Its folder; runs/GRID otherwise.")
    ] = None,
    workers: o.Workers = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Write, scan and count stories for every cell of a grid of settings. The same command resumes."""
    from detector.generation.disk import make_folder
    from detector.scanning.setup import ScanSetup
    from detector.sweep.grid import read_grid
    from detector.sweep.table import write_table

    read = read_grid(grid)
    folder = out if out is not None else Path("runs") / grid.stem
    make_folder(folder, "--out")
    setup = ScanSetup.make()
    rows: list[SweepRow] = []
    for number, cell in enumerate(read.cells, 1):
        say(f"cell {number} of {len(read.cells)}: {cell.name}")
        rows += run_cell(cell, read, folder, setup, workers)
    paths = write_table(rows, folder)
    if as_json:
        typer.echo(json.dumps({"rows": [row.model_dump(mode="json") for row in rows]}, ensure_ascii=False))
        return
    _print(rows)
    typer.echo(f"Table and plot: {', '.join(map(str, paths))}")


def run_cell(cell: Cell, grid: Grid, folder: Path, setup: ScanSetup, workers: int) -> list[SweepRow]:
    """Write and scan what a cell's run lacks, and count it.

    Raises:
        StoryfaultError: Whatever stopped it; the same command goes on from there.
    """
    from detector.cli.interrupt import stop_on_interrupt
    from detector.cli.run_scan import scan_run_folder
    from detector.cli.write_stories import WriteRequest, write_stories
    from detector.rates import rates
    from detector.runs import RunFolder
    from detector.sweep.table import rows_of

    request = WriteRequest(
        cell.model,
        folder / cell.name,
        grid.prompts,
        grid.n,
        grid.epochs,
        grid.seed,
        options=dict(cell.options),
    )
    write_stories(request)
    with stop_on_interrupt() as stop:
        scan_run_folder(request.folder, setup, workers, stop)
    found = rates(request.folder)
    with RunFolder.open(request.folder, write=True) as run:
        run.write_summary(found.summary)
    return rows_of(cell, found.model)


def _print(rows: list[SweepRow]) -> None:
    from rich.table import Table
    from rich.text import Text

    from detector.cli.show import PlainConsole
    from detector.cli.visible import one_line
    from detector.rates.words import percent, percent_range
    from detector.sweep.grid import shown
    from detector.sweep.table import CATEGORIES

    names = list(dict.fromkeys(name for row in rows for name in row.varied))
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in (*names, "failure"):
        table.add_column(name)
    for name in ("flagged", "rate", "95% CI"):
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(
            *(Text(one_line(shown(row.varied.get(name)))[:50]) for name in names),
            CATEGORIES.get(row.category, row.category),
            f"{row.n_flagged:,}/{row.n_scored:,}",
            percent(row.rate),
            percent_range(row.low, row.high),
        )
    PlainConsole(sys.stdout, 140).print(table)
