"""The estimator, its cross-validated probabilities, and the threshold of each check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from data import Row
from sklearn.calibration import CalibratedClassifierCV
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss
from sklearn.model_selection import StratifiedGroupKFold

from detector.evaluation.numbers import reliability

Array = np.ndarray[Any, np.dtype[Any]]
SEED = 20241103
#: False findings per 10,000 words that one check may make, cross-validated, in each kind of clean text.
BUDGET = {"fiction_human_dev": 0.05, "fairy_tales_dev": 0.1, "figurative_dev": 2.0}
#: What a row of each source weighs.
WEIGHTS = {"injected": 0.5, "twin": 0.5, "grammar": 0.15, "gold": 2.0, "read": 3.0}


#: What a check says is a column from so many rows on; a text, if it has no more values than these.
LEAST_SEEN, MOST_VALUES = 6, 8


STRENGTHS = (0.03, 0.1, 0.3, 1.0)


def arrays(rows: Sequence[Row], columns: Sequence[str]) -> tuple[Array, Array, Array]:
    """Features and columns, labels, weights."""
    x = np.array([[*row.x, *(row.says.get(name, 0.0) for name in columns)] for row in rows])
    y = np.array([row.label for row in rows])
    return x, y, np.array([WEIGHTS.get(row.source, 1.0) for row in rows])


def columns_of(rows: Sequence[Row]) -> list[str]:
    """What checks say often enough to be a column; of texts, only those with few values."""
    seen = Counter(name for row in rows for name in row.says)
    values = Counter(name.partition("=")[0] for name in seen if "=" in name)
    return sorted(
        name
        for name, n in seen.items()
        if n >= LEAST_SEEN and ("=" not in name or values[name.partition("=")[0]] <= MOST_VALUES)
    )


def folds(rows: Sequence[Row], n: int) -> list[tuple[Array, Array]]:
    """Folds that part neither a story nor a template: each is judged by models that never saw it."""
    y = np.array([row.label for row in rows])
    splitter = StratifiedGroupKFold(n, shuffle=True, random_state=SEED)
    return list(splitter.split(y, y, [row.group for row in rows]))


def fit(rows: Sequence[Row], columns: Sequence[str], strength: float) -> Any:
    """A logistic regression, its probabilities calibrated by a sigmoid on predictions out of fold."""
    x, y, w = arrays(rows, columns)
    model = CalibratedClassifierCV(
        LogisticRegression(C=strength, max_iter=5000), method="sigmoid", cv=folds(rows, 5), ensemble=False
    )
    return model.fit(x, y, sample_weight=w)


def cross_validate(rows: Sequence[Row], columns: Sequence[str], strength: float) -> Array:
    """The probability of each row from a model that saw neither its story nor its template."""
    p = np.zeros(len(rows))
    x = arrays(rows, columns)[0]
    for train, test in folds(rows, 5):
        model = fit([rows[i] for i in train], columns, strength)
        p[test] = model.predict_proba(x[test])[:, 1]
    return p


def choose(rows: Sequence[Row], columns: Sequence[str]) -> tuple[float, Array]:
    """The strength with the least weighted Brier score, and its cross-validated probabilities."""
    _, y, w = arrays(rows, columns)
    tried = {strength: cross_validate(rows, columns, strength) for strength in STRENGTHS}
    for strength, p in tried.items():
        score = brier_score_loss(y, p, sample_weight=w)
        print(f"C={strength}: Brier {score:.4f}, average precision {average_precision_score(y, p):.4f}")
    best = min(STRENGTHS, key=lambda strength: brier_score_loss(y, tried[strength], sample_weight=w))
    return best, tried[best]


def threshold(rows: Sequence[Row], p: Array, code: str, words: dict[str, int]) -> float:
    """The lowest, from 0.5 on in steps of 0.01, at which the check keeps within ``BUDGET`` everywhere."""
    for step in range(50, 100):
        if all(
            _false(rows, p, code, source, step / 100) * 10_000 <= most * words[source]
            for source, most in BUDGET.items()
        ):
            return step / 100
    return 0.99


def _false(rows: Sequence[Row], p: Array, code: str, source: str, least: float) -> int:
    return sum(r.code == code and r.source == source and q >= least for r, q in zip(rows, p, strict=True))


def figures(
    rows: Sequence[Row],
    p: Array,
    thresholds: dict[str, float],
    words: dict[str, int],
    code: str | None = None,
) -> dict[str, Any]:
    """What the card says of the cross-validated probabilities."""
    kept = [i for i, row in enumerate(rows) if code in (None, row.code)]
    y, q = np.array([rows[i].label for i in kept]), p[kept]
    shown = np.array([q_i >= thresholds.get(rows[i].code, 0.5) for i, q_i in zip(kept, q, strict=True)])
    of = np.array([rows[i].source for i in kept])
    made: dict[str, Any] = {"rows": len(kept), "errors": int(y.sum())}
    if 0 < y.sum() < len(y):
        made["average_precision"] = round(float(average_precision_score(y, q)), 4)
    made["brier"] = round(float(((q - y) ** 2).mean()), 4)
    made["ece"] = round(float(reliability(list(q), [int(v) for v in y])["ece"]), 4)
    made["errors shown"] = int((shown & (y == 1)).sum())
    for source in sorted(set(of)):
        wrong = int((shown & (y == 0) & (of == source)).sum())
        if source in BUDGET:
            made[f"false per 10,000 words, {source}"] = round(wrong * 10_000 / words[source], 3)
        elif (of[y == 0] == source).any():
            made[f"false shown, {source}"] = f"{wrong} of {int(((y == 0) & (of == source)).sum())}"
    return made
