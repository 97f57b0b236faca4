from __future__ import annotations

import random

import pytest

from detector.labels.agreement import agreement, agreements
from detector.labels.store import latest
from tests.labels.test_store import label


def pairs(yes_yes: int, yes_no: int, no_yes: int, no_no: int) -> list[tuple[str, str]]:
    return (
        [("error", "error")] * yes_yes
        + [("error", "fine")] * yes_no
        + [("fine", "error")] * no_yes
        + [("fine", "fine")] * no_no
    )


def test_kappa_of_a_textbook_table() -> None:
    """20 and 15 alike of 50: p_o 0.7, p_e 0.5, so kappa is 0.4."""
    found = agreement("a", "b", "story", pairs(20, 5, 10, 15))
    assert found.n == 50
    assert found.observed == pytest.approx(0.7)
    assert found.kappa == pytest.approx(0.4)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.4 < found.high
    assert (found.both_error, found.only_a, found.only_b, found.both_fine) == (20, 5, 10, 15)


def test_kappa_leaves_unsure_answers_out_and_counts_them() -> None:
    found = agreement("a", "b", "story", [*pairs(5, 1, 1, 5), ("unsure", "error"), ("fine", "unsure")])
    assert (found.n, found.n_unsure) == (12, 2)


def test_kappa_of_labellers_who_never_differ_has_a_real_interval() -> None:
    few, many = (agreement("a", "b", "story", pairs(n, 0, 0, n)) for n in (5, 50))
    assert few.kappa == many.kappa == few.high == 1
    assert few.low is not None
    assert many.low is not None
    assert 0 < few.low < many.low < 1


def test_kappa_is_not_defined_where_all_answers_are_the_same() -> None:
    for table in (pairs(9, 0, 0, 0), pairs(0, 0, 0, 9), []):
        found = agreement("a", "b", "story", table)
        assert found.kappa is None
        assert found.method


def test_kappa_interval_covers_the_true_value() -> None:
    """Two labellers, each right in 90% of answers, half of them errors: kappa is 0.64."""
    rng = random.Random(11)

    def heard(truth: bool) -> str:
        return "error" if truth == (rng.random() < 0.9) else "fine"

    hits = 0
    for _ in range(200):
        truths = [rng.random() < 0.5 for _ in range(150)]
        found = agreement("a", "b", "story", [(heard(truth), heard(truth)) for truth in truths])
        assert found.low is not None
        assert found.high is not None
        hits += found.low <= 0.64 <= found.high
    assert 180 <= hits <= 199


def test_agreements_of_every_pair_and_kind() -> None:
    rows = [
        label(f"i{i}", "error" if i % 2 else "fine", who) for i in range(6) for who in ("ann", "bob", "cy")
    ]
    rows.append(label("s", "error", "ann", kind="story"))
    rows.append(label("m", "error", "ann", kind="span"))
    rows.append(label("m", "error", "bob", kind="span"))
    found = agreements(latest(rows))
    assert [(each.a, each.b, each.kind, each.n) for each in found] == [
        ("ann", "bob", "finding", 6),
        ("ann", "cy", "finding", 6),
        ("bob", "cy", "finding", 6),
    ]
