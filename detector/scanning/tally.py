"""The running count of a scan: what a progress line, a summary line and a gate need."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from detector.records import Category
from detector.scanning.core import TOO_LONG, StoryScan

if TYPE_CHECKING:
    from detector.rates.intervals import Interval


@dataclass
class CategoryTally:
    """What was counted for one category.

    Attributes:
        unscored: Stories by the reason they were not scored.
        clusters: Prompt to flagged and scored stories, of the stories whose prompt is known.
    """

    n_scored: int = 0
    n_flagged: int = 0
    n_findings: int = 0
    unscored: Counter[str] = field(default_factory=Counter)
    clusters: dict[str, tuple[int, int]] = field(default_factory=dict)

    def interval(self) -> Interval | None:
        """The share of flagged stories with its interval; None where no story was scored."""
        from detector.rates.intervals import Cluster, share

        flagged = self.n_flagged - sum(flagged for flagged, _ in self.clusters.values())
        single = self.n_scored - sum(scored for _, scored in self.clusters.values())
        return share(
            [Cluster(flagged, scored) for flagged, scored in self.clusters.values()]
            + [Cluster(1, 1)] * flagged
            + [Cluster(0, 1)] * (single - flagged)
        )


@dataclass
class Tally:
    """What was counted so far. Texts and rows are not kept."""

    n_stories: int = 0
    n_scored: int = 0
    n_flagged: int = 0
    n_words: int = 0
    categories: dict[Category, CategoryTally] = field(default_factory=dict)

    def add(self, result: StoryScan) -> None:
        """Count one more story."""
        self.n_stories += 1
        self.n_scored += any(score.value is not None for score in result.scores)
        self.n_flagged += result.flagged
        self.n_words += max((score.n_words for score in result.scores), default=0)
        for score in result.scores:
            counted = self.categories.setdefault(score.category, CategoryTally())
            counted.n_findings += score.n_findings
            if score.value is None:
                counted.unscored[score.unscored_reason or "unknown"] += 1
                continue
            counted.n_scored += 1
            counted.n_flagged += score.value
            prompt = result.story.sample_id
            if prompt is not None:
                flagged, scored = counted.clusters.get(prompt, (0, 0))
                counted.clusters[prompt] = (flagged + score.value, scored + 1)

    @property
    def all_empty(self) -> bool:
        """No story holds any text."""
        return all(counted.unscored["empty"] == self.n_stories for counted in self.categories.values())

    @property
    def any_too_long(self) -> bool:
        """Some story is longer than what is scanned."""
        return any(
            reason.startswith(TOO_LONG) for counted in self.categories.values() for reason in counted.unscored
        )

    @property
    def flagged_rate(self) -> float | None:
        """Stories with any flag over stories with any score; None where none was scored."""
        return self.n_flagged / self.n_scored if self.n_scored else None
