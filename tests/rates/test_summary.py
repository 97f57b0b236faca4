import random

import pytest
from pydantic import ValidationError

from detector.rates import StoryOutcome, Summary, summarize
from detector.rates.records import Funnel, FunnelStep

CHECKS = {"F01": "formula", "C05": "commonsense", "C07": "commonsense"}


def _row(number: int, **changes: object) -> StoryOutcome:
    values: dict[str, object] = {
        "story_id": f"s{number:03d}",
        "sample_id": f"p{number:03d}",
        "model": "m",
        "genre": "fantasy" if number % 2 else "mystery",
        "n_words": 500,
        "values": {"formula": 0, "commonsense": 0},
        "findings": {"formula": {}, "commonsense": {}},
    }
    return StoryOutcome(**{**values, **changes})  # type: ignore[arg-type]


def _flagged(number: int, code: str, n: int = 1, **changes: object) -> StoryOutcome:
    category = CHECKS[code]
    values = {"formula": 0, "commonsense": 0, category: 1}
    return _row(number, values=values, findings={category: {code: n}}, **changes)


def _rates(summary: Summary, **wanted: object) -> list:  # type: ignore[type-arg]
    return [
        rate for rate in summary.rates if all(getattr(rate, name) == value for name, value in wanted.items())
    ]


def test_summarize_counts_by_category_check_and_genre() -> None:
    rows = [_row(i) for i in range(6)] + [_flagged(6, "C05", 2), _flagged(7, "C07"), _flagged(8, "C07")]
    summary = summarize(rows, checks=CHECKS)
    (whole,) = _rates(summary, by="model", category="commonsense", check=None)
    assert (whole.n_flagged, whole.n_scored, whole.n_findings, whole.n_words) == (3, 9, 4, 4500)
    assert whole.rate == pytest.approx(1 / 3, abs=1e-6)
    assert whole.per_10k_words == pytest.approx(4 / 0.45, abs=1e-4)
    by_check = {rate.check: rate.n_flagged for rate in _rates(summary, by="check")}
    assert by_check == {"C05": 1, "C07": 2, "F01": 0}
    by_genre = {
        rate.genre: (rate.n_flagged, rate.n_scored)
        for rate in _rates(summary, by="genre", category="commonsense")
    }
    assert by_genre == {"fantasy": (1, 4), "mystery": (2, 5)}


def test_summarize_null_leaves_the_denominator() -> None:
    unscored = _row(
        1,
        status="no_final",
        values={"formula": None, "commonsense": None},
        findings={},
        reasons={"formula": "status no_final", "commonsense": "status no_final"},
    )
    half = _row(2, values={"formula": None, "commonsense": 0}, reasons={"formula": "F01 failed: ValueError"})
    summary = summarize([_row(0), unscored, half, _flagged(3, "C05")], checks=CHECKS)
    (common,) = _rates(summary, by="model", category="commonsense")
    (formula,) = _rates(summary, by="model", category="formula")
    assert (common.n_flagged, common.n_scored, common.n_unscored) == (1, 3, 1)
    assert (formula.n_flagged, formula.n_scored, formula.n_unscored) == (0, 2, 2)
    assert {(entry.category, entry.reason): entry.story_ids for entry in summary.unscored} == {
        ("commonsense", "status no_final"): ("s001",),
        ("formula", "F01 failed: ValueError"): ("s002",),
        ("formula", "status no_final"): ("s001",),
    }


def test_summarize_no_scored_story_gives_no_rate() -> None:
    row = _row(0, values={"formula": None}, reasons={"formula": "empty"}, findings={})
    summary = summarize([row])
    assert summary.rates[0].rate is None
    assert summary.rates[0].low is None
    assert (
        summary.verdicts[0].text == "m, 1 story: none was scored for formula injections, so there is no rate."
    )


def test_summarize_funnel_adds_up_and_names_losses() -> None:
    def lost(number: int, status: str) -> StoryOutcome:
        none = {"formula": None, "commonsense": None}
        return _row(number, status=status, values=none, reasons=dict.fromkeys(none, f"status {status}"))

    rows = [
        _row(0),
        _flagged(1, "C05"),
        lost(2, "error"),
        lost(3, "no_final"),
        lost(4, "empty"),
        lost(5, "refusal"),
    ]
    (funnel,) = summarize(rows, requested={(None, "m", None): 8}).funnels
    assert [(step.name, step.n) for step in funnel.steps] == [
        ("requested", 8),
        ("generated", 5),
        ("final channel", 3),
        ("scanned", 2),
        ("flagged", 1),
    ]
    assert [step.lost for step in funnel.steps] == [
        {},
        {"error": 1, "not written": 2},
        {"empty": 1, "no_final": 1},
        {"refusal": 1},
        {"not flagged": 1},
    ]
    assert funnel.flagged == {"commonsense": 1, "formula": 0}


def test_funnel_that_does_not_add_up_is_refused() -> None:
    with pytest.raises(ValidationError, match="is not generated 7"):
        Funnel(
            steps=(FunnelStep(name="requested", n=9), FunnelStep(name="generated", n=7, lost={"error": 1}))
        )


def test_summarize_run_without_stories_still_has_its_funnel() -> None:
    summary = summarize([], requested={("r", "m", "prompts"): 5}, checks=CHECKS)
    assert summary.funnels[0].steps[0].n == 5
    assert summary.funnels[0].steps[1].lost == {"not written": 5}
    assert all(rate.rate is None for rate in summary.rates)


def test_summarize_keeps_models_and_runs_apart_and_pools_them() -> None:
    rows = [_row(i, model="a") for i in range(5)] + [_flagged(i, "F01", model="b") for i in range(5, 8)]
    summary = summarize(rows, checks=CHECKS)
    formula = {
        (r.by, r.model): (r.n_flagged, r.n_scored)
        for r in _rates(summary, category="formula", check=None)
        if r.by != "genre"
    }
    assert formula == {("all", None): (3, 8), ("model", "a"): (0, 5), ("model", "b"): (3, 3)}
    assert [funnel.by for funnel in summary.funnels] == ["all", "model", "model"]
    assert summary.verdicts[0].text.startswith("All 2 models, 8 stories: ")


def test_summarize_samples_of_one_prompt_are_a_cluster() -> None:
    rows = [
        _flagged(i, "C05", sample_id=f"p{i // 4}", epoch=i % 4) if i < 40 else _row(i, sample_id=f"p{i // 4}")
        for i in range(200)
    ]
    (rate,) = _rates(summarize(rows, checks=CHECKS), by="model", category="commonsense")
    assert rate.n_prompts == 50
    assert rate.deff > 3
    assert rate.n_effective < 70
    assert "clustered by prompt (deff" in rate.method


def test_summarize_does_not_depend_on_the_order_of_rows() -> None:
    rows = [
        _flagged(i, "C05", n_words=300 + i, sample_id=f"p{i // 3}")
        if i % 3 == 0
        else _row(i, n_words=301 + 7 * i, sample_id=f"p{i // 3}")
        for i in range(90)
    ]
    shuffled = rows[:]
    random.Random(3).shuffle(shuffled)
    assert summarize(rows, checks=CHECKS) == summarize(shuffled, checks=CHECKS)


def test_summary_says_that_it_is_uncorrected() -> None:
    dumped = summarize([_row(0)], checks=CHECKS).model_dump(mode="json")
    assert dumped["calibration"] is None
    assert dumped["state"] == "uncorrected"
    assert all(rate["corrected"] is None and rate["calibration"] is None for rate in dumped["rates"])
    assert Summary.model_validate(dumped).model_dump(mode="json") == dumped
