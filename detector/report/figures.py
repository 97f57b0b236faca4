"""The rates of a summary as rows of tables with their interval plots: positions and words, no new numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from detector.rates.names import group_names
from detector.rates.records import Funnel, Group, Rate, Slice, Summary
from detector.rates.words import number, percent, percent_range
from detector.report.checkpages import CheckPage
from detector.report.visible import short, visible

KINDS = {"formula": "Formula injection", "commonsense": "Common-sense errors"}
MOST_ROWS = 150
MOST_FUNNELS = 30
_TOPS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Row:
    """A rate as a row. Positions are percent of the plot's width; None draws nothing.

    Attributes:
        corrected: The rate corrected for the detector's errors; empty where none is known.
        corrected_why: How it was corrected, or why it was not.
        claimed: The corrected interval is one that storyfault stands behind.
    """

    name: str
    kind: str
    code: str
    detail: str
    n_flagged: int
    n_scored: int
    n_unscored: int
    percent: str
    interval: str
    low: float | None
    mid: float | None
    high: float | None
    per_10k: str
    per_10k_interval: str
    method: str
    total: bool
    corrected: str = ""
    corrected_interval: str = ""
    corrected_why: str = ""
    claimed: bool = True
    corrected_low: float | None = None
    corrected_mid: float | None = None
    corrected_high: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows on one scale.

    Attributes:
        ticks: Position in percent of the width, and label.
        open: Shown unfolded.
        left_out: Rows that ``summary.json`` has and the page has not.
        note: What a reader must know of it.
        unit: What is counted, in the plural.
    """

    title: str
    first: str
    rows: tuple[Row, ...]
    ticks: tuple[tuple[float, str], ...]
    open: bool = True
    left_out: int = 0
    note: str = ""
    unit: str = "stories"

    @property
    def corrected(self) -> bool:
        """There is a corrected rate in it."""
        return any(row.corrected for row in self.rows)


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the funnel: how many are left, as a width in percent, and who was lost."""

    name: str
    n: int
    width: float
    lost: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class FunnelView:
    """The funnel of one group."""

    name: str
    stages: tuple[Stage, ...]


def names_of(summary: Summary) -> dict[Group, str]:
    """What the page calls each group."""
    groups = [(funnel.run, funnel.model, funnel.dataset) for funnel in summary.funnels if funnel.by != "all"]
    return {group: short(name or "All stories", 80) for group, name in group_names(groups).items()}


def tables(summary: Summary, pages: Mapping[str, CheckPage]) -> list[Table]:
    """The tables of a report: by model, by check, by genre."""
    names = names_of(summary)
    several = len(names) > 1
    found = []
    for category in summary.categories:
        whole = [
            r
            for r in summary.rates
            if r.category == category and r.check is None and r.by in ("all", "model")
        ]
        if several:
            rows = [row_of(rate, _group_name(rate, names), total=rate.by == "all") for rate in whole]
            found.append(table_of(f"{KINDS.get(category, category)} by model", "Model", rows))
    by_check = [
        row_of(
            rate,
            _kind_or_check(rate, pages),
            detail=_whose(rate, names) if several else "",
            total=rate.check is None,
        )
        for rate in _in_check_order(summary)
    ]
    found.append(table_of("By check", "Failure", by_check, most=14 if several else 40))
    genres = [
        row_of(
            rate,
            short(rate.genre or "–", 80),
            kind_word=True,
            detail=_group_name(rate, names) if several else "",
        )
        for rate in summary.rates
        if rate.by == "genre"
    ]
    if genres:
        found.append(table_of("By genre", "Genre", genres, most=0))
    return [table for table in found if table.rows]


def _in_check_order(summary: Summary) -> list[Rate]:
    """For each kind the pooled row, then its checks' rows, group by group."""
    found = []
    several = any(funnel.by == "all" for funnel in summary.funnels)
    for category in summary.categories:
        rates = [r for r in summary.rates if r.category == category and r.by != "genre"]
        found += [r for r in rates if r.check is None and r.by == ("all" if several else "model")]
        for code in summary.checks:
            found += [r for r in rates if r.check == code]
    return found


