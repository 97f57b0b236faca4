"""What a format has figures of its own for: TRIP, ComVE, figurative phrases, hand labels, injections."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from detector.evaluation.commonsense_metrics import Judged, probability_figures, span_figures
from detector.evaluation.labelled import Format
from detector.evaluation.numbers import share


def set_figures(form: Format, rows: Sequence[Judged]) -> dict[str, Any]:
    """The figures of a labelled set: those of its format first, then what all formats share."""
    own: dict[str, Any] = {}
    if form == "trip":
        own = trip_figures(rows)
    elif form == "comve":
        return comve_figures(rows)
    elif form == "figurative":
        flagged = sum(_flagged(row) for row in rows)
        return {"n_stories": len(rows), "flagged": share(flagged, len(rows))}
    elif form == "injected":
        own = trap_figures(rows)
    return {**own, **span_figures(rows), **probability_figures(rows)}


def trip_figures(rows: Sequence[Judged]) -> dict[str, Any]:
    """Implausible stories found, plausible ones flagged, findings on a sentence of the conflicting pair."""
    bad = [row for row in rows if row.labelled.errors]
    good = [row for row in rows if not row.labelled.errors]
    findings = [(row, p) for row in bad for p in row.candidates if p.shown]
    on_pair = sum(any(e.found_by(p.span) for e in row.labelled.errors) for row, p in findings)
    return {
        "implausible_found": share(sum(map(_flagged, bad)), len(bad)),
        "plausible_flagged": share(sum(map(_flagged, good)), len(good)),
        "on_pair": share(on_pair, len(findings)),
        "exact_pair": share(sum(bool(row.verdict.both) for row in bad), len(bad)),
    }


def comve_figures(rows: Sequence[Judged]) -> dict[str, Any]:
    """``pair_accuracy``: the wrong sentence is the more probable one; a pair without a view counts half."""
    pairs: dict[str, list[Judged]] = defaultdict(list)
    for row in rows:
        pairs[row.labelled.group].append(row)
    right = wrong = 0
    whole = [pair for pair in pairs.values() if len(pair) == 2]
    for pair in whole:
        bad, good = sorted(pair, key=lambda row: not row.labelled.errors)
        difference = _most(bad) - _most(good)
        right += difference > 0
        wrong += difference < 0
    undecided = len(whole) - right - wrong
    return {
        "n_pairs": len(whole),
        "pair_accuracy": (right + undecided / 2) / len(whole) if whole else None,
        "decided": share(right + wrong, len(whole)),
        "right_of_decided": share(right, right + wrong),
        "right_sentence_flagged": share(
            sum(_flagged(row) for row in rows if not row.labelled.errors), len(whole)
        ),
    }


def trap_figures(rows: Sequence[Judged]) -> dict[str, Any]:
    """Seeded negatives (the same scene, put right) on which something is found, by kind."""
    groups: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        for trap in row.labelled.traps:
            groups[trap.kind].append(int(any(p.shown and trap.found_by(p.span) for p in row.candidates)))
    flat = [value for values in groups.values() for value in values]
    return {
        "negatives_flagged": share(sum(flat), len(flat)),
        "negatives_by_kind": {name: share(sum(v), len(v)) for name, v in sorted(groups.items())},
    }


def _flagged(row: Judged) -> int:
    return int(any(p.shown for p in row.candidates))


def _most(row: Judged) -> float:
    return max((p.probability for p in row.candidates), default=0.0)
