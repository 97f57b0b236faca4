import pytest

from detector.text.timeline import amount_of, find_durations, find_ranges, unit_of


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("for twelve years", [(12.0, "year")]),
        ("twenty-one long days and a night", [(21.0, "day"), (1.0, "night")]),
        ("half a century", [(0.5, "century")]),
        ("many years", []),
        ("a hundred hours", [(100.0, "hour")]),
    ],
)
def test_timeline_durations(text: str, found: list[tuple[float, str]]) -> None:
    assert [(d.amount, d.unit) for d in find_durations(text)] == found


@pytest.mark.parametrize(
    ("text", "lengths", "unit"),
    [
        ("from nine until midnight", {3, 15}, "hour"),
        ("from Monday to Wednesday", {1, 2, 3}, "day"),
        ("from November until February", {2, 3, 4}, "month"),
        ("from 1950 to 1985", {34, 35, 36}, "year"),
        ("from noon to midnight", {12, 24}, "hour"),
    ],
)
def test_timeline_ranges(text: str, lengths: set[int], unit: str) -> None:
    (found,) = find_ranges(text)
    assert (set(found.lengths), found.unit) == (lengths, unit)
    assert text[found.start : found.end] == text


@pytest.mark.parametrize(
    "text", ["from nine to 1985", "from June to Monday", "from five to nine miles", "from here to there"]
)
def test_timeline_ranges_of_two_kinds_are_none(text: str) -> None:
    assert not list(find_ranges(text))


def test_timeline_units_and_amounts() -> None:
    assert unit_of("Centuries") == "century"
    assert unit_of("days") == "day"
    assert amount_of("a") == 1
    assert amount_of("umpteen") is None
