"""How alike stories are: shared runs of words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

_WORD = re.compile(r"[\w'’-]+")


def shingles(text: str, size: int = 5) -> frozenset[tuple[str, ...]]:
    """All runs of ``size`` lower-case words of a text."""
    words = _WORD.findall(text.lower())
    return frozenset(tuple(words[at : at + size]) for at in range(len(words) - size + 1))


def nearest_overlaps(texts: Sequence[str], size: int = 5) -> list[float]:
    """For each text, its largest Jaccard overlap of word runs with any other text.

    Args:
        texts: The texts.
        size: Words in a run.

    Returns:
        One number in [0, 1] a text; 1 means that another text has exactly the same runs.
    """
    runs = [shingles(text, size) for text in texts]
    holders: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    best = [0.0] * len(texts)
    for index, own in enumerate(runs):
        shared: defaultdict[int, int] = defaultdict(int)
        for run in own:
            for other in holders[run]:
                shared[other] += 1
            holders[run].append(index)
        for other, count in shared.items():
            overlap = count / (len(own) + len(runs[other]) - count)
            best[index] = max(best[index], overlap)
            best[other] = max(best[other], overlap)
    return best
