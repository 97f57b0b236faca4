"""Intervals, counts and comparison: statistics that know no text.

``detector.rates`` is also the public function: ``from detector import rates; rates(run)`` works whether
Python hands out this package or the function in it, because the package can be called.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from detector.rates.calibration import CalibrationFile
from detector.rates.outcomes import outcomes
from detector.rates.records import Funnel, FunnelStep, Rate, StoryOutcome, Summary, Unscored, Verdict
from detector.rates.summary import summarize

if TYPE_CHECKING:
    from detector.results import Rates

__all__ = [
    "Funnel",
    "FunnelStep",
    "Rate",
    "StoryOutcome",
    "Summary",
    "Unscored",
    "Verdict",
    "outcomes",
    "rates",
    "summarize",
]


def rates(source: Any, calibration: CalibrationFile | None = None, *, exact: bool = False) -> Rates:
    """How often the stories fail: rates with intervals, the funnel, and a verdict in words.

    Args:
        source: A scan's result, a run, a run folder or its path, or a list of these.
        calibration: The detector's errors as measured on another run, for those that have no labels.
        exact: Clopper and Pearson's intervals of shares rather than Wilson's.

    Raises:
        RunError: The path is no run folder, or a damaged one.
    """
    from detector.results import rates as rates_of

    return rates_of(source, calibration, exact=exact)


class _CallablePackage(ModuleType):
    def __call__(
        self, source: Any, calibration: CalibrationFile | None = None, *, exact: bool = False
    ) -> Rates:
        return rates(source, calibration, exact=exact)


sys.modules[__name__].__class__ = _CallablePackage
