from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from detector.rates.intervals import Cluster, share
from detector.rates.records import StoryOutcome
from detector.rates.sequence import ShareSequence, bets, log_wealth, prompts_to_width
from detector.rates.stopping import Stopper


def test_wealth_is_a_fair_game() -> None:
    """Over both outcomes of a coin of the true mean, the wealth after one more throw is the wealth before."""
    before = Counter({0.0: 7, 1.0: 2})
    for mean in (0.1, 0.3, 0.77):
        up = np.exp(log_wealth(before + Counter([1.0]), mean))
        down = np.exp(log_wealth(before + Counter([0.0]), mean))
        assert mean * up + (1 - mean) * down == pytest.approx(np.exp(log_wealth(before, mean)))


def test_bets_never_lose_more_than_all() -> None:
    for mean in (0.0, 0.01, 0.5, 1.0):
        sizes = bets(mean)
        assert (1 + sizes * (0 - mean) >= -1e-9).all()
        assert (1 + sizes * (1 - mean) >= -1e-9).all()


def test_ends_only_close_in() -> None:
    rng = np.random.default_rng(1)
    sequence = ShareSequence()
    ends = []
    for _ in range(20):
        sequence.add((rng.binomial(4, 0.2, 25) / 4).tolist())
        ends.append((sequence.low, sequence.high))
    assert all(a[0] <= b[0] and a[1] >= b[1] for a, b in pairwise(ends))
    assert sequence.low < 0.2 < sequence.high
    assert sequence.n == 500


def test_sequence_is_wider_than_an_interval_of_one_look() -> None:
    sequence = ShareSequence()
    sequence.add([1.0] * 20 + [0.0] * 180)
    plain = share([Cluster(1, 1)] * 20 + [Cluster(0, 1)] * 180)
    assert plain is not None
    assert sequence.low <= plain.low
    assert sequence.high >= plain.high
    assert sequence.width < 0.2


def test_a_share_outside_0_and_1_is_refused() -> None:
    with pytest.raises(ValueError, match="between"):
        ShareSequence().add([1.5])


def test_prompts_to_width_is_where_the_sequence_gets_there() -> None:
    n = prompts_to_width(0.1, 0.1)
    assert n is not None
    sequence = ShareSequence()
    sequence.add([1.0] * round(n * 0.1) + [0.0] * round(n * 0.9))
    assert sequence.width == pytest.approx(0.1, abs=0.01)
    assert prompts_to_width(0.5, 0.001) is None


def test_stopper_counts_a_prompt_once_and_stops() -> None:
    rows = [StoryOutcome(f"{i}", f"p{i}", values={"formula": 0, "commonsense": None}) for i in range(300)]
    stopper = Stopper(0.05)
    assert not stopper.look(rows[:20])
    assert stopper.sequences["formula"].n == 20
    stopper.look(rows[:20])
    assert stopper.sequences["formula"].n == 20
    assert not stopper.look(rows)
    assert stopper.sequences["commonsense"].n == 0
    only = Stopper(0.05)
    assert only.look([StoryOutcome(r.story_id, r.sample_id, values={"formula": 0}) for r in rows])
    assert only.result().reached
