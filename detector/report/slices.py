"""Rates by what else may matter: settings, length, and where in the story it happens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from detector.rates.intervals import Cluster, share
from detector.rates.outcomes import story_id_of
from detector.rates.records import Rate, StoryOutcome
from detector.rates.slices import rate_of
from detector.report.source import Source, text_of

LENGTHS = (250, 500, 1000, 2000, 4000)
"""Words at which a class of lengths ends."""

PARTS = ("first fifth", "second fifth", "third fifth", "fourth fifth", "last fifth")


@dataclass(frozen=True, slots=True)
class SliceRates:
    """The rates of one way to slice the stories.

    Attributes:
        by: ``temperature``, ``reasoning effort``, ``length`` or ``position``.
        rows: Name of the slice and its rate. By position it is a share of the findings.
    """

    by: str
    rows: tuple[tuple[str, Rate], ...]

    def plain(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "by": self.by,
            "rows": [{"name": name, **rate.model_dump(mode="json")} for name, rate in self.rows],
        }


def slices_of(sources: Sequence[Source], categories: Sequence[str], confidence: float) -> list[SliceRates]:
    """The slices in which there is something to compare: at least two, with stories in each.

    Args:
        sources: The runs and scans.
        categories: The categories that were scanned.
        confidence: Of the intervals.
    """
    rows = [(source, row) for source in sources for row in source.outcomes()]
    found = []
    for by, key in (("temperature", _temperature), ("reasoning effort", _effort), ("length", _length)):
        groups: dict[str, list[StoryOutcome]] = defaultdict(list)
        for source, row in rows:
            if (name := key(source, row)) is not None:
                groups[name].append(row)
        if len(groups) < 2:
            continue
        order = sorted(groups, key=_sort_key)
        listed = [
            (name, rate_of(groups[name], category, None, confidence, by="all"))
            for category in categories
            for name in order
        ]
        found.append(SliceRates(by, tuple((name, rate) for name, rate in listed if rate.n_scored)))
    positions = tuple(_positions(sources, categories, confidence))
    return [*found, SliceRates("position", positions)] if positions else found


def _temperature(source: Source, row: StoryOutcome) -> str | None:
    value = source.info.generate_config.get("temperature") if source.info else None
    return f"{value:g}" if isinstance(value, (int, float)) else None


def _effort(source: Source, row: StoryOutcome) -> str | None:
    value = source.info.generate_config.get("reasoning_effort") if source.info else None
    return str(value) if value else None


def _length(source: Source, row: StoryOutcome) -> str | None:
    if not row.n_words:
        return None
    for low, high in zip((0, *LENGTHS), LENGTHS, strict=False):
        if row.n_words < high:
            return f"{low:,} to {high - 1:,} words" if low else f"under {high:,} words"
    return f"{LENGTHS[-1]:,} words and more"


_EFFORTS = ("low", "medium", "high")


def _sort_key(name: str) -> tuple[int, float, str]:
    if name in _EFFORTS:
        return (0, _EFFORTS.index(name), "")
    if name.startswith("under"):
        return (0, -1.0, "")
    try:
        return (0, float(name.split()[0].replace(",", "")), "")
    except ValueError:
        return (1, 0.0, name)


def _positions(
    sources: Sequence[Source], categories: Sequence[str], confidence: float
) -> Iterator[tuple[str, Rate]]:
    """Where the findings begin: the share of them in each fifth of their story, a story being one cluster."""
    counts: dict[str, dict[tuple[int, str], list[int]]] = {name: {} for name in categories}
    for index, source in enumerate(sources):
        found = defaultdict(list)
        for finding in source.findings():
            found[finding.story_id].append((finding.category.value, finding.start))
        if not found:
            continue
        for story in source.stories():
            story_id = story_id_of(story)
            length = max(len(text_of(story)), 1) if story_id in found else 1
            for category, start in found.get(story_id, ()):
                parts = counts.setdefault(category, {}).setdefault((index, story_id), [0] * len(PARTS))
                parts[min(start * len(PARTS) // length, len(PARTS) - 1)] += 1
    for category in categories:
        stories = counts.get(category, {})
        total = sum(map(sum, stories.values()))
        if total < len(PARTS):
            continue
        for number, name in enumerate(PARTS):
            clusters = [Cluster(parts[number], sum(parts), 1) for parts in stories.values()]
            yield name, _share(category, clusters, total, confidence)


def _share(category: str, clusters: Sequence[Cluster], total: int, confidence: float) -> Rate:
    interval = share(clusters, confidence)
    assert interval is not None
    return Rate(
        by="all",
        category=category,
        n_stories=len(clusters),
        n_scored=total,
        n_unscored=0,
        n_flagged=int(sum(cluster.events for cluster in clusters)),
        n_prompts=len(clusters),
        rate=interval.estimate,
        low=interval.low,
        high=interval.high,
        method=interval.method.replace("prompt", "story"),
    )
