"""Train the classifier of whether a formula belongs, and write it with its card.

    python models/formula-classifier/train.py --data FOLDER

FOLDER holds the development stories and ``formulas.txt``; the test files are never opened here.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import sklearn
import skops
from data import Row, gold_rows, injected_rows
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from detector.classifier.artifact import store_estimator
from detector.classifier.features import FEATURES, vector
from detector.synthesis.formula_source import load_formulas

HERE = Path(__file__).parent
GOLD = HERE.parent.parent / "corpora" / "gold"
SEED = 20240607


def features(rows: list[Row]) -> np.ndarray:
    return np.array([vector({**r.candidate.evidence, "others": r.others}) for r in rows])


def weights(rows: list[Row], gold: float) -> np.ndarray:
    """Gold items count more than injections, and each half of the injections as much as the other."""
    return np.array([gold if r.kind.startswith("gold") else 1.0 for r in rows])


def estimators() -> dict[str, object]:
    return {
        "logistic": make_pipeline(StandardScaler(), LogisticRegression(C=0.05, max_iter=2000)),
        "boosting": HistGradientBoostingClassifier(
            max_depth=4,
            learning_rate=0.06,
            max_iter=150,
            l2_regularization=5.0,
            min_samples_leaf=15,
            random_state=SEED,
        ),
    }


def fit(name: str, rows: list[Row], gold: float) -> object:
    x, y = features(rows), np.array([r.label for r in rows])
    model = estimators()[name]
    key = "logisticregression__sample_weight" if name == "logistic" else "sample_weight"
    model.fit(x, y, **{key: weights(rows, gold)})
    return model


def ece(probability: np.ndarray, label: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error over equal-width bins."""
    place = np.minimum((probability * bins).astype(int), bins - 1)
    return float(
        sum(
            abs(probability[place == b].mean() - label[place == b].mean()) * (place == b).mean()
            for b in range(bins)
            if (place == b).any()
        )
    )


def report(name: str, rows: list[Row], p: np.ndarray) -> None:
    y = np.array([r.label for r in rows])
    print(
        f"{name}: n {len(y)}, AP {average_precision_score(y, p):.3f}, Brier {brier_score_loss(y, p):.3f}, "
        f"ECE {ece(p, y):.3f}, recall@.5 {(p[y == 1] >= 0.5).mean():.3f}, specificity@.5 {(p[y == 0] < 0.5).mean():.3f}"
    )


def cross_validate(gold: list[Row], extra: list[Row], weight: float) -> None:
    groups = [r.group for r in gold]
    y = np.array([r.label for r in gold])
    for name in estimators():
        p = np.zeros(len(gold))
        for train, test in StratifiedGroupKFold(5, shuffle=True, random_state=SEED).split(y, y, groups):
            model = fit(name, [gold[i] for i in train] + extra, weight)
            p[test] = model.predict_proba(features([gold[i] for i in test]))[:, 1]
        report(f"gold, cross-validated, {name}", gold, p)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--injections", type=int, default=1500)
    parser.add_argument("--gold-weight", type=float, default=8.0)
    parser.add_argument("--model", default="logistic")
    options = parser.parse_args()
    source = load_formulas(options.data / "formulas.txt").of("train")
    gold = gold_rows(GOLD / "formula.jsonl")
    extra = injected_rows(options.data, source, seed=SEED, n=options.injections, share=0.35)
    print(Counter((r.kind, r.label) for r in gold + extra))
    cross_validate(gold, extra, options.gold_weight)
    model = fit(options.model, gold + extra, options.gold_weight)
    held = injected_rows(options.data, source, seed=SEED + 1, n=300, share=0.35)
    report("fresh injections", held, model.predict_proba(features(held))[:, 1])
    dev = GOLD / "formula_dev.jsonl"
    if dev.exists():
        rows = gold_rows(dev)
        report("gold dev", rows, model.predict_proba(features(rows))[:, 1])
    threshold = 0.5
    codes = ("F01", "F02", "F03", "F04", "F05", "F06", "F07", "F08", "F09")
    card = {
        "name": "formula-classifier",
        "file": "formula.skops",
        "estimator": options.model,
        "features": list(FEATURES),
        "threshold": threshold,
        "thresholds": dict.fromkeys(codes, threshold),
        "trained_on": {
            "gold": "corpora/gold/formula.jsonl",
            "rows": {
                f"{kind}, {'intrudes' if label else 'belongs'}": n
                for (kind, label), n in sorted(Counter((r.kind, r.label) for r in gold + extra).items())
            },
            "stories": "development files of fiction by language models (MIT), by people (public domain), "
            "fairy tales (Apache-2.0), as carriers of seeded injections",
        },
        "seed": SEED,
        "versions": {
            "scikit-learn": sklearn.__version__,
            "skops": skops.__version__,
            "numpy": np.__version__,
        },
        "licence": "Apache-2.0",
    }
    store_estimator(HERE, model, card)
    return 0


if __name__ == "__main__":
    sys.exit(main())
