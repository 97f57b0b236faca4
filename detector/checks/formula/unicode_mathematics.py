"""F03: mathematics in Unicode signs."""

from __future__ import annotations

from collections.abc import Iterable

from detector.checks.formula._base import FormulaCheck, Found
from detector.checks.formula._expressions import ANCHOR, expressions
from detector.text.story import StoryDoc


class UnicodeMathematics(FormulaCheck):
    """Mathematics written with Unicode signs: ``E = mc²``, ``∇·E = ρ/ε₀``, ``a² + b² = c²``.

    Flags "The tide came in, x = (−b ± √(b² − 4ac)) / 2a, and went."
    Not units (km²), temperatures (−179°C), sizes (8×10), footnote marks, labels (7493-Δ), arrows.
    """

    code = "F03"
    name = "Unicode mathematics"
    label = "Mathematics in Unicode signs"
    prefilter = ANCHOR

    def find(self, story: StoryDoc) -> Iterable[Found]:
        """Each expression with a sign beyond ASCII and a symbol in it."""
        for e in story.view(expressions):
            if e.notation == "unicode":
                yield Found(e.start, e.end, e.notation, e.shape)
