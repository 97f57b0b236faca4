"""Candidates in, calibrated probabilities out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from detector.checks.base import Candidate
from detector.classifier import commonsense_features, features
from detector.classifier.recalibration import Recalibration, read_recalibration
from detector.classifier.stored import StoredClassifier
from detector.records import Category, ClassifierInfo
from detector.resources import resource
from detector.text.story import StoryDoc

#: For a check without a calibration: as good as a coin, and shown.
UNKNOWN = 0.5


class Scorer:
    """Gives each candidate the probability that it is a failure.

    Formula checks go through a scikit-learn classifier of whether the formula belongs, common-sense checks
    through one of whether the clash is an error. A common-sense check that the classifier has seen too little
    of has its measured precision as a rule; a code known to none gets 0.5, at a threshold of 0.5.

    Args:
        folder: Where the formula classifier and its card are.
        rules: Code → its measured ``probability`` and ``threshold``.
        commonsense: Where the common-sense classifier and its card are; without it the rules decide.
        recalibration: Changes the probabilities as labels taught it.
    """

    def __init__(
        self,
        folder: Path,
        rules: Mapping[str, Mapping[str, Any]],
        commonsense: Path | None = None,
        recalibration: Recalibration | None = None,
    ) -> None:
        self._recalibration = recalibration
        self._formula = StoredClassifier(folder, features.FEATURES)
        self._rules = rules
        self._commonsense = (
            None if commonsense is None else StoredClassifier(commonsense, commonsense_features.FEATURES)
        )

    @classmethod
    def load(cls, recalibration: str | None = None) -> Scorer:
        """The shipped classifiers. scikit-learn is imported only when a candidate is to be judged by it.

        Args:
            recalibration: A file of ``storyfault train`` that changes their probabilities.

        Raises:
            ResourceError: The formula classifier is missing.
            ModelError: The recalibration is missing or damaged.
        """
        rules = resource("models") / "rules" / "calibration.json"
        known = json.loads(rules.read_text(encoding="utf-8")) if rules.exists() else {}
        commonsense = resource("models") / "commonsense-classifier"
        return cls(
            resource("models/formula-classifier"),
            known,
            commonsense if (commonsense / "card.json").exists() else None,
            read_recalibration(Path(recalibration)) if recalibration is not None else None,
        )

    def probabilities(self, story: StoryDoc, candidates: Sequence[Candidate]) -> list[float | None]:
        """The probability of each candidate of one story, in their order.

        Raises:
            ModelError: The stored classifier cannot be used.
        """
        result: list[float | None] = [self._rule(c.code) for c in candidates]
        formulas = [i for i, c in enumerate(candidates) if c.code in self._formula.thresholds]
        if formulas:
            rows = features.matrix([candidates[i] for i in formulas])
            for i, value in zip(formulas, self._formula.probabilities(rows), strict=True):
                result[i] = value
        for i, value in self._judged_common_sense(story, candidates):
            result[i] = value
        if self._recalibration is None:
            return result
        return [
            None if p is None else self._recalibration.probability(c.code, category_of(c.code), p)
            for c, p in zip(candidates, result, strict=True)
        ]

    def _judged_common_sense(
        self, story: StoryDoc, candidates: Sequence[Candidate]
    ) -> list[tuple[int, float]]:
        """Index and probability of the candidates that the common-sense classifier judges.

        Their features count the story's other common-sense candidates, those of the rules too.
        """
        if self._commonsense is None:
            return []
        mine = [i for i, c in enumerate(candidates) if c.code in commonsense_features.CODES]
        wanted = [k for k, i in enumerate(mine) if candidates[i].code in self._commonsense.thresholds]
        if not wanted:
            return []
        columns = self._commonsense.card["columns"]
        rows = commonsense_features.matrix(story, [candidates[i] for i in mine], columns)
        found = self._commonsense.probabilities([rows[k] for k in wanted])
        return [(mine[k], p) for k, p in zip(wanted, found, strict=True)]

    def _rule(self, code: str) -> float:
        return float(self._rules.get(code, {}).get("probability", UNKNOWN))

    def threshold(self, code: str) -> float:
        """The probability from which on a finding of this check is shown."""
        for stored in filter(None, (self._formula, self._commonsense)):
            if code in stored.thresholds:
                return float(stored.thresholds[code])
        return float(self._rules.get(code, {}).get("threshold", UNKNOWN))

    def infos(self) -> tuple[ClassifierInfo, ...]:
        """What a scan's record says of the classifiers."""
        stored = tuple(each.info() for each in filter(None, (self._formula, self._commonsense)))
        return stored if self._recalibration is None else (*stored, self._recalibration.info())


def category_of(code: str) -> Category:
    """The category of a check, by the letter of its code."""
    return Category.FORMULA if code.startswith("F") else Category.COMMONSENSE
