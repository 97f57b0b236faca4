"""The plots of an evaluation: precision against recall, and predicted against observed probability."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from detector.errors import WriteError


def draw_plots(
    sets: Mapping[str, Mapping[str, Any]], folder: Path, title: str = "formula that does not belong"
) -> list[Path]:
    """Write ``precision_recall.svg`` and ``reliability.svg``; returns their paths.

    Args:
        sets: Name of a labelled set → its figures, with ``curve`` and ``calibration``.
        folder: Where the plots go.
        title: What is found.

    Raises:
        WriteError: The folder cannot be written to.
    """
    from matplotlib.figure import Figure

    curves, bins = Figure(figsize=(5, 4), layout="constrained"), Figure(figsize=(5, 4), layout="constrained")
    left, right = curves.subplots(), bins.subplots()
    for name, figures in sets.items():
        points = figures["curve"]
        left.plot(
            [p["recall"] for p in points],
            [p["precision"] for p in points],
            drawstyle="steps-post",
            label=name,
        )
        rows = figures["calibration"]["bins"]
        ece = figures["calibration"]["ece"]
        label = name if ece is None else f"{name}, ECE {ece:.3f}"
        right.plot([r["predicted"] for r in rows], [r["observed"] for r in rows], marker="o", label=label)
    right.plot([0, 1], [0, 1], linestyle=":", color="grey")
    left.set(
        xlabel="recall",
        ylabel="precision",
        xlim=(0, 1.01),
        ylim=(0, 1.01),
        title=title,
    )
    right.set(
        xlabel="predicted probability",
        ylabel="observed share",
        xlim=(0, 1),
        ylim=(0, 1.01),
        title="reliability",
    )
    left.legend(loc="lower left", frameon=False)
    right.legend(loc="upper left", frameon=False)
    paths = []
    for figure, stem in ((curves, "precision_recall"), (bins, "reliability")):
        path = folder / f"{stem}.svg"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            figure.savefig(path, metadata={"Date": None})
        except OSError as error:
            raise WriteError(
                f"{path}: cannot be written ({error}).", "Give a folder you may write to."
            ) from None
        paths.append(path)
    return paths
