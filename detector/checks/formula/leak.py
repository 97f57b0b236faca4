"""F11: output leaks."""

from __future__ import annotations

import re
from collections.abc import Iterable

from detector.checks.formula._base import FormulaCheck, Found
from detector.records import Severity
from detector.text.story import StoryDoc

_ABOUT = r"(?:(?:≈|~|about|approx\.?|approximately|exactly)\s?)?"
_LEAK = re.compile(
    r"\\boxed\s?\{[^{}\n]{0,200}\}"
    rf"|[(\[*_]{{1,3}}{_ABOUT}(?:total |final )?(?:word ?count|words?)\b[:\s*_]*{_ABOUT}"
    r"[\d,]{2,7}(?: words)?\.?[)\]*_]{1,3}"
    rf"|[(\[*_]{{1,3}}{_ABOUT}[\d,]{{2,7}}[ -]words?[^)\]\n]{{0,30}}[)\]*_]{{1,3}}"
    r"|^[(\[*_]{0,3}(?:total )?word count\b[^\n]{0,40}$"
    r"|<\|[a-z_]{2,20}\|>|</?think>|\[/?INST\]|</?s>",
    re.IGNORECASE | re.MULTILINE,
)


class OutputLeak(FormulaCheck):
    r"""What a model says to its reader, left in the story: ``\boxed{…}``, "(≈1,000 words)", ``<|end|>``.

    Reported as a note, and only when asked for by code.
    Not a telegram's "(24 words)" inside a sentence that goes on, or a word in brackets.
    """

    code = "F11"
    name = "output leak"
    severity = Severity.NOTE
    enabled = False
    label = "A trace of the model's output format"
    prefilter = _LEAK

    def find(self, story: StoryDoc) -> Iterable[Found]:
        """Each leak."""
        return (Found(m.start(), m.end(), "leak") for m in _LEAK.finditer(story.text))
