from __future__ import annotations

import pytest

from detector.evaluation.numbers import curve, f1, rate, reliability, share, wilson


def test_numbers_wilson_agrees_with_statsmodels() -> None:
    from statsmodels.stats.proportion import proportion_confint

    for k, n in ((0, 20), (3, 20), (20, 20), (7, 93)):
        low, high = proportion_confint(k, n, method="wilson")
        assert wilson(k, n) == pytest.approx((low, high), abs=1e-9)
    assert wilson(0, 0) == (0.0, 1.0)


def test_numbers_share_of_nothing_has_no_value() -> None:
    assert share(0, 0)["value"] is None


def test_numbers_f1() -> None:
    assert f1(8, 2, 2) == pytest.approx(0.8)
    assert f1(0, 0, 0) is None


def test_numbers_rate_is_per_ten_thousand_words_with_a_poisson_interval() -> None:
    made = rate(0, 100_000)
    assert made["value"] == 0.0
    assert made["high"] == pytest.approx(0.3689, abs=1e-3)
    assert rate(3, 100_000)["low"] < 0.3 < rate(3, 100_000)["high"]


def test_numbers_reliability_of_a_perfect_and_a_wrong_forecast() -> None:
    assert reliability([1.0, 0.0], [1, 0])["ece"] == 0.0
    assert reliability([1.0, 1.0], [0, 0])["ece"] == 1.0
    assert reliability([], [])["ece"] is None


def test_numbers_curve_counts_what_was_never_scored() -> None:
    points = curve([0.9, 0.8, 0.1], [1, 0, 1], positives=4)
    assert points[0] == {"threshold": 0.9, "precision": 1.0, "recall": 0.25}
    assert points[-1]["recall"] == 0.5
