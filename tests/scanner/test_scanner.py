from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from detector.checks.base import Candidate
from detector.checks.registry import all_checks
from detector.errors import ResourceError, UsageError
from detector.inputs import StoryInput
from detector.records import Category, ClassifierInfo, Status
from detector.scanner import ScanSetup, StoryScan, StoryScanner, scan_stories
from detector.text.story import StoryDoc

INTRUDED = "The harbour was dark. $E = mc^2$ The gulls slept."
CLEAN = "The harbour was dark, and the gulls slept."


class FixedScorer:
    """Gives every candidate one probability."""

    def __init__(self, probability: float | None = 0.9, threshold: float = 0.5) -> None:
        self.probability, self.least = probability, threshold

    def probabilities(self, story: StoryDoc, candidates: Sequence[Candidate]) -> list[float | None]:
        return [self.probability] * len(candidates)

    def threshold(self, code: str) -> float:
        return self.least

    def infos(self) -> tuple[ClassifierInfo, ...]:
        return (ClassifierInfo(name="fixed", sha256="0" * 64, threshold=self.least),)


def scan_one(text: str, *, scorer: Any = None, status: Status = Status.OK, **options: Any) -> StoryScan:
    setup = ScanSetup.make(**options)
    scanner = StoryScanner(setup, scorer=scorer or FixedScorer(), scan_id="s")
    return scanner.scan(StoryInput(id="a", text=text, status=status))


def propose(*spans: tuple[int, int]) -> Any:
    def proposed(story: StoryDoc) -> Iterator[Candidate]:
        for start, end in spans:
            yield Candidate("C05", start, end, "Because.")

    return proposed


