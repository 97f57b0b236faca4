"""F06: mathematics in words."""

from __future__ import annotations

from collections.abc import Iterable

from detector.checks.formula._base import FormulaCheck, Found
from detector.checks.formula._spoken import ANCHOR, ANCHORS, spoken
from detector.text.story import StoryDoc


class VerbalMathematics(FormulaCheck):
    """A formula read out in words: ``F equals m times a``, ``x squared plus three``.

    Flags "The fog rolled in and F equals m times a under the lamps."
    Not "squared her shoulders", "as equals", "three times a day", "plus one", "one plus one" alone.
    """

    code = "F06"
    name = "verbal mathematics"
    label = "Mathematics in words"
    prefilter = ANCHOR

    def might_match(self, text: str) -> bool:
        """Whether any word that such a formula needs is there."""
        return any(anchor in text for anchor in ANCHORS)

    def find(self, story: StoryDoc) -> Iterable[Found]:
        """Each run of mathematical words."""
        return (Found(s.start, s.end, "verbal", s.shape) for s in story.view(spoken))
