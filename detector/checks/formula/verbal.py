"""F06: mathematics in words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from detector.checks.formula._base import FormulaCheck, Found
from detector.checks.formula._shape import Shape
from detector.checks.formula._spoken import ANCHORS, spoken
from detector.checks.formula._tables import RESULTS, told
from detector.text.story import StoryDoc

_SUM = Shape(relations=1, operators=1, numbers=3, length=5)


class VerbalMathematics(FormulaCheck):
    """A formula or a sum read out in words: ``F equals m times a``, ``four sixes are twenty-four``.

    Flags "The fog rolled in and F equals m times a under the lamps."
    Not "squared her shoulders", "as equals", "three times a day", "plus one", "one plus one" alone.
    """

    code = "F06"
    name = "verbal mathematics"
    label = "Mathematics in words"
    prefilter = re.compile("|".join((*ANCHORS, *RESULTS)))

    def might_match(self, text: str) -> bool:
        """Whether any word that such a formula needs is there."""
        return any(anchor in text for anchor in ANCHORS) or any(result in text for result in RESULTS)

    def find(self, story: StoryDoc) -> Iterable[Found]:
        """Each run of mathematical words, and each sum in number words outside them."""
        runs = story.view(spoken)
        for run in runs:
            yield Found(run.start, run.end, "verbal", run.shape)
        for start, end in story.view(told):
            if not any(run.start < end and start < run.end for run in runs):
                yield Found(start, end, "verbal", _SUM)
