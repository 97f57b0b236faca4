from __future__ import annotations

import subprocess
import sys
from functools import cache

import pytest

from detector.checks.base import Candidate
from detector.checks.registry import select_checks
from detector.classifier.scoring import UNKNOWN, Scorer
from detector.records import Category
from detector.resources import resource
from detector.text.story import StoryDoc


@cache
def scorer() -> Scorer:
    return Scorer.load()


def judged(text: str, **known: object) -> list[float | None]:
    story = StoryDoc(text, **known)  # type: ignore[arg-type]
    found = [c for check in select_checks(Category.FORMULA) for c in check.propose(story)]
    return scorer().probabilities(story, found[:1])


def test_scoring_intrusion_is_shown_and_blackboard_is_not() -> None:
    (intrudes,) = judged("The pier creaked $E = mc^2$ under his boots, and the sea went on.")
    (belongs,) = judged("Miss Adair wrote $E = mc^2$ on the blackboard, and the class copied the equation.")
    assert intrudes is not None
    assert belongs is not None
    assert intrudes >= scorer().threshold("F01") > belongs


def test_scoring_request_for_mathematics_lowers_the_probability() -> None:
    text = "The rain fell on the roof, $F = ma$, and the cat slept."
    (plain,) = judged(text)
    (asked,) = judged(text, prompt="A story about a mathematics lesson", expects_formula=True)
    assert plain is not None
    assert asked is not None
    assert asked < plain - 0.2


def test_scoring_unknown_code_is_a_coin() -> None:
    story = StoryDoc("Anything.")
    assert scorer().probabilities(story, [Candidate("Z99", 0, 3, "why")]) == [UNKNOWN]
    assert scorer().threshold("Z99") == UNKNOWN


def test_scoring_rules_use_their_measured_precision(tmp_path: object) -> None:
    rules = {"C05": {"probability": 0.8, "threshold": 0.6, "n": 9, "source": "a test"}}
    made = Scorer(resource("models/formula-classifier"), rules)
    assert made.probabilities(StoryDoc("x"), [Candidate("C05", 0, 1, "why")]) == [0.8]
    assert made.threshold("C05") == 0.6


def test_scoring_keeps_the_order_of_candidates() -> None:
    story = StoryDoc("He fell, $E = mc^2$, on May 32.")
    (formula,) = [c for check in select_checks(codes=["F01"]) for c in check.propose(story)]
    other = Candidate("Z99", 0, 2, "why")
    first, second = scorer().probabilities(story, [other, formula])
    assert first == UNKNOWN
    assert scorer().probabilities(story, [formula, other]) == [second, UNKNOWN]
    assert scorer().probabilities(story, []) == []


def test_scoring_infos_name_the_stored_file() -> None:
    info, *others = scorer().infos()
    assert [other.name for other in others] in ([], ["commonsense-classifier"])
    assert info.name == "formula-classifier"
    assert info.calibration_id is not None
    assert info.sha256 is not None
    assert info.sha256.startswith(info.calibration_id.removeprefix("formula-classifier-"))


@pytest.mark.parametrize("heavy", ["sklearn", "sympy", "spacy", "skops"])
def test_scoring_without_candidates_imports_nothing_heavy(heavy: str) -> None:
    code = (
        "import sys; from detector.classifier.scoring import Scorer;"
        "from detector.text.story import StoryDoc;"
        "s = Scorer.load(); s.infos(); s.threshold('F01'); s.probabilities(StoryDoc('x'), []);"
        f"sys.exit({heavy!r} in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
