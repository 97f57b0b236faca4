"""The demo's truth: counted over what the oracle could read and the scan scored, and said in words."""

from __future__ import annotations

import pytest

from detector.cli.demo_truth import truth_lines
from detector.synthesis.grammar import generate_story
from detector.synthesis.oracle import read_story
from detector.synthesis.oracle_rates import Scanned, compare, readable_share

UNREADABLE = "It was a story of its own. No template has this sentence. Nor this one."


def scanned(seed: int, rates: dict[str, float], **flagged: bool | None) -> Scanned:
    text = generate_story(seed, genre="sea", rates=rates).text
    return Scanned(f"p{seed}", read_story(text), {"formula": False, "commonsense": False, **flagged})


@pytest.fixture
def stories() -> list[Scanned]:
    clean: dict[str, float] = {}
    rows = [scanned(1, {"commonsense": 1.0}, commonsense=True), scanned(2, {"commonsense": 1.0})]
    rows += [scanned(3, {"formula": 1.0}, formula=True), scanned(4, clean, commonsense=True)]
    rows += [scanned(seed, clean) for seed in range(5, 9)]
    rows += [scanned(9, clean, formula=None)]
    return [*rows, Scanned("p10", read_story(UNREADABLE), {"formula": True, "commonsense": True})]


def test_demo_truth_counts_only_what_is_read_and_scored(stories: list[Scanned]) -> None:
    formula, commonsense = compare(stories)
    assert (formula.n, formula.both, formula.missed, formula.false_alarms) == (8, 1, 0, 0)
    assert (commonsense.n, commonsense.both, commonsense.missed, commonsense.false_alarms) == (9, 1, 1, 1)
    assert commonsense.truth is not None
    assert commonsense.truth.estimate == pytest.approx(2 / 9)
    assert commonsense.truth.low < 2 / 9 < commonsense.truth.high
    share = readable_share(stories)
    assert share is not None
    assert share.estimate == pytest.approx(0.9)


def test_demo_truth_says_it_in_words(stories: list[Scanned]) -> None:
    about, formula, commonsense = truth_lines(stories)
    assert "could read 90% of 10 stories (95% CI " in about
    assert "1 story that it could not read is left out" in about
    assert formula.startswith("formula, 8 stories: measured 12.5% (") or "measured 12% (" in formula
    assert "the scan found 1 of 1 story with one and flagged 0 of 7 without." in formula
    assert "in truth 22% (" in commonsense
    assert "the scan found 1 of 2 stories with one and flagged 1 of 7 without." in commonsense


def test_demo_truth_of_stories_it_cannot_read() -> None:
    row = Scanned("p", read_story(UNREADABLE), {"formula": False})
    assert list(truth_lines([row])) == ["The truth is not known: the oracle could not read the one story."]
    assert list(truth_lines([])) == []
