"""One finding for one place: overlapping candidates of the formula checks, resolved."""

from __future__ import annotations

from collections.abc import Sequence

from detector.checks.base import Candidate

#: The more specific first: what holds a whole block or derivation, then delimiters, then the notation within.
_ORDER = ("F08", "F09", "F01", "F07", "F02", "F03", "F04", "F05", "F06", "F11", "F10")
_RANK = {code: rank for rank, code in enumerate(_ORDER)}


def resolve(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Drop every formula candidate that overlaps a more specific one; others pass. Sorted by place.

    A shorter candidate never displaces one that it covers less than half of.
    """
    kept = [c for c in candidates if c.code not in _RANK]
    chosen: list[Candidate] = []
    ranked = sorted(
        (c for c in candidates if c.code in _RANK), key=lambda c: (_RANK[c.code], c.start - c.end, c.start)
    )
    for candidate in ranked:
        rivals = [c for c in chosen if c.start < candidate.end and candidate.start < c.end]
        if not rivals:
            chosen.append(candidate)
        elif all((c.end - c.start) * 2 < candidate.end - candidate.start for c in rivals):
            chosen = [c for c in chosen if c not in rivals]
            chosen.append(candidate)
    return sorted([*kept, *chosen], key=lambda c: (c.start, c.end, c.code))
