"""From stories with labelled errors and the candidates found in them to the figures of the report."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from detector.evaluation.labelled import LabelledSet, LabelledStory
from detector.evaluation.numbers import curve, f1, reliability, share
from detector.evaluation.predict import Prediction
from detector.evaluation.verdicts import Verdict, judge
from detector.text.scope import inside, quoted_spans

Row = Sequence[Prediction]


@dataclass(frozen=True, slots=True)
class Judged:
    """A story, its candidates, and what became of those that are shown."""

    labelled: LabelledStory
    candidates: Row
    verdict: Verdict


def judged(items: LabelledSet, predictions: Iterable[Row]) -> list[Judged]:
    """Hold the shown candidates of each story against its labels."""
    return [
        Judged(story, row, judge(story.errors, [p for p in row if p.shown]))
        for story, row in zip(items.stories, predictions, strict=True)
    ]


def span_figures(rows: Sequence[Judged]) -> dict[str, Any]:
    """Precision, recall and F1 by span and by story; both ends right; by code, kind, strength, scope.

    A label is found where a shown finding meets its span or its other end (``spans.meets``).
    A second finding on a label that is found already is a duplicate: it counts as neither true nor false.
    """
    found = sum(len(r.verdict.found) for r in rows)
    both = sum(r.verdict.both for r in rows)
    false = sum(len(r.verdict.false) for r in rows)
    total = sum(len(r.labelled.errors) for r in rows)
    story: Counter[str] = Counter()
    for row in rows:
        flagged = any(p.shown for p in row.candidates)
        bad = bool(row.labelled.errors)
        story[("true" if flagged else "missed") if bad else ("false" if flagged else "clean")] += 1
    return {
        "n_stories": len(rows),
        "span": {
            "precision": share(found, found + false),
            "recall": share(found, total),
            "f1": f1(found, false, total - found),
            "duplicates": sum(len(r.verdict.duplicates) for r in rows),
        },
        "both_ends": {"of_found": share(both, found), "recall": share(both, total)},
        "story": {
            "precision": share(story["true"], story["true"] + story["false"]),
            "recall": share(story["true"], story["true"] + story["missed"]),
            "f1": f1(story["true"], story["false"], story["missed"]),
            "specificity": share(story["clean"], story["clean"] + story["false"]),
        },
        "outside_labels": {
            "k": false,
            "n_stories": len(rows),
            "per_story": false / len(rows) if rows else None,
        },
        "recall_by_code": _recall(rows, "code"),
        "recall_by_kind": _recall(rows, "kind"),
        "recall_by_strength": _recall(rows, "strength"),
        "recall_by_place": _recall_by_place(rows),
        "precision_by_code": _precision(rows, "code"),
        "precision_by_scope": _precision(rows, "scope"),
    }


def _recall(rows: Sequence[Judged], key: str) -> dict[str, Any]:
    groups: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        for i, error in enumerate(row.labelled.errors):
            groups[getattr(error, key) or "none"].append(int(i in row.verdict.found))
    return _shares(groups)


def _recall_by_place(rows: Sequence[Judged]) -> dict[str, Any]:
    groups: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        quoted = quoted_spans(row.labelled.story.text) if row.labelled.errors else []
        for i, error in enumerate(row.labelled.errors):
            place = "dialogue" if inside(quoted, error.start, error.end) else "narration"
            groups[place].append(int(i in row.verdict.found))
    return _shares(groups)


def _precision(rows: Sequence[Judged], key: str) -> dict[str, Any]:
    groups: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        for prediction in row.verdict.found.values():
            groups[getattr(prediction, key) or "not said"].append(1)
        for prediction in row.verdict.false:
            groups[getattr(prediction, key) or "not said"].append(0)
    return _shares(groups)


def _shares(groups: dict[str, list[int]]) -> dict[str, Any]:
    return {name: share(sum(values), len(values)) for name, values in sorted(groups.items())}


def probability_figures(rows: Sequence[Judged]) -> dict[str, Any]:
    """Calibration over all candidates, and the precision–recall curve of their probabilities.

    Of several candidates on one label the most probable counts, and the others are left out.
    """
    probabilities: list[float] = []
    labels: list[int] = []
    for row in rows:
        verdict = judge(row.labelled.errors, row.candidates)
        for prediction in verdict.found.values():
            probabilities.append(prediction.probability)
            labels.append(1)
        for prediction in verdict.false:
            probabilities.append(prediction.probability)
            labels.append(0)
    positives = sum(len(row.labelled.errors) for row in rows)
    return {
        "candidates": share(sum(labels), positives),
        "calibration": reliability(probabilities, labels),
        "curve": curve(probabilities, labels, positives),
    }
