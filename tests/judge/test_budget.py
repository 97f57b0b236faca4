"""Budgets: what is read for them, with what chance, and that rates from it are unbiased."""

import random
from datetime import datetime, timezone

import pytest

from detector.errors import UsageError
from detector.judge.budget import Selection, estimated_tokens, parse_budget
from detector.judge.rates import judge_rates, weights
from detector.judge.records import JudgeInfo, Plan, Reading
from detector.judge.settings import JudgeSettings
from detector.records import ModelInfo, Usage

N = 200


@pytest.mark.parametrize(
    ("text", "unit", "amount"),
    [
        ("50", "stories", 50),
        ("50 stories", "stories", 50),
        ("200ktok", "tokens", 200_000),
        ("1.5mtok", "tokens", 1_500_000),
        ("3000 tokens", "tokens", 3000),
        ("45min", "seconds", 2700),
        ("2h", "seconds", 7200),
        ("30%", "share", 0.3),
    ],
)
def test_budgets_as_written(text: str, unit: str, amount: float) -> None:
    budget = parse_budget(text)
    assert (budget.unit, budget.amount, budget.text) == (unit, amount, text)


@pytest.mark.parametrize("text", ["", "0", "-5", "lots", "101%", "5 parsecs", "9" * 40])
def test_no_budgets(text: str) -> None:
    with pytest.raises(UsageError, match="--judge-budget"):
        parse_budget(text)


def select(budget: str | None, before: tuple[Reading, ...] = (), seed: int = 1) -> Selection:
    eligible = {f"s{n:03}": 1000 for n in range(N)}
    unsure = {f"s{n:03}": n / N for n in range(N)}
    return Selection(eligible, unsure, parse_budget(budget) if budget else None, seed, before)


def reading(story: str, why: str, value: int | None = 0, tokens: int = 1000) -> Reading:
    usage = Usage(input_tokens=tokens)
    return Reading(
        story_id=story, judge_id="j", why=why, values={"commonsense": value, "formula": 0}, usage=usage
    )


def judge(plan: Plan) -> JudgeInfo:
    return JudgeInfo(
        judge_id="j",
        started_at=datetime(2026, 1, 1, tzinfo=timezone.utc),
        model=ModelInfo(name="m"),
        instruction_version="1",
        instruction_sha256="",
        plan=plan,
    )


def test_a_budget_of_stories_takes_the_least_sure_and_a_random_sample() -> None:
    selection = select("50")
    chosen = list(selection.stories())
    assert [story for story, why in chosen if why == "unsure"] == [f"s{n:03}" for n in range(10)]
    assert len({story for story, _ in chosen}) == len(chosen) == 50
    assert selection.realised().inclusion == 40 / 190
    assert chosen == list(select("50").stories())
    assert chosen != list(select("50", seed=2).stories())


def test_everything_is_read_without_a_budget_or_with_enough() -> None:
    for budget in (None, "200", "500", "100%"):
        chosen = list(select(budget).stories())
        assert {why for _, why in chosen} == {"all"}
        assert len({story for story, _ in chosen}) == N


def test_a_larger_budget_goes_on_where_the_smaller_one_ended() -> None:
    small = list(select("50").stories())
    before = tuple(reading(story, why) for story, why in small)
    large = list(select("80", before).stories())
    assert {story for story, why in large if why == "unsure"} == {s for s, why in small if why == "unsure"}
    order = [story for story, why in large if why == "random"]
    assert order[:40] == [story for story, why in small if why == "random"]
    assert len(order) == 70


def test_a_budget_of_tokens_ends_when_they_are_spent() -> None:
    selection = select("40000tokens")
    chosen = []
    for story, why in selection.stories():
        chosen.append((story, why))
        selection.spend(1000)
    assert len(chosen) == 40
    assert sum(why == "unsure" for _, why in chosen) == 8
    before = tuple(reading(story, why) for story, why in chosen)
    assert list(select("40000tokens", before).stories()) == chosen, "what was spent is not spent again"


def test_weights_add_up_to_the_run() -> None:
    selection = select("50")
    readings = [reading(story, why) for story, why in selection.stories()]
    weight = weights(judge(selection.realised()), readings)
    assert sum(weight.values()) == pytest.approx(N)
    assert {weight[r.story_id] for r in readings if r.why == "unsure"} == {1.0}


def test_the_least_sure_alone_allow_no_rate() -> None:
    readings = [reading(f"s{n:03}", "unsure", 1) for n in range(10)]
    plan = Plan(n_eligible=N, n_random=0, n_unsure=10)
    assert {rate.rate for rate in judge_rates(judge(plan), readings)} == {None}


def test_a_story_without_a_verdict_is_not_counted() -> None:
    readings = [reading("a", "all", 1), reading("b", "all", 0), reading("c", "all", None)]
    found = {r.category: r for r in judge_rates(judge(Plan(n_eligible=3, n_random=3)), readings)}
    assert (found["commonsense"].n_read, found["commonsense"].rate) == (2, 0.5)
    assert found["formula"].n_read == 3


def test_sampled_rates_are_unbiased_and_their_intervals_hold_the_truth() -> None:
    """Stories the classifier is unsure of fail more often; the sample is drawn so that it does not matter."""
    draws = random.Random(5)
    errors, covered, widths, full = [], 0, [], []
    for run in range(300):
        fails = {f"s{n:03}": int(draws.random() < (0.7 if n < 40 else 0.2)) for n in range(N)}
        truth = sum(fails.values()) / N
        selection = select("60", seed=run)
        readings = [reading(story, why, fails[story]) for story, why in selection.stories()]
        (rate,) = (
            r for r in judge_rates(judge(selection.realised()), readings) if r.category == "commonsense"
        )
        assert rate.rate is not None
        assert rate.low is not None
        assert rate.high is not None
        errors.append(rate.rate - truth)
        covered += rate.low <= 0.3 <= rate.high
        widths.append(rate.high - rate.low)
        everything = [reading(story, "all", value) for story, value in fails.items()]
        (all_of_it,) = (
            r
            for r in judge_rates(judge(Plan(n_eligible=N, n_random=N)), everything)
            if r.category == "commonsense"
        )
        assert all_of_it.low is not None
        assert all_of_it.high is not None
        full.append(all_of_it.high - all_of_it.low)
    assert abs(sum(errors) / len(errors)) < 0.008
    assert 0.93 <= covered / 300 <= 0.995
    assert sum(widths) / sum(full) < 2.2


def test_estimates_grow_with_the_story_and_the_votes() -> None:
    short, long = "The lamp. " * 10, "The lamp. " * 1000
    once, thrice = JudgeSettings(), JudgeSettings(votes=3)
    assert estimated_tokens(short, once) < estimated_tokens(long, once) < estimated_tokens(long, thrice)
