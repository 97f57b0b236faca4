"""F04: equations, inequalities and terms in plain letters."""

from __future__ import annotations

from collections.abc import Iterable

from detector.checks.formula._base import FormulaCheck, Found
from detector.checks.formula._expressions import ANCHOR, expressions
from detector.text.story import StoryDoc


class AsciiMathematics(FormulaCheck):
    """An equation, inequality or term in ASCII: ``F = m*a``, ``x^2 + 3x + 2``, ``v = u + at``.

    Flags "The rain F = m*a fell on the roof."
    Not ``+1 Charisma``, ``Ctrl+Z``, URLs with ``=``, ``<3``, menus with ``>``, emphasis, drawn rules.
    """

    code = "F04"
    name = "ASCII equation"
    label = "An equation in plain letters"
    prefilter = ANCHOR

    def find(self, story: StoryDoc) -> Iterable[Found]:
        """Each expression in ASCII with a symbol in it."""
        for e in story.view(expressions):
            if e.notation == "ascii":
                yield Found(e.start, e.end, e.notation, e.shape)
