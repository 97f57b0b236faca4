"""What the detector makes of labelled items: every candidate with its probability."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from detector.checks.formula import resolve
from detector.checks.registry import select_checks
from detector.classifier.scoring import Scorer
from detector.inputs.story import StoryInput
from detector.records import Category
from detector.text.story import StoryDoc


@dataclass(frozen=True, slots=True)
class Prediction:
    """A candidate: its place, its check, its probability and whether it is shown by default.

    ``related`` are the other places it rests on; ``scope`` and ``in_dialogue`` are the check's word on it.
    """

    start: int
    end: int
    code: str
    probability: float
    shown: bool
    explanation: str
    related: tuple[tuple[int, int], ...] = ()
    scope: str | None = None
    in_dialogue: bool | None = None

    @property
    def span(self) -> tuple[int, int]:
        """Start and end."""
        return self.start, self.end


#: A detector as an evaluation runs it: a story in, its candidates out.
Detector = Callable[[StoryInput], list[Prediction]]


class FormulaDetector:
    """The formula checks and their classifier, as a scan runs them."""

    def __init__(self, scorer: Scorer | None = None) -> None:
        self._scorer = scorer or Scorer.load()
        self._checks = select_checks(Category.FORMULA)

    def __call__(self, story: StoryInput) -> list[Prediction]:
        """All candidates of a story, in order, those below the threshold too."""
        doc = StoryDoc(
            story.text,
            story_id=story.id,
            prompt=story.prompt,
            genre=story.genre,
            premise=story.premise,
            expects_formula=story.expects_formula,
        )
        candidates = resolve(
            [c for check in self._checks if check.might_match(doc.text) for c in check.propose(doc)]
        )
        if not candidates:
            return []
        scored = zip(candidates, self._scorer.probabilities(doc, candidates), strict=True)
        return [
            Prediction(
                c.start,
                c.end,
                c.code,
                p if p is not None else 1.0,
                p is None or p >= self._scorer.threshold(c.code),
                c.explanation,
            )
            for c, p in scored
        ]


def shown(predictions: Sequence[Prediction]) -> list[tuple[int, int]]:
    """The spans of the findings that a scan emits."""
    return [p.span for p in predictions if p.shown]
