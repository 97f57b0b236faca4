"""F02: LaTeX without delimiters."""

from __future__ import annotations

import re
from collections.abc import Iterable

from detector.checks.formula._base import FormulaCheck, Found
from detector.checks.formula._expressions import expressions
from detector.text.story import StoryDoc


class BareLatex(FormulaCheck):
    r"""LaTeX commands without delimiters: ``E = \frac{1}{2}mv^2``.

    Flags "He ran toward E = \frac{1}{2}mv^2 and fell." from the first symbol to the last.
    Not Windows paths, ``\n`` and other escapes, Markdown's ``\*``; ``\boxed{}`` alone is F11's.
    """

    code = "F02"
    name = "bare LaTeX"
    label = "LaTeX"
    prefilter = re.compile(r"\\[A-Za-z]")

    def might_match(self, text: str) -> bool:
        """Whether there is a backslash before a letter."""
        return "\\" in text and super().might_match(text)

    def find(self, story: StoryDoc) -> Iterable[Found]:
        """Each expression with a LaTeX command in it."""
        for e in story.view(expressions):
            if e.notation == "latex_bare" and not story.text.startswith("\\boxed", e.start):
                yield Found(e.start, e.end, e.notation, e.shape)
