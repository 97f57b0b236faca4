"""One story through the checks and the classifier."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from math import prod
from typing import TYPE_CHECKING, Any

from detector.checks.base import Candidate, Check
from detector.errors import StoryfaultError
from detector.inputs.story import StoryInput
from detector.records import Category, Finding, Score, Status
from detector.scanning.setup import ScanSetup
from detector.text.story import StoryDoc

if TYPE_CHECKING:
    from detector.classifier.scoring import Scorer

Judged = tuple[Candidate, float | None]
TOO_LONG = "longer than"
"""How the reason begins for which a very long text is not scored."""


@dataclass(frozen=True, slots=True)
class StoryScan:
    """What a scan made of one story.

    Attributes:
        story: The story.
        findings: The emitted findings, sorted by start.
        scores: One for each selected category, flagged or not.
    """

    story: StoryInput
    findings: tuple[Finding, ...]
    scores: tuple[Score, ...]

    @property
    def flagged(self) -> bool:
        """At least one category is flagged."""
        return any(score.value == 1 for score in self.scores)


class StoryScanner:
    """Scans stories one by one; holds what is loaded once: checks, classifiers, the language pipeline.

    Args:
        setup: What to run.
        scorer: Gives candidates their probability; the shipped one, loaded on first use, unless given.
        scan_id: What findings and scores carry.
        parse: Turns text into a spaCy Doc; the setup's pipeline unless given.

    Raises:
        CheckError: A check of the setup is unknown here.
    """

    def __init__(
        self,
        setup: ScanSetup,
        *,
        scorer: Scorer | None = None,
        scan_id: str = "",
        parse: Callable[[str], Any] | None = None,
    ) -> None:
        self.setup = setup
        self.scan_id = scan_id
        self._given = scorer
        self._given_parse = parse
        self._by_category = {
            category: tuple(check for check in setup.checks() if check.category == category)
            for category in setup.categories()
        }

    @cached_property
    def scorer(self) -> Scorer:
        """The classifiers."""
        if self._given is not None:
            return self._given
        return self.setup.scorer()

    @cached_property
    def _parse(self) -> Callable[[str], Any] | None:
        if self._given_parse is not None:
            return self._given_parse
        if self.setup.spacy_model is None:
            return None
        from detector.text.pipeline import load_pipeline, parse

        load_pipeline(self.setup.spacy_model)
        return partial(parse, name=self.setup.spacy_model)

    def scan(self, story: StoryInput) -> StoryScan:
        """Scan one story. What a check raises costs its category's score, never the scan.

        Raises:
            StoryfaultError: Something shipped is missing or cannot be loaded: no story could be scanned.
        """
        started = time.perf_counter()
        reason = self._unscorable(story)
        n_words = len(story.text.split())
        findings: list[Finding] = []
        scores: list[Score] = []
        doc: StoryDoc | None = None
        for category, checks in self._by_category.items():
            emitted: list[Finding] = []
            probability: float | None = None
            problem = reason
            if problem is None:
                matching, problem = _matching(checks, story.text)
                if matching:
                    doc = doc or self._doc(story)
                    judged, problem = self._judge(doc, category, matching, problem)
                    probability = _any_of(judged)
                    emitted = [self._finding(story, c, p) for c, p in judged if self._emits(c, p)]
                elif problem is None:
                    probability = 0.0
            now = time.perf_counter()
            scores.append(self._score(story, category, emitted, probability, problem, n_words, now - started))
            started = now
            findings += emitted
        findings.sort(key=lambda finding: (finding.start, finding.end, finding.code))
        return StoryScan(story, tuple(findings), tuple(scores))

    def _unscorable(self, story: StoryInput) -> str | None:
        if story.status is not Status.OK:
            return f"status {story.status.value}"
        if not story.text or story.text.isspace():
            return "empty"
        if len(story.text) > self.setup.max_chars:
            return f"{TOO_LONG} {self.setup.max_chars:,} characters"
        return None

    def _doc(self, story: StoryInput) -> StoryDoc:
        return StoryDoc(
            story.text,
            story_id=story.id,
            prompt=story.prompt,
            genre=story.genre,
            premise=story.premise,
            expects_formula=story.expects_formula,
            parse=self._parse,
        )

    def _judge(
        self, doc: StoryDoc, category: Category, checks: Sequence[Check], problem: str | None
    ) -> tuple[list[Judged], str | None]:
        """The candidates of these checks with their probabilities, and what went wrong first, if anything."""
        candidates: dict[tuple[str, int, int], Candidate] = {}
        for check in checks:
            try:
                for found in list(check.propose(doc)):
                    candidates.setdefault((found.code, found.start, found.end), found)
            except StoryfaultError:
                raise
            except Exception as error:
                problem = problem or _failure(check.code, error)
        if not candidates:
            return [], problem
        unique = list(candidates.values())
        if category is Category.FORMULA:
            unique = _outermost(unique)
        try:
            return list(zip(unique, self.scorer.probabilities(doc, unique), strict=True)), problem
        except StoryfaultError:
            raise
        except Exception as error:
            return [], problem or _failure("the classifier", error)

    def _emits(self, candidate: Candidate, probability: float | None) -> bool:
        if probability is None:
            return True
        least = self.setup.min_probability
        return probability >= (self.scorer.threshold(candidate.code) if least is None else least)

    def _finding(self, story: StoryInput, candidate: Candidate, probability: float | None) -> Finding:
        check = self._checks[candidate.code]
        return Finding(
            finding_id=finding_id(story.id, candidate),
            story_id=story.id,
            scan_id=self.scan_id,
            code=candidate.code,
            category=check.category,
            start=candidate.start,
            end=candidate.end,
            text=story.text[candidate.start : candidate.end],
            related=candidate.related,
            probability=probability,
            severity=check.severity,
            explanation=candidate.explanation,
            evidence=dict(candidate.evidence),
            scope=candidate.scope,
            in_dialogue=candidate.in_dialogue,
            check_version=check.version,
        )

    @cached_property
    def _checks(self) -> dict[str, Check]:
        return {check.code: check for checks in self._by_category.values() for check in checks}

    def _score(
        self,
        story: StoryInput,
        category: Category,
        emitted: Sequence[Finding],
        probability: float | None,
        problem: str | None,
        n_words: int,
        seconds: float,
    ) -> Score:
        return Score.model_construct(
            story_id=story.id,
            scan_id=self.scan_id,
            category=category,
            value=None if problem else 1 if emitted else 0,
            probability=None if problem else probability,
            n_findings=len(emitted),
            n_words=n_words,
            findings_by_code=dict(Counter(finding.code for finding in emitted)) if emitted else {},
            unscored_reason=problem,
            scan_time=round(seconds, 6),
        )


def finding_id(story_id: str, candidate: Candidate) -> str:
    """A short hash of what is found where: the same finding has the same id in every scan."""
    key = f"{story_id}\0{candidate.code}\0{candidate.start}\0{candidate.end}"
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _matching(checks: Sequence[Check], text: str) -> tuple[list[Check], str | None]:
    matching: list[Check] = []
    problem = None
    for check in checks:
        try:
            if check.might_match(text):
                matching.append(check)
        except Exception as error:
            problem = problem or _failure(check.code, error)
    return matching, problem


def _outermost(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Candidates in the order of the text, without those that another one encloses.

    ``$E = mc^2$`` is a formula to the check of delimiters and another to that of equations: it counts once.
    """
    kept: list[Candidate] = []
    reached: Candidate | None = None
    for candidate in sorted(candidates, key=lambda c: (c.start, -c.end, c.code)):
        if reached is None or candidate.end > reached.end:
            kept.append(candidate)
            reached = candidate
    return kept


def _failure(who: str, error: Exception) -> str:
    text = " ".join(str(error).split())[:200]
    return f"{who} failed: {type(error).__name__}{': ' if text else ''}{text}"


def _any_of(judged: Sequence[Judged]) -> float | None:
    """That at least one candidate is a failure, were they independent: 1 − Π(1 − p).

    None where a candidate has no probability; 0 without candidates: it says what the checks see and no more.
    """
    known = [p for _, p in judged if p is not None]
    if len(known) < len(judged):
        return None
    return 1.0 - prod(1.0 - p for p in known)
