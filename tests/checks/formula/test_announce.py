"""Only a clause that says, writes, names or shows something announces a formula."""

from __future__ import annotations

import pytest

from detector.checks.formula._announce import announcement, goes_on
from detector.checks.formula._context import context_of
from detector.text.story import StoryDoc


@pytest.mark.parametrize(
    ("lead", "kind"),
    [
        ("He chalked one line: ", "names"),
        ("On the blackboard: ", "surface"),
        ("The old man said it twice — ", "says"),
        ("Slowly she wrote: ", "presents"),
    ],
)
def test_a_clause_that_announces(lead: str, kind: str) -> None:
    found = announcement(lead)
    assert found is not None
    assert (found.kind, found.close) == (kind, True)


@pytest.mark.parametrize(
    "lead",
    ["He opened the door: ", "She wrote to him; the rain fell: ", "They went on board: ", "", ": : :", "— "],
)
def test_a_clause_that_announces_nothing(lead: str) -> None:
    assert announcement(lead) is None


def test_a_distant_word_is_not_close() -> None:
    found = announcement("He wrote to his mother every week of that long winter: ")
    assert found is not None
    assert not found.close


@pytest.mark.parametrize(
    "after", ["; the wind came in", ", and he slept", " — but she laughed", "”, he said"]
)
def test_the_sentence_goes_on(after: str) -> None:
    assert goes_on(after)


@pytest.mark.parametrize("after", [".", "", ". The wind", "; The wind", " the wind"])
def test_the_sentence_does_not_go_on(after: str) -> None:
    assert not goes_on(after)


def test_the_context_tells_an_announcement_from_a_mark() -> None:
    text = "He opened the door: v = 3x + 2; the wind came in."
    start = text.index("v =")
    context = context_of(StoryDoc(text), start, text.index(";"))
    assert (context.before, context.after, context.announced, context.goes_on) == (
        "colon",
        "semicolon",
        None,
        True,
    )
