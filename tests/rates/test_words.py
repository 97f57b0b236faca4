import pytest

from detector.rates.names import group_names
from detector.rates.records import Rate
from detector.rates.verdict import verdict
from detector.rates.words import count, number, percent, percent_range


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (0, "0%"),
        (0.0004, "<0.1%"),
        (0.001, "0.1%"),
        (0.025, "2.5%"),
        (0.02, "2%"),
        (0.0994, "9.9%"),
        (0.0996, "10%"),
        (0.23, "23%"),
        (0.985, "98%"),
        (0.992, "99.2%"),
        (0.9995, ">99.9%"),
        (1, "100%"),
    ],
)
def test_percent_has_about_two_figures(value: float | None, text: str) -> None:
    assert percent(value) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (0.18, 0.29, "18–29"),
        (0.0044, 0.1288, "0.4–12.9"),
        (0, 0.0188, "0–1.9"),
        (0.0001, 0.02, "<0.1–2"),
        (0.2, 1, "20–100"),
    ],
)
def test_percent_range_gives_both_ends_alike(low: float, high: float, text: str) -> None:
    assert percent_range(low, high) == text


def test_number_and_count() -> None:
    assert [number(v) for v in (None, 0, 0.004, 0.043, 1.24, 17.4, 1234)] == [
        "–",
        "0",
        "<0.01",
        "0.04",
        "1.2",
        "17",
        "1,234",
    ]
    assert [count(n, "story", "stories") for n in (0, 1, 1680)] == ["0 stories", "1 story", "1,680 stories"]


def _rate(category: str, n_flagged: int, n_scored: int, low: float, high: float) -> Rate:
    return Rate(
        category=category,
        n_stories=n_scored,
        n_scored=n_scored,
        n_unscored=0,
        n_flagged=n_flagged,
        n_prompts=n_scored,
        rate=n_flagged / n_scored if n_scored else None,
        low=low,
        high=high,
        method="wilson",
    )


@pytest.mark.parametrize(
    ("rate", "name", "text"),
    [
        (
            _rate("commonsense", 46, 200, 0.18, 0.293),
            "gpt-oss-20b",
            "gpt-oss-20b, 200 stories: 23% contain a common-sense error "
            "(95% CI 18–29, found without a language model: a lower bound).",
        ),
        (
            _rate("formula", 0, 200, 0, 0.0188),
            "gpt-oss-20b",
            "gpt-oss-20b, 200 stories: no formula injection was found (at most 1.9%).",
        ),
        (
            _rate("formula", 1, 40, 0.0044, 0.1288),
            None,
            "40 stories: 2.5% contain a formula injection (95% CI 0.4–12.9).",
        ),
        (
            _rate("formula", 1, 3, 0.06, 0.79),
            "m",
            "m, 3 stories: 1 contains a formula injection (33%, 95% CI 6–79).",
        ),
        (
            _rate("formula", 2, 3, 0.21, 0.94),
            "m",
            "m, 3 stories: 2 contain a formula injection (67%, 95% CI 21–94).",
        ),
        (
            _rate("formula", 1, 1, 0.21, 1),
            None,
            "1 story: it contains a formula injection; one story says little about a rate (95% CI 21–100).",
        ),
        (
            _rate("commonsense", 0, 30, 0, 0.1135),
            "m",
            "m, 30 stories: no common-sense error was found "
            "(looking without a language model; at most 11% contain one that rules can see).",
        ),
        (_rate("formula", 0, 1, 0, 0.79), None, "1 story: no formula injection was found (at most 79%)."),
    ],
)
def test_verdict_is_a_sentence_with_its_uncertainty(rate: Rate, name: str | None, text: str) -> None:
    assert verdict(rate, name=name) == text


def test_group_names_tell_groups_apart() -> None:
    assert list(group_names([(None, None, None)]).values()) == [None]
    assert list(group_names([("r1", "m", "p"), ("r2", "n", "p")]).values()) == ["m", "n"]
    assert list(group_names([("r1", "m", "p"), ("r2", "m", "p")]).values()) == ["m, p, r1", "m, p, r2"]
    assert list(group_names([("r1", "m", "p"), ("r1", "m", "q")]).values()) == ["m, p", "m, q"]
    assert list(group_names([(None, None, None), (None, "m", None)]).values()) == ["unnamed model", "m"]
