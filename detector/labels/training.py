"""From labels to a classifier: the findings that people judged, and what the shipped one gave them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from detector.classifier.recalibration import NAME, Judged, Recalibration, fit
from detector.errors import RunError
from detector.labels.store import LABELS, latest, read_labels
from detector.runs import RunFolder


@dataclass(frozen=True)
class Trained:
    """A recalibration, and what it was made from.

    Attributes:
        n_findings: Judged findings that were used.
        n_open: Findings left out because labellers were unsure or differ.
        n_recalibrated: Findings left out because a recalibration had changed their probability already.
    """

    recalibration: Recalibration
    n_findings: int
    n_open: int
    n_recalibrated: int


def train(runs: Sequence[Path], labels: Sequence[Path] = ()) -> Trained:
    """Fit the shipped classifiers' probabilities to the judged findings of runs.

    Args:
        runs: Run folders.
        labels: Label files; each run's own otherwise.

    Raises:
        RunError: There is no run, no judged finding, or the runs were scanned with different classifiers.
    """
    base: dict[str, str] = {}
    plain: set[tuple[str, str]] = set()
    names: list[str] = []
    for path in runs:
        folder = RunFolder.open(path)
        names.append(folder.info.run_id)
        for scan in folder.scans():
            if any(info.name == NAME for info in scan.classifiers):
                continue
            plain.add((folder.info.run_id, scan.scan_id))
            for info in scan.classifiers:
                if base.setdefault(info.name, info.sha256 or "") != (info.sha256 or ""):
                    raise RunError(
                        f"{path}: scanned with another {info.name} than other labels.",
                        "Train on scans of one version.",
                    )
    standing = latest(read_labels(labels or [path / LABELS for path in runs]))
    judged: dict[tuple[str, str], list[tuple[Judged, str, bool]]] = {}
    for label in standing.values():
        if label.kind != "finding" or label.probability is None or label.code is None:
            continue
        one = Judged(
            label.story_id,
            label.code,
            label.category,
            label.probability,
            label.answer == "error",
            label.weight or 1.0,
        )
        known = (label.run_id, label.scan_id) in plain
        judged.setdefault((label.run_id, label.item_id), []).append((one, label.answer, known))
    settled = [
        given
        for given in judged.values()
        if len({answer for _, answer, _ in given}) == 1 and given[0][1] != "unsure"
    ]
    used = [given[0][0] for given in settled if given[0][2]]
    if not used:
        raise RunError(
            f"{runs[0]}: no finding is labelled right or wrong.", "Label some first: storyfault label RUN"
        )
    source = f"{len(used)} judged findings of {', '.join(names)}"
    return Trained(
        fit(used, base=base, source=source), len(used), len(judged) - len(settled), len(settled) - len(used)
    )