@pytest.fixture
def calendar(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The check C05, whose behaviour a test replaces."""
    check = next(check for check in all_checks() if check.code == "C05")
    monkeypatch.setattr(check, "might_match", lambda text: True)
    return check


def test_scanner_flags_a_formula_and_scores_both_categories() -> None:
    result = scan_one(INTRUDED)
    (finding,) = result.findings
    assert finding.text == "$E = mc^2$" == INTRUDED[finding.start : finding.end]
    assert (finding.story_id, finding.scan_id, finding.probability) == ("a", "s", 0.9)
    scores = {score.category: score for score in result.scores}
    assert (scores[Category.FORMULA].value, scores[Category.COMMONSENSE].value) == (1, 0)
    assert scores[Category.FORMULA].findings_by_code == {finding.code: 1}
    assert scores[Category.FORMULA].n_words == len(INTRUDED.split())
    assert result.flagged


def test_scanner_scores_are_valid_rows() -> None:
    for score in scan_one(INTRUDED).scores:
        assert type(score).model_validate(score.model_dump(mode="json")) == score


def test_scanner_clean_text_is_scored_zero() -> None:
    result = scan_one(CLEAN)
    assert result.findings == ()
    assert [(score.value, score.probability, score.n_findings) for score in result.scores] == [
        (0, 0.0, 0)
    ] * 2
    assert not result.flagged


def test_scanner_below_threshold_is_not_emitted_but_counts_in_the_probability() -> None:
    result = scan_one(INTRUDED, scorer=FixedScorer(0.4), only="formula")
    assert result.findings == ()
    assert (result.scores[0].value, result.scores[0].probability) == (0, pytest.approx(0.4))
    lowered = scan_one(INTRUDED, scorer=FixedScorer(0.4), only="formula", min_probability=0.3)
    assert len(lowered.findings) == 1
    raised = scan_one(INTRUDED, scorer=FixedScorer(0.9), only="formula", min_probability=0.95)
    assert raised.findings == ()


def test_scanner_story_probability_is_that_of_any(calendar: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar, "propose", propose((0, 3), (4, 8)))
    result = scan_one(CLEAN, scorer=FixedScorer(0.5), checks=["C05"])
    assert result.scores[0].probability == pytest.approx(0.75)


def test_scanner_candidate_without_probability_is_emitted(
    calendar: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar, "propose", propose((0, 3)))
    result = scan_one(CLEAN, scorer=FixedScorer(None), checks=["C05"])
    assert (result.findings[0].probability, result.scores[0].probability) == (None, None)
    assert result.scores[0].value == 1


def test_scanner_findings_are_sorted_and_unique(calendar: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar, "propose", propose((12, 15), (0, 3), (12, 15)))
    findings = scan_one(CLEAN, checks=["C05"]).findings
    assert [(finding.start, finding.end) for finding in findings] == [(0, 3), (12, 15)]
    again = scan_one(CLEAN, checks=["C05"]).findings
    assert [f.finding_id for f in again] == [f.finding_id for f in findings]
    assert len({f.finding_id for f in findings}) == 2


def test_scanner_formula_inside_a_formula_counts_once() -> None:
    result = scan_one(INTRUDED, only="formula")
    assert len(result.findings) == 1


@pytest.mark.parametrize(
    ("text", "status", "reason"),
    [
        ("", Status.OK, "empty"),
        (" \n", Status.OK, "empty"),
        (INTRUDED, Status.REFUSAL, "status refusal"),
        ("", Status.NO_FINAL, "status no_final"),
    ],
)
def test_scanner_what_cannot_be_scored_is_null(text: str, status: Status, reason: str) -> None:
    result = scan_one(text, status=status)
    assert result.findings == ()
    assert [(score.value, score.unscored_reason) for score in result.scores] == [(None, reason)] * 2


def test_scanner_text_that_is_too_long_is_null() -> None:
    scanner = StoryScanner(ScanSetup.make(max_chars=10), scorer=FixedScorer())
    score = scanner.scan(StoryInput(id="a", text=CLEAN)).scores[0]
    assert (score.value, score.unscored_reason) == (None, "longer than 10 characters")


@pytest.mark.parametrize("where", ["propose", "might_match"])
def test_scanner_check_that_fails_costs_its_category_only(
    calendar: Any, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def boom(_: object) -> Iterator[Candidate]:
        raise ZeroDivisionError("by\nzero")

    monkeypatch.setattr(calendar, where, boom)
    result = scan_one(INTRUDED)
    scores = {score.category: score for score in result.scores}
    assert scores[Category.COMMONSENSE].value is None
    assert scores[Category.COMMONSENSE].unscored_reason == "C05 failed: ZeroDivisionError: by zero"
    assert scores[Category.FORMULA].value == 1


def test_scanner_classifier_that_fails_costs_the_score(
    calendar: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(FixedScorer):
        def probabilities(self, story: StoryDoc, candidates: Sequence[Candidate]) -> list[float | None]:
            raise ValueError("shape")

    monkeypatch.setattr(calendar, "propose", propose((0, 3)))
    score = scan_one(CLEAN, scorer=Broken(), checks=["C05"]).scores[0]
    assert (score.value, score.unscored_reason) == (None, "the classifier failed: ValueError: shape")


def test_scanner_missing_resource_stops_the_scan(calendar: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def boom(_: object) -> Iterator[Candidate]:
        raise ResourceError("lexicon")  # type: ignore[arg-type]

    monkeypatch.setattr(calendar, "propose", boom)
    with pytest.raises(ResourceError):
        scan_one(CLEAN)


def test_scanner_clean_text_costs_no_document(monkeypatch: pytest.MonkeyPatch) -> None:
    def boom(*_: object, **__: object) -> None:
        raise AssertionError("a document was made")

    monkeypatch.setattr("detector.scanning.core.StoryDoc", boom)
    assert scan_one(CLEAN, checks=["F01", "C05"]).scores[0].value == 0


def test_setup_selects_and_refuses() -> None:
    assert ScanSetup.make(only="formula").categories() == (Category.FORMULA,)
    assert ScanSetup.make(checks=["c05 "]).codes == ("C05",)
    assert all(code.startswith("C") for code in ScanSetup.make(only="commonsense").codes)
    with pytest.raises(UsageError):
        ScanSetup.make(only="spelling")
    with pytest.raises(UsageError):
        ScanSetup.make(only="formula", checks=["C05"])
    with pytest.raises(UsageError):
        ScanSetup.make(min_probability=1.5)
    with pytest.raises(UsageError, match="There is no check 'X99'"):
        ScanSetup.make(checks=["X99"])


def test_setup_scan_id_names_the_configuration() -> None:
    scorer: Any = FixedScorer()
    one = ScanSetup.make().scan_row(scorer)
    assert ScanSetup.make().scan_row(scorer).scan_id == one.scan_id
    assert one.options["thresholds"]["C05"] == 0.5
    others: list[tuple[dict[str, Any], Any]] = [
        ({"min_probability": 0.2}, scorer),
        ({"only": "formula"}, scorer),
        ({}, FixedScorer(threshold=0.6)),
    ]
    ids = {ScanSetup.make(**options).scan_row(other).scan_id for options, other in others}
    assert len(ids | {one.scan_id}) == 4


def stories(n: int) -> Iterator[StoryInput]:
    for number in range(n):
        yield StoryInput(id=str(number), text=INTRUDED if number % 7 == 0 else CLEAN)


def test_stream_is_lazy() -> None:
    taken: list[str] = []

    def watched() -> Iterator[StoryInput]:
        for story in stories(100):
            taken.append(story.id)
            yield story

    results = scan_stories(watched(), ScanSetup.make(), scorer=FixedScorer())
    next(results)
    assert taken == ["0"]


def test_stream_in_processes_gives_the_same_in_the_same_order() -> None:
    setup = ScanSetup.make(only="formula")

    def plain(results: Iterator[StoryScan]) -> list[Any]:
        kept = []
        for result in results:
            scores = [score.model_dump(exclude={"scan_time"}) for score in result.scores]
            kept.append((result.story.id, [f.model_dump() for f in result.findings], scores))
        return kept

    alone = plain(scan_stories(stories(100), setup, scan_id="x"))
    together = plain(scan_stories(stories(100), setup, scan_id="x", workers=2))
    assert [story_id for story_id, _, _ in alone] == [str(n) for n in range(100)]
    assert together == alone


def test_stream_error_of_a_reader_comes_through_the_processes() -> None:
    def broken() -> Iterator[StoryInput]:
        yield from stories(40)
        raise UsageError("Broken.", "Mend it.")

    with pytest.raises(UsageError, match="Broken"):
        list(scan_stories(broken(), ScanSetup.make(only="formula"), workers=2))


def test_stream_process_that_dies_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    from detector.errors import StoryfaultError

    monkeypatch.setattr("detector.scanning.stream._scan_chunk", _die)
    with pytest.raises(StoryfaultError, match="A scanning process died"):
        list(scan_stories(stories(3), ScanSetup.make(only="formula"), workers=2))


def _die(*_: object) -> None:
    os._exit(9)


def test_scan_stories_left_early_ends_its_processes() -> None:
    before = set(multiprocessing.active_children())
    stories = (StoryInput(id=str(number), text=CLEAN) for number in range(10_000))
    results = scan_stories(stories, ScanSetup.make(checks=["F01"]), workers=2)
    assert next(results).story.id == "0"
    assert set(multiprocessing.active_children()) - before
    results.close()  # type: ignore[attr-defined]
    assert set(multiprocessing.active_children()) - before == set()
