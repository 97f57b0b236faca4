"""The common-sense checks and their classifier, as a scan runs them: every candidate with its probability."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from detector.classifier.scoring import Scorer
from detector.evaluation.predict import Prediction
from detector.inputs.story import StoryInput
from detector.records import Category, Finding
from detector.scanning.core import StoryScanner
from detector.scanning.setup import ScanSetup

if TYPE_CHECKING:
    from spacy.tokens import Doc


class CommonsenseDetector:
    """Gives a story's candidates; a check that fails is remembered, not raised.

    Args:
        codes: The checks to run; all enabled ones without it.
        scorer: Gives the probabilities; the shipped classifiers unless given.
        parse: Turns text into a spaCy Doc; the shipped pipeline unless given.

    Attributes:
        problems: Story id → why it could not be scored.

    Raises:
        UsageError: A code is unknown, or none is a common-sense check.
    """

    def __init__(
        self,
        codes: Sequence[str] = (),
        scorer: Scorer | None = None,
        parse: Callable[[str], Doc] | None = None,
    ) -> None:
        self._scorer = scorer or Scorer.load()
        setup = ScanSetup.make(only=Category.COMMONSENSE, checks=codes, min_probability=0.0)
        self.codes = setup.codes
        self._scanner = StoryScanner(setup, scorer=self._scorer, parse=parse)
        self.problems: dict[str, str] = {}

    def __call__(self, story: StoryInput) -> list[Prediction]:
        """All candidates of a story, in order, those below the threshold too."""
        scan = self._scanner.scan(story)
        for score in scan.scores:
            if score.unscored_reason:
                self.problems[story.id] = score.unscored_reason
        return [self._prediction(found) for found in scan.findings]

    def _prediction(self, found: Finding) -> Prediction:
        p = found.probability
        return Prediction(
            found.start,
            found.end,
            found.code,
            1.0 if p is None else p,
            p is None or p >= self._scorer.threshold(found.code),
            found.explanation,
            tuple((other.start, other.end) for other in found.related),
            found.scope,
            found.in_dialogue,
        )


def full_scan_ratio(stories: Sequence[StoryInput], repeats: int = 3) -> dict[str, Any]:
    """Time of a full scan (all checks, classifiers, parse) over that of the bare spaCy pipeline.

    Both read the same stories in the same run, in turns; each time is the best of ``repeats`` passes by the
    process's own clock.
    """
    import time

    from detector.text.pipeline import default_parse

    scanner = StoryScanner(ScanSetup.make())
    for story in stories[:2]:
        scanner.scan(story)
        default_parse(story.text)
    scans, parses = [], []
    for _ in range(repeats):
        start = time.process_time()
        for story in stories:
            scanner.scan(story)
        middle = time.process_time()
        for story in stories:
            default_parse(story.text)
        scans.append(middle - start)
        parses.append(time.process_time() - middle)
    words = sum(len(story.text.split()) for story in stories)
    scan, parse = min(scans), min(parses)
    return {
        "words": words,
        "scan_words_per_second": words / scan if scan else None,
        "pipeline_words_per_second": words / parse if parse else None,
        "ratio": scan / parse if parse else None,
    }
