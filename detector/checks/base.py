"""What a check is: it proposes spans, it does not judge them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from detector.records import Category, Related, Severity
from detector.text.story import StoryDoc


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that a check thinks is a failure, before the classifier has given it a probability.

    Attributes:
        code: The check that proposes it.
        start: First code point, in the story's unmodified text.
        end: One past the last code point.
        explanation: A sentence that says why, for the person who reads the finding.
        related: The other places in the story the candidate rests on.
        evidence: JSON values that the classifier may use as features and a person may read.
        scope: How the story says it (``asserted``, ``imagined`` …), where the check knows.
        in_dialogue: The span stands in quoted speech, where the check knows.
    """

    code: str
    start: int
    end: int
    explanation: str
    related: tuple[Related, ...] = ()
    evidence: Mapping[str, Any] = field(default_factory=dict)
    scope: str | None = None
    in_dialogue: bool | None = None


class Check:
    """Base of all checks. A subclass says what, why and where from in its docstring, and proposes candidates.

    The docstring is the page that ``storyfault checks CODE`` shows; ``tests/cases/CODE.yml`` holds its cases.

    Attributes:
        code: A letter and two digits, never reused.
        name: Two or three words for tables (``calendar and clock``).
        category: Which failure it is evidence of.
        severity: error, warning or note.
        version: Raised whenever the same story may give other candidates.
        enabled: Whether it runs unless asked for by code.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    category: ClassVar[Category]
    severity: ClassVar[Severity] = Severity.ERROR
    version: ClassVar[str] = "1"
    enabled: ClassVar[bool] = True

    def might_match(self, text: str) -> bool:
        """A cheap look at the whole text: False promises that ``propose`` would yield nothing."""
        return True

    def propose(self, story: StoryDoc) -> Iterator[Candidate]:
        """Yield candidates in any order. Pure: the same story gives the same candidates."""
        raise NotImplementedError
