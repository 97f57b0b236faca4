"""A comparison as a picture: each side's rate with its interval, from best to worst, ties side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from detector.errors import UsageError, WriteError
from detector.rates.comparison import ComparisonTable, Side
from detector.report.visible import short

_KINDS = {"formula": "Formula injections", "commonsense": "Common-sense errors"}
_SUFFIXES = (".png", ".svg", ".pdf")
_INK, _FAINT = "#22313f", "#dfe6ec"
_RANKS = ("#1a7f5a", "#3b7dbd", "#b7791f", "#c0563b", "#8e3b8a")


def require_picture_name(path: Path) -> None:
    """Refuse a name that is no picture's.

    Raises:
        UsageError: Its ending is none of .png, .svg and .pdf.
    """
    if path.suffix.lower() not in _SUFFIXES:
        raise UsageError(f"{path}: this is no picture's name.", f"End it in {', '.join(_SUFFIXES)}.")


def draw_comparison(found: ComparisonTable, path: Path) -> None:
    """Write the picture: one panel a category, one line a side.

    Sides of one rank have one colour: they cannot be told apart from the best of them.

    Raises:
        WriteError: It cannot be written.
    """
    from matplotlib.figure import Figure

    categories = list(found.orders)
    most = max((_n_sides(found, category) for category in categories), default=1)
    figure = Figure(figsize=(4.6 * len(categories) + 2.4, 0.34 * most + 1.6), layout="constrained")
    for number, category in enumerate(categories, 1):
        _panel(figure.add_subplot(1, len(categories), number), category, _sides(found, category))
    figure.supxlabel(_caption(found), fontsize=8, color="#5b6b7a")
    try:
        figure.savefig(path, dpi=160, metadata={"Date": None} if path.suffix.lower() == ".svg" else None)
    except OSError as error:
        raise WriteError(
            f"{path}: it cannot be written: {error.strerror or error}.", "Name another file with --plot."
        ) from error


def _panel(axes: Any, category: str, sides: list[Side]) -> None:
    for place, one in enumerate(sides):
        if one.rate is None or one.low is None or one.high is None or one.rank is None:
            continue
        colour = _RANKS[min(_rank_number(sides, one), len(_RANKS) - 1)]
        axes.plot(
            [100 * one.low, 100 * one.high], [place, place], color=colour, lw=2.4, solid_capstyle="round"
        )
        axes.plot(100 * one.rate, place, "o", color=colour, ms=6)
    axes.set_yticks(range(len(sides)), [_label(one) for one in sides], fontsize=8.5, color=_INK)
    axes.invert_yaxis()
    axes.set_xlim(left=0)
    axes.set_title(_KINDS.get(category, category), loc="left", fontsize=10.5, color=_INK)
    axes.set_xlabel("stories flagged, %, with 95% intervals", fontsize=8.5, color=_INK)
    axes.grid(axis="x", color=_FAINT)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)


def _rank_number(sides: list[Side], one: Side) -> int:
    return sorted({side.rank for side in sides if side.rank is not None}).index(one.rank or 0)


def _label(one: Side) -> str:
    name = one.name.rsplit("/", 1)[-1] or one.name
    return f"{short(name, 34)}  #{one.rank}" if one.rank is not None else short(name, 34)


def _sides(found: ComparisonTable, category: str) -> list[Side]:
    chosen = [one for one in found.sides if one.category == category and one.check is None]
    return sorted(chosen, key=lambda one: (one.rate is None, one.rate or 0.0, one.name))


def _n_sides(found: ComparisonTable, category: str) -> int:
    return len(_sides(found, category))


def _caption(found: ComparisonTable) -> str:
    whole = [one for one in found.comparisons if one.check is None]
    apart = sum(one.apart for one in whole)
    return (
        f"{found.pairing} by prompt; {apart} of {len(whole)} pairs are apart after Holm's correction. "
        "One colour and #rank: none can be told apart from the best of them."
    )
