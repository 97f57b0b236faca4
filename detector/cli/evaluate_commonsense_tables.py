"""An evaluation of the common-sense checks on the screen."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from detector.cli.evaluate_tables import figure_table, number_cell, rate_cell, share_cell
from detector.cli.show import PlainConsole

_WIDE = 140
_BREAKDOWNS = (
    ("recall_by_strength", "recall by strength"),
    ("recall_by_kind", "recall by kind"),
    ("recall_by_code", "recall by code"),
    ("recall_by_place", "recall by place"),
    ("precision_by_code", "precision by code"),
    ("precision_by_scope", "precision by scope"),
)


def print_commonsense(report: Mapping[str, Any]) -> None:
    """Print an evaluation to standard output: each set, clean text, speed, the table of targets."""
    console = PlainConsole(sys.stdout, _WIDE)
    for name, figures in report["sets"].items():
        console.print(figure_table(name, {figures["format"]: _figures(figures)}))
        for key, title in _BREAKDOWNS:
            shares = figures.get(key, {})
            if len(shares) > 1 and (key != "recall_by_kind" or figures["format"] == "injected"):
                console.print(
                    figure_table(f"  {title}", {"": {f"  {k}": share_cell(v) for k, v in shares.items()}})
                )
        console.print()
    if report["clean"]:
        for file, row in [*report["clean"]["files"].items(), ("all", report["clean"]["all"])]:
            codes = ", ".join(f"{code} {n}" for code, n in row.get("by_code", {}).items())
            console.print(Text(f"clean text, {file}: {rate_cell(row)}{' · ' if codes else ''}{codes}"))
    if "speed" in report:
        speed = report["speed"]
        console.print(
            Text(
                f"full scan {speed['scan_words_per_second']:,.0f} words/s on one core, "
                f"{speed['ratio']:.2f} times the bare pipeline's time "
                f"({speed['pipeline_words_per_second']:,.0f} words/s), {speed['words']:,} words"
            )
        )
    for story, reason in report["problems"].items():
        console.print(Text(f"not scored: {story}: {reason}"))
    if "sheet" in report:
        sheet = report["sheet"]
        console.print(
            Text(f"wrote {sheet['findings']} findings and their decoys to {sheet['folder']}", "dim")
        )
    for path in report.get("plots", ()):
        console.print(Text(f"wrote {path}", "dim"))
    if report["shows"]:
        console.print()
        console.print(_shows(report["shows"]))


def _shows(rows: list[dict[str, Any]]) -> Table:
    made = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("shows", "value", "of", "target", ""):
        made.add_column(column)
    for row in rows:
        of = row["of"]
        counts = f"{of['k']}/{of['n']}" if {"k", "n"} <= set(of) else f"n = {of['n']}" if "n" in of else ""
        if "words" in of:
            counts = f"{of['k']} in {of['words']:,} words"
        if "low" in of:
            counts += f", 95% CI {of['low']:.2f}–{of['high']:.2f}"
        reached = {True: "reached", False: "not reached", None: ""}[row["reached"]]
        made.add_row(row["what"], number_cell(row["value"]), counts, row["target"] or "", reached)
    return made


def _figures(figures: Mapping[str, Any]) -> dict[str, str]:
    rows: dict[str, str] = {"stories or pairs": str(figures.get("n_stories", figures.get("n_pairs")))}
    for key, what in (
        ("implausible_found", "implausible stories found"),
        ("plausible_flagged", "plausible stories flagged"),
        ("on_pair", "findings on a sentence of the pair"),
        ("exact_pair", "stories with both sentences right"),
        ("flagged", "phrases flagged"),
        ("decided", "pairs decided"),
        ("right_of_decided", "right of those decided"),
        ("right_sentence_flagged", "sensible sentences flagged"),
        ("negatives_flagged", "matched negatives flagged"),
    ):
        if key in figures:
            rows[what] = share_cell(figures[key])
    if "pair_accuracy" in figures:
        rows["pair_accuracy (no view counts half)"] = number_cell(figures["pair_accuracy"])
    if "span" not in figures:
        return rows
    for level in ("span", "story"):
        rows[f"F1 by {level}"] = number_cell(figures[level]["f1"])
        rows[f"precision by {level}"] = share_cell(figures[level]["precision"])
        rows[f"recall by {level}"] = share_cell(figures[level]["recall"])
    rows["clean stories left alone"] = share_cell(figures["story"]["specificity"])
    rows["both ends right, of those found"] = share_cell(figures["both_ends"]["of_found"])
    outside = figures["outside_labels"]
    rows["findings outside every label"] = f"{outside['k']}, {number_cell(outside['per_story'])} a story"
    rows["errors with a candidate"] = share_cell(figures["candidates"])
    rows["calibration error (ECE)"] = number_cell(figures["calibration"]["ece"])
    return rows
