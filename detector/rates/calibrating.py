"""From labelled stories to sensitivity and specificity, each with what it rests on."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from detector.errors import RunError
from detector.rates.calibration import Calibration, CalibrationFile, ErrorRate, LabelledStory
from detector.rates.intervals import Cluster, share

CALIBRATION = "calibration.json"
"""The file of a run folder that holds its calibration."""

_GRID = 60


@dataclass(frozen=True, slots=True)
class Stratum:
    """Flagged, or unflagged, labelled stories.

    Attributes:
        failing: Weighted share of them that fail.
        n: Labels.
        n_effective: Independent, equally weighted labels that would say as much.
        total: Stories of the run that they stand for.
    """

    failing: float
    n: int
    n_effective: float
    total: float


def calibration_of(
    labelled: Sequence[LabelledStory],
    *,
    category: str,
    scan_id: str = "",
    source: str = "",
    created: datetime | None = None,
    n_unsure: int = 0,
    labelers: Sequence[str] = (),
    kappa: float | None = None,
) -> Calibration:
    """Sensitivity and specificity from random flagged and random unflagged stories.

    Labels say how many flagged stories fail (the precision v) and how many unflagged ones do (the omissions
    w). With F flagged and U unflagged stories in the run, each label standing for ``1 / inclusion`` of them,

        sensitivity = vF / (vF + wU),    specificity = (1 - w)U / ((1 - v)F + (1 - w)U).

    Their uncertainty is that of v, w and F / (F + U) under Jeffreys' posteriors on the effective numbers of
    labels and stories, carried through these formulas; ``n_effective`` is the number of plain labels with
    the same variance.

    Args:
        labelled: Labelled stories; those of another category are left out.
        category: The category.
        scan_id: The detector's configuration.
        source: Where the labels come from, in words.
        created: When.
        n_unsure: Answers that were "unsure".
        labelers: Who answered.
        kappa: Agreement of two labellers.

    References:
        Begg, C. B. and Greenes, R. A. (1983), Biometrics 39: 207-215.
    """
    chosen = sorted((one for one in labelled if one.category == category), key=lambda one: one.story_id)
    flagged = stratum_of([one for one in chosen if one.flagged])
    unflagged = stratum_of([one for one in chosen if not one.flagged])
    digest = hashlib.sha256(json.dumps([one.model_dump() for one in chosen], sort_keys=True).encode())
    sensitivity, specificity = _error_rates(flagged, unflagged, chosen)
    return Calibration(
        calibration_id=digest.hexdigest()[:12],
        category=category,
        scan_id=scan_id,
        source=source,
        created=created,
        by="flag",
        sensitivity=sensitivity,
        specificity=specificity,
        n_flagged=flagged.n if flagged else 0,
        n_unflagged=unflagged.n if unflagged else 0,
        n_unsure=n_unsure,
        labelers=tuple(labelers),
        kappa=kappa,
    )


def stratum_of(labelled: Sequence[LabelledStory]) -> Stratum | None:
    """The weighted share of failing stories; None without labels.

    Unequal weights cost Kish's factor (sum w)^2 / (n sum w^2), samples of a prompt the design effect of
    ``intervals.share``.
    """
    if not labelled:
        return None
    weights = [1 / one.inclusion for one in labelled]
    total = sum(weights)
    kish = total**2 / sum(weight**2 for weight in weights) / len(labelled)
    prompts: dict[str, list[LabelledStory]] = defaultdict(list)
    for one in labelled:
        prompts[one.prompt].append(one)
    found = share([Cluster(sum(o.failing for o in each), len(each)) for each in prompts.values()])
    deff = found.deff if found else 1.0
    failing = sum(weight for weight, one in zip(weights, labelled, strict=True) if one.failing) / total
    return Stratum(failing, len(labelled), len(labelled) * kish / deff, total)


def error_rate(right: float, n: float, n_labels: int | None = None) -> ErrorRate:
    """Share of right answers among n effective labels, with Jeffreys' interval.

    References:
        Brown, L. D., Cai, T. T. and DasGupta, A. (2001), Statistical Science 16: 101-133.
    """
    from scipy.stats import beta

    low, high = beta.ppf([0.025, 0.975], right * n + 0.5, (1 - right) * n + 0.5)
    return ErrorRate(
        estimate=right,
        n_labels=round(n) if n_labels is None else n_labels,
        n_effective=n,
        low=0.0 if right == 0 else float(low),
        high=1.0 if right == 1 else float(high),
    )


def read_calibration(folder: Path | str) -> CalibrationFile | None:
    """The calibration of a run folder, or of a file; None where there is none.

    Raises:
        RunError: It is damaged, or of another kind.
    """
    path = Path(folder)
    path = path / CALIBRATION if path.is_dir() else path
    if not path.exists():
        return None
    try:
        return CalibrationFile.model_validate_json(path.read_bytes())
    except (OSError, ValueError) as error:
        raise RunError(
            f"{path}: this is no calibration ({type(error).__name__}).",
            "Make it again with storyfault calibrate.",
        ) from error


def _error_rates(
    flagged: Stratum | None, unflagged: Stratum | None, labelled: Sequence[LabelledStory]
) -> tuple[ErrorRate | None, ErrorRate | None]:
    if flagged is None or unflagged is None:
        return None, None
    failing = sum(one.failing for one in labelled)
    v, w, f, u = flagged.failing, unflagged.failing, flagged.total, unflagged.total
    stories = f * flagged.n_effective / flagged.n + u * unflagged.n_effective / unflagged.n
    draws_v = _posterior(v, flagged.n_effective)[:, None, None]
    draws_w = _posterior(w, unflagged.n_effective)[None, :, None]
    draws_f = _posterior(f / (f + u), stories)[None, None, :]
    draws_u = 1 - draws_f
    sensitivity = specificity = None
    if failing:
        spread = draws_v * draws_f / (draws_v * draws_f + draws_w * draws_u)
        sensitivity = _matched(v * f / (v * f + w * u), spread, failing)
    if failing < len(labelled):
        spread = (1 - draws_w) * draws_u / ((1 - draws_v) * draws_f + (1 - draws_w) * draws_u)
        right = (1 - w) * u / ((1 - v) * f + (1 - w) * u)
        specificity = _matched(right, spread, len(labelled) - failing)
    return sensitivity, specificity


def _posterior(p: float, n: float) -> Any:
    """Evenly spaced quantiles of Jeffreys' posterior: draws without a seed."""
    import numpy as np
    from scipy.stats import beta

    return beta.ppf((np.arange(_GRID) + 0.5) / _GRID, p * n + 0.5, (1 - p) * n + 0.5)


def _matched(right: float, spread: Any, n_labels: int) -> ErrorRate:
    """The plain labels whose Jeffreys posterior has the same variance: Var = m(1 - m) / (n + 2)."""
    mean, variance = float(spread.mean()), float(spread.var())
    n = max(mean * (1 - mean) / variance - 2, 0.5)
    return error_rate(right, n, n_labels)
