"""Comparisons as sentences."""

from __future__ import annotations

from collections.abc import Sequence

from detector.rates.comparison import Comparison
from detector.rates.words import count, percent_range

FAILURES = {"formula": "formula injections", "commonsense": "common-sense errors"}


def pair_text(one: Comparison) -> str:
    """For example "b has more formula injections than a: 23 points of 100 stories more (95% CI 12–34, …)"."""
    what = f"findings of {one.check}" if one.check else FAILURES.get(one.category, one.category)
    if one.difference is None or one.low is None or one.high is None or one.p_holm is None:
        return f"{one.a} and {one.b} cannot be compared by {what}: one of them has no scored story."
    on = count(one.n_pairs, "pair") if one.paired else f"{one.n_a:,} and {one.n_b:,} stories, not paired"
    if not one.apart:
        both = f"95% CI {_points(one.low)} to {_points(one.high)}"
        return (
            f"{one.a} and {one.b} cannot be told apart by {what}: {_points(one.difference)} points "
            f"({both}, {_p(one.p_holm)}, {on}){_needed(one)}."
        )
    more, less = (one.a, one.b) if one.difference > 0 else (one.b, one.a)
    ends = sorted((abs(one.low), abs(one.high))) if one.low * one.high > 0 else None
    between = percent_range(*ends) if ends else f"{_points(one.low)} to {_points(one.high)}"
    return (
        f"{more} has more {what} than {less}: {100 * abs(one.difference):.3g} points more "
        f"(95% CI {between}, {_p(one.p_holm)}, {on})."
    )


def order_text(category: str, order: Sequence[Sequence[str]], pairs: Sequence[Comparison]) -> str:
    """All sides from best to worst, tied ones with "="."""
    what = FAILURES.get(category, category)
    apart = sum(one.apart for one in pairs)
    listed = " < ".join(" = ".join(tied) for tied in order)
    if not apart:
        return f"No two of them can be told apart by {what} ({count(len(pairs), 'pair')} compared)."
    return (
        f"By {what}, from fewest to most: {listed}. After each < stands the first that surely has more than "
        f"the first of the group before; {apart:,} of {count(len(pairs), 'pair')} are apart."
    )


def _needed(one: Comparison) -> str:
    if one.needed is None:
        return ""
    each = "prompts" if one.paired else "prompts a side"
    return f"; were that the true difference, about {one.needed:,} {each} would show it"


def _points(value: float) -> str:
    return f"{100 * value:+.3g}".replace("-", "−")


def _p(p: float) -> str:
    return "p < 0.001" if p < 0.001 else f"p = {p:.2g}"
