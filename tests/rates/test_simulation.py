import numpy as np
import pytest

from detector.rates.intervals import Cluster, share
from detector.rates.simulation.bench import bench_rates
from detector.rates.simulation.cells import cells
from detector.rates.simulation.draw import Cell, draw_events
from detector.rates.simulation.looks import most_wealth
from detector.rates.simulation.measure import design_effects, measure, wilson


def test_cells_span_what_is_promised() -> None:
    found = cells()
    assert len(found) == 60
    assert {cell.rate for cell in found} == {0, 0.005, 0.02, 0.1, 0.3}
    assert (min(cell.stories for cell in found), max(cell.stories for cell in found)) == (20, 2000)
    assert {cell.samples for cell in found} == {1, 2, 4, 8}
    assert (min(cell.sensitivity for cell in found), max(cell.sensitivity for cell in found)) == (0.1, 0.95)
    assert (min(cell.specificity for cell in found), max(cell.specificity for cell in found)) == (0.9, 0.999)
    assert (min(cell.labels for cell in found), max(cell.labels for cell in found)) == (50, 500)
    assert {cell.icc for cell in found} >= {0.0, 0.5}
    assert {cell.by for cell in found} == {"truth", "flag"}


@pytest.mark.parametrize("samples", [1, 4, 8])
def test_many_at_once_are_the_intervals_of_one(samples: int) -> None:
    """The simulation's design effect and naive interval are those of ``share``."""
    cell = Cell(0.1, 50 * samples, samples, 0.3 if samples > 1 else 0.0, 0.8, 0.97, 100, "truth")
    events = draw_events(cell, 20, np.random.default_rng(4))
    deff = design_effects(events, samples)
    n = 50 * samples
    low, high = wilson(events.sum(axis=1) / n, n / deff, 0.95)
    for row, one_deff, one_low, one_high in zip(events, deff, low, high, strict=True):
        found = share([Cluster(int(x), samples) for x in row])
        assert found is not None
        assert found.deff == pytest.approx(one_deff)
        assert (found.low, found.high) == pytest.approx((one_low, one_high))


@pytest.mark.parametrize("by", ["truth", "flag"])
def test_a_cell_covers(by: str) -> None:
    cell = Cell(0.1, 200, 2, 0.25, 0.8, 0.95, 200, by)  # type: ignore[arg-type]
    found = measure(cell, 400, 9)
    assert found.claimed
    assert found.coverage is not None
    assert found.coverage >= 0.92
    assert found.bias is not None
    assert abs(found.bias) < 0.02
    assert found.naive_bias == pytest.approx(0.025, abs=0.01)


def test_most_wealth_is_the_sequences_own() -> None:
    from collections import Counter

    from detector.rates.sequence import log_wealth

    shares = np.array([[0.0, 0.0, 1.0, 0.5, 0.0]])
    looks = [log_wealth(Counter(shares[0, :n].tolist()), 0.2) for n in range(1, 6)]
    assert most_wealth(shares, 0.2)[0] == pytest.approx(max(looks))


def test_same_seed_same_figures() -> None:
    chosen = cells()[5:7]
    one, other = (bench_rates(seed=5, times=60, sequences=20, workers=1, chosen=chosen) for _ in range(2))
    assert one.model_copy(update={"seconds": 0.0}) == other.model_copy(update={"seconds": 0.0})
    assert len(one.cells) == 2
    assert one.sequence_coverage is not None
