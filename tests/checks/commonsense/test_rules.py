from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.checks.commonsense._arithmetic import LARGEST, result_of, show
from detector.checks.commonsense._counted_words import letter_counts, word_counts
from detector.checks.commonsense._lexicon import (
    material_of_word,
    materials,
    nouns,
    nouns_of,
    places,
    states,
    things_of,
)
from detector.checks.commonsense._mentions import conflicts
from detector.checks.commonsense._prose import plainly_told, read_prose


@pytest.mark.parametrize(
    ("quote", "counts"),
    [
        ("He’s not really here.", {4}),
        ("half-asleep again", {2, 3}),
        ("Run—now", {2}),
        ("and/or", {1, 2}),
        ("...", {0}),
    ],
)
def test_rules_word_counts(quote: str, counts: set[int]) -> None:
    assert word_counts(quote) == counts


def test_rules_letter_counts_only_of_one_word() -> None:
    assert letter_counts("H-O-M-E") == {4}
    assert letter_counts("love") == {4}
    assert letter_counts("my love") == set()


@settings(deadline=None)
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=6))
def test_rules_sums_are_exact(numbers: list[int]) -> None:
    assert result_of("add", [Fraction(n) for n in numbers]) == sum(numbers)


@pytest.mark.parametrize(
    ("operation", "numbers", "result"),
    [("sub", [10, 4, 1], 5), ("mul", [7, 8], 56), ("div", [7, 2], Fraction(7, 2)), ("div", [7, 0], None)],
)
def test_rules_arithmetic(operation: str, numbers: list[int], result: Fraction | None) -> None:
    assert result_of(operation, [Fraction(n) for n in numbers]) == result


def test_rules_arithmetic_refuses_what_is_too_large() -> None:
    assert result_of("mul", [Fraction(LARGEST + 1), Fraction(2)]) is None
    assert show(Fraction(7, 2)) == "3.5"


def test_rules_lexicon_materials_are_told_apart() -> None:
    assert material_of_word()["oak"] == "wood"
    assert not materials()["wood"].rusts
    assert materials()["iron"].rusts
    sure = [word for material in materials().values() for word in material.sure]
    assert len(sure) == len(set(sure)), "a sure word names one material"


def test_rules_lexicon_states_speak_of_known_materials() -> None:
    for state in states():
        assert set(state.not_of) <= set(materials()), state.name
        assert things_of(state.not_of), state.name
        assert "iron" not in state.not_of or "rust" not in state.name


def test_rules_lexicon_classes_hold_what_the_checks_ask() -> None:
    assert "throne" in nouns("one_piece")
    assert "pocket" in nouns_of("tiny_container")
    assert "blue whale" in nouns_of("large_thing")
    assert not set(nouns_of("tiny_container")) & set(nouns_of("large_thing"))
    assert not set(places("low")) & set(places("high"))


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        ("wood", "iron", True),
        ("iron", "brass", False),
        ("leather", "cloth", False),
        ("stone", "bone", False),
        ("ice", "wood", True),
    ],
)
def test_rules_materials_conflict(one: str, other: str, clash: bool) -> None:
    assert conflicts(one, other) is clash
    assert conflicts(other, one) is clash


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The lamp was unplugged.", True),
        ("If the lamp was unplugged, it was dark.", False),
        ("It was like the lamp was unplugged.", False),
        ("It was never the lamp was unplugged.", False),
        ("“The lamp was unplugged.”", False),
        ("He dreamt the lamp was unplugged.", False),
    ],
)
def test_rules_plainly_told(text: str, told: bool) -> None:
    start = text.lower().index("the lamp")
    assert plainly_told(read_prose(text), start, start + len("the lamp was unplugged")) is told


@given(st.text(max_size=300))
def test_rules_prose_shape_keeps_every_offset(text: str) -> None:
    prose = read_prose(text)
    assert len(prose.shape) == len(text)
    for start, number in prose.numbers.items():
        assert set(prose.shape[start : number.end]) == {"#"}
