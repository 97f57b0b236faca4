from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.text.numbers import find_numbers, ordinal_value, value_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("seven", 7),
        ("twenty-one", 21),
        ("twenty\u2011one", 21),
        ("two hundred and six", 206),
        ("a hundred thousand", 100_000),
        ("three thousand four hundred", 3_400),
        ("half a dozen", 6),
        ("three dozen", 36),
        ("1,200", 1_200),
        ("3.5", Fraction(7, 2)),
    ],
)
def test_numbers_value_of_words_and_digits(text: str, value: int | Fraction) -> None:
    assert value_of(text) == value


@pytest.mark.parametrize("text", ["", "and", "two three", "twelvety", "9**9**9", "1e9", "٣", "²", "1" * 13])
def test_numbers_value_of_anything_else_is_none(text: str) -> None:
    assert value_of(text) is None


def test_numbers_find_gives_exact_spans_in_order() -> None:
    text = "Twenty-two ships and 1,200 men sailed for a hundred days."
    found = [(text[n.start : n.end], int(n.value)) for n in find_numbers(text)]
    assert found == [("Twenty-two", 22), ("1,200", 1200), ("a hundred", 100)]


@pytest.mark.parametrize(
    "text",
    ["at 7:45", "on 3/4", "$65", "v2.3.1", "PS5", "30%", "no. #7", "-179°", "10-inch", "twosome", "attend"],
)
def test_numbers_find_leaves_codes_clocks_and_money_out(text: str) -> None:
    assert not list(find_numbers(text))


def test_numbers_and_joins_only_after_a_hundred() -> None:
    assert [int(n.value) for n in find_numbers("two and three, a hundred and three")] == [2, 3, 103]


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("first", 1),
        ("thirty-first", 31),
        ("22nd", 22),
        ("twelfth", 12),
        ("firstly", None),
        ("thirty-one", None),
    ],
)
def test_numbers_ordinal_value(text: str, rank: int | None) -> None:
    assert ordinal_value(text) == rank


@given(st.integers(0, 999_999_999))
def test_numbers_digits_round_trip(value: int) -> None:
    assert value_of(str(value)) == value
    assert value_of(f"{value:,}") == value


@given(st.text(max_size=200))
def test_numbers_find_any_text_keeps_spans_inside(text: str) -> None:
    ends = [0]
    for number in find_numbers(text):
        assert ends[-1] <= number.start < number.end <= len(text)
        ends.append(number.end)
