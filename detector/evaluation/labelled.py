"""Stories with labelled common-sense errors, whatever file they were read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from detector.evaluation.spans import Span, meets
from detector.inputs.story import StoryInput

Format = Literal["gold", "labels", "trip", "comve", "figurative", "injected"]


@dataclass(frozen=True, slots=True)
class ErrorSpan:
    """A labelled error: a place, and the places it clashes with.

    Attributes:
        start: First code point.
        end: One past the last.
        related: The other ends, where the label has any.
        code: The check that the error belongs to; empty where the set does not say.
        kind: The kind of an injection, or the label's own category.
        strength: ``clear``, ``borderline_both`` or ``borderline``.
    """

    start: int
    end: int
    related: tuple[Span, ...] = ()
    code: str = ""
    kind: str = ""
    strength: str = "clear"

    @property
    def ends(self) -> tuple[Span, ...]:
        """All its places, the marked one first."""
        return ((self.start, self.end), *self.related)

    def found_by(self, span: Span) -> bool:
        """The span meets the marked place or one that it clashes with."""
        return any(meets(span, end) for end in self.ends)

    def both_found_by(self, span: Span, related: tuple[Span, ...]) -> bool:
        """One end is met by the finding and the other by what the finding rests on.

        An error that is wrong by itself has one end; then the finding's own span decides.
        """
        here = (self.start, self.end)
        if not self.related:
            return meets(span, here)
        if meets(span, here):
            return any(meets(one, other) for one in related for other in self.related)
        return any(meets(span, other) for other in self.related) and any(meets(one, here) for one in related)


@dataclass(frozen=True, slots=True)
class LabelledStory:
    """A story with its errors.

    Attributes:
        story: The story.
        errors: Its labelled errors; empty where it is clean.
        group: What is drawn and judged together: the pair of a ComVE item, else the story itself.
        traps: Places that look like errors and are none (the seeded negatives), as error spans.
    """

    story: StoryInput
    errors: tuple[ErrorSpan, ...] = ()
    group: str = ""
    traps: tuple[ErrorSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """The stories of one file, and the format that says how they are counted."""

    name: str
    format: Format
    stories: tuple[LabelledStory, ...]
