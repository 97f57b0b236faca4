from collections.abc import Sequence

import numpy as np
import pytest
from scipy.stats import binomtest
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

from detector.rates.compare import compare_sides, holm
from detector.rates.paired import mcnemar_p, paired_difference, sign_flip_p
from detector.rates.pairs import PromptPairs
from detector.rates.records import StoryOutcome


def _side(values: Sequence[int], epochs: int = 1, prefix: str = "p") -> list[StoryOutcome]:
    return [
        StoryOutcome(f"{i}", f"{prefix}{i // epochs}", epoch=i % epochs + 1, values={"formula": value})
        for i, value in enumerate(values)
    ]


def test_mcnemar_is_statsmodels_exact() -> None:
    for a, b in ((0, 0), (3, 9), (15, 2), (7, 7)):
        assert mcnemar_p(a, b) == pytest.approx(mcnemar([[5, a], [b, 5]], exact=True).pvalue)


def test_holm_is_statsmodels() -> None:
    ps = [0.01, 0.04, 0.03, 0.005, 0.6, 0.04]
    assert holm(ps) == pytest.approx(list(multipletests(ps, method="holm")[1]))
    assert holm([]) == []


def test_sign_flips_of_single_pairs_are_mcnemar() -> None:
    pairs = [PromptPairs(1, 0, 1)] * 9 + [PromptPairs(0, 1, 1)] * 3 + [PromptPairs(0, 0, 1)] * 20
    assert sign_flip_p(pairs, 1) == pytest.approx(binomtest(3, 12).pvalue)
    many = [PromptPairs(1, 0, 1)] * 30 + [PromptPairs(0, 1, 1)] * 12
    assert sign_flip_p(many, 1) == pytest.approx(binomtest(12, 42).pvalue, abs=0.004)


def test_bonett_and_price_published_form() -> None:
    """(b + 1 - c - 1) / (n + 2) plus and minus 1.96 standard errors, worked out in the open."""
    pairs = [PromptPairs(1, 0, 1)] * 12 + [PromptPairs(0, 1, 1)] * 4 + [PromptPairs(0, 0, 1)] * 84
    found = paired_difference(pairs, seed=1)
    b, c = 13 / 102, 5 / 102
    half = 1.959964 * ((b + c - (b - c) ** 2) / 102) ** 0.5
    assert (found.low, found.high) == pytest.approx((b - c - half, b - c + half), abs=1e-5)
    assert found.estimate == pytest.approx(0.08)
    assert found.method == "McNemar, exact"


def test_no_disagreement_keeps_an_interval() -> None:
    found = paired_difference([PromptPairs(0, 0, 1)] * 30, seed=1)
    assert (found.estimate, found.p, found.needed) == (0, 1.0, None)
    assert found.low < -0.05
    assert found.high > 0.05


def test_paired_difference_covers_with_clusters() -> None:
    rng = np.random.default_rng(4)
    held, false, times = 0, 0, 300
    for _ in range(times):
        chance = rng.beta(1, 5, (60, 1)) * np.ones((1, 2))
        a, b = rng.binomial(4, chance[:, 0]), rng.binomial(4, chance[:, 1])
        # Which samples fail is exchangeable within a prompt, so pair them in any order.
        pairs = [
            PromptPairs(max(x - y, 0), max(y - x, 0), 4) for x, y in zip(a.tolist(), b.tolist(), strict=True)
        ]
        found = paired_difference(pairs, seed=1)
        held += found.low <= 0 <= found.high
        false += found.p < 0.05
    assert held / times >= 0.92
    assert false / times <= 0.08


def test_two_sides_told_apart_and_not() -> None:
    worse = compare_sides({"a": _side([1] * 20 + [0] * 20), "b": _side([0] * 40)})
    (one,) = worse.comparisons
    assert one.paired
    assert one.apart
    assert (one.only_a, one.only_b, one.n_pairs) == (20, 0, 40)
    assert "a has more formula injections than b: 50 points more" in worse.texts[0]
    assert worse.orders == {"formula": (("b",), ("a",))}

    same = compare_sides({"a": _side([1] * 6 + [0] * 34), "b": _side([0] * 3 + [1] * 5 + [0] * 32)})
    assert not same.comparisons[0].apart
    assert "cannot be told apart" in same.texts[0]
    assert "prompts would show it" in same.texts[0]
    assert same.orders == {"formula": (("b", "a"),)}


def test_other_prompts_are_not_paired() -> None:
    found = compare_sides({"a": _side([1] * 20 + [0] * 20), "b": _side([0] * 40, prefix="q")})
    (one,) = found.comparisons
    assert not one.paired
    assert found.pairing == "independent"
    assert one.apart
    assert "not paired" in one.text


def test_many_sides_have_an_order_with_ties() -> None:
    sides = {
        "good": _side([0] * 100),
        "fine": _side([0] * 98 + [1] * 2),
        "bad": _side([1] * 50 + [0] * 50),
    }
    found = compare_sides(sides)
    assert found.orders == {"formula": (("good", "fine"), ("bad",))}
    assert found.texts[0].startswith("By formula injections")
    assert "good = fine < bad" in found.texts[0]
    ranks = {one.name: one.rank for one in found.sides}
    assert ranks == {"good": 1, "fine": 1, "bad": 3}


def test_unscored_stories_have_no_partner() -> None:
    a = _side([1] * 10 + [0] * 10)
    b = [*_side([0] * 19), StoryOutcome("19", "p19", values={"formula": None})]
    (one,) = compare_sides({"a": a, "b": b}).comparisons
    assert (one.n_pairs, one.n_a, one.n_b) == (19, 20, 19)


def test_needed_prompts_give_about_80_percent_power() -> None:
    rng = np.random.default_rng(2)
    pairs = [PromptPairs(1, 0, 1)] * 15 + [PromptPairs(0, 1, 1)] * 5 + [PromptPairs(0, 0, 1)] * 80
    needed = paired_difference(pairs, seed=1).needed
    assert needed is not None
    drawn = rng.multinomial(needed, [0.15, 0.05, 0.8], 400)
    power = np.mean([mcnemar_p(int(a), int(b)) < 0.05 for a, b, _ in drawn])
    assert 0.7 <= power <= 0.88
