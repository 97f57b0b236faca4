"""What Python users hold in their hands: the results of a scan, a run, and rates."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detector.rates.calibration import CalibrationFile
from detector.rates.records import Summary
from detector.records import Finding, RunInfo, Scan, Score
from detector.report.source import Source, source_of, sources_of, summary_of

if TYPE_CHECKING:
    import pandas as pd


class Rates:
    """How often stories fail, with intervals.

    Attributes:
        model: The numbers as a ``Summary`` record.
    """

    def __init__(self, model: Summary) -> None:
        self.model = model

    @property
    def summary(self) -> dict[str, Any]:
        """The numbers as plain values: the content of ``summary.json``."""
        return self.model.model_dump(mode="json")

    @property
    def verdicts(self) -> list[str]:
        """One sentence for each model and kind of failure."""
        return [verdict.text for verdict in self.model.verdicts]

    def to_frame(self) -> pd.DataFrame:
        """A table with one row for each slice (model, genre, check), and its interval."""
        from detector.report.frames import rates_frame

        return rates_frame(self.model.rates)

    def __repr__(self) -> str:
        return "\n".join(self.verdicts) or "No story was scanned."

    def _repr_html_(self) -> str:
        from detector.report.notebook import rates_html

        return rates_html(self.model)


class _Results:
    """Stories, findings and scores, as records and as tables."""

    @property
    def source(self) -> Source:
        """Where reports read these results."""
        raise NotImplementedError

    @cached_property
    def stories(self) -> pd.DataFrame:
        """A table of the stories, indexed by ``story_id``."""
        from detector.report.frames import stories_frame

        return stories_frame(self.source.stories())

    @cached_property
    def findings(self) -> pd.DataFrame:
        """A table of the findings."""
        from detector.report.frames import findings_frame

        return findings_frame(self.source.findings())

    @cached_property
    def scores(self) -> pd.DataFrame:
        """A table of the scores: one row for each story and category, negatives too."""
        from detector.report.frames import scores_frame

        return scores_frame(self.source.scores())

    @cached_property
    def _rates(self) -> Rates:
        return Rates(summary_of([self.source]))

    def rates(self) -> Rates:
        """How often these stories fail."""
        return self._rates

    def __repr__(self) -> str:
        return f"{type(self).__name__}: {self._rates!r}"

    def _repr_html_(self) -> str:
        from detector.report.notebook import results_html

        return results_html(self.source, self._rates.model)


class ScanResult(_Results):
    """What a scan found.

    Attributes:
        story_records: The stories, as they were scanned.
        finding_records: The findings.
        score_records: The scores.
        scan: Which checks and classifiers ran.

    Args:
        stories: ``Story`` records, or objects with ``id``, ``text`` and what else is known.
        findings: The findings in them.
        scores: One for each story and category.
        scan: The scan they come from.
        name: What to call it in a report.
        dataset: The prompt set the stories answer, where known.
    """

    def __init__(
        self,
        stories: Iterable[Any],
        findings: Iterable[Finding],
        scores: Iterable[Score],
        *,
        scan: Scan | None = None,
        name: str | None = None,
        dataset: str | None = None,
    ) -> None:
        self.story_records = tuple(stories)
        self.finding_records = tuple(findings)
        self.score_records = tuple(scores)
        self.scan = scan
        self.name = name
        self.dataset = dataset

    @property
    def source(self) -> Source:
        """Where reports read these results."""
        return Source(
            stories=lambda: self.story_records,
            findings=lambda: self.finding_records,
            scores=lambda: self.score_records,
            scan=self.scan,
            name=self.name,
            dataset=self.dataset,
        )


class Run(_Results):
    """A run on disk, read when asked.

    Attributes:
        path: Its folder.
        info: What ``run.json`` says: model, settings, prompts, seed.
    """

    def __init__(self, folder: Any) -> None:
        self._folder = folder

    @property
    def path(self) -> Path:
        """Its folder."""
        return Path(self._folder.path)

    @property
    def info(self) -> RunInfo:
        """What ``run.json`` says."""
        info: RunInfo = self._folder.info
        return info

    @cached_property
    def source(self) -> Source:
        """Where reports read these results."""
        return source_of(self._folder)


def load_run(path: str | Path) -> Run:
    """Open a run folder for reading.

    Raises:
        RunError: It is no run folder, or a damaged one.
    """
    from detector.runs import RunFolder

    return Run(RunFolder.open(path))


def rates(source: Any, calibration: CalibrationFile | None = None, *, exact: bool = False) -> Rates:
    """How often the stories of a run or scan fail; of several together where a list is given.

    Args:
        source: A ``ScanResult``, a ``Run``, a run folder or its path, or a list of these.
        calibration: The detector's errors as measured on another run, for those that have no labels.
        exact: Clopper and Pearson's intervals of shares rather than Wilson's.

    Raises:
        UsageError: It is none of these.
        RunError: The path is no run folder, or a damaged one.
    """
    return Rates(summary_of(sources_of(source), calibration, exact=exact))
