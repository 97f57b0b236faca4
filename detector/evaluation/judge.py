"""A judge measured on stories whose errors are known: what it finds, what it makes up, how sure it may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from detector.errors import UsageError
from detector.evaluation.gold import load_gold
from detector.evaluation.labelled import ErrorSpan, LabelledStory
from detector.evaluation.labelled_read import load_labelled
from detector.evaluation.numbers import reliability, share
from detector.inputs.story import StoryInput
from detector.judge.measured import JudgeMeasured, store_measured
from detector.judge.records import Counts, JudgeInfo, Reading
from detector.rates.calibrating import error_rate
from detector.rates.calibration import Calibration
from detector.records import Category, Finding, utc_now
from detector.scanning.judging import JudgeRequest, Teller, judge_stories


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled story with what the judge made of it."""

    labelled: LabelledStory
    reading: Reading
    findings: tuple[Finding, ...]


def evaluate_judge(
    paths: Sequence[Path],
    request: JudgeRequest,
    *,
    category: Category = Category.COMMONSENSE,
    texts: Path | None = None,
    most: int | None = None,
    work: Path,
    store: Path | None = None,
    plots: Path | None = None,
    teller: Teller | None = None,
) -> dict[str, Any]:
    """Let a judge read labelled stories, and count.

    Args:
        paths: Files of labelled stories.
        request: The judge; it reads every story.
        category: The kind of failure that the labels are of.
        texts: The stories of a file of hand labels.
        most: At most so many stories of each file.
        work: The folder that keeps its answers and log.
        store: The folder where the result is kept under the judge's id; None keeps none.
        plots: The folder for pictures.
        teller: Is told how it goes.

    Returns:
        The figures of each file and of all together.

    Raises:
        InputError: A file is of no known format.
        StoryfaultError: What stopped the judge; its answers are kept.
    """
    files = [file for path in paths for file in _files(path, category)]
    sets = {path.name: _load(path, category, texts)[:most] for path in files}
    if len(sets) < len(files):
        raise UsageError("Two files have the same name.", "Measure them one by one.")
    stories = {f"{name}/{one.story.id}": one for name, each in sets.items() for one in each}
    info, done = judge_stories(
        [_renamed(one, name) for name, one in stories.items()],
        (),
        request,
        answers=work / "answers.jsonl",
        log=work / "engine.log",
        teller=teller,
    )
    judged: dict[str, list[Judged]] = {name: [] for name in sets}
    for reading in sorted(done, key=lambda each: each.story.story_id):
        one = stories[reading.story.story_id]
        own = tuple(finding for finding in reading.findings if finding.category is category)
        judged[reading.story.story_id.partition("/")[0]].append(Judged(one, reading.reading(), own))
    report: dict[str, Any] = {
        "category": category.value,
        "judge": info.model_dump(mode="json"),
        "sets": {name: figures(each, category) for name, each in judged.items()},
    }
    everything = [one for each in judged.values() for one in each]
    report["all"] = figures(everything, category)
    report["complete"] = len(done) == len(stories)
    if store is not None and report["complete"]:
        report["stored"] = str(store_measured(store, _measured(info, category, report, list(sets))))
    if plots is not None:
        from detector.evaluation.judge_plots import draw_judge_plots

        report["plots"] = [str(path) for path in draw_judge_plots(report, plots)]
    return report


