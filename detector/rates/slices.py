"""One slice of stories counted: its rates by category and by check."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from detector.rates.corrected import CorrectedRate
from detector.rates.intervals import Cluster, Interval, count_rate, share
from detector.rates.records import Rate, StoryOutcome

DIGITS = 6

Corrector = Callable[[Sequence[StoryOutcome], Sequence[Cluster]], CorrectedRate]
"""Gives the corrected rate of scored stories, and of these as clusters of prompts."""


def rate_of(
    rows: Sequence[StoryOutcome],
    category: str,
    check: str | None,
    confidence: float,
    correct: Corrector | None = None,
    exact: bool = False,
    **names: Any,
) -> Rate:
    """How many of these stories are flagged, for a category or by one of its checks.

    Args:
        rows: The stories of the slice.
        category: The category whose score decides which stories count.
        check: Count only this check's findings.
        confidence: Of the intervals.
        correct: Corrects the rate for the detector's errors; None leaves it as observed.
        exact: Clopper and Pearson's interval of the share rather than Wilson's.
        names: The fields of ``Slice`` that say which stories these are.
    """
    scored = [row for row in rows if row.values.get(category) is not None]

    def findings(row: StoryOutcome) -> int:
        made = row.findings.get(category, {})
        return sum(made.values()) if check is None else made.get(check, 0)

    def flagged(row: StoryOutcome) -> int:
        return int(row.values[category] == 1) if check is None else int(findings(row) > 0)

    prompts = _clusters(scored, flagged, lambda row: 1)
    interval = share(prompts, confidence, exact=exact)
    per_words = count_rate(_clusters(scored, findings, lambda row: row.n_words), confidence=confidence)
    return Rate(
        **names,
        category=category,
        check=check,
        n_stories=len(rows),
        n_scored=len(scored),
        n_unscored=len(rows) - len(scored),
        n_flagged=sum(map(flagged, scored)),
        n_prompts=len(prompts),
        n_findings=sum(map(findings, scored)),
        n_words=sum(row.n_words for row in scored),
        **_share_fields(interval),
        **_words_fields(per_words),
        **(_corrected_fields(correct(scored, prompts)) if correct is not None else {}),
    )


def _clusters(
    rows: Sequence[StoryOutcome],
    events: Callable[[StoryOutcome], int],
    size: Callable[[StoryOutcome], int],
) -> list[Cluster]:
    """Stories grouped by prompt, in the prompts' order, so that the order of rows changes no last digit."""
    grouped: dict[tuple[str, str], list[StoryOutcome]] = defaultdict(list)
    for row in rows:
        grouped[row.prompt].append(row)
    return [
        Cluster(sum(map(events, stories)), sum(map(size, stories)), len(stories))
        for _, stories in sorted(grouped.items())
    ]


def _share_fields(interval: Interval | None) -> dict[str, Any]:
    if interval is None:
        return {"rate": None, "low": None, "high": None, "method": "no story was scored"}
    return {
        "rate": round(interval.estimate, DIGITS),
        "low": round(interval.low, DIGITS),
        "high": round(interval.high, DIGITS),
        "method": interval.method,
        "deff": round(interval.deff, DIGITS),
        "n_effective": round(interval.n_effective, DIGITS),
    }


def _words_fields(interval: Interval | None) -> dict[str, Any]:
    if interval is None:
        return {"per_10k_method": "no words"}
    return {
        "per_10k_words": round(interval.estimate, DIGITS),
        "per_10k_low": round(interval.low, DIGITS),
        "per_10k_high": round(interval.high, DIGITS),
        "per_10k_method": interval.method,
    }


def _corrected_fields(found: CorrectedRate) -> dict[str, Any]:
    def rounded(value: float | None) -> float | None:
        return None if value is None else round(value, DIGITS)

    return {
        "corrected": rounded(found.estimate),
        "corrected_low": rounded(found.low),
        "corrected_high": rounded(found.high),
        "corrected_method": found.method,
        "corrected_claimed": found.claimed,
        "corrected_reasons": found.reasons,
        "calibration": found.calibration,
    }
