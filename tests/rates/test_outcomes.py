from types import SimpleNamespace

import detector
from detector.rates import outcomes
from detector.records import Category, Score, Status, Story
from tests.support.runs import build_run


def _score(story_id: str, category: Category, value: int | None, **more: object) -> Score:
    return Score(story_id=story_id, category=category, value=value, n_words=9, **more)  # type: ignore[arg-type]


def test_outcomes_join_stories_and_scores() -> None:
    story = Story(
        story_id="s", run_id="r", sample_id="p", epoch=2, completion="x", metadata={"genre": "noir"}
    )
    scores = [
        _score("s", Category.FORMULA, 0),
        _score("s", Category.COMMONSENSE, 1, n_findings=2, findings_by_code={"C05": 2}),
    ]
    (row,) = outcomes([story], scores, run="r", model="m", dataset="d")
    assert (row.story_id, row.sample_id, row.epoch, row.genre, row.n_words) == ("s", "p", 2, "noir", 9)
    assert row.group == ("r", "m", "d")
    assert row.values == {"formula": 0, "commonsense": 1}
    assert row.findings["commonsense"] == {"C05": 2}


def test_outcomes_missing_score_is_null_and_says_why() -> None:
    ok = Story(story_id="a", run_id="r", sample_id="p")
    refused = Story(story_id="b", run_id="r", sample_id="p", status=Status.REFUSAL)
    rows = outcomes([ok, refused], [_score("a", Category.FORMULA, None, unscored_reason="empty")])
    assert [row.values for row in rows] == [{"formula": None}, {"formula": None}]
    assert [row.reasons for row in rows] == [{"formula": "empty"}, {"formula": "status refusal"}]


def test_outcomes_take_light_stories() -> None:
    light = SimpleNamespace(
        id="file:3", text="x", model="m", genre=None, sample_id=None, metadata={"genre": "noir"}
    )
    (row,) = outcomes([light], [_score("file:3", Category.FORMULA, 0)])
    assert (row.story_id, row.sample_id, row.model, row.genre, row.status) == (
        "file:3",
        "file:3",
        "m",
        "noir",
        "ok",
    )


def test_rates_is_a_function_and_a_package(tmp_path) -> None:  # type: ignore[no-untyped-def]
    from detector import rates
    from detector.rates import rates as function

    run = build_run(tmp_path / "run", 6)
    assert detector.rates(run).summary == rates(run).summary == function(run).summary
