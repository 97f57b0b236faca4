"""Long runs of one mark, and a text made of formulas, cost bounded time."""

from __future__ import annotations

import time

import pytest

from detector.checks.formula._base import MOST
from detector.checks.formula.ascii_mathematics import AsciiMathematics
from detector.checks.registry import select_checks
from detector.records import Category
from detector.text.story import StoryDoc


def test_a_text_made_of_formulas_is_read_up_to_a_bound() -> None:
    found = list(AsciiMathematics().propose(StoryDoc("“x = 1 " * 1000)))
    assert len(found) == MOST


@pytest.mark.parametrize("unit", ["|", "| ", "=", "*", "→", "-> ", "_"])
def test_a_run_of_marks_holds_no_formula(unit: str) -> None:
    story = StoryDoc((unit * 20_000)[:20_000])
    began = time.process_time()
    found = [c for check in select_checks(Category.FORMULA) for c in check.propose(story)]
    assert found == []
    assert time.process_time() - began < 5
