"""The confidence sequence, simulated: does it hold the truth at every look?"""

from __future__ import annotations

from typing import Any

from detector.rates.sequence import ShareSequence, bets
from detector.rates.simulation.draw import Cell, draw_events
from detector.rates.simulation.result import SequenceResult

SETTINGS = ((0.005, 1, 0.0), (0.02, 4, 0.25), (0.1, 1, 0.0), (0.1, 8, 0.5), (0.3, 4, 0.1), (0.5, 2, 0.25))
"""Flagged share, samples a prompt, correlation within a prompt."""

LOOKS = 1_500
WIDTH = 0.05
_STOPPED = 9
_CHUNK = 250


def look(share: float, samples: int, icc: float, times: int, seed: Any) -> SequenceResult:
    """Draw sequences of prompts, and look after every one of them.

    Args:
        share: True flagged share.
        samples: Stories a prompt.
        icc: Correlation within a prompt.
        times: Sequences.
        seed: Of numpy's generator.
    """
    import numpy as np

    rng = np.random.default_rng(seed)
    cell = Cell(share, LOOKS * samples, samples, icc, 1.0, 1.0, 0, "truth")
    held, stops = 0, []
    for done in range(0, times, _CHUNK):
        shares = draw_events(cell, min(_CHUNK, times - done), rng) / samples
        held += int((most_wealth(shares, share) < np.log(20)).sum())
        stops += [stop_of(row) for row in shares[: max(0, _STOPPED - done)]]
    return SequenceResult(
        share=share,
        samples=samples,
        icc=icc,
        n=times,
        looks=LOOKS,
        coverage=held / times,
        width=WIDTH,
        prompts_to_width=_median(stops),
    )


def most_wealth(shares: Any, mean: float) -> Any:
    """The largest log wealth against the true mean at any look, for each row of prompts' shares."""
    import numpy as np

    sizes = bets(mean)
    most = np.full(len(shares), -np.inf)
    wealth = np.zeros((len(shares), len(sizes)))
    with np.errstate(divide="ignore"):
        for column in shares.T:
            wealth += np.log(np.maximum(1 + sizes * (column[:, None] - mean), 0.0))
            top = wealth.max(axis=1)
            now = top + np.log(np.exp(wealth - top[:, None]).mean(axis=1))
            most = np.maximum(most, now)
    return most


def stop_of(shares: Any, every: int = 50) -> int | None:
    """After how many prompts the interval is as narrow as ``WIDTH``, looked at every 50."""
    sequence = ShareSequence()
    for begin in range(0, len(shares), every):
        sequence.add(float(x) for x in shares[begin : begin + every])
        if sequence.width <= WIDTH:
            return sequence.n
    return None


def _median(stops: list[int | None]) -> int | None:
    ordered = sorted(LOOKS + 1 if stop is None else stop for stop in stops)
    middle = ordered[len(ordered) // 2] if ordered else LOOKS + 1
    return middle if middle <= LOOKS else None
