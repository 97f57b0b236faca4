"""What the detector flags in human fiction: the row beside which a model's rates are read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from detector.rates.records import Group, Rate, Summary
from detector.records import Row
from detector.report.figures import Table, row_of, table_of
from detector.report.source import Source
from detector.resources import data_root

FILE = "corpora/baseline/human_fiction.json"


class Baseline(Row):
    """Texts that people wrote, scanned and counted once.

    Attributes:
        name: What to call them.
        texts: Which they are, in words.
        source: Where they come from.
        measured: When.
        command: How.
        checks: Code to version of the checks that ran.
        classifiers: Name to sha256.
        code: ``detector_digest`` of the detector that measured it; empty where unknown.
        rates: Of whole categories.
    """

    name: str
    texts: str
    source: str
    measured: date
    command: str
    n_texts: int
    n_words: int
    checks: dict[str, str]
    classifiers: dict[str, str]
    code: str = ""
    rates: tuple[Rate, ...]


def shipped_baseline() -> Baseline | None:
    """The baseline that ships; None where it does not."""
    path = data_root() / FILE
    if not path.exists():
        return None
    return Baseline.model_validate(json.loads(path.read_text(encoding="utf-8")))


def detector_digest() -> str:
    """A short hash of the code and the lexicon that decide what is found."""
    package = Path(__file__).resolve().parents[1]
    found = hashlib.sha256()
    for root, folders, kinds in (
        (package, ("checks", "text", "state", "lexicon", "classifier"), (".py",)),
        (data_root(), ("corpora/lexicon", "models/rules"), (".yml", ".yaml", ".json")),
    ):
        for folder in folders:
            for path in sorted((root / folder).rglob("*")):
                if path.suffix in kinds:
                    found.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]


def changed_checks(baseline: Baseline, sources: Sequence[Source]) -> list[str]:
    """The checks that ran here in another version than on the baseline, or were not there then."""
    ran = {check.code: check.version for source in sources if source.scan for check in source.scan.checks}
    return sorted(code for code, version in ran.items() if baseline.checks.get(code) != version)


def baseline_table(summary: Summary, sources: Sequence[Source], names: Mapping[Group, str]) -> Table | None:
    """For each category what is flagged here and in human fiction; None without a baseline or a rate."""
    baseline = shipped_baseline()
    if baseline is None:
        return None
    rows = []
    pooled = any(rate.by == "all" for rate in summary.rates)
    for category in summary.categories:
        human = next((rate for rate in baseline.rates if rate.category == category), None)
        here = next(
            (
                rate
                for rate in summary.rates
                if rate.category == category
                and rate.check is None
                and rate.by == ("all" if pooled else "model")
            ),
            None,
        )
        if human is None or here is None or not here.n_scored:
            continue
        name = "All together" if pooled else names[(here.run, here.model, here.dataset)]
        rows.append(row_of(here, name, total=True, kind_word=True))
        rows.append(row_of(human, baseline.name, kind_word=True))
    return table_of("Beside human fiction", "Stories", rows, note=_note(baseline, sources)) if rows else None


def _note(baseline: Baseline, sources: Sequence[Source]) -> str:
    words = round(baseline.n_words / max(baseline.n_texts, 1), -2)
    note = (
        f"{baseline.name}: {baseline.texts}; {baseline.n_texts} texts of about {words:,.0f} words, "
        f"scanned on {baseline.measured}. Longer texts have more room for a finding: compare findings per "
        "10,000 words. What is flagged there is a false alarm, or an author's slip."
    )
    changed = changed_checks(baseline, sources)
    if not changed and baseline.code not in ("", detector_digest()):
        note += " The detector has changed since."
    if changed:
        note += f" Checks that have changed since: {', '.join(changed)}."
    return note
