"""The rows of ``labels.jsonl`` and ``sampling.jsonl``."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from detector.records import Category, Record, Related, Row

Unit = Literal["story", "sentence"]
Kind = Literal["story", "sentence", "finding", "span"]
Answer = Literal["error", "fine", "unsure", "removed"]


class Stratum(Record):
    """Items that had the same chance of being drawn.

    Attributes:
        name: For example ``commonsense/C05`` or ``commonsense/unflagged``.
        check: The check whose most probable finding flags the items; null for unflagged ones.
        population: How many items it has.
        drawn: How many of them were drawn at random without replacement.
    """

    name: str
    category: Category
    flagged: bool
    check: str | None
    population: int
    drawn: int

    @property
    def inclusion(self) -> float:
        """The probability with which each of its items was drawn."""
        return self.drawn / self.population


class Drawn(Record):
    """An item that was drawn: a story and a category, or a sentence of it (code points of the completion)."""

    item_id: str
    stratum: str
    story_id: str
    category: Category
    start: int | None = None
    end: int | None = None


class Sampling(Row):
    """One row of ``sampling.jsonl``: what was drawn from where. The last row is the sample in use.

    Attributes:
        n: Items asked for in each category.
        flagged_share: The share of them that is drawn among flagged items, as far as there are enough.
        items: In the random order in which they are asked, so that the first of them are a random sample too.
    """

    sampling_id: str
    run_id: str
    scan_id: str
    unit: Unit
    seed: int
    n: int
    flagged_share: float
    created: datetime
    strata: tuple[Stratum, ...]
    items: tuple[Drawn, ...]


class Label(Row):
    """One row of ``labels.jsonl``: one answer. Of a labeller's answers to one item the last one counts.

    Attributes:
        kind: ``story`` and ``sentence``: does it hold a failure of the category? ``finding``: is it one?
            ``span``: a failure that the labeller marked and no check had found.
        answer: ``error`` it is, or holds, a failure; ``fine`` it is none; ``unsure``; ``removed`` takes a
            marked span back.
        code: The check of a finding; of a marked span the kind of failure, where the labeller named one.
        inclusion: The probability with which the item was drawn.
        weight: Its inverse: how many items of the run it stands for.
        blind: The labeller was not shown the detector's probabilities.
        seconds: From the item's appearance to the answer.
    """

    item_id: str
    kind: Kind
    answer: Answer
    labeller: str
    run_id: str
    scan_id: str
    sampling_id: str
    story_id: str
    category: Category
    code: str | None = None
    start: int | None = None
    end: int | None = None
    text: str = ""
    related: tuple[Related, ...] = ()
    probability: float | None = None
    stratum: str = ""
    inclusion: float | None = None
    weight: float | None = None
    blind: bool = False
    seconds: float | None = None
    at: datetime
