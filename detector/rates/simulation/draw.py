"""Simulated runs, and the labels that a calibration rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

LABELLED_RATE = 0.2
"""Failing share of the run whose stories were labelled, where labels are by flag."""

LABELLED_STORIES = 1_000
"""Its stories; one a prompt."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One setting that is simulated many times.

    Attributes:
        rate: True share of failing stories.
        stories: Stories of the run; prompts times samples.
        samples: Stories a prompt.
        icc: Correlation of failing within a prompt.
        sensitivity: Of the detector.
        specificity: Of the detector.
        labels: Labelled stories, half and half of each kind.
        by: ``truth``: known failing and known sound stories were shown to the detector; ``flag``: flagged and
            unflagged stories of another run were labelled.
    """

    rate: float
    stories: int
    samples: int
    icc: float
    sensitivity: float
    specificity: float
    labels: int
    by: Literal["truth", "flag"]

    @property
    def prompts(self) -> int:
        """Clusters."""
        return max(1, self.stories // self.samples)

    @property
    def expected_flagged(self) -> float:
        """Flagged stories of an average run."""
        share = self.rate * self.sensitivity + (1 - self.rate) * (1 - self.specificity)
        return share * self.prompts * self.samples

    @property
    def name(self) -> str:
        """The setting in a line."""
        return (
            f"rate {self.rate:.1%}, {self.prompts} prompts x {self.samples}, icc {self.icc:g}, sensitivity "
            f"{self.sensitivity:g}, specificity {self.specificity:g}, {self.labels} labels by {self.by}"
        )


def draw_events(cell: Cell, times: int, rng: Any) -> Any:
    """Flagged stories of each prompt: an array of shape (times, prompts).

    A prompt's chance of failing is beta with mean ``rate`` and correlation ``icc``; the detector errs
    independently.
    """
    import numpy as np

    shape = (times, cell.prompts)
    if cell.icc > 0 and 0 < cell.rate < 1:
        spread = 1 / cell.icc - 1
        chances = rng.beta(cell.rate * spread, (1 - cell.rate) * spread, shape)
    else:
        chances = np.full(shape, cell.rate)
    failing = rng.binomial(cell.samples, chances)
    hits = rng.binomial(failing, cell.sensitivity)
    return hits + rng.binomial(cell.samples - failing, 1 - cell.specificity)


def draw_labels(cell: Cell, times: int, rng: Any, draws: int) -> tuple[Any, Any, Any, Any]:
    """Sensitivity, its effective labels, false-alarm share, its effective labels; an array each."""
    import numpy as np

    half = cell.labels // 2
    if cell.by == "truth":
        others = np.full(times, float(cell.labels - half))
        hits = rng.binomial(half, cell.sensitivity, times) / half
        alarms = rng.binomial(cell.labels - half, 1 - cell.specificity, times) / others
        return hits, np.full(times, float(half)), alarms, others
    return _by_flag(cell, half, times, rng, draws)


def _by_flag(cell: Cell, half: int, times: int, rng: Any, draws: int) -> tuple[Any, Any, Any, Any]:
    import numpy as np

    from detector.rates.calibrating import posterior_counts

    rate, hit, alarm = LABELLED_RATE, cell.sensitivity, 1 - cell.specificity
    share = rate * hit + (1 - rate) * alarm
    flagged = np.maximum(rng.binomial(LABELLED_STORIES, share, times), 1)
    of_flagged = np.minimum(half, flagged)
    of_unflagged = np.minimum(cell.labels - of_flagged, LABELLED_STORIES - flagged)
    v = rng.binomial(of_flagged, rate * hit / share) / of_flagged
    w = rng.binomial(of_unflagged, rate * (1 - hit) / (1 - share)) / of_unflagged
    f = flagged / LABELLED_STORIES
    counted = np.full(times, float(LABELLED_STORIES))
    n_sensitivity, n_specificity = posterior_counts((v, of_flagged, w, of_unflagged, f, counted), rng, draws)
    hits, alarms = v * f, (1 - v) * f
    sensitivity = np.divide(hits, hits + w * (1 - f), out=np.zeros(times), where=hits > 0)
    return sensitivity, n_sensitivity, alarms / (alarms + (1 - w) * (1 - f)), n_specificity
