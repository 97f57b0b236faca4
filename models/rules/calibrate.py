"""Give each rule the share of its findings that are true, as read by eye: ``python
models/rules/calibrate.py``.

Reads ``readings.jsonl`` (one row for every finding that the rules make on the development files: its code,
where it was found, and whether a reader accepts it) and, where they are there, the project's labelled
stories for training and development (``corpora/gold/commonsense.jsonl``, ``commonsense_dev.jsonl``). Writes
``calibration.json``.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from detector.checks.registry import all_checks
from detector.records import Category
from detector.text.story import StoryDoc

HERE = Path(__file__).parent
GOLD = ("commonsense.jsonl", "commonsense_dev.jsonl")
THRESHOLD = 0.5


def smoothed(true: int, n: int) -> float:
    """Laplace's rule of succession: the mean of the uniform prior after ``true`` of ``n``."""
    return (true + 1) / (n + 2)


def read_by_eye() -> tuple[Counter[str], Counter[str]]:
    """True findings and all findings by code; an unsure one counts as half of neither, that is, as false."""
    true: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for line in (HERE / "readings.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        total[row["code"]] += 1
        true[row["code"]] += row["verdict"] == "true"
    return true, total


def on_gold(folder: Path) -> tuple[Counter[str], Counter[str]]:
    """True findings and all findings by code on the labelled stories that may be learnt from."""
    true: Counter[str] = Counter()
    total: Counter[str] = Counter()
    checks = [check for check in all_checks() if check.category is Category.COMMONSENSE]
    for name in GOLD:
        path = folder / name
        for line in path.read_text("utf-8").splitlines() if path.exists() else ():
            row = json.loads(line)
            story = StoryDoc(row["text"], genre=row.get("genre"), premise=row.get("premise"))
            for check in checks:
                for found in check.propose(story):
                    total[check.code] += 1
                    true[check.code] += any(_meets(found.start, found.end, span) for span in row["spans"])
    return true, total


def _meets(start: int, end: int, span: dict[str, Any]) -> bool:
    """The finding touches the error or the place that the error contradicts."""
    places = [span, *span["related"]]
    return any(start < place["end"] and place["start"] < end for place in places)


def main() -> None:
    """Write ``calibration.json`` beside this script."""
    eye_true, eye_all = read_by_eye()
    gold_true, gold_all = on_gold(HERE.parents[1] / "corpora" / "gold")
    table: dict[str, dict[str, Any]] = defaultdict(dict)
    for check in all_checks():
        if check.category is not Category.COMMONSENSE:
            continue
        code = check.code
        true, n = eye_true[code] + gold_true[code], eye_all[code] + gold_all[code]
        table[code] = {
            "probability": round(smoothed(true, n), 4),
            "threshold": THRESHOLD,
            "n": n,
            "source": f"{eye_true[code]} of {eye_all[code]} findings on development stories accepted by one "
            f"reader, {gold_true[code]} of {gold_all[code]} on own labelled stories (train and dev); "
            f"Laplace-smoothed",
        }
    (HERE / "calibration.json").write_text(json.dumps(table, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
