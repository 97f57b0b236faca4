"""F05: arithmetic in numerals."""

from __future__ import annotations

from collections.abc import Iterable

from detector.checks.formula._base import FormulaCheck, Found
from detector.checks.formula._expressions import ANCHOR, expressions
from detector.text.story import StoryDoc


class Arithmetic(FormulaCheck):
    """Arithmetic in numerals: ``17 × 24 = 408``, ``(3 + 4) * 5``.

    Flags "The gulls wheeled, 365 * 24 = 8760, over the bay."
    Not sizes (8×10), dates, scores, ranges, clock times, percentages, telephone numbers.
    """

    code = "F05"
    name = "arithmetic"
    label = "Arithmetic"
    prefilter = ANCHOR

    def find(self, story: StoryDoc) -> Iterable[Found]:
        """Each expression of numbers only."""
        for e in story.view(expressions):
            if e.notation == "arithmetic":
                yield Found(e.start, e.end, e.notation, e.shape)