def figures(judged: Sequence[Judged], category: Category) -> dict[str, Any]:
    """What is counted over labelled stories.

    ``sensitivity`` and ``specificity`` are of whole stories, as rates are: a story with an error counts as
    found when the judge flags it, whatever it flags. ``located`` counts only stories of which a finding meets
    a labelled error, ``by_code`` errors that some finding meets, by what kind they are.
    """
    valued = [(one, one.reading.values.get(category.value)) for one in judged]
    read = [(one, value) for one, value in valued if value is not None]
    failing = [(one, value) for one, value in read if one.labelled.errors]
    sound = [(one, value) for one, value in read if not one.labelled.errors]
    located = sum(any(_met(one, error) for error in one.labelled.errors) for one, _ in failing)
    by_code: dict[str, list[bool]] = {}
    for one, _ in failing:
        for error in one.labelled.errors:
            by_code.setdefault(error.code or error.kind or "error", []).append(_met(one, error))
    verdicts = [(finding, _right(one, finding)) for one, _ in read for finding in one.findings]
    right = [(finding, error) for finding, error in verdicts if error is not None]
    both = sum(
        error.both_found_by(
            (finding.start, finding.end), tuple((other.start, other.end) for other in finding.related)
        )
        for finding, error in right
    )
    probabilities = [finding.probability or 0.0 for finding, _ in verdicts]
    counts = sum((one.reading.counts for one in judged), Counts())
    flawed = counts.invented + counts.parroted + counts.too_short
    return {
        "n_stories": len(judged),
        "n_failing": len(failing),
        "n_sound": len(sound),
        "n_unread": len(judged) - len(read),
        "sensitivity": share(sum(value for _, value in failing), len(failing)),
        "specificity": share(sum(1 - value for _, value in sound), len(sound)),
        "located": share(located, len(failing)),
        "by_code": {code: share(sum(met), len(met)) for code, met in sorted(by_code.items())},
        "precision": share(len(right), len(verdicts)),
        "same_code": share(
            sum(f.code == e.code for f, e in right if e.code), sum(1 for _, e in right if e.code)
        ),
        "both_ends": share(both, len(right)),
        "quotes": share(counts.claims - flawed, counts.claims),
        "refuted": share(counts.refuted, counts.claims - flawed),
        "form": share(counts.answers - counts.malformed, counts.answers),
        "counts": counts.model_dump(),
        "calibration": reliability(probabilities, [int(error is not None) for _, error in verdicts]),
        "tokens": sum(r.usage.input_tokens + r.usage.output_tokens for r in (one.reading for one in judged)),
        "seconds": round(sum(one.reading.seconds for one in judged), 1),
    }


def _met(one: Judged, error: ErrorSpan) -> bool:
    return any(
        error.found_by(span)
        for finding in one.findings
        for span in ((finding.start, finding.end), *((o.start, o.end) for o in finding.related))
    )


def _right(one: Judged, finding: Finding) -> ErrorSpan | None:
    """The labelled error that a finding meets with either end, one of its own kind before others."""
    spans = ((finding.start, finding.end), *((other.start, other.end) for other in finding.related))
    met = [error for error in one.labelled.errors if any(error.found_by(span) for span in spans)]
    return min(met, key=lambda error: error.code != finding.code, default=None)


def _measured(
    info: JudgeInfo, category: Category, report: Mapping[str, Any], names: Sequence[str]
) -> JudgeMeasured:
    pooled = report["all"]
    rates = {
        name: error_rate(pooled[name]["value"], pooled[name]["n"]) if pooled[name]["n"] else None
        for name in ("sensitivity", "specificity")
    }
    return JudgeMeasured(
        judge=info,
        calibration=Calibration(
            calibration_id=f"{info.judge_id}-{category.value}",
            category=category.value,
            scan_id=info.judge_id,
            source=f"{pooled['n_stories']} labelled stories of {', '.join(names)}",
            created=utc_now(),
            by="truth",
            sensitivity=rates["sensitivity"],
            specificity=rates["specificity"],
        ),
        figures=dict(pooled),
    )


def _files(path: Path, category: Category) -> list[Path]:
    """The files of a folder of gold: whole stories where it has some."""
    if not path.is_dir():
        return [path]
    names = (
        ("stories*.jsonl", "commonsense*.jsonl") if category is Category.COMMONSENSE else ("formula*.jsonl",)
    )
    for pattern in names:
        if found := sorted(path.glob(pattern)):
            return found
    raise UsageError(f"{path}: holds no {' and no '.join(names)}.", "Name files of labelled stories.")


def _load(path: Path, category: Category, texts: Path | None) -> list[LabelledStory]:
    if category is Category.COMMONSENSE:
        return list(load_labelled(path, texts).stories)
    return [
        LabelledStory(
            item.story,
            tuple(ErrorSpan(span.start, span.end, code="F00", kind=span.notation) for span in item.intrusive),
        )
        for item in load_gold(path)
    ]


def _renamed(one: LabelledStory, name: str) -> StoryInput:
    return replace(one.story, id=name, sample_id=name)
