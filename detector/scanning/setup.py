"""What a scan is made of: which checks, from which probability on, and the id that names the combination."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detector.checks.registry import all_checks, select_checks
from detector.errors import UsageError
from detector.records import Category, CheckInfo, Scan, utc_now
from detector.text.pipeline import MAX_CHARS

if TYPE_CHECKING:
    from detector.checks.base import Check
    from detector.classifier.scoring import Scorer


@dataclass(frozen=True)
class ScanSetup:
    """The configuration of a scan; small, and it travels to worker processes.

    Attributes:
        codes: The checks that run, sorted.
        min_probability: Findings from this probability on are emitted; None means each check's own threshold.
        spacy_model: An installed spaCy pipeline to use in place of the shipped one.
        max_chars: Texts longer than this are not scored.
        classifier: A file of ``storyfault train`` that changes the shipped classifiers' probabilities.
    """

    codes: tuple[str, ...]
    min_probability: float | None = None
    spacy_model: str | None = None
    max_chars: int = MAX_CHARS
    classifier: str | None = None

    @classmethod
    def make(
        cls,
        *,
        only: Category | str | None = None,
        checks: Sequence[str] | None = None,
        min_probability: float | None = None,
        spacy_model: str | None = None,
        max_chars: int = MAX_CHARS,
        classifier: str | None = None,
    ) -> ScanSetup:
        """Choose checks by category and code, and refuse what cannot be.

        Raises:
            UsageError: A code is unknown, no check is left, or a number is out of range.
            ModelError: The classifier is missing or damaged.
        """
        if min_probability is not None and not 0 <= min_probability <= 1:
            raise UsageError(
                f"A minimum probability of {min_probability} makes no sense.", "Give one from 0 to 1."
            )
        try:
            category = Category(only) if only is not None else None
        except ValueError:
            known = " or ".join(c.value for c in Category)
            raise UsageError(f"There is no kind of failure called {only!r}.", f"It is {known}.") from None
        chosen = select_checks(category, known_codes(checks or ()))
        if not chosen:
            raise UsageError("No check is left to run.", "Choose other codes, or drop the category.")
        if classifier is not None:
            from detector.classifier.recalibration import read_recalibration

            read_recalibration(Path(classifier))
        return cls(tuple(c.code for c in chosen), min_probability, spacy_model, max_chars, classifier)

    def scorer(self) -> Scorer:
        """The shipped classifiers, changed by this setup's own where there is one."""
        from detector.classifier.scoring import Scorer

        return Scorer.load(self.classifier)

    def checks(self) -> tuple[Check, ...]:
        """The checks themselves, sorted by code."""
        return select_checks(codes=self.codes)

    def categories(self) -> tuple[Category, ...]:
        """The categories that get a score, in the order of ``Category``."""
        present = {check.category for check in self.checks()}
        return tuple(category for category in Category if category in present)

    def options(self) -> dict[str, Any]:
        """The options that change what is found, as they are stored."""
        return {
            "min_probability": self.min_probability,
            "spacy_model": self.spacy_model,
            "max_chars": self.max_chars,
        }

    def scan_row(self, scorer: Scorer) -> Scan:
        """The row of ``scans.jsonl`` that names this scan.

        ``scan_id`` is a short hash of checks, versions, classifiers, thresholds and options.
        """
        infos = tuple(CheckInfo(code=check.code, version=check.version) for check in self.checks())
        classifiers = tuple(scorer.infos())
        options = {**self.options(), "thresholds": {code: scorer.threshold(code) for code in self.codes}}
        content = [
            [info.model_dump() for info in infos],
            [info.model_dump() for info in classifiers],
            options,
        ]
        digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
        return Scan(
            scan_id=digest[:12],
            started_at=utc_now(),
            checks=infos,
            classifiers=classifiers,
            options=options,
        )


def known_codes(codes: Sequence[str]) -> list[str]:
    """Codes as the user writes them, in capitals.

    Raises:
        UsageError: There is no such check.
    """
    known = [check.code for check in all_checks()]
    wanted = [code.strip().upper() for code in codes]
    for code in wanted:
        if code not in known:
            raise UsageError(f"There is no check {code!r}.", f"There are {', '.join(known)}.")
    return wanted
