"""How often a judge flags stories, from those that it read: weighted by the chance of each to be read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

from detector.judge.records import JudgeInfo, Reading
from detector.rates.intervals import Cluster, share
from detector.records import Category


@dataclass(frozen=True, slots=True)
class JudgeRate:
    """The share of stories that a judge flags for a category.

    Attributes:
        n_read: Stories with a value.
        n_flagged: Of these, flagged.
        rate: Of all stories that could be read; None where the sample allows no statement.
        low: Lower end of its 95% interval.
        high: Upper end.
        n_effective: Independent, equally weighted stories that would say as much.
    """

    category: str
    n_read: int
    n_flagged: int
    rate: float | None
    low: float | None
    high: float | None
    n_effective: float

    def clusters(self) -> list[Cluster]:
        """As the statistics of ``rates`` take it: so many independent stories, each flagged in this share."""
        if self.rate is None:
            return []
        whole = floor(self.n_effective)
        rest = self.n_effective - whole
        made = [Cluster(self.rate, 1.0)] * whole
        return [*made, Cluster(self.rate * rest, rest)] if rest > 1e-9 else made


def weights(info: JudgeInfo, readings: Sequence[Reading]) -> dict[str, float]:
    """How many stories each read story stands for: 1 / the chance with which it came to be read.

    A story that the classifier was least sure of was read for certain and stands for itself. The others are
    the beginning of a random order of all that are not such, so each had the same chance.
    """
    plan = info.plan
    if plan is None or len(readings) >= plan.n_eligible:
        return {reading.story_id: 1.0 for reading in readings}
    n_random = sum(reading.why != "unsure" for reading in readings)
    others = plan.n_eligible - (len(readings) - n_random)
    each = others / n_random if n_random else 0.0
    return {r.story_id: 1.0 if r.why == "unsure" else each for r in readings}


def judge_rates(info: JudgeInfo, readings: Sequence[Reading]) -> list[JudgeRate]:
    """One rate a category, uncorrected: how often the judge flags, not how often stories fail.

    The estimate is the weighted share of flagged stories among those with a value. Unequal weights cost
    Kish's factor, stories of one prompt the design effect of ``intervals.share``.

    References:
        Kish, L. (1992), Journal of Official Statistics 8: 183-200.
    """
    weight = weights(info, readings)
    partial = info.plan is not None and len(readings) < info.plan.n_eligible
    lacking = partial and all(reading.why == "unsure" for reading in readings)
    return [_rate(category, readings, weight, lacking=lacking) for category in Category]


def _rate(
    category: Category, readings: Sequence[Reading], weight: dict[str, float], *, lacking: bool
) -> JudgeRate:
    known = [(r, r.values.get(category.value)) for r in readings]
    valued = [(r, value) for r, value in known if value is not None]
    n_flagged = sum(value for _, value in valued)
    if not valued or lacking:
        return JudgeRate(category.value, len(valued), n_flagged, None, None, None, 0.0)
    each = [weight[r.story_id] for r, _ in valued]
    total = sum(each)
    rate = sum(w * value for w, (_, value) in zip(each, valued, strict=True)) / total
    kish = total**2 / sum(w * w for w in each) / len(valued)
    prompts: dict[str, list[int]] = defaultdict(list)
    for reading, value in valued:
        prompts[reading.sample_id or reading.story_id].append(value)
    plain = share([Cluster(sum(values), len(values)) for values in prompts.values()])
    n = len(valued) * kish / (plain.deff if plain is not None else 1.0)
    made = JudgeRate(category.value, len(valued), n_flagged, rate, None, None, n)
    interval = share(made.clusters())
    low, high = (interval.low, interval.high) if interval is not None else (0.0, 1.0)
    return JudgeRate(category.value, len(valued), n_flagged, rate, low, high, n)
