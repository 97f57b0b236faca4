"""From the labels of a run to its calibration: what ``rates`` and ``report`` correct with."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from detector.errors import RunError
from detector.labels.agreement import Agreement, agreements
from detector.labels.records import Label, Sampling
from detector.labels.sentences import SENTENCES, sentence_calibrations
from detector.labels.store import LABELS, latest, read_labels, samplings
from detector.labels.truth import StoryKey, Truth, truths
from detector.rates.calibrating import calibration_of
from detector.rates.calibration import Calibration, CalibrationFile, LabelledStory
from detector.records import Category, Finding, utc_now
from detector.runs import RunFolder
from detector.runs.atomic import write_json

CHECKS = "calibration-checks.json"
"""The calibrations of single checks, beside the run's ``calibration.json``."""

UNNAMED = "no kind was named"


@dataclass(frozen=True, slots=True)
class Precision:
    """How many of a check's labelled findings are errors.

    Attributes:
        share: Weighted by the inverse of the inclusion probability.
    """

    code: str
    n: int
    n_error: int
    share: float


@dataclass(frozen=True)
class Calibrated:
    """What the labels of a run say of its detector.

    Attributes:
        file: The record of ``calibration.json``: one calibration a category.
        checks: One calibration for each check that flagged a story or that labellers named.
        sentences: Calibrations by sentence, where sentences were drawn and labelled.
        precisions: Of the findings that were labelled.
        agreements: Of the labellers.
        progress: Category to (stories labelled, drawn).
    """

    file: CalibrationFile
    checks: tuple[Calibration, ...]
    sentences: tuple[Calibration, ...]
    precisions: tuple[Precision, ...]
    agreements: tuple[Agreement, ...]
    progress: Mapping[str, tuple[int, int]]


def calibrate(
    folder: RunFolder, labels: Sequence[Path] = (), labellers: Sequence[str] | None = None
) -> Calibrated:
    """Measure the detector on the labelled stories of a run.

    A story stands for the stories of its stratum over the labelled ones of it: what was drawn and not yet
    labelled counts as not drawn, which the random order of the questions allows.

    Args:
        folder: The run.
        labels: Label files; the run's own otherwise.
        labellers: Listen only to these.

    Raises:
        RunError: The run has no sample or no labels, or a file is damaged.
    """
    drawn = samplings(folder.path)
    if not drawn:
        raise RunError(
            f"{folder.path}: no sample was drawn from this run.", "Label it first: storyfault label RUN"
        )
    by_unit = {sampling.unit: sampling for sampling in drawn}
    standing = latest(read_labels(labels or [folder.path / LABELS]))
    if not standing:
        raise RunError(f"{folder.path}: there are no labels yet.", "Give some first: storyfault label RUN")
    known = truths(standing, labellers)
    scan = folder.current_scan()
    scan_id = scan.scan_id if scan else ""
    findings: dict[StoryKey, list[Finding]] = defaultdict(list)
    for finding in folder.findings(scan_id):
        findings[(finding.story_id, finding.category)].append(finding)
    prompts = {story.story_id: story.sample_id for story in folder.stories()}
    sampling, sentences = by_unit.get("story"), by_unit.get("sentence")
    labelled = tuple(_labelled(sampling, known, findings, prompts)) if sampling else ()
    name = folder.info.run_id
    by_sentence = (
        sentence_calibrations(
            sentences, standing, prompts, source=f"labelled sentences of {name}", labellers=labellers
        )
        if sentences
        else []
    )
    source = f"{len(labelled)} labelled stories of {name}"
    agreed = tuple(agreements(standing))
    kappa = {a.kind: a.kappa for a in agreed}.get("story")
    labelers = sorted({who for (_, who) in standing if labellers is None or who in labellers})
    unsure = Counter(key[1].value for key, truth in known.items() if truth.failing is None)
    made = tuple(
        calibration_of(
            labelled,
            category=category,
            scan_id=scan_id,
            source=source,
            created=utc_now(),
            n_unsure=unsure[category],
            labelers=labelers,
            kappa=kappa,
        )
        for category in sorted({one.category for one in labelled})
    )
    return Calibrated(
        CalibrationFile(calibrations=made, labelled=labelled),
        tuple(_by_check(labelled, known, findings, scan_id, source)),
        tuple(by_sentence),
        tuple(_precisions(standing, labellers)),
        agreed,
        _progress(sampling, known) if sampling else {},
    )


