"""Two sides' stories put beside each other: pairs of the same prompt and epoch, in clusters of prompts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from detector.rates.records import StoryOutcome

Flag = Callable[[StoryOutcome], int | None]
"""1 where a story counts as failing, 0 where not, None where it was not scored."""

Key = tuple[str, str, int]

ENOUGH_SHARED = 0.5
"""Sides are paired where at least this share of the smaller one's stories has a partner."""


@dataclass(frozen=True, slots=True)
class PromptPairs:
    """The pairs of one prompt.

    Attributes:
        only_a: Pairs in which only the first side fails.
        only_b: Pairs in which only the second does.
        n: Pairs.
    """

    only_a: int
    only_b: int
    n: int


def flag_of(category: str, check: str | None) -> Flag:
    """Failing for a category, or by one of its checks."""

    def flag(row: StoryOutcome) -> int | None:
        value = row.values.get(category)
        if value is None or check is None:
            return value
        return int(row.findings.get(category, {}).get(check, 0) > 0)

    return flag


def keyed(rows: Sequence[StoryOutcome], flag: Flag) -> dict[Key, int]:
    """Prompt set, prompt and epoch to 0 or 1, for the scored stories."""
    found: dict[Key, int] = {}
    for row in rows:
        value = flag(row)
        if value is not None:
            found[(row.prompt[0], row.prompt[1], row.epoch)] = value
    return found


def pairs_of(a: Mapping[Key, int], b: Mapping[Key, int]) -> list[PromptPairs] | None:
    """The pairs of two sides by prompt; None where too few stories have a partner to pair them."""
    shared = sorted(a.keys() & b.keys())
    if not shared or len(shared) < ENOUGH_SHARED * min(len(a), len(b)):
        return None
    prompts: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for key in shared:
        prompts[key[:2]].append((a[key], b[key]))
    return [
        PromptPairs(sum(x > y for x, y in pairs), sum(x < y for x, y in pairs), len(pairs))
        for pairs in prompts.values()
    ]
