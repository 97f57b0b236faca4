"""Runs and scans seen alike: where a report gets its stories, findings, scores and facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from detector.errors import UsageError
from detector.judge.folder import JudgeFolder
from detector.judge.words import sentences_of
from detector.rates.calibrating import read_calibration
from detector.rates.calibration import CalibrationFile
from detector.rates.outcomes import outcomes, story_id_of
from detector.rates.records import Group, StoryOutcome, Summary
from detector.rates.summary import summarize
from detector.records import Finding, RunInfo, Scan, Score
from detector.report.checkpages import check_pages


@dataclass(frozen=True)
class Source:
    """One run or one scan.

    Attributes:
        stories: Gives the stories anew at each call: ``Story`` records or lighter objects.
        findings: Gives the findings of the current scan.
        scores: Gives its scores.
        scan: The scan, where it is known.
        info: What ``run.json`` says; None for a scan of files.
        name: What to call it.
        dataset: The prompt set of a scan.
        judge_findings: Gives what a judge found; it counts in no rate of the rules.
        judged: What the judge found, in sentences.
        calibration: What is known of the detector's errors on these stories, where labels say it.
    """

    stories: Callable[[], Iterable[Any]]
    findings: Callable[[], Iterable[Finding]]
    scores: Callable[[], Iterable[Score]]
    scan: Scan | None = None
    info: RunInfo | None = None
    name: str | None = None
    dataset: str | None = None
    judge_findings: Callable[[], Iterable[Finding]] = tuple
    judged: Callable[[], Sequence[str]] = tuple
    calibration: CalibrationFile | None = None

    @property
    def group(self) -> Group:
        """Run, model and prompt set, as far as they are the same for all stories."""
        if self.info is None:
            return (self.name, None, self.dataset)
        model, dataset = self.info.model, self.info.dataset
        return (self.info.run_id, model.name if model else None, dataset.name if dataset else None)

    def outcomes(self) -> list[StoryOutcome]:
        """One light row a story."""
        run, model, dataset = self.group
        return outcomes(self.stories(), self.scores(), run=run, model=model, dataset=dataset)

    def requested(self) -> dict[Group, int]:
        """How many stories the run was asked for; empty for a scan."""
        return {self.group: self.info.n_requested} if self.info else {}

    def checks(self) -> dict[str, str]:
        """Code to category of the checks that ran."""
        infos = self.scan.checks if self.scan else self.info.checks if self.info else ()
        pages = check_pages(info.code for info in infos)
        return {code: page.category for code, page in pages.items() if page.category}


def source_of(thing: Any) -> Source:
    """What a report reads from a run, a scan's result, a run folder, or the path of one.

    Raises:
        UsageError: It is none of these.
        RunError: The path is no run folder, or a damaged one.
    """
    if isinstance(thing, Source):
        return thing
    source = getattr(thing, "source", None)
    if isinstance(source, Source):
        return source
    if isinstance(thing, (str, Path)):
        from detector.runs import RunFolder

        thing = RunFolder.open(thing)
    info = getattr(thing, "info", None)
    if isinstance(info, RunInfo):
        place = JudgeFolder(thing.path)
        return Source(
            stories=thing.stories,
            findings=thing.findings,
            scores=thing.scores,
            scan=thing.current_scan(),
            info=info,
            name=info.run_id,
            judge_findings=place.findings,
            judged=lambda: sentences_of(place),
            calibration=read_calibration(thing.path) if hasattr(thing, "path") else None,
        )
    raise UsageError(
        f"There are no rates of {type(thing).__name__} {str(thing)[:40]!r}.", "Give a run or a scan."
    )


def sources_of(things: Any) -> list[Source]:
    """The sources of one thing or a list of things."""
    listed = isinstance(things, Sequence) and not isinstance(things, str)
    found = [source_of(thing) for thing in (things if listed else [things])]
    if not found:
        raise UsageError("There is nothing to report on.", "Name at least one run.")
    runs = Counter(source.info.run_id for source in found if source.info is not None)
    for run_id, times in runs.items():
        if times > 1:
            raise UsageError(f"The run {run_id} is named {times} times.", "Name each run once.")
    if len(found) == 1:
        return found
    return [
        source if source.name else replace(source, name=f"scan {number}")
        for number, source in enumerate(found, 1)
    ]


def summary_of(
    sources: Sequence[Source], calibration: CalibrationFile | None = None, *, exact: bool = False
) -> Summary:
    """All their stories counted in one summary.

    Args:
        sources: Runs and scans.
        calibration: Of another run with the same detector, for those that have none of their own.
        exact: Clopper and Pearson's intervals of shares rather than Wilson's.
    """
    rows: list[StoryOutcome] = []
    requested: dict[Group, int] = {}
    checks: dict[str, str] = {}
    calibrations: dict[Group, CalibrationFile] = {}
    others = calibration.model_copy(update={"labelled": ()}) if calibration is not None else None
    for source in sources:
        found = source.outcomes()
        rows += found
        known = usable(source.calibration or others, source.scan)
        if known is not None:
            calibrations.update(dict.fromkeys({source.group, *(row.group for row in found)}, known))
        checks.update(source.checks())
        for group, n in source.requested().items():
            requested[group] = requested.get(group, 0) + n
    return summarize(rows, requested=requested, checks=checks, calibrations=calibrations, exact=exact)


def usable(file: CalibrationFile | None, scan: Scan | None) -> CalibrationFile | None:
    """The calibrations of a file that measured the detector as the scan used it.

    Where the scan is of another configuration (checks, thresholds, classifier), sensitivity and specificity
    are not this scan's; the labels of the stories remain true.
    """
    if file is None or scan is None:
        return file
    same = tuple(one for one in file.calibrations if one.scan_id in ("", scan.scan_id))
    return file.model_copy(update={"calibrations": same})


def text_of(story: Any) -> str:
    """A story's text, whatever kind of object it is."""
    text = getattr(story, "completion", None)
    return str(text if text is not None else story.text)


def place_of(story: Any, offset: int | None = None) -> str:
    """Where a story, or an offset of its text, is for a person: ``file:line:column``; its id in a run."""
    place = getattr(story, "place", None)
    if callable(place) and getattr(story, "source", None):
        if offset is not None:
            return str(place(offset))
        row = getattr(story, "row", None)
        return f"{story.source}:{row}" if row is not None else str(story.source)
    story_id = story_id_of(story)
    if offset is None:
        return story_id
    from detector.inputs.story import line_and_column

    line, column = line_and_column(text_of(story), offset)
    return f"{story_id}:{line}:{column}"


def genre_of(story: Any) -> str | None:
    """A story's genre, where known."""
    metadata: Mapping[str, Any] = getattr(story, "metadata", None) or {}
    genre = getattr(story, "genre", None) or metadata.get("genre")
    return str(genre) if genre else None


def model_of(story: Any, source: Source) -> str | None:
    """What wrote a story, where known."""
    return source.group[1] or getattr(story, "model", None)