def write_calibration(folder: Path, found: Calibrated) -> Path:
    """Write ``calibration.json``, and the calibrations of checks and of sentences beside it.

    Without a labelled story there is no ``calibration.json``: sentences say nothing of a story as a whole.

    Raises:
        WriteError: A file cannot be written.
    """
    from detector.rates.calibrating import CALIBRATION

    path = folder / SENTENCES
    if found.sentences:
        write_json(path, CalibrationFile(calibrations=found.sentences).model_dump(mode="json"))
    if found.file.calibrations:
        path = folder / CALIBRATION
        write_json(folder / CHECKS, CalibrationFile(calibrations=found.checks).model_dump(mode="json"))
        write_json(path, found.file.model_dump(mode="json"))
    return path


def _labelled(
    sampling: Sampling,
    known: Mapping[StoryKey, Truth],
    findings: Mapping[StoryKey, Sequence[Finding]],
    prompts: Mapping[str, str],
) -> Iterator[LabelledStory]:
    population = {stratum.name: stratum.population for stratum in sampling.strata}
    answered = [
        (item, truth.failing)
        for item in sampling.items
        if (truth := known.get((item.story_id, item.category))) and truth.failing is not None
    ]
    each = Counter(item.stratum for item, _ in answered)
    for item, failing in answered:
        yield LabelledStory(
            story_id=item.story_id,
            prompt=prompts.get(item.story_id, item.story_id),
            category=item.category.value,
            flagged=bool(findings.get((item.story_id, item.category))),
            failing=bool(failing),
            inclusion=each[item.stratum] / population[item.stratum],
        )


def _by_check(
    labelled: Sequence[LabelledStory],
    known: Mapping[StoryKey, Truth],
    findings: Mapping[StoryKey, Sequence[Finding]],
    scan_id: str,
    source: str,
) -> Iterator[Calibration]:
    """The same stories, asked for one check's kind of failure only.

    Where labellers called a story failing and did not name the kind, how many of a check's kind are missed is
    not known: there its sensitivity is left open.
    """
    flags = {
        one: {found.code for found in findings.get((one.story_id, Category(one.category)), ())}
        for one in labelled
    }
    holds = {one: known[(one.story_id, Category(one.category))].codes for one in labelled}
    codes = sorted({(code, one.category) for one in labelled for code in flags[one] | holds[one]})
    for code, category in codes:
        rows = [
            one.model_copy(
                update={"category": code, "flagged": code in flags[one], "failing": code in holds[one]}
            )
            for one in labelled
            if one.category == category
        ]
        unnamed = sum(one.failing and not holds[one] for one in labelled if one.category == category)
        made = calibration_of(rows, category=code, scan_id=scan_id, source=source)
        if unnamed:
            kinds = f"{UNNAMED} of {unnamed} failing stories"
            made = made.model_copy(update={"sensitivity": None, "source": f"{source}; {kinds}"})
        yield made


def _precisions(
    standing: Mapping[tuple[str, str], Label], labellers: Sequence[str] | None
) -> Iterator[Precision]:
    found: dict[str, dict[str, list[Label]]] = defaultdict(lambda: defaultdict(list))
    for label in standing.values():
        if label.kind == "finding" and (labellers is None or label.labeller in labellers) and label.code:
            found[label.code][label.item_id].append(label)
    for code, items in sorted(found.items()):
        sure = [
            (given[0].answer == "error", given[0].weight or 1.0)
            for given in items.values()
            if len({label.answer for label in given}) == 1 and given[0].answer != "unsure"
        ]
        if sure:
            total = sum(weight for _, weight in sure)
            share = sum(weight for error, weight in sure if error) / total
            yield Precision(code, len(sure), sum(error for error, _ in sure), share)


def _progress(sampling: Sampling, known: Mapping[StoryKey, Truth]) -> dict[str, tuple[int, int]]:
    drawn = Counter(item.category.value for item in sampling.items)
    done = Counter(item.category.value for item in sampling.items if (item.story_id, item.category) in known)
    return {category: (done[category], n) for category, n in sorted(drawn.items())}
