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

_SEED = 20_260_102


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
    labels and stories, carried through these formulas by ``posterior_counts``.

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


def posterior_counts(strata: tuple[Any, ...], rng: Any, draws: int = 20_000) -> tuple[Any, Any]:
    """How many plain labels sensitivity and specificity are worth that come from labels by flag.

    Args:
        strata: v, its effective labels, w, its effective labels, the flagged share F / (F + U), and the
            effective stories it is a share of; arrays of one length, as in ``calibration_of``.
        rng: A numpy Generator.
        draws: Posterior draws of each.

    Returns:
        For sensitivity and for specificity, the n with which Jeffreys' posterior has the variance of the
        draws: Var = m(1 - m) / (n + 2).
    """
    import numpy as np

    def drawn(share: Any, n: Any) -> Any:
        share, n = np.asarray(share, float)[:, None], np.asarray(n, float)[:, None]
        return rng.beta(share * n + 0.5, (1 - share) * n + 0.5, (len(share), draws))

    def worth(spread: Any) -> Any:
        mean = spread.mean(axis=1)
        return np.maximum(mean * (1 - mean) / spread.var(axis=1) - 2, 0.5)

    v, w, f = drawn(*strata[:2]), drawn(*strata[2:4]), drawn(*strata[4:])
    hits, misses, alarms, passes = v * f, w * (1 - f), (1 - v) * f, (1 - w) * (1 - f)
    return worth(hits / (hits + misses)), worth(passes / (alarms + passes))


def _error_rates(
    flagged: Stratum | None, unflagged: Stratum | None, labelled: Sequence[LabelledStory]
) -> tuple[ErrorRate | None, ErrorRate | None]:
    import numpy as np

    if flagged is None or unflagged is None:
        return None, None
    failing = sum(one.failing for one in labelled)
    v, w, f, u = flagged.failing, unflagged.failing, flagged.total, unflagged.total
    stories = f * flagged.n_effective / flagged.n + u * unflagged.n_effective / unflagged.n
    strata = (v, flagged.n_effective, w, unflagged.n_effective, f / (f + u), stories)
    counts = posterior_counts(tuple(np.array([value]) for value in strata), np.random.default_rng(_SEED))
    sensitivity = specificity = None
    if failing:
        sensitivity = error_rate(v * f / (v * f + w * u), float(counts[0][0]), failing)
    if failing < len(labelled):
        right = (1 - w) * u / ((1 - v) * f + (1 - w) * u)
        specificity = error_rate(right, float(counts[1][0]), len(labelled) - failing)
    return sensitivity, specificity
