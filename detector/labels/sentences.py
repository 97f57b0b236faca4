"""What labelled sentences say of the detector: how many it flags rightly, and how many it passes over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from detector.labels.frame import item_id
from detector.labels.records import Label, Sampling
from detector.rates.calibrating import calibration_of
from detector.rates.calibration import Calibration, LabelledStory

SENTENCES = "calibration-sentences.json"
"""Beside the run's ``calibration.json``; the rates, which count stories, do not use it."""


def sentence_calibrations(
    sampling: Sampling,
    standing: Mapping[tuple[str, str], Label],
    prompts: Mapping[str, str],
    *,
    source: str,
    labellers: Sequence[str] | None = None,
) -> list[Calibration]:
    """Sensitivity and specificity by sentence, by category; those of a prompt are a cluster.

    Labellers who differ or are unsure leave a sentence out.

    Args:
        sampling: The sample of sentences.
        standing: Item and labeller to the standing answer.
        prompts: Story to its prompt.
        source: The run, in words.
        labellers: Listen only to these.
    """
    said: dict[str, set[str]] = {}
    for (item, who), label in standing.items():
        if label.kind == "sentence" and (labellers is None or who in labellers):
            said.setdefault(item, set()).add(label.answer)
    flagged = {stratum.name: stratum.flagged for stratum in sampling.strata}
    population = {stratum.name: stratum.population for stratum in sampling.strata}
    sure = [item for item in sampling.items if said.get(item.item_id) in ({"error"}, {"fine"})]
    each = Counter(item.stratum for item in sure)
    rows = [
        LabelledStory(
            story_id=item_id(item.story_id, item.category, item.start),
            prompt=prompts.get(item.story_id, item.story_id),
            category=item.category.value,
            flagged=flagged[item.stratum],
            failing=said[item.item_id] == {"error"},
            inclusion=each[item.stratum] / population[item.stratum],
        )
        for item in sure
    ]
    asked = [item for item in sampling.items if item.item_id in said]
    return [
        calibration_of(
            rows,
            category=category,
            scan_id=sampling.scan_id,
            source=source,
            n_unsure=sum(item.category.value == category for item in asked)
            - sum(row.category == category for row in rows),
        )
        for category in sorted({row.category for row in rows})
    ]
