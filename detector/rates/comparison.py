"""What a comparison of two or more runs says."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from detector.records import Record, Row


class Side(Record):
    """One of the things compared: a run, or one model's stories.

    Attributes:
        rate: Share of flagged stories.
        rank: 1 is the side that fails least, and those that cannot be told apart from it; the next rank
            begins with the first side that surely fails more often than the best of the rank before.
    """

    name: str
    category: str
    check: str | None = None
    n_stories: int
    n_flagged: int
    rate: float | None
    low: float | None
    high: float | None
    rank: int | None = None


class Comparison(Record):
    """Two sides compared for one category or check: ``a`` minus ``b``.

    Attributes:
        category: The kind of failure.
        check: One check's findings only; None for the category.
        paired: By (prompt, epoch) where the sides answer the same prompts; else the sides are independent.
        n_pairs: Pairs of stories, where paired.
        n_prompts: Clusters that the test stands on.
        only_a: Pairs in which only ``a`` is flagged; with ``only_b`` the discordant pairs of McNemar's test.
        difference: Rate of ``a`` minus rate of ``b`` on the stories compared.
        low: Lower end of its 95% interval.
        high: Upper end.
        p: Two-sided p-value before correction for many comparisons.
        p_holm: After Holm's correction over all pairs and checks of this call.
        method: How p and interval were made, in words.
        apart: ``p_holm`` is below 5%.
        needed: About how many prompts would tell them apart with 80% power were the observed difference
            true; None where no difference was seen.
        text: One sentence: who fails more, by how much, or "cannot tell apart".
    """

    a: str
    b: str
    category: str
    check: str | None = None
    paired: bool
    n_pairs: int = 0
    n_prompts: int = 0
    n_a: int = 0
    n_b: int = 0
    only_a: int = 0
    only_b: int = 0
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    p_holm: float | None = None
    method: str = ""
    apart: bool = False
    needed: int | None = None
    text: str = ""


class ComparisonTable(Row):
    """Every side and every pair of sides, as ``storyfault compare --json`` prints it.

    Attributes:
        orders: Category to the sides' names from best to worst; the inner tuples are ties.
        texts: The comparison in sentences.
    """

    confidence: float = 0.95
    seed: int = 1
    pairing: Literal["paired", "independent", "mixed"] = "paired"
    sides: tuple[Side, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    orders: dict[str, tuple[tuple[str, ...], ...]] = Field(default_factory=dict)
    texts: tuple[str, ...] = ()
