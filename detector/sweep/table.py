"""A sweep's result: a row a cell and category, as CSV, as JSON, and as a plot with intervals."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from detector.errors import WriteError
from detector.rates.records import Summary
from detector.records import Record
from detector.sweep.grid import Cell, shown

CATEGORIES = {"formula": "formula", "commonsense": "common sense"}


class SweepRow(Record):
    """How many of a cell's stories are flagged for one category.

    Attributes:
        cell: The folder of its run.
        varied: What tells it from other cells.
        rate: ``n_flagged / n_scored`` with its 95% interval; None where no story was scored.
    """

    cell: str
    varied: dict[str, Any]
    category: str
    n_scored: int
    n_unscored: int
    n_flagged: int
    rate: float | None
    low: float | None
    high: float | None


def rows_of(cell: Cell, summary: Summary) -> list[SweepRow]:
    """A cell's rows, from its run's summary."""
    found: dict[str, SweepRow] = {}
    for rate in summary.rates:
        if rate.check is None and rate.genre is None and rate.category not in found:
            found[rate.category] = SweepRow(
                cell=cell.name,
                varied=cell.varied,
                category=rate.category,
                n_scored=rate.n_scored,
                n_unscored=rate.n_unscored,
                n_flagged=rate.n_flagged,
                rate=rate.rate,
                low=rate.low,
                high=rate.high,
            )
    return list(found.values())


def write_table(rows: Sequence[SweepRow], folder: Path) -> list[Path]:
    """Write ``sweep.csv``, ``sweep.json`` and ``sweep.svg``; gives their paths.

    Raises:
        WriteError: The folder cannot be written to.
    """
    names = list(dict.fromkeys(name for row in rows for name in row.varied))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    figures = [name for name in SweepRow.model_fields if name not in ("cell", "varied")]
    writer.writerow(["cell", *names, *figures])
    for row in rows:
        plain = row.model_dump()
        writer.writerow([row.cell, *(row.varied.get(name) for name in names), *(plain[f] for f in figures)])
    paths = [folder / f"sweep.{suffix}" for suffix in ("csv", "json", "svg")]
    try:
        paths[0].write_text(text.getvalue(), encoding="utf-8")
        plain_rows = {"rows": [row.model_dump(mode="json") for row in rows]}
        paths[1].write_text(json.dumps(plain_rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        _draw(rows, paths[2])
    except OSError as error:
        raise WriteError(
            f"{folder}: could not be written: {error.strerror}.", "Make room, or choose another --out."
        ) from error
    return paths


def _draw(rows: Sequence[SweepRow], path: Path) -> None:
    """A panel a category: each cell's rate and its interval, cells from above as in the table."""
    from matplotlib.figure import Figure

    categories = list(dict.fromkeys(row.category for row in rows))
    cells = list(dict.fromkeys(row.cell for row in rows))
    figure = Figure(figsize=(4 + 3 * len(categories), 1.2 + 0.32 * len(cells)), layout="constrained")
    panels = figure.subplots(1, len(categories), sharey=True, squeeze=False)[0]
    labels = {row.cell: label(row.varied) for row in rows}
    for panel, category in zip(panels, categories, strict=True):
        for row in rows:
            if row.category != category or row.rate is None or row.low is None or row.high is None:
                continue
            ends = [[100 * (row.rate - row.low)], [100 * (row.high - row.rate)]]
            panel.errorbar(
                [100 * row.rate], [cells.index(row.cell)], xerr=ends, fmt="o", color="black", capsize=3
            )
        panel.set(
            title=CATEGORIES.get(category, category), xlabel="% of stories flagged, 95% CI", xlim=(-2, 102)
        )
        panel.set_yticks(range(len(cells)), [labels[cell] for cell in cells])
        panel.set_ylim(len(cells) - 0.5, -0.5)
    figure.savefig(path, format="svg")


def label(varied: dict[str, Any]) -> str:
    """A cell in a few words: ``temperature 0.7, top_p 0.9``."""
    parts = (f"{name} {shown(value)}" for name, value in varied.items())
    return ", ".join(part if len(part) <= 40 else f"{part[:39]}…" for part in parts) or "as given"
