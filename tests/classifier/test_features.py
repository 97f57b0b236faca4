from __future__ import annotations

from math import isfinite

from detector.checks.registry import select_checks
from detector.classifier.features import FEATURES, matrix, vector
from detector.records import Category
from detector.text.story import StoryDoc


def test_features_are_distinct_and_as_many_as_a_vector() -> None:
    assert len(set(FEATURES)) == len(FEATURES) == len(vector({}))


def test_features_of_a_candidate_are_finite_and_read_its_evidence() -> None:
    story = StoryDoc("She wrote $x^2 = 9$ on the board, and $y = 3$ below it.")
    found = [c for check in select_checks(Category.FORMULA) for c in check.propose(story)]
    rows = matrix(found)
    assert all(isfinite(value) for row in rows for value in row)
    named = dict(zip(FEATURES, rows[0], strict=True))
    assert named["notation=latex_inline"] == 1.0
    assert named["presents"] == 1.0
    assert named["others"] > 0.0


def test_features_of_unknown_values_set_no_category() -> None:
    named = dict(zip(FEATURES, vector({"notation": "cuneiform", "setting": "dream"}), strict=True))
    categories = [name for name in FEATURES if name.startswith(("notation=", "setting="))]
    assert len(categories) > 15
    assert {named[name] for name in categories} == {0.0}
    assert named["unaccounted"] == 1.0
