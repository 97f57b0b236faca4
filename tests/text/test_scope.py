import pytest

from detector.text.scope import Scope, inside, quoted_spans, scope_cues, sentence_scope


@pytest.mark.parametrize(
    ("sentence", "scope"),
    [
        ("The phone died at noon.", Scope.ASSERTED),
        ("The phone did not die.", Scope.NEGATED),
        ("If the phone died, he would be lost.", Scope.CONDITIONAL),
        ("Did the phone die?", Scope.QUESTION),
        ("He dreamt that the phone died.", Scope.IMAGINED),
        ("The phone lay there like a dead beetle.", Scope.FIGURATIVE),
        ("The phone always died at noon.", Scope.HABITUAL),
    ],
)
def test_scope_of_a_sentence(sentence: str, scope: Scope) -> None:
    assert sentence_scope(sentence) is scope


def test_scope_names_are_no_modal_verbs() -> None:
    assert scope_cues("Will met May by the well.") == frozenset()


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("“Run,” she said. “Now.”", ["“Run,”", "“Now.”"]),
        ('"Run," she said.', ['"Run,"']),
        ("He said ‘not yet’ and left.", ["‘not yet’"]),
        ("“It goes on\nand on", ["“It goes on"]),
        ("It’s the dogs’ dinner.", []),
        ("«Non», dit-il.", ["«Non»"]),
    ],
)
def test_scope_quoted_spans(text: str, quoted: list[str]) -> None:
    assert [text[a:b] for a, b in quoted_spans(text)] == quoted


def test_scope_inside() -> None:
    spans = [(0, 5), (10, 20)]
    assert inside(spans, 12, 15)
    assert not inside(spans, 6, 8)
    assert not inside(spans, 18, 25)
    assert not inside([], 0, 1)
