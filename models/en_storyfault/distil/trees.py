"""Trees out of arc scores, and sentence starts out of start scores."""

from __future__ import annotations

import numpy as np

Scores = np.ndarray


def cycle(heads: list[int]) -> list[int]:
    """A cycle among ``heads`` (0 is the root, word n is n), or nothing."""
    done: set[int] = set()
    for word in range(1, len(heads)):
        path: list[int] = []
        while word and word not in done:
            if word in path:
                return path[path.index(word) :]
            path.append(word)
            word = heads[word]
        done.update(path)
    return []


def spanning(scores: Scores) -> list[int]:
    """The best tree (Chu, Liu and Edmonds). ``scores[d, h]``: row 0 and heads[0] are the root's, unused."""
    scores = scores.copy()
    scores[0] = -np.inf
    np.fill_diagonal(scores, -np.inf)
    heads = scores.argmax(1).tolist()
    heads[0] = 0
    ring = cycle(heads)
    if not ring:
        return heads
    inside = set(ring)
    outside = [node for node in range(len(heads)) if node not in inside]
    spot = {node: at for at, node in enumerate(outside)}
    size = len(outside)
    small = np.full((size + 1, size + 1), -np.inf)
    small[:size, :size] = scores[np.ix_(outside, outside)]
    gains = scores[ring] - scores[ring, [heads[node] for node in ring]][:, None]
    small[size, :size] = gains[:, outside].max(0)
    entry = [ring[at] for at in gains[:, outside].argmax(0)]
    small[:size, size] = scores[np.ix_(outside, ring)].max(1)
    leave = [ring[at] for at in scores[np.ix_(outside, ring)].argmax(1)]
    found = spanning(small)
    for node in outside[1:]:
        head = found[spot[node]]
        heads[node] = leave[spot[node]] if head == size else outside[head]
    into = found[size]
    heads[entry[into]] = outside[into]
    return heads


def tree(scores: Scores) -> list[int]:
    """A tree with one root: where the best has several, the best with the likeliest of them.

    ``scores``: (words, words + 1), column 0 is the root; heads count from 1.
    """
    size = len(scores)
    square = np.full((size + 1, size + 1), -np.inf)
    square[1:] = scores
    heads = spanning(square)
    roots = [word for word in range(1, size + 1) if heads[word] == 0]
    if len(roots) > 1:
        best = max(roots, key=lambda word: scores[word - 1, 0])
        square[[word for word in range(1, size + 1) if word != best], 0] = -1e6
        heads = spanning(square)
    return heads[1:]


def starts(words: list[str], spaces: list[int], rates: list[float]) -> list[int]:
    """1 where a sentence starts: never at a lower-case word, a closing quote or a closing bracket."""
    found = [1]
    for at in range(1, len(words)):
        word, spaced = words[at], spaces[at - 1]
        closing = word in (")", "]", ",", ".", "!", "?", "...", ";") or (
            word in ('"', "'", "''") and not spaced
        )
        found.append(int(rates[at] > 0.5 and not closing and not word[:1].islower()))
    return found
