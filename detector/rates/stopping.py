"""When a run is long enough: the confidence sequences of a run's categories, look by look."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from detector.errors import RunError
from detector.rates.records import StoryOutcome
from detector.rates.sequence import ShareSequence
from detector.records import Record, Row

STOPPING = "stopping.json"
"""The file of a run folder that says how the run was stopped."""


class Stopped(Record):
    """One category's sequence at the last look.

    Attributes:
        share: Mean flagged share of the prompts.
        low: Lower end of the interval that holds at every look.
        high: Upper end.
        n_prompts: Prompts looked at.
    """

    category: str
    share: float | None
    low: float
    high: float
    n_prompts: int


class Stopping(Row):
    """How a run of ``--until-width`` ended.

    Attributes:
        width: What was asked for.
        reached: All categories are as narrow.
        looks: How often the sequences were looked at.
    """

    width: float
    confidence: float = 0.95
    reached: bool = False
    looks: int = 0
    categories: tuple[Stopped, ...] = ()


@dataclass
class Stopper:
    """Follows a growing run.

    Attributes:
        width: Where to stop.
        sequences: One a category.
        looks: How often it looked.
    """

    width: float
    sequences: dict[str, ShareSequence] = field(default_factory=dict)
    looks: int = 0
    _seen: set[tuple[str, str]] = field(default_factory=set)

    def look(self, rows: Sequence[StoryOutcome]) -> bool:
        """Take in the prompts that are new since the last look; True where every interval is narrow.

        All stories of a prompt must be there when it is first seen: later ones are not counted.
        """
        prompts: dict[tuple[str, str], list[StoryOutcome]] = defaultdict(list)
        for row in rows:
            if row.prompt not in self._seen:
                prompts[row.prompt].append(row)
        for category in sorted({name for row in rows for name in row.values}):
            sequence = self.sequences.setdefault(category, ShareSequence())
            scored = [
                [value for row in each if (value := row.values.get(category)) is not None]
                for each in prompts.values()
            ]
            sequence.add(sum(values) / len(values) for values in scored if values)
        self._seen.update(prompts)
        self.looks += 1
        return self.reached

    @property
    def reached(self) -> bool:
        """Every category's interval is narrow enough."""
        return bool(self.sequences) and all(one.width <= self.width for one in self.sequences.values())

    @property
    def widest(self) -> tuple[str, ShareSequence] | None:
        """The category that keeps the run going; None before the first look."""
        return max(self.sequences.items(), key=lambda item: item[1].width, default=None)

    def result(self) -> Stopping:
        """As ``stopping.json`` holds it."""
        return Stopping(
            width=self.width,
            reached=self.reached,
            looks=self.looks,
            categories=tuple(
                Stopped(category=name, share=one.mean, low=one.low, high=one.high, n_prompts=one.n)
                for name, one in sorted(self.sequences.items())
            ),
        )


def read_stopping(folder: Path | str) -> Stopping | None:
    """How a run was stopped; None where it was not stopped by its width.

    Raises:
        RunError: The file is damaged.
    """
    path = Path(folder) / STOPPING
    if not path.exists():
        return None
    try:
        return Stopping.model_validate(json.loads(path.read_bytes()))
    except (OSError, ValueError, ValidationError) as error:
        raise RunError(f"{path}: damaged ({type(error).__name__}).", "Remove it, and run again.") from error
