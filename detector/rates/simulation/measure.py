"""One cell, simulated: how often its intervals hold the true rate, and how wide they are."""

from __future__ import annotations

from typing import Any

from detector.rates.claims import problems
from detector.rates.intervals import ASSUMED_CORRELATION, PRIOR_EVENTS, few_clusters
from detector.rates.rogan_gladen import Evidence, estimate, interval
from detector.rates.simulation.draw import Cell, draw_events, draw_labels
from detector.rates.simulation.result import CellResult

CLAIMED_FROM = 0.8
"""A cell is claimed where at least this share of its runs passes the rule of ``claims``."""

DRAWS = 1_000
_CHUNK = 500


def measure(cell: Cell, times: int, seed: Any, confidence: float = 0.95) -> CellResult:
    """Simulate a cell.

    Args:
        cell: The setting.
        times: Simulated runs, each with a calibration of its own.
        seed: Of numpy's generator.
        confidence: Of the naive count's interval; the corrected one has 95%.

    Returns:
        What was counted. Coverage is over all runs that get a corrected rate, claimed or not.
    """
    import numpy as np

    rng = np.random.default_rng(seed)
    parts = [_chunk(cell, min(_CHUNK, times - done), rng) for done in range(0, times, _CHUNK)]
    found = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    given, truth = found["given"], cell.rate
    low, high = found["low"][given], found["high"][given]
    naive_low, naive_high = wilson(found["flagged"], found["n"], confidence)
    held = (low <= truth + 1e-12) & (truth - 1e-12 <= high)
    naive = (naive_low <= truth) & (truth <= naive_high)
    share = float(found["claimed"].mean())
    problem = {name: float(found[name].mean()) for name in found if name.startswith("problem ")}
    worst = max(problem, key=lambda name: problem[name])
    return CellResult(
        **{name: getattr(cell, name) for name in Cell.__dataclass_fields__},
        prompts=cell.prompts,
        expected_flagged=round(cell.expected_flagged, 3),
        n=times,
        claimed=share >= CLAIMED_FROM,
        claimed_share=share,
        refused_share=float(1 - given.mean()),
        reason=None if share >= CLAIMED_FROM else worst.removeprefix("problem "),
        coverage=float(held.mean()) if given.any() else None,
        too_high=float((low > truth + 1e-12).mean()) if given.any() else None,
        too_low=float((high < truth - 1e-12).mean()) if given.any() else None,
        width=float((high - low).mean()) if given.any() else None,
        bias=float(found["estimate"][given].mean() - truth) if given.any() else None,
        naive_coverage=float(naive.mean()),
        naive_width=float((naive_high - naive_low).mean()),
        naive_bias=float(found["flagged"].mean() - truth),
    )


def _chunk(cell: Cell, times: int, rng: Any) -> dict[str, Any]:
    import numpy as np

    events = draw_events(cell, times, rng)
    stories = cell.prompts * cell.samples
    flagged = events.sum(axis=1) / stories
    n = stories / design_effects(events, cell.samples)
    evidence = Evidence(flagged, n, *draw_labels(cell, times, rng, DRAWS))
    given = evidence.sensitivity - evidence.false_alarms > 0
    low, high = interval(evidence, rng, DRAWS)
    against = problems(evidence, np.full(times, stories), np.full(times, cell.prompts))
    claimed = given & ~np.any(list(against.values()), axis=0)
    named = {f"problem {name}": holds for name, holds in against.items()}
    found = {"flagged": flagged, "n": n, "given": given, "claimed": claimed, "low": low, "high": high}
    return {**found, "estimate": estimate(evidence), **named}


def design_effects(events: Any, samples: int, confidence: float = 0.95) -> Any:
    """``intervals.share``'s design effect of many runs at once, all prompts with the same samples."""
    import numpy as np

    times, m = events.shape
    if samples == 1:
        return np.ones(times)
    if m < 2:
        return np.full(times, float(samples))
    n, assumed = m * samples, 1 + (samples - 1) * ASSUMED_CORRELATION
    p = events.sum(axis=1) / n
    fewer = n * np.minimum(p, 1 - p)
    robust = m / (m - 1) * ((events - p[:, None] * samples) ** 2).sum(axis=1) / n**2
    binomial = np.where(fewer > 0, p * (1 - p) / n, 1.0)
    estimated = np.where(fewer > 0, robust / binomial, 0.0) * few_clusters(m, n, confidence)
    return np.clip((fewer * estimated + PRIOR_EVENTS * assumed) / (fewer + PRIOR_EVENTS), 1.0, samples)


def wilson(p: Any, n: Any, confidence: float) -> tuple[Any, Any]:
    """Wilson's interval on effective stories, as ``intervals.share`` gives it."""
    import numpy as np
    from scipy.special import ndtri

    z = ndtri((1 + confidence) / 2)
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return np.where(p > 0, np.maximum(centre - half, 0), 0.0), np.where(p < 1, centre + half, 1.0)
