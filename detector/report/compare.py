"""Several runs compared with each other, as the report shows it."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence

from detector.rates.comparison import ComparisonTable
from detector.rates.records import Group, StoryOutcome
from detector.report.source import Source


def comparison_of(sources: Sequence[Source], names: Mapping[Group, str]) -> ComparisonTable | None:
    """The comparison of the groups of stories that a report names; None where there is only one."""
    sides: dict[str, list[StoryOutcome]] = {}
    for source in sources:
        for row in source.outcomes():
            sides.setdefault(names.get(row.group, "unnamed model"), []).append(row)
    if len(sides) < 2:
        return None
    try:
        compare = importlib.import_module("detector.rates.compare")
    except ModuleNotFoundError:
        return None
    found: ComparisonTable = compare.compare_sides(sides)
    return found
