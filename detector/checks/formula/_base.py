"""What all formula checks share: a span with its notation becomes a candidate with its context."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from typing import ClassVar

from detector.checks.base import Candidate, Check
from detector.checks.formula._algebra import Algebra, algebra
from detector.checks.formula._context import Context, context_of
from detector.checks.formula._explain import explain
from detector.checks.formula._shape import NO_SHAPE, Shape
from detector.records import Category, Severity
from detector.text.story import StoryDoc

#: What stands around a formula takes milliseconds to read: a text with more of one notation than this is no
#: story, and the rest of them are left unread.
MOST = 300
#: Notations that :mod:`detector.checks.formula._algebra` can read.
_READABLE = frozenset({"arithmetic", "ascii", "unicode"})


@dataclass(frozen=True, slots=True)
class Found:
    """A formula that a check found.

    Attributes:
        start: First code point.
        end: One past the last.
        notation: The notation's name, finer than the check's code.
        shape: What it is made of.
    """

    start: int
    end: int
    notation: str
    shape: Shape = NO_SHAPE


class FormulaCheck(Check):
    """Base of the formula checks: a subclass says where its notation stands.

    Attributes:
        label: The notation in words, for the explanation.
        prefilter: Finds something in every text in which the check finds a formula.
    """

    category = Category.FORMULA
    severity = Severity.ERROR
    label: ClassVar[str]
    prefilter: ClassVar[re.Pattern[str]]

    def might_match(self, text: str) -> bool:
        """Whether the check's prefilter finds anything."""
        return self.prefilter.search(text) is not None

    def find(self, story: StoryDoc) -> Iterable[Found]:
        """The formulas of this notation."""
        raise NotImplementedError

    def propose(self, story: StoryDoc) -> Iterator[Candidate]:
        """Yield each formula with what its surroundings say of it."""
        for found in islice(self.find(story), MOST):
            context = context_of(story, found.start, found.end)
            yield Candidate(
                code=self.code,
                start=found.start,
                end=found.end,
                explanation=explain(self.label, context),
                evidence=_evidence(found, context, story.text[found.start : found.end]),
                in_dialogue=context.setting == "dialogue",
            )


def _evidence(found: Found, context: Context, text: str) -> dict[str, object]:
    counts = {name: value for name, value in asdict(found.shape).items() if value}
    read = algebra(text) if found.notation in _READABLE else Algebra()
    said = {name: value for name, value in asdict(read).items() if value is not None}
    return {"notation": found.notation, "shape": counts, **said, **context.evidence()}
