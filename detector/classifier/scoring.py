"""Candidates in, calibrated probabilities out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from detector.checks.base import Candidate
from detector.classifier.artifact import load_estimator, read_card
from detector.classifier.features import FEATURES, matrix
from detector.errors import ModelError
from detector.records import ClassifierInfo
from detector.resources import resource
from detector.text.story import StoryDoc

#: For a check without a calibration: as good as a coin, and shown.
UNKNOWN = 0.5
#: For what a rule proposes and does not stand by; below every threshold.
UNSURE = 0.2


class Scorer:
    """Gives each candidate the probability that it is a failure.

    Formula checks go through a scikit-learn classifier of whether the formula belongs; the rules of common
    sense have a measured precision each. A code known to neither gets 0.5, at a threshold of 0.5.

    Args:
        folder: Where the formula classifier and its card are.
        rules: Code → its measured ``probability`` and ``threshold``.
    """

    def __init__(self, folder: Path, rules: Mapping[str, Mapping[str, Any]]) -> None:
        self._folder = folder
        self._rules = rules

    @classmethod
    def load(cls) -> Scorer:
        """The shipped classifiers. scikit-learn is imported only when a formula is to be judged.

        Raises:
            ResourceError: The formula classifier is missing.
        """
        rules = resource("models") / "rules" / "calibration.json"
        known = json.loads(rules.read_text(encoding="utf-8")) if rules.exists() else {}
        return cls(resource("models/formula-classifier"), known)

    @cached_property
    def _card(self) -> dict[str, Any]:
        return read_card(self._folder)

    @cached_property
    def _estimator(self) -> Any:
        if tuple(self._card["features"]) != FEATURES:
            raise ModelError(
                f"{self._folder}: trained on other features than this version reads.", "Train it again."
            )
        return load_estimator(self._folder, self._card)

    def probabilities(self, story: StoryDoc, candidates: Sequence[Candidate]) -> list[float | None]:
        """The probability of each candidate of one story, in their order.

        Raises:
            ModelError: The stored classifier cannot be used.
        """
        result: list[float | None] = [self._rule(c) for c in candidates]
        formulas = [i for i, c in enumerate(candidates) if c.code in self._card["thresholds"]]
        if formulas:
            rows = matrix([candidates[i] for i in formulas])
            for i, value in zip(formulas, self._estimator.predict_proba(rows)[:, 1], strict=True):
                result[i] = round(float(value), 4)
        return result

    def _rule(self, candidate: Candidate) -> float:
        if not candidate.evidence.get("sure", True):
            return UNSURE
        return float(self._rules.get(candidate.code, {}).get("probability", UNKNOWN))

    def threshold(self, code: str) -> float:
        """The probability from which on a finding of this check is shown."""
        thresholds = self._card["thresholds"]
        if code in thresholds:
            return float(thresholds[code])
        return float(self._rules.get(code, {}).get("threshold", UNKNOWN))

    def infos(self) -> tuple[ClassifierInfo, ...]:
        """What a scan's record says of the classifiers."""
        card = self._card
        return (
            ClassifierInfo(
                name=card["name"],
                sha256=card["sha256"],
                threshold=card["threshold"],
                calibration_id=card["calibration_id"],
            ),
        )
