"""Scan human fiction once and count: ``python corpora/baseline/measure.py fiction_human_test.jsonl.gz``.

Only counts are printed and stored; the texts stay where they are. Run it again when a check or a classifier
changes: reports say which checks have changed since.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from detector.inputs.read import read_stories
from detector.rates.outcomes import outcomes
from detector.rates.summary import summarize
from detector.records import utc_now
from detector.report.baseline import Baseline, detector_digest
from detector.scanner import ScanSetup, scan_stories

HERE = Path(__file__).resolve().parent


def measure(path: Path) -> Baseline:
    """Counts over one file of stories."""
    setup = ScanSetup.make()
    scorer = setup.scorer()
    scan = setup.scan_row(scorer)
    rows = []
    for result in scan_stories(read_stories([str(path)]), setup, scan_id=scan.scan_id, scorer=scorer):
        rows += outcomes([result.story], result.scores)
    checks = {check.code: check.category.value for check in setup.checks()}
    summary = summarize(rows, checks=checks)
    return Baseline(
        name="Human fiction",
        texts="O. Henry, H. G. Wells, Flatland",
        source="Standard Ebooks, public domain; the test split, scanned and counted only",
        measured=utc_now().date(),
        command=f"python corpora/baseline/measure.py {path.name}",
        n_texts=len(rows),
        n_words=sum(row.n_words for row in rows),
        checks={check.code: check.version for check in scan.checks},
        code=detector_digest(),
        classifiers={info.name: info.sha256 or "" for info in scan.classifiers},
        rates=tuple(
            rate.model_copy(update={"by": "all", "model": None})
            for rate in summary.rates
            if rate.check is None
        ),
    )


if __name__ == "__main__":
    made = measure(Path(sys.argv[1]))
    text = json.dumps(made.model_dump(mode="json"), indent=1, ensure_ascii=False)
    (HERE / "human_fiction.json").write_text(text + "\n", encoding="utf-8")
    for rate in made.rates:
        counts = f"{rate.n_flagged} of {rate.n_scored} texts, {rate.n_findings} findings"
        sys.stdout.write(f"{rate.category}: {counts}\n")
