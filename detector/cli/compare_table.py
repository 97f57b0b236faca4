"""A comparison on the screen: sides in order, the pairs that are apart, and sentences."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from detector.cli.show import PlainConsole
from detector.cli.visible import one_line

if TYPE_CHECKING:
    from detector.rates.comparison import Comparison, ComparisonTable, Side

_CATEGORIES = {"formula": "formula", "commonsense": "common sense"}
_MOST_PAIRS = 60


def print_comparison(found: ComparisonTable) -> None:
    """Print it to standard output."""
    console = PlainConsole(sys.stdout, 140)
    for category in found.orders:
        sides = [one for one in found.sides if one.category == category]
        console.print(_sides(category, [one for one in sides if one.check is None]))
    pairs = sorted(
        found.comparisons, key=lambda one: (one.check or "", one.category, 2.0 if one.p is None else one.p)
    )
    shown = [one for one in pairs if one.apart or len(found.comparisons) <= _MOST_PAIRS]
    if shown:
        console.print(_pairs(shown))
    if hidden := len(pairs) - len(shown):
        console.print(
            Text(f"{hidden:,} pairs that cannot be told apart are not listed (--json has them).", "dim")
        )
    for text in found.texts:
        console.print(Text(one_line(text), "bold"))


def _sides(category: str, sides: list[Side]) -> Table:
    from detector.rates.words import percent, percent_range

    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(_CATEGORIES.get(category, category))
    for name in ("rank", "flagged", "rate", "95% CI"):
        table.add_column(name, justify="right", no_wrap=True)
    for one in sorted(sides, key=lambda side: (side.rate is None, side.rate or 0.0, side.name)):
        table.add_row(
            Text(one_line(one.name)),
            "–" if one.rank is None else str(one.rank),
            f"{one.n_flagged:,}/{one.n_stories:,}",
            percent(one.rate),
            percent_range(one.low, one.high),
        )
    return table


def _pairs(pairs: list[Comparison]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("failure", "A", "B"):
        table.add_column(name)
    for name in ("A only", "B only", "A − B", "95% CI", "p", "p (Holm)", ""):
        table.add_column(name, justify="right", no_wrap=True)
    for one in pairs:
        table.add_row(
            one.check or _CATEGORIES.get(one.category, one.category),
            Text(one_line(one.a)),
            Text(one_line(one.b)),
            f"{one.only_a:,}" if one.paired else "",
            f"{one.only_b:,}" if one.paired else "",
            _points(one.difference),
            "–" if one.low is None else f"{_points(one.low)} to {_points(one.high)}",
            _p(one.p),
            _p(one.p_holm),
            "apart" if one.apart else "not told apart",
        )
    return table


def _points(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:+.1f}".replace("-", "−")


def _p(value: float | None) -> str:
    return "–" if value is None else "<0.001" if value < 0.001 else f"{value:.3f}"
