import pytest

from detector.text.quantities import find_quantities, is_plural, singular


def test_quantities_number_with_its_noun() -> None:
    text = "She had three small apples and two pears."
    found = [(text[q.start : q.end], int(q.value), q.noun) for q in find_quantities(text)]
    assert found == [("three small apples", 3, "apples"), ("two pears", 2, "pears")]


@pytest.mark.parametrize(
    "text",
    [
        "about six pieces",
        "another three men",
        "six or seven men",
        "almost ten coins",
        "the other two boys",
    ],
)
def test_quantities_inexact_and_partial_numbers_are_marked(text: str) -> None:
    assert any(q.approximate for q in find_quantities(text))


def test_quantities_exact_number_is_not_marked() -> None:
    assert not next(find_quantities("He counted six boats.")).approximate


@pytest.mark.parametrize(
    ("noun", "one"),
    [
        ("berries", "berry"),
        ("boxes", "box"),
        ("coins", "coin"),
        ("glass", "glass"),
        ("men", "men"),
        ("bus", "bus"),
    ],
)
def test_quantities_singular(noun: str, one: str) -> None:
    assert singular(noun) == one


def test_quantities_plural_shape() -> None:
    assert is_plural("children")
    assert is_plural("houses")
    assert not is_plural("glass")
    assert not is_plural("gas")
