"""The rates as a picture: a forest plot, SVG or PNG."""

from __future__ import annotations

import io
from typing import Any

from detector.rates.records import Summary
from detector.rates.words import percent, percent_range
from detector.report.figures import KINDS, names_of
from detector.report.visible import short

COLOURS = {"formula": "#3b4fb0", "commonsense": "#a33f17"}
_INK, _SOFT, _LINE = "#1f1e1b", "#6a675f", "#e3dfd5"
MOST = 40
"""Rows; more cannot be read in one picture."""


def forest(summary: Summary, suffix: str, title: str | None = None) -> bytes:
    """Observed rates with their intervals, and corrected ones as diamonds below them where they are known.

    Args:
        summary: The numbers.
        suffix: ``.svg`` or ``.png``.
        title: The heading.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    rows = _rows(summary)[:MOST]
    figure = Figure(figsize=(8.0, 1.1 + 0.42 * max(len(rows), 1)), dpi=160, layout="constrained")
    axes = figure.subplots()
    for at, (name, rate) in enumerate(reversed(rows)):
        colour = COLOURS.get(rate.category, _INK)
        axes.plot([100 * rate.low, 100 * rate.high], [at, at], color=colour, alpha=0.45, lw=3)
        axes.plot(100 * rate.rate, at, "o", color=colour, ms=7, mfc=colour if rate.n_flagged else "white")
        if rate.corrected is not None and rate.corrected_low is not None and rate.corrected_high is not None:
            ends = [100 * rate.corrected_low, 100 * rate.corrected_high]
            axes.plot(ends, [at - 0.28, at - 0.28], color=_INK, lw=1.5)
            axes.plot(100 * rate.corrected, at - 0.28, "D", color=_INK, ms=5)
        words = f"{percent(rate.rate)}  ({percent_range(rate.low, rate.high)})"
        axes.text(1.02, at, words, transform=axes.get_yaxis_transform(), va="center", color=_SOFT, fontsize=9)
        beside = axes.get_yaxis_transform()
        axes.text(-0.02, at, name, transform=beside, va="center", ha="right", color=_INK, fontsize=9)
    axes.set_yticks([])
    axes.set_ylim(-0.7, max(len(rows), 1) - 0.3)
    axes.set_xlim(left=0)
    axes.grid(axis="x", color=_LINE)
    axes.set_axisbelow(True)
    axes.tick_params(axis="x", colors=_SOFT, length=0)
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    axes.spines["left"].set_color(_SOFT)
    corrected = any(rate.corrected is not None for _, rate in rows)
    label = f"flagged stories, % ({100 * summary.confidence:g}% intervals"
    label += "; diamonds: corrected for the detector's errors)" if corrected else "; not corrected)"
    axes.set_xlabel(label, color=_SOFT, fontsize=9)
    if title:
        figure.suptitle(short(title, 90).replace("$", r"\$"), color=_INK, x=0.01, ha="left")
    made = io.BytesIO()
    with rc_context({"svg.hashsalt": "storyfault", "svg.fonttype": "none"}):
        date: dict[str, Any] = {"Date": None} if suffix == ".svg" else {}
        figure.savefig(made, format=suffix.removeprefix("."), metadata=date, facecolor="white")
    return made.getvalue()


def _rows(summary: Summary) -> list[tuple[str, Any]]:
    names = names_of(summary)
    found = []
    for category in summary.categories:
        for rate in summary.rates:
            if rate.category != category or rate.check is not None or rate.genre is not None:
                continue
            if rate.rate is None:
                continue
            who = "All together" if rate.by == "all" else names[(rate.run, rate.model, rate.dataset)]
            name = f"{who}: {KINDS.get(category, category).lower()}"
            found.append((short(name, 60).replace("$", r"\$"), rate))
    return found
