"""Runs compared, as rows: who fails more, by how much, and whether that can be told at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from detector.rates.comparison import Comparison, ComparisonTable
from detector.report.checkpages import CheckPage
from detector.report.figures import KINDS
from detector.report.visible import short, visible

MOST = 120
"""Pairs on the page; all are in the JSON report."""

_TOPS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Difference:
    """A pair as a row; positions are percent of the plot's width, its middle being no difference."""

    a: str
    b: str
    kind: str
    detail: str
    points: str
    interval: str
    p: str
    pairs: str
    text: str
    apart: bool
    low: float | None
    mid: float | None
    high: float | None
    method: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One kind of failure.

    Attributes:
        order: From best to worst; names that stand together cannot be told apart from each other.
        rows: The pairs for the whole kind.
        by_check: The pairs for single checks, those first that can be told apart.
        ticks: Position and label.
    """

    kind: str
    title: str
    order: tuple[tuple[str, ...], ...]
    rows: tuple[Difference, ...]
    by_check: tuple[Difference, ...]
    ticks: tuple[tuple[float, str], ...]
    left_out: int


def compared(table: ComparisonTable, pages: Mapping[str, CheckPage]) -> list[Compared]:
    """The comparison of a report, kind by kind."""
    found = []
    for category in dict.fromkeys(one.category for one in table.comparisons):
        mine = [one for one in table.comparisons if one.category == category]
        ends = [abs(end) for one in mine for end in (one.low, one.high) if end is not None]
        widest = max(ends, default=1.0)
        top = next(top for top in _TOPS if top >= widest or top == 1.0)
        whole = [one for one in mine if one.check is None]
        checks = sorted((one for one in mine if one.check is not None), key=lambda one: not one.apart)
        order = tuple(tuple(short(name, 80) for name in tie) for tie in table.orders.get(category, ()))
        ticks = ((0.0, f"−{100 * top:g}"), (50.0, "0"), (100.0, f"+{100 * top:g}"))
        found.append(
            Compared(
                category,
                KINDS.get(category, visible(category)),
                order,
                tuple(_difference(one, top, pages) for one in whole[:MOST]),
                tuple(_difference(one, top, pages) for one in checks[:MOST]),
                ticks,
                max(0, len(whole) - MOST) + max(0, len(checks) - MOST),
            )
        )
    return found


def _difference(one: Comparison, top: float, pages: Mapping[str, CheckPage]) -> Difference:
    def at(value: float | None) -> float | None:
        return None if value is None else round(50 + 50 * max(-1.0, min(value / top, 1.0)), 2)

    check = visible(pages[one.check].name if one.check in pages else one.check) if one.check else ""
    return Difference(
        a=short(one.a, 80),
        b=short(one.b, 80),
        kind=one.category,
        detail=check,
        points="–" if one.difference is None else _points(one.difference),
        interval="" if one.low is None or one.high is None else f"{_points(one.low)} to {_points(one.high)}",
        p=_p(one.p_holm if one.p_holm is not None else one.p),
        pairs=_pairs(one),
        text=short(one.text, 400),
        apart=one.apart,
        low=at(one.low),
        mid=at(one.difference),
        high=at(one.high),
        method=visible(one.method),
    )


def _points(value: float) -> str:
    rounded = round(100 * value, 0 if abs(value) >= 0.0995 else 1)
    if not rounded:
        return "0"
    return f"{'+' if rounded > 0 else '−'}{abs(rounded):g}"


def _p(value: float | None) -> str:
    if value is None:
        return "–"
    return "<0.001" if value < 0.001 else f"{value:.2g}" if value < 0.1 else f"{value:.2f}"


def _pairs(one: Comparison) -> str:
    if one.paired:
        alone = f"only the first flagged in {one.only_a:,}, only the second in {one.only_b:,}"
        return f"{one.n_pairs:,} pairs: {alone}"
    return f"{one.n_a:,} and {one.n_b:,} stories, not paired"
