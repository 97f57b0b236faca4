"""A shipped classifier: its folder, its card, and its estimator when it is first asked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from detector.classifier.artifact import load_estimator, read_card
from detector.errors import ModelError
from detector.records import ClassifierInfo


class StoredClassifier:
    """Reads its card when asked, scikit-learn and the estimator only when there is something to judge.

    Args:
        folder: Where the estimator and its card are.
        features: The names of the features that this version computes; the card must have the same.
    """

    def __init__(self, folder: Path, features: Sequence[str]) -> None:
        self.folder = folder
        self._features = tuple(features)

    @cached_property
    def card(self) -> dict[str, Any]:
        """The card.

        Raises:
            ResourceError: It is missing.
            ModelError: It is no card.
        """
        return read_card(self.folder)

    @cached_property
    def _estimator(self) -> Any:
        if tuple(self.card["features"]) != self._features:
            raise ModelError(
                f"{self.folder}: trained on other features than this version reads.", "Train it again."
            )
        return load_estimator(self.folder, self.card)

    @property
    def thresholds(self) -> dict[str, float]:
        """Code → the probability from which on its findings are shown; the codes that it judges."""
        found: dict[str, float] = self.card["thresholds"]
        return found

    def probabilities(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """The probability of each row of features.

        Raises:
            ModelError: The stored estimator cannot be used.
        """
        return [round(float(p), 4) for p in self._estimator.predict_proba(rows)[:, 1]] if rows else []

    def info(self) -> ClassifierInfo:
        """What a scan's record says of it."""
        card = self.card
        return ClassifierInfo(
            name=card["name"],
            sha256=card["sha256"],
            threshold=card["threshold"],
            calibration_id=card["calibration_id"],
        )
