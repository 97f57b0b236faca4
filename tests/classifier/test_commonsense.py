from __future__ import annotations

from math import isfinite
from pathlib import Path
from typing import Any

import pytest

from detector.checks.base import Candidate
from detector.checks.registry import select_checks
from detector.classifier.artifact import store_estimator
from detector.classifier.commonsense_cues import CUES, cue_count, cue_counts
from detector.classifier.commonsense_features import FEATURES, matrix, stated
from detector.classifier.scoring import Scorer
from detector.classifier.stored import StoredClassifier
from detector.errors import ModelError
from detector.records import Category, Related
from detector.resources import resource
from detector.text.story import StoryDoc

TEXT = (
    "Odile smashed the teapot against the wall. The rain went on. She bought another one in town. "
    "“Perhaps,” he said. Then Odile poured tea from the teapot, and 3 cups were full."
)
RULES = {"C05": {"probability": 0.8, "threshold": 0.6}, "C02": {"probability": 0.7, "threshold": 0.55}}


def candidate(code: str = "C02", first: str = "smashed the teapot", **evidence: Any) -> Candidate:
    start, other = TEXT.index("poured tea from the teapot"), TEXT.index(first)
    related = (Related(start=other, end=other + len(first), text=first, role="contradicts"),)
    return Candidate(code, start, start + 26, "why", related, evidence)


def named(made: Candidate, text: str = TEXT, **known: Any) -> dict[str, float]:
    (row,) = matrix(StoryDoc(text, **known), [made], ())
    assert all(isfinite(value) for value in row)
    return dict(zip(FEATURES, row, strict=True))


def test_commonsense_features_tell_distance_and_what_lies_between() -> None:
    read = named(candidate())
    assert read["code=C02"] == 1.0
    assert read["distance"] > read["adjacent"] == read["same sentence"] == read["alone"] == 0.0
    assert read["between:repair"] > 0.0
    assert read["between:other"] > 0.0
    assert read["shared name"] == 1.0
    assert 0.0 < read["story in quotes"] < 1.0


def test_commonsense_features_of_a_candidate_without_a_second_end() -> None:
    read = named(Candidate("C05", 0, 5, "why"))
    assert read["alone"] == 1.0
    assert read["distance"] == read["between:repair"] == read["shared words"] == 0.0


def test_commonsense_features_take_the_scopes_that_the_check_states() -> None:
    read = named(candidate(scope2="imagined"))
    assert (read["there:stated scope"], read["here:stated scope"]) == (1.0, 0.0)


def test_commonsense_features_know_the_request() -> None:
    assert named(candidate(), prompt="A story about a witch")["request:magic"] == 1.0
    assert named(candidate(), genre="robot tale")["request:machine"] == 1.0
    assert named(candidate())["request:magic"] == 0.0


def test_commonsense_columns_hold_what_the_check_says() -> None:
    made = candidate(
        kind="smash", alone=True, quality=0.5, shift=-3, role="agent", odd=float("nan"), deep=[1]
    )
    says = stated(made)
    assert (
        says["kind:C02/smash"] == says["says:alone"] == says["has:quality"] == says["says:role=agent"] == 1.0
    )
    assert says["says:shift"] < 0.0 < says["says:quality"] < 0.5
    assert not {name for name in says if "odd" in name or "deep" in name}
    (row,) = matrix(StoryDoc(TEXT), [made], ("says:alone", "kind:C01/smash", "kind:C02/smash"))
    assert row[len(FEATURES) :] == [1.0, 0.0, 1.0]


def test_commonsense_features_survive_empty_and_hostile_text() -> None:
    for text in ("x", "“" * 400, "\x00\ud800" * 50, "a" * 5000):
        named(Candidate("C14", 0, 1, "why"), text)


def test_commonsense_cues_are_words_not_parts_of_words() -> None:
    assert cue_count("repair", "She mended it; amendments") == 1
    assert cue_count("magic", "A wizard's robe") == 1
    assert set(cue_counts("nothing here")) == set(CUES)


@pytest.fixture
def trained(tmp_path: Path) -> Path:
    """A classifier of C02 that believes no candidate with a repair between its ends."""
    from sklearn.linear_model import LogisticRegression

    column = FEATURES.index("between:repair")
    rows = [[0.0] * len(FEATURES) for _ in range(20)]
    for row in rows[10:]:
        row[column] = 1.0
    model = LogisticRegression(C=100.0).fit(rows, [1] * 10 + [0] * 10)
    card = {
        "name": "commonsense-classifier",
        "file": "commonsense.skops",
        "features": list(FEATURES),
        "columns": [],
        "threshold": 0.5,
        "thresholds": {"C02": 0.42},
    }
    store_estimator(tmp_path, model, card)
    return tmp_path


def test_scoring_judges_known_checks_and_leaves_the_rest_to_the_rules(trained: Path) -> None:
    scorer = Scorer(resource("models/formula-classifier"), RULES, trained)
    kept, other = candidate(first="Then Odile"), Candidate("C05", 0, 5, "why")
    repaired, clash, rule = scorer.probabilities(StoryDoc(TEXT), [candidate(), kept, other])
    assert repaired is not None
    assert clash is not None
    assert repaired < 0.5 < clash
    assert rule == 0.8
    assert (scorer.threshold("C02"), scorer.threshold("C05")) == (0.42, 0.6)
    assert [info.name for info in scorer.infos()] == ["formula-classifier", "commonsense-classifier"]


def test_scoring_without_a_commonsense_classifier_believes_the_rules() -> None:
    scorer = Scorer(resource("models/formula-classifier"), RULES)
    assert scorer.probabilities(StoryDoc(TEXT), [candidate()]) == [0.7]
    assert scorer.threshold("C02") == 0.55


def test_scoring_other_features_are_refused(trained: Path) -> None:
    path = trained / "card.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"alone"', '"alas"'), encoding="utf-8")
    scorer = Scorer(resource("models/formula-classifier"), RULES, trained)
    with pytest.raises(ModelError, match="other features"):
        scorer.probabilities(StoryDoc(TEXT), [candidate()])


def test_scoring_shipped_commonsense_classifier_loads_and_judges() -> None:
    folder = resource("models/commonsense-classifier")
    shipped = StoredClassifier(folder, FEATURES)
    row = [0.0] * (len(FEATURES) + len(shipped.card["columns"]))
    (p,) = shipped.probabilities([row])
    assert 0.0 <= p <= 1.0
    assert set(shipped.thresholds) <= {check.code for check in select_checks(Category.COMMONSENSE)}
    assert all(0.5 <= least < 1.0 for least in shipped.thresholds.values())
    assert "commonsense-classifier" in [info.name for info in Scorer.load().infos()]
