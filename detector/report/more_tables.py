"""The tables of a report that need more than its summary: human fiction beside it, and further slices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detector.rates.records import Group, Summary
from detector.report.baseline import baseline_table
from detector.report.figures import Table, row_of, table_of
from detector.report.slices import SliceRates
from detector.report.source import Source

_TITLES = {
    "temperature": "By temperature",
    "reasoning effort": "By reasoning effort",
    "length": "By length of the story",
    "position": "Where in the story findings begin",
}
_POSITION = "Shares of the findings, not of the stories; one in five is what no preference would give."


def more_tables(
    summary: Summary, sources: Sequence[Source], slices: Sequence[SliceRates], names: Mapping[Group, str]
) -> list[Table]:
    """Human fiction first, then a table for each way to slice, folded."""
    human = baseline_table(summary, sources, names)
    found = [human] if human else []
    for each in slices:
        position = each.by == "position"
        rows = [row_of(rate, name, kind_word=True) for name, rate in each.rows]
        found.append(
            table_of(
                _TITLES[each.by],
                "Part" if position else each.by.capitalize(),
                rows,
                most=0,
                note=_POSITION if position else "",
                unit="findings" if position else "stories",
            )
        )
    return found
