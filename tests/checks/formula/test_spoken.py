from __future__ import annotations

import pytest

from detector.checks.formula._spoken import spoken
from detector.checks.formula._tables import told


@pytest.mark.parametrize(
    "said",
    [
        "F equals m times a",
        "E equals m c squared",
        "the square root of b squared minus four a c",
        "speed is distance over time",
        "a sub one squared minus a sub one plus one is equal to zero",
        "x is greater than zero",
        "force is mass times acceleration",
        "minus b plus or minus the square root of d",
    ],
)
def test_spoken_span_is_exact(said: str) -> None:
    text = f"The rain fell, {said}, and the dog slept."
    assert [text[s.start : s.end] for s in spoken(text)] == [said]


@pytest.mark.parametrize(
    "said", ["Four sixes are twenty-four", "nine from twelve leaves three", "half of fourteen is seven"]
)
def test_spoken_sums_in_number_words_are_told(said: str) -> None:
    text = f"He said, {said}, and slept."
    assert [text[a:b] for a, b in told(text)] == [said]


@pytest.mark.parametrize(
    "text",
    [
        "one and one make two, he said",
        "four sixes are twenty-five",
        "nine from the village left three",
        "half of them were seven years old",
        "five and six are late",
    ],
)
def test_spoken_prose_and_wrong_sums_are_not_told(text: str) -> None:
    assert told(text) == []
