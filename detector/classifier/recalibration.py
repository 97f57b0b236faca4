"""Probabilities of the shipped classifiers, set right by what people said of the findings.

The curve is Platt's, ``p' = sigmoid(slope * logit(p) + intercept)``, one for each category and an offset for
each check with enough labels. It begins as no change at all, and labels move it: slope and intercept have
normal priors (1 ± 0.25 and 0 ± 0.7), so that one label changes little and a hundred decide.

References:
    Platt, J. (1999), Probabilistic outputs for support vector machines.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from detector.errors import ModelError
from detector.records import Category, ClassifierInfo, Record, Row

NAME = "recalibration"
LEAST = 8
"""Labels that a check needs for an offset of its own."""

_EDGE = 1e-4
_SLOPE_PRIOR, _INTERCEPT_PRIOR = 0.25, 0.7


class Curve(Record):
    """How a probability is changed; the identity where nothing was learned."""

    slope: float = 1.0
    intercept: float = 0.0
    n: int = 0
    n_error: int = 0

    def __call__(self, probability: float) -> float:
        """The probability after the change."""
        return 1 / (1 + exp(-(self.slope * logit(probability) + self.intercept)))


class Recalibration(Row):
    """What ``storyfault train`` writes and ``scan --classifier`` reads.

    Attributes:
        base: Name to sha256 of the shipped classifiers that gave the probabilities it was fitted to.
        curves: Category to its curve.
        checks: Code to its curve, the category's with another intercept.
        source: The labels, in words.
        before: Log loss of the probabilities without a change.
        after: Log loss with it, each story's labels left out of the fit that judges them.
    """

    name: str = NAME
    base: dict[str, str] = Field(default_factory=dict)
    curves: dict[str, Curve] = Field(default_factory=dict)
    checks: dict[str, Curve] = Field(default_factory=dict)
    source: str = ""
    before: float | None = None
    after: float | None = None

    def probability(self, code: str, category: Category, probability: float) -> float:
        """The probability of a finding of this check, changed."""
        curve = self.checks.get(code) or self.curves.get(category.value)
        return probability if curve is None else round(curve(probability), 4)

    def info(self) -> ClassifierInfo:
        """What a scan's record says of it."""
        digest = hashlib.sha256(json.dumps(self.model_dump(mode="json"), sort_keys=True).encode()).hexdigest()
        return ClassifierInfo(name=self.name, sha256=digest, calibration_id=f"{NAME}-{digest[:12]}")


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding that a person judged.

    Attributes:
        probability: What the shipped classifier gave it.
        weight: How many findings it stands for.
    """

    story_id: str
    code: str
    category: Category
    probability: float
    error: bool
    weight: float = 1.0


def fit(judged: Sequence[Judged], *, base: Mapping[str, str], source: str = "") -> Recalibration:
    """Fit the curves to judged findings.

    Args:
        judged: The findings; weights are scaled so that they say as much as their number allows (Kish).
        base: Name to sha256 of the classifiers that gave the probabilities.
        source: The labels, in words.
    """
    curves, checks = _fitted(judged)
    before = after = None
    stories = sorted({one.story_id for one in judged})
    if len(stories) > 1:
        pairs = list(_out_of_fold(judged, stories))
        before = round(_loss([(one, one.probability) for one, _ in pairs]), 4)
        after = round(_loss(pairs), 4)
    return Recalibration(
        base=dict(base), curves=curves, checks=checks, source=source, before=before, after=after
    )


def _fitted(judged: Sequence[Judged]) -> tuple[dict[str, Curve], dict[str, Curve]]:
    curves: dict[str, Curve] = {}
    checks: dict[str, Curve] = {}
    for category in sorted({one.category for one in judged}, key=lambda each: each.value):
        rows = [one for one in judged if one.category == category]
        curves[category.value] = curve = _curve(rows, None)
        for code in sorted({one.code for one in rows}):
            mine = [one for one in rows if one.code == code]
            if len(mine) >= LEAST and len(mine) < len(rows):
                checks[code] = _curve(mine, curve)
    return curves, checks


def _curve(rows: Sequence[Judged], around: Curve | None) -> Curve:
    """The curve of the greatest posterior; around another curve only the intercept moves."""
    from scipy.optimize import minimize

    total = sum(one.weight for one in rows)
    scale = total / sum(one.weight**2 for one in rows)
    cases = [(logit(one.probability), one.error, one.weight * scale) for one in rows]
    slope, intercept = (around.slope, around.intercept) if around else (1.0, 0.0)

    def cost(values: Any) -> float:
        a, b = (slope, float(values[0])) if around else (float(values[0]), float(values[1]))
        prior = (((a - slope) / _SLOPE_PRIOR) ** 2 + ((b - intercept) / _INTERCEPT_PRIOR) ** 2) / 2
        return prior + sum(w * _surprise(a * x + b, error) for x, error, w in cases)

    found = minimize(cost, [intercept] if around else [slope, intercept], method="Nelder-Mead").x
    a, b = (slope, float(found[0])) if around else (float(found[0]), float(found[1]))
    errors = sum(one.error for one in rows)
    return Curve(slope=round(max(a, 0.0), 4), intercept=round(b, 4), n=len(rows), n_error=errors)


def _surprise(x: float, error: bool) -> float:
    """-log sigmoid(x), or -log(1 - sigmoid(x)), without overflow."""
    x = -x if error else x
    return x + log(1 + exp(-x)) if x > 0 else log(1 + exp(x))


def _out_of_fold(judged: Sequence[Judged], stories: Sequence[str]) -> Iterator[tuple[Judged, float]]:
    folds = {story: number % min(10, len(stories)) for number, story in enumerate(stories)}
    for fold in sorted(set(folds.values())):
        rest = [one for one in judged if folds[one.story_id] != fold]
        curves, checks = _fitted(rest)
        fitted = Recalibration(curves=curves, checks=checks)
        for one in judged:
            if folds[one.story_id] == fold:
                yield one, fitted.probability(one.code, one.category, one.probability)


def _loss(pairs: Sequence[tuple[Judged, float]]) -> float:
    total = sum(one.weight for one, _ in pairs)
    return sum(one.weight * _surprise(logit(p), one.error) for one, p in pairs) / total


def logit(probability: float) -> float:
    """The log odds of a probability, kept away from 0 and 1."""
    p = min(max(probability, _EDGE), 1 - _EDGE)
    return log(p / (1 - p))


def read_recalibration(path: Path) -> Recalibration:
    """A recalibration from its file.

    Raises:
        ModelError: It is missing, or no recalibration.
    """
    try:
        return Recalibration.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ModelError(
            f"{path}: cannot be read: {error.strerror}.", "Name a file that train wrote."
        ) from None
    except (ValidationError, ValueError):
        raise ModelError(
            f"{path}: not a classifier that train wrote.", "Make it with storyfault train."
        ) from None
