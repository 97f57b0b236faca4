"""What a formula's surroundings say, and the sentence that explains it."""

from __future__ import annotations

from detector.checks.formula.arithmetic import Arithmetic
from detector.checks.formula.delimited_latex import DelimitedLatex
from detector.text.story import StoryDoc


def evidence(text: str) -> dict[str, object]:
    check = DelimitedLatex() if "$" in text else Arithmetic()
    (found,) = check.propose(StoryDoc(text))
    return dict(found.evidence)


def test_context_writing_verb_and_surface_are_found() -> None:
    seen = evidence("Miss Adair wrote $x^2 = 9$ on the blackboard. The chalk broke.")
    assert seen["presents"] == "wrote"
    assert seen["presents_close"] is True
    assert seen["surface"] == "blackboard"
    assert seen["word_after"] == "preposition"


def test_context_bare_intrusion_explains_itself() -> None:
    (found,) = DelimitedLatex().propose(StoryDoc("The pier creaked $E = mc^2$ under his boots."))
    assert found.explanation == "LaTeX in narration; nothing in the scene writes, reads or computes it."
    assert found.in_dialogue is False


def test_context_numbers_named_in_prose_are_shared() -> None:
    seen = evidence("Fifteen grains for each kilo, and the child weighed twelve. 15 × 12 = 180. She counted.")
    assert seen["numbers_shared"] == 2
    assert seen["true"] is True


def test_context_dialogue_is_told_from_narration() -> None:
    (found,) = DelimitedLatex().propose(StoryDoc("“I love $x^2 = 4$,” he said."))
    assert found.in_dialogue is True
    assert found.evidence["setting"] == "dialogue"


def test_context_inquit_after_the_formula() -> None:
    assert evidence("He unrolled the paper. $F = ma$, it read, in pencil.")["inquit"] == "it read"


def test_context_request_for_mathematics_is_seen() -> None:
    story = StoryDoc("The rain fell, $F = ma$.", prompt="Write about a maths teacher", expects_formula=True)
    (found,) = DelimitedLatex().propose(story)
    assert found.evidence["expects"] is True
    assert "the request asks for mathematics" in found.explanation
