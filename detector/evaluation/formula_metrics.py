"""From labelled items and found spans to the figures of the report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from detector.evaluation.gold import GoldItem
from detector.evaluation.numbers import curve, f1, reliability, share
from detector.evaluation.predict import Prediction
from detector.evaluation.spans import Span, match


def span_figures(items: Sequence[GoldItem], found: Sequence[Sequence[Span]]) -> dict[str, Any]:
    """Precision, recall and F1 by span and by story, recall by notation and position, specificity.

    A finding is true where it meets a formula that does not belong, overlap at least half of the longer;
    every other finding is false, wherever it stands. A story is flagged by any finding.

    Args:
        items: Labelled items.
        found: For each the spans that a detector shows.
    """
    true = false = missed = 0
    story = {"true": 0, "false": 0, "missed": 0, "clean": 0}
    by_notation: dict[str, list[int]] = defaultdict(list)
    by_position: dict[str, list[int]] = defaultdict(list)
    for item, spans in zip(items, found, strict=True):
        bad = item.intrusive
        matched = match([(s.start, s.end) for s in bad], spans)
        true += len(matched)
        false += len(spans) - len(matched)
        missed += len(bad) - len(matched)
        for i, span in enumerate(bad):
            by_notation[span.notation].append(int(i in matched))
            by_position[span.position.partition(":")[0]].append(int(i in matched))
        outcome = ("true" if spans else "missed") if bad else ("false" if spans else "clean")
        story[outcome] += 1
    return {
        "span": {
            "precision": share(true, true + false),
            "recall": share(true, true + missed),
            "f1": f1(true, false, missed),
        },
        "story": {
            "precision": share(story["true"], story["true"] + story["false"]),
            "recall": share(story["true"], story["true"] + story["missed"]),
            "f1": f1(story["true"], story["false"], story["missed"]),
        },
        "recall_by_notation": {name: share(sum(v), len(v)) for name, v in sorted(by_notation.items())},
        "recall_by_position": {name: share(sum(v), len(v)) for name, v in sorted(by_position.items())},
        "appropriate": _silent(items, found, "appropriate", lambda item: item.scene),
        "traps": _silent(items, found, "trap", lambda item: item.scene),
    }


def _silent(
    items: Sequence[GoldItem], found: Sequence[Sequence[Span]], kind: str, group: Callable[[GoldItem], str]
) -> dict[str, Any]:
    """Items of a kind on which nothing is found (specificity), flagged ones, and both by group."""
    groups: dict[str, list[int]] = defaultdict(list)
    for item, spans in zip(items, found, strict=True):
        if item.kind == kind:
            groups[group(item)].append(int(not spans))
    flat = [value for values in groups.values() for value in values]
    return {
        "specificity": share(sum(flat), len(flat)),
        "flagged": share(len(flat) - sum(flat), len(flat)),
        "by_scene": {name: share(sum(v), len(v)) for name, v in sorted(groups.items())},
    }


def probability_figures(
    items: Sequence[GoldItem], predictions: Sequence[Sequence[Prediction]]
) -> dict[str, Any]:
    """Calibration over all candidates, and the precision–recall curve of their probabilities."""
    probabilities: list[float] = []
    labels: list[int] = []
    positives = 0
    for item, row in zip(items, predictions, strict=True):
        bad = [(s.start, s.end) for s in item.intrusive]
        hit = set(match(bad, [p.span for p in row]).values())
        positives += len(bad)
        probabilities += [p.probability for p in row]
        labels += [int(j in hit) for j in range(len(row))]
    return {
        "calibration": reliability(probabilities, labels),
        "curve": curve(probabilities, labels, positives),
    }
