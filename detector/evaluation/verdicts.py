"""What became of the findings in one story with labelled errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from detector.evaluation.labelled import ErrorSpan
from detector.evaluation.predict import Prediction


@dataclass(frozen=True, slots=True)
class Verdict:
    """The findings of a story, held against its labels.

    Attributes:
        found: Index of a label → the finding that meets it, the one with both ends right first.
        both: How many of those have both ends right.
        duplicates: Further findings on labels that are found already.
        false: Findings that meet no label.
    """

    found: dict[int, Prediction] = field(default_factory=dict)
    both: int = 0
    duplicates: tuple[Prediction, ...] = ()
    false: tuple[Prediction, ...] = ()


def judge(errors: Sequence[ErrorSpan], findings: Sequence[Prediction]) -> Verdict:
    """Pair each label with one finding: both ends right, then the right code, then the most probable.

    A finding may serve only one label, so that one finding never counts twice.
    """
    pairs = sorted(
        (not error.both_found_by(p.span, p.related), error.code != p.code, -p.probability, i, j)
        for i, error in enumerate(errors)
        for j, p in enumerate(findings)
        if error.found_by(p.span)
    )
    found: dict[int, Prediction] = {}
    both, used = 0, set()
    for one_end, _, _, i, j in pairs:
        if i not in found and j not in used:
            found[i] = findings[j]
            used.add(j)
            both += not one_end
    touching = {j for *_, j in pairs}
    return Verdict(
        found,
        both,
        tuple(findings[j] for j in sorted(touching - used)),
        tuple(p for j, p in enumerate(findings) if j not in touching),
    )
