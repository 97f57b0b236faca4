"""What a judge found, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from detector.judge.correcting import JudgeCorrected, corrected_rates
from detector.judge.folder import JudgeFolder
from detector.judge.rates import judge_rates
from detector.judge.records import JudgeInfo, Reading
from detector.rates.words import percent, percent_range, stories

_NAMES = {"formula": "formula", "commonsense": "common sense"}


def sentences_of(place: JudgeFolder) -> list[str]:
    """What the current judge of a run found; empty where none read it."""
    info = place.current()
    return [] if info is None else judge_sentences(info, place.readings(), place.path)


def judge_sentences(info: JudgeInfo, readings: Sequence[Reading], run: Path | None = None) -> list[str]:
    """What a judge found, with intervals, and what became of its claims; empty where it read nothing.

    Args:
        info: The judge.
        readings: Of the stories that it read.
        run: The run's folder, where its own labels may say how often the judge errs.
    """
    if not readings:
        return []
    parts = []
    eligible = info.plan.n_eligible if info.plan is not None else len(readings)
    partial = len(readings) < eligible
    rates = judge_rates(info, readings)
    for rate in rates:
        name = _NAMES[rate.category]
        if rate.rate is None:
            parts.append(f"{name} not known")
        else:
            ends = percent_range(rate.low, rate.high)
            share = f"{percent(rate.rate)}{' of all' if partial else ''}, 95% CI {ends}"
            parts.append(f"{name} {rate.n_flagged:,} ({share})")
    counts = sum((reading.counts for reading in readings[1:]), readings[0].counts)
    of = f"{len(readings):,} of {stories(eligible)}" if partial else stories(eligible)
    lines = [f"The judge {info.model.name} read {of}: {', '.join(parts)}; its own errors are not in this."]
    lines += _corrections(corrected_rates(info, rates, run))
    if counts.claims:
        lines.append(
            f"Of its {counts.claims:,} claims {counts.findings:,} stand; {counts.refuted:,} were refuted, "
            f"{counts.invented:,} quoted what no story holds, {counts.parroted:,} the instruction, "
            f"{counts.too_short:,} too little."
        )
    lost = Counter(reading.problem for reading in readings if reading.problem is not None)
    if lost:
        listed = "; ".join(f"{n:,} {problem}" for problem, n in sorted(lost.items())[:4])
        lines.append(f"Not read to the end: {listed}")
    if counts.malformed:
        lines.append(f"{counts.malformed:,} of {counts.answers:,} answers were not of the form.")
    return lines


def _corrections(found: Sequence[JudgeCorrected]) -> Iterator[str]:
    """What is left when its errors are taken out, and where these were measured."""
    if all(one.measured is None for one in found):
        yield (
            "The errors of this judge are not measured, so its rates are not corrected: "
            "storyfault evaluate corpora/gold --judge MODEL"
        )
    for one in found:
        if one.measured is None:
            continue
        name, source = _NAMES[one.rate.category], one.measured.calibration.source
        where = (
            f"on {source}, which are not these stories (transported)" if one.transported else f"on {source}"
        )
        rate = one.corrected
        if rate.estimate is None:
            yield f"Its errors, measured {where}, correct nothing for {name}: {'; '.join(rate.reasons)}."
            continue
        ends = f"{percent(rate.estimate)}, 95% CI {percent_range(rate.low, rate.high)}"
        reserve = "" if rate.claimed else f"; this interval is not claimed: {'; '.join(rate.reasons)}"
        yield f"Corrected for its errors, measured {where}: {name} {ends}{reserve}."
