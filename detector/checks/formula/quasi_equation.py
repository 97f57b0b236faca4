"""F10: quasi-equations."""

from __future__ import annotations

import re
from collections.abc import Iterable

from detector.checks.formula._base import FormulaCheck, Found
from detector.checks.formula._expressions import expressions
from detector.checks.formula._shape import Shape
from detector.records import Severity
from detector.text.story import StoryDoc

_STOP = (
    r"(?!(?:an?|the|and|or|but|is|was|were|are|be|in|on|of|at|to|for|with|by|no|he|she|it|him|her|they|rule|said|wrote|like"
    r"|that|this|as|if|so|then|from|his|their|my|your|our|drew|i)\b)"
)
_WORD = rf"{_STOP}[A-Za-z][\w’'-]*"
_TERM = rf"{_WORD}(?:[ \t]{_WORD}){{0,2}}"
_SUM = re.compile(
    rf"(?i)(?<![\w=<>&?/.+’'-])(?P<left>{_TERM}(?:\s?[+×*/−]\s?{_TERM}){{0,4}})[ \t]?(?P<rel>=|≠|>|<|≈)[ \t]"
    rf"(?P<right>{_TERM}(?:\s?[+×*/−]\s?{_TERM}){{0,4}})"
)
_MARKS = re.compile(r"\w ?[=≠<>≈] \w")


class QuasiEquation(FormulaCheck):
    """Words set like an equation: "Human fear = structure stability, her notes read".

    A figure of style more than a fault: reported as a note, and only when asked for by code.
    Not "<3", URLs, menus ("File > Open > Save"), code.
    """

    code = "F10"
    name = "quasi-equation"
    severity = Severity.NOTE
    enabled = False
    label = "Words set like an equation"
    prefilter = _MARKS

    def find(self, story: StoryDoc) -> Iterable[Found]:
        """Each relation between plain words that is no formula."""
        formulas = story.view(expressions)
        for match in _SUM.finditer(story.text):
            following = story.text[match.end() : match.end() + 3].lstrip(" ")[:1]
            if following in {">", "<"} or any(
                e.start < match.end() and match.start() < e.end for e in formulas
            ):
                continue
            yield Found(match.start(), match.end(), "quasi", Shape(relations=1, words=2))
