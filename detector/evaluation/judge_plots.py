"""A judge's errors as a picture: what it finds of each kind, and whether its probabilities hold."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from detector.errors import WriteError


def draw_judge_plots(report: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write ``judge.svg`` and ``judge.png``; returns their paths.

    Args:
        report: What ``evaluate_judge`` gives.
        folder: Where the pictures go.

    Raises:
        WriteError: The folder cannot be written to.
    """
    from matplotlib.figure import Figure

    pooled = report["all"]
    rows = [(f"finds {code}", figure) for code, figure in pooled["by_code"].items()]
    rows += [
        ("finds the story (sensitivity)", pooled["sensitivity"]),
        ("leaves sound stories alone (specificity)", pooled["specificity"]),
        ("findings that are right", pooled["precision"]),
        ("both ends right, of these", pooled["both_ends"]),
        ("claims with true quotes", pooled["quotes"]),
    ]
    rows = [(name, figure) for name, figure in rows if figure["n"]]
    figure = Figure(figsize=(9.5, max(3.0, 0.32 * len(rows) + 1.2)), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=[3, 2])
    for y, (_, row) in enumerate(reversed(rows)):
        left.plot([row["low"], row["high"]], [y, y], color="#4a6fa5", linewidth=2)
        left.plot([row["value"]], [y], "o", color="#1d3557")
        left.text(1.03, y, f"{row['k']}/{row['n']}", va="center", fontsize=8)
    left.set(xlim=(0, 1.16), title=f"{report['judge']['model']['name']}, {report['category']}")
    left.set_xticks([0, 0.25, 0.5, 0.75, 1.0])
    left.set_yticks(range(len(rows)), [name for name, _ in reversed(rows)], fontsize=9)
    left.grid(axis="x", alpha=0.3)
    bins = pooled["calibration"]["bins"]
    right.plot([0, 1], [0, 1], linestyle=":", color="grey")
    right.scatter(
        [row["predicted"] for row in bins],
        [row["observed"] for row in bins],
        s=[20 + 8 * row["n"] for row in bins],
        color="#4a6fa5",
        alpha=0.8,
    )
    ece = pooled["calibration"]["ece"]
    right.set(
        xlim=(0, 1),
        ylim=(-0.03, 1.03),
        xlabel="the judge's probability",
        ylabel="share that is right",
        title="probabilities" if ece is None else f"probabilities (ECE {ece:.2f})",
    )
    paths = [folder / "judge.svg", folder / "judge.png"]
    given: tuple[dict[str, Any], ...] = ({"metadata": {"Date": None}}, {"dpi": 110})
    for path, options in zip(paths, given, strict=True):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            figure.savefig(path, **options)
        except OSError as error:
            raise WriteError(
                f"{path}: cannot be written ({error}).", "Give a folder you may write to."
            ) from None
    return paths
