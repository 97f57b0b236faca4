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
    console.print(_table("", {_SETS[name]: _figures(report[name]) for name in sets}))
    for key, title in (
        ("recall_by_notation", "recall by notation"),
        ("recall_by_position", "recall by position"),
    ):
        console.print()
        console.print(_table(title, {_SETS[name]: _shares(report[name][key]) for name in sets}))
    console.print()
    scenes = {name: _scenes(report[name]) for name in sets}
    for name in sets:
        if scenes[name]:
            console.print(Text(f"found on appropriate formulas ({_SETS[name]}): {scenes[name]}"))
    if "clean" in report:
        for file, row in [*report["clean"]["files"].items(), ("all", report["clean"]["all"])]:
            console.print(Text(f"clean text, {file}: {_rate(row)}"))
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
        console.print(_table(f"peers on {_SETS[name]}", shown))
    for path in report.get("plots", ()):
        console.print(Text(f"wrote {path}", "dim"))


def _table(title: str, columns: Mapping[str, Mapping[str, str]]) -> Table:
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
        rows[f"F1 by {level}"] = _number(figures[level]["f1"])
        rows[f"precision by {level}"] = _share(figures[level]["precision"])
        rows[f"recall by {level}"] = _share(figures[level]["recall"])
    rows["specificity on appropriate formulas"] = _share(figures["appropriate"]["specificity"])
    rows["trap stories flagged"] = _share(figures["traps"]["flagged"])
    if "calibration" in figures:
        rows["calibration error (ECE)"] = _number(figures["calibration"]["ece"])
    return rows


def _shares(shares: Mapping[str, Any]) -> dict[str, str]:
    return {name: _share(value) for name, value in shares.items()}


def _scenes(figures: Mapping[str, Any]) -> str:
    bad = {scene: row for scene, row in figures["appropriate"]["by_scene"].items() if row["k"] < row["n"]}
    return ", ".join(f"{scene} {row['n'] - row['k']}/{row['n']}" for scene, row in bad.items())


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _share(row: Mapping[str, Any]) -> str:
    if row["value"] is None:
        return "–"
    return f"{row['value']:.3f} ({row['k']}/{row['n']}, 95% CI {row['low']:.2f}–{row['high']:.2f})"


def _rate(row: Mapping[str, Any]) -> str:
    if row["value"] is None:
        return "no words"
    return (
        f"{row['k']} findings in {row['words']:,} words, {row['value']:.3f} per 10,000 "
        f"(95% CI {row['low']:.3f}–{row['high']:.3f})"
    )
