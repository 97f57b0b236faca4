"""Which found spans meet which labelled ones."""

from __future__ import annotations

from collections.abc import Sequence

Span = tuple[int, int]


def overlap(one: Span, other: Span) -> float:
    """The shared part as a share of the longer span.

    >>> overlap((0, 10), (5, 10))
    0.5
    """
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, shared) / max(one[1] - one[0], other[1] - other[0])


def match(labelled: Sequence[Span], found: Sequence[Span], least: float = 0.5) -> dict[int, int]:
    """Pair spans one to one, the best overlap first: index of a labelled span → index of a found one.

    Args:
        labelled: The spans that should be found.
        found: The spans that were.
        least: The overlap from which on two spans are the same.
    """
    pairs = sorted(
        ((overlap(a, b), i, j) for i, a in enumerate(labelled) for j, b in enumerate(found)),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    matched: dict[int, int] = {}
    for shared, i, j in pairs:
        if shared >= least and i not in matched and j not in matched.values():
            matched[i] = j
    return matched


def meets(one: Span, other: Span) -> bool:
    """Whether the spans share at least half of the shorter one.

    Two readers who mark the same clash seldom mark the same number of words, so that a share of the longer
    span, as for formulas, would count a clause against its sentence as a miss.

    >>> meets((0, 10), (5, 100)), meets((0, 10), (8, 100))
    (True, False)
    """
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared > 0 and 2 * shared >= min(one[1] - one[0], other[1] - other[0])
