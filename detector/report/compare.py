"""Several runs compared with each other, as the report shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detector.rates.compare import compare_sides
from detector.rates.comparison import ComparisonTable
from detector.rates.records import Group, StoryOutcome
from detector.report.source import Source

MOST_SIDES = 12
"""Runs that a report compares; more of them have hundreds of pairs, which nobody reads in a page."""


def comparison_of(sources: Sequence[Source], names: Mapping[Group, str]) -> ComparisonTable | None:
    """The comparison of the groups of stories that a report names, as ``storyfault compare`` makes it.

    None where there is one group only, where there are too many, or where the runs were scanned with
    different checks or classifiers: then the detector would differ too.
    """
    if not comparable(sources):
        return None
    sides: dict[str, list[StoryOutcome]] = {}
    for source in sources:
        for row in source.outcomes():
            sides.setdefault(names.get(row.group, "unnamed model"), []).append(row)
    if not 2 <= len(sides) <= MOST_SIDES:
        return None
    return compare_sides(dict(sorted(sides.items())))


def comparable(sources: Sequence[Source]) -> bool:
    """All were scanned with one configuration."""
    return len({source.scan.scan_id for source in sources if source.scan is not None}) <= 1
