"""F01: LaTeX between delimiters."""

from __future__ import annotations

import re
from collections.abc import Iterable

from detector.checks.formula._base import FormulaCheck, Found
from detector.checks.formula._delimited import delimited
from detector.text.story import StoryDoc


class DelimitedLatex(FormulaCheck):
    r"""LaTeX between delimiters: ``$…$``, ``$$…$$``, ``\(…\)``, ``\[…\]`` or an environment.

    Flags "The pier creaked $E = mc^2$ under his boots."
    Not amounts of money ("$65 but now resells for over $10,000"), an unclosed ``$``, shell variables.

    The rule for ``$`` is pandoc's (https://pandoc.org/MANUAL.html#extension-tex_math_dollars), and what it
    encloses must be mathematics.
    """

    code = "F01"
    name = "delimited LaTeX"
    label = "LaTeX"
    prefilter = re.compile(r"\$|\\[(\[b]")

    def might_match(self, text: str) -> bool:
        """Whether there are two dollar signs, or a backslash."""
        return "\\" in text or text.find("$", text.find("$") + 1) > 0

    def find(self, story: StoryDoc) -> Iterable[Found]:
        """Each delimited stretch."""
        return (Found(d.start, d.end, d.notation, d.shape) for d in story.view(delimited))