def _kind_or_check(rate: Rate, pages: Mapping[str, CheckPage]) -> str:
    if rate.check is None:
        return KINDS.get(rate.category, rate.category)
    return visible(pages[rate.check].name) if rate.check in pages else visible(rate.check)


def _group_name(rate: Slice, names: Mapping[Group, str]) -> str:
    return "All together" if rate.by == "all" else names[(rate.run, rate.model, rate.dataset)]


def _whose(rate: Rate, names: Mapping[Group, str]) -> str:
    return _group_name(rate, names).lower() if rate.by == "all" else _group_name(rate, names)


def row_of(rate: Rate, name: str, *, detail: str = "", total: bool = False, kind_word: bool = False) -> Row:
    """A rate as a row; ``kind_word`` names its category in the detail."""
    kind = KINDS.get(rate.category, rate.category)
    return Row(
        name=name,
        kind=rate.category,
        code=visible(rate.check or ""),
        detail=" · ".join(part for part in (kind.lower() if kind_word else "", detail) if part),
        n_flagged=rate.n_flagged,
        n_scored=rate.n_scored,
        n_unscored=rate.n_unscored,
        percent=percent(rate.rate),
        interval=percent_range(rate.low, rate.high),
        low=rate.low,
        mid=rate.rate,
        high=rate.high,
        per_10k=number(rate.per_10k_words),
        per_10k_interval=f"{number(rate.per_10k_low)}–{number(rate.per_10k_high)}",
        method=f"{rate.method}; per 10,000 words: {rate.per_10k_method}",
        total=total,
        **_corrected(rate),
    )


def _corrected(rate: Rate) -> dict[str, Any]:
    why = " ".join(rate.corrected_reasons)
    if rate.corrected is None:
        return {"corrected_why": why}
    method = rate.corrected_method
    return {
        "claimed": rate.corrected_claimed,
        "corrected": percent(rate.corrected),
        "corrected_interval": percent_range(rate.corrected_low, rate.corrected_high),
        "corrected_why": "; ".join(part for part in (method, f"calibration {rate.calibration}", why) if part),
        "corrected_low": rate.corrected_low,
        "corrected_mid": rate.corrected,
        "corrected_high": rate.corrected_high,
    }


def table_of(
    title: str, first: str, rows: Sequence[Row], most: int = 40, note: str = "", unit: str = "stories"
) -> Table:
    """Rows on a scale that holds the widest interval; unfolded where there are at most ``most``."""
    ends = [end for row in rows for end in (row.high, row.corrected_high) if end is not None]
    widest = max(ends, default=1.0)
    top = next(top for top in _TOPS if top >= widest or top == 1.0)
    ticks = tuple((100 * part, percent(top * part)) for part in (0, 0.5, 1))
    shown = tuple(_scaled(row, top) for row in rows[:MOST_ROWS])
    return Table(title, first, shown, ticks, len(rows) <= most, len(rows) - len(shown), note, unit)


def _scaled(row: Row, top: float) -> Row:
    def at(value: float | None) -> float | None:
        return None if value is None else round(100 * min(value / top, 1.0), 2)

    return replace(
        row,
        low=at(row.low),
        mid=at(row.mid),
        high=at(row.high),
        corrected_low=at(row.corrected_low),
        corrected_mid=at(row.corrected_mid),
        corrected_high=at(row.corrected_high),
    )


def funnels(summary: Summary) -> list[FunnelView]:
    """The funnels of a report, the pooled one first."""
    names = names_of(summary)
    return [
        FunnelView(_group_name(funnel, names), tuple(_stages(funnel)))
        for funnel in summary.funnels[:MOST_FUNNELS]
    ]


def _stages(funnel: Funnel) -> list[Stage]:
    first = max(funnel.steps[0].n, 1)
    return [
        Stage(
            step.name,
            step.n,
            round(100 * step.n / first, 2),
            tuple((short(reason, 80), n) for reason, n in step.lost.items() if reason != "not flagged"),
        )
        for step in funnel.steps
    ]
