"""The sixty settings of ``storyfault bench rates``: twelve runs and calibrations at five true rates."""

from __future__ import annotations

from detector.rates.simulation.draw import Cell

RATES = (0.0, 0.005, 0.02, 0.1, 0.3)

_SETTINGS = (
    # stories, samples a prompt, icc, sensitivity, specificity, labels, labelled by
    (20, 1, 0.0, 0.95, 0.95, 100, "truth"),
    (50, 1, 0.0, 0.8, 0.98, 100, "flag"),
    (100, 2, 0.1, 0.95, 0.9, 200, "truth"),
    (200, 4, 0.25, 0.7, 0.95, 200, "flag"),
    (200, 1, 0.0, 0.5, 0.98, 500, "truth"),
    (400, 8, 0.5, 0.8, 0.99, 200, "flag"),
    (400, 4, 0.1, 0.8, 0.95, 50, "flag"),
    (500, 1, 0.0, 0.8, 0.95, 500, "truth"),
    (500, 2, 0.5, 0.3, 0.98, 500, "flag"),
    (1000, 8, 0.25, 0.7, 0.99, 500, "flag"),
    (2000, 2, 0.1, 0.8, 0.999, 200, "flag"),
    (2000, 1, 0.0, 0.1, 0.999, 500, "flag"),
)


def cells() -> tuple[Cell, ...]:
    """Every setting at every true rate."""
    return tuple(Cell(rate, *setting) for setting in _SETTINGS for rate in RATES)  # type: ignore[arg-type]
