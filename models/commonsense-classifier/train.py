"""Train the classifier of common-sense candidates, and write it with its card.

    python models/commonsense-classifier/train.py --data FOLDER [--cache FOLDER]

FOLDER holds the development stories; no test file is opened here. With a cache, each text is parsed once.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

import fit
import sklearn
import skops
from data import CARRIERS, CLEAN, Read, Row, read_all, tasks

from detector.checks.registry import all_checks
from detector.classifier.artifact import store_estimator
from detector.classifier.commonsense_features import FEATURES
from detector.records import Category

HERE = Path(__file__).parent
SEED = 20241103
#: A check whose candidates were fewer than these keeps the measured precision of models/rules.
LEAST_TRUE, LEAST_ROWS = 8, 15


def main() -> int:
    """Read, train, measure by cross-validation, store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=None)
    parser.add_argument("--injections", type=int, default=1400)
    parser.add_argument("--grammar", type=int, default=300)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    started = time.time()
    work = list(tasks(options.data, seed=SEED, n_injected=options.injections, n_grammar=options.grammar))
    reads = read_all(work, options.cache, options.jobs)
    rows = [row for made in reads for row in made.rows]
    print(f"{len(rows)} rows from {len(work)} stories in {time.time() - started:.0f} s")
    words = Counter[str]()
    for made in reads:
        words[made.source] += made.words
    columns = fit.columns_of(rows)
    strength, p = fit.choose(rows, columns)
    codes = enough(rows)
    thresholds = {code: fit.threshold(rows, p, code, words) for code in codes}
    model = fit.fit(rows, columns, strength)
    measured = {
        "cross-validated": fit.figures(rows, p, thresholds, words),
        "by code": {
            code: fit.figures(rows, p, thresholds, words, code) for code in sorted({r.code for r in rows})
        },
        "errors with a candidate": coverage(reads),
    }
    print(json.dumps({"strength": strength, "thresholds": thresholds, **measured}, indent=1))
    card = {
        "name": "commonsense-classifier",
        "file": "commonsense.skops",
        "estimator": f"logistic regression (C={strength}), calibrated by a sigmoid out of fold",
        "predicts": "the probability that a candidate is an error that a reader accepts",
        "features": list(FEATURES),
        "columns": columns,
        "threshold": max(thresholds.values(), default=0.5),
        "thresholds": thresholds,
        "check_versions": {
            check.code: check.version for check in all_checks() if check.category is Category.COMMONSENSE
        },
        "trained_on": {
            "rows": counts(rows),
            "words": dict(sorted(words.items())),
            "stories": "own labelled stories (train and dev), own grammar stories, errors of the train half "
            f"of corpora/injections put into {CARRIERS} (MIT), and as clean text {', '.join(CLEAN)} "
            "(public domain, Apache-2.0) and figurative_dev (MIT)",
        },
        "measured": measured,
        "seed": SEED,
        "versions": {"scikit-learn": sklearn.__version__, "skops": skops.__version__},
        "licence": "Apache-2.0",
    }
    store_estimator(HERE, model, card)
    print(f"{time.time() - started:.0f} s")
    return 0


def enough(rows: list[Row]) -> list[str]:
    """The checks of which the classifier has seen enough to judge them."""
    seen, true = Counter(r.code for r in rows), Counter(r.code for r in rows if r.label)
    return sorted(code for code in seen if true[code] >= LEAST_TRUE and seen[code] >= LEAST_ROWS)


def counts(rows: list[Row]) -> dict[str, dict[str, int]]:
    """Rows by source and check, true and false apart."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        table[f"{row.source}, {'error' if row.label else 'none'}"][row.code] += 1
    return {name: dict(sorted(found.items())) for name, found in sorted(table.items())}


def coverage(reads: list[Read]) -> dict[str, list[int]]:
    """By source: errors that some candidate meets, and all errors."""
    table: dict[str, list[int]] = {}
    for made in reads:
        if made.errors:
            row = table.setdefault(made.source, [0, 0])
            row[0] += made.met
            row[1] += made.errors
    return table


if __name__ == "__main__":
    sys.exit(main())
