"""Do the intervals hold what they promise? A small simulation; the figures are in the assertions."""

import numpy as np
import pytest

from detector.rates.intervals import Cluster, share


@pytest.mark.parametrize("correlation", [0.0, 0.25])
@pytest.mark.parametrize(("rate", "prompts", "samples"), [(0.02, 50, 4), (0.1, 100, 2), (0.3, 50, 4)])
def test_share_covers_the_true_rate(rate: float, prompts: int, samples: int, correlation: float) -> None:
    rng = np.random.default_rng(11)
    times = 200
    if correlation:
        a = rate * (1 / correlation - 1)
        b = (1 - rate) * (1 / correlation - 1)
        chances = rng.beta(a, b, (times, prompts))
    else:
        chances = np.full((times, prompts), rate)
    drawn = rng.binomial(samples, chances)
    held = 0
    for events in drawn:
        interval = share([Cluster(int(flagged), samples) for flagged in events])
        assert interval is not None
        held += interval.low <= rate <= interval.high
    assert held / times >= 0.91
