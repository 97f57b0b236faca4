"""An evaluation on the screen."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from detector.cli.show import PlainConsole

_WIDE = 140
_SETS = {"gold": "labelled items", "injected": "injected stories"}


def print_evaluation(report: Mapping[str, Any]) -> None:
    """Print an evaluation to standard output: figures, recall by notation and position, clean text, peers."""
    console = PlainConsole(sys.stdout, _WIDE)
    sets = [name for name in _SETS if name in report]
    console.print(figure_table("", {_SETS[name]: _figures(report[name]) for name in sets}))
    for key, title in (
        ("recall_by_notation", "recall by notation"),
        ("recall_by_position", "recall by position"),
    ):
        console.print()
        console.print(figure_table(title, {_SETS[name]: _shares(report[name][key]) for name in sets}))
    console.print()
    scenes = {name: _scenes(report[name]) for name in sets}
    for name in sets:
        if scenes[name]:
            console.print(Text(f"found on appropriate formulas ({_SETS[name]}): {scenes[name]}"))
    if "clean" in report:
        for file, row in [*report["clean"]["files"].items(), ("all", report["clean"]["all"])]:
            console.print(Text(f"clean text, {file}: {rate_cell(row)}"))
    if "speed" in report:
        speed = report["speed"]
        console.print(
            Text(
                f"formula-only scan {speed['scan_words_per_second']:,.0f} words/s on one core, "
                f"{speed['ratio']:.2f} of the bare prefilter's {speed['prefilter_words_per_second']:,.0f}"
            )
        )
    for name, peers in report.get("peers", {}).items():
        console.print()
        shown = {peer: {"": row} if isinstance(row, str) else _figures(row) for peer, row in peers.items()}
        console.print(figure_table(f"peers on {_SETS[name]}", shown))
    for path in report.get("plots", ()):
        console.print(Text(f"wrote {path}", "dim"))


def figure_table(title: str, columns: Mapping[str, Mapping[str, str]]) -> Table:
    """A column a set, a row a figure."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(title)
    for name in columns:
        table.add_column(name)
    for row in dict.fromkeys(key for column in columns.values() for key in column):
        table.add_row(row, *(column.get(row, "") for column in columns.values()))
    return table


def _figures(figures: Mapping[str, Any]) -> dict[str, str]:
    rows = {}
    for level in ("span", "story"):
        rows[f"F1 by {level}"] = number_cell(figures[level]["f1"])
        rows[f"precision by {level}"] = share_cell(figures[level]["precision"])
        rows[f"recall by {level}"] = share_cell(figures[level]["recall"])
    rows["specificity on appropriate formulas"] = share_cell(figures["appropriate"]["specificity"])
    rows["trap stories flagged"] = share_cell(figures["traps"]["flagged"])
    if "calibration" in figures:
        rows["calibration error (ECE)"] = number_cell(figures["calibration"]["ece"])
    return rows


def _shares(shares: Mapping[str, Any]) -> dict[str, str]:
    return {name: share_cell(value) for name, value in shares.items()}


def _scenes(figures: Mapping[str, Any]) -> str:
    bad = {scene: row for scene, row in figures["appropriate"]["by_scene"].items() if row["k"] < row["n"]}
    return ", ".join(f"{scene} {row['n'] - row['k']}/{row['n']}" for scene, row in bad.items())


def number_cell(value: float | None) -> str:
    """A number, or a dash where there is none."""
    return "–" if value is None else f"{value:.3f}"


def share_cell(row: Mapping[str, Any]) -> str:
    """A share with its counts and interval."""
    if row["value"] is None:
        return "–"
    return f"{row['value']:.3f} ({row['k']}/{row['n']}, 95% CI {row['low']:.2f}–{row['high']:.2f})"


def rate_cell(row: Mapping[str, Any]) -> str:
    """A rate per 10,000 words with its interval."""
    if row["value"] is None:
        return "no words"
    return (
        f"{row['k']} findings in {row['words']:,} words, {row['value']:.3f} per 10,000 "
        f"(95% CI {row['low']:.3f}–{row['high']:.3f})"
    )
