"""Every side against every other, for every kind of failure: differences, Holm, order, and sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Literal

from detector.rates.compare_words import order_text, pair_text
from detector.rates.comparison import Comparison, ComparisonTable, Side
from detector.rates.intervals import share
from detector.rates.paired import paired_difference
from detector.rates.pairs import Key, flag_of, keyed, pairs_of
from detector.rates.records import StoryOutcome
from detector.rates.unpaired import clusters_of, unpaired_difference

ALPHA = 0.05
DIGITS = 6


def compare_sides(
    sides: Mapping[str, Sequence[StoryOutcome]],
    *,
    checks: Mapping[str, str] | None = None,
    seed: int = 1,
    confidence: float = 0.95,
) -> ComparisonTable:
    """Compare runs or models by how many of their stories are flagged.

    Sides that answer the same prompts are paired by prompt and epoch; others are compared as independent.
    All p-values of a call, over pairs, categories and checks, are corrected together by Holm's method; a
    check that flags no story of any side could not have told two apart, and is left out.

    Args:
        sides: Name to stories, at least two.
        checks: Code to category of checks to compare as well as whole categories.
        seed: Of the permutations.
        confidence: Of the intervals.

    References:
        Holm, S. (1979), Scandinavian Journal of Statistics 6: 65-70.
    """
    categories = sorted({name for side in sides.values() for row in side for name in row.values})
    asked: list[tuple[str, str | None]] = [(category, None) for category in categories]
    rows = [row for side in sides.values() for row in side]
    seen = {code for row in rows for made in row.findings.values() for code, times in made.items() if times}
    asked += [(category, code) for code, category in sorted((checks or {}).items()) if code in seen]
    values = {(name, what): keyed(rows, flag_of(*what)) for name, rows in sides.items() for what in asked}
    made = [
        _compare(a, b, what, values, seed, confidence) for what in asked for a, b in combinations(sides, 2)
    ]
    compared = [_worded(one) for one in _holm(made)]
    found = [
        side
        for what in asked
        for side in _ranked([_side(name, what, values[(name, what)], confidence) for name in sides], compared)
    ]
    kinds = {one.paired for one in compared}
    pairing: Literal["paired", "independent", "mixed"] = "mixed"
    if len(kinds) == 1:
        pairing = "paired" if kinds.pop() else "independent"
    orders = {category: _order(found, category) for category in categories}
    return ComparisonTable(
        confidence=confidence,
        seed=seed,
        pairing=pairing,
        sides=tuple(found),
        comparisons=tuple(compared),
        orders=orders,
        texts=tuple(_texts(orders, compared, len(sides))),
    )


def holm(ps: Sequence[float]) -> list[float]:
    """Holm's adjusted p-values: each times the number not yet rejected, never falling, at most 1."""
    adjusted, worst = [0.0] * len(ps), 0.0
    for rank, index in enumerate(sorted(range(len(ps)), key=lambda i: ps[i])):
        worst = max(worst, min(1.0, (len(ps) - rank) * ps[index]))
        adjusted[index] = worst
    return adjusted


def _compare(
    a: str,
    b: str,
    what: tuple[str, str | None],
    values: Mapping[tuple[str, tuple[str, str | None]], Mapping[Key, int]],
    seed: int,
    confidence: float,
) -> Comparison:
    first, second = values[(a, what)], values[(b, what)]
    prompts = pairs_of(first, second)
    names = {"a": a, "b": b, "category": what[0], "check": what[1]}
    counts = {"n_a": len(first), "n_b": len(second)}
    if prompts is None:
        one, other = clusters_of(first), clusters_of(second)
        found = unpaired_difference(one, other, seed=seed, confidence=confidence)
        n_prompts, n_pairs, only_a, only_b = len(one) + len(other), 0, 0, 0
    else:
        found = paired_difference(prompts, seed=seed, confidence=confidence)
        n_prompts, n_pairs = len(prompts), sum(one.n for one in prompts)
        only_a, only_b = sum(one.only_a for one in prompts), sum(one.only_b for one in prompts)
    made = Comparison(
        **names,
        **counts,
        paired=prompts is not None,
        n_pairs=n_pairs,
        n_prompts=n_prompts,
        only_a=only_a,
        only_b=only_b,
    )
    if found is None:
        return made
    return made.model_copy(
        update={
            "difference": round(found.estimate, DIGITS),
            "low": round(found.low, DIGITS),
            "high": round(found.high, DIGITS),
            "p": found.p,
            "needed": found.needed,
            "method": found.method,
        }
    )


def _holm(made: Sequence[Comparison]) -> Iterator[Comparison]:
    known = [one.p for one in made if one.p is not None]
    adjusted = iter(holm(known))
    for one in made:
        if one.p is None:
            yield one
            continue
        p = next(adjusted)
        yield one.model_copy(update={"p_holm": p, "apart": p < ALPHA})


def _worded(one: Comparison) -> Comparison:
    return one.model_copy(update={"text": pair_text(one)})


def _side(name: str, what: tuple[str, str | None], values: Mapping[Key, int], confidence: float) -> Side:
    interval = share(clusters_of(values), confidence)
    return Side(
        name=name,
        category=what[0],
        check=what[1],
        n_stories=len(values),
        n_flagged=sum(values.values()),
        rate=None if interval is None else round(interval.estimate, DIGITS),
        low=None if interval is None else round(interval.low, DIGITS),
        high=None if interval is None else round(interval.high, DIGITS),
    )


def _ranked(sides: Sequence[Side], compared: Sequence[Comparison]) -> Iterator[Side]:
    """The sides of one category or check with their ranks, from the lowest rate to the highest.

    A new rank begins with the first side that surely fails more often than the best one of the rank before;
    until then sides are tied.
    """
    apart = {
        frozenset((one.a, one.b))
        for one in compared
        if one.apart and sides and (one.category, one.check) == (sides[0].category, sides[0].check)
    }
    best: Side | None = None
    rank = 0
    known = [one for one in sides if one.rate is not None]
    for place, one in enumerate(sorted(known, key=lambda one: (one.rate or 0.0, one.name)), 1):
        if best is None or frozenset((best.name, one.name)) in apart:
            best, rank = one, place
        yield one.model_copy(update={"rank": rank})
    yield from (one for one in sides if one.rate is None)


def _order(sides: Sequence[Side], category: str) -> tuple[tuple[str, ...], ...]:
    chosen = [one for one in sides if one.category == category and one.check is None and one.rank]
    ranks = dict.fromkeys(one.rank for one in chosen)
    return tuple(tuple(one.name for one in chosen if one.rank == rank) for rank in ranks)


def _texts(
    orders: Mapping[str, tuple[tuple[str, ...], ...]], compared: Sequence[Comparison], n_sides: int
) -> Iterator[str]:
    """All pairs in words where there are few sides; else the orders, and how many pairs are apart."""
    if n_sides == 2:
        yield from (one.text for one in compared)
        return
    for category, order in orders.items():
        pairs = [one for one in compared if one.category == category and one.check is None]
        yield order_text(category, order, pairs)
