"""What ``compare`` compares: scanned runs, or the models of story files, which are scanned first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from detector.errors import UsageError
from detector.inputs import FieldNames
from detector.scanning.setup import ScanSetup

if TYPE_CHECKING:
    from detector.inputs.story import StoryInput
    from detector.rates.records import StoryOutcome
    from detector.scanning.core import StoryScan

Sides = dict[str, list["StoryOutcome"]]


@dataclass(frozen=True)
class SidesRequest:
    """What the user asked to compare.

    Attributes:
        paths: Run folders, or story files, folders and globs.
        where: Fields that a row of a file must have, and their values.
    """

    paths: tuple[str, ...]
    setup: ScanSetup
    fields: FieldNames = field(default_factory=FieldNames)
    where: Mapping[str, str] = field(default_factory=dict)
    workers: int = 1
    skip_bad: bool = False


def sides_of(request: SidesRequest) -> tuple[Sides, dict[str, str]]:
    """The sides by name, and the checks that ran, code to category.

    Raises:
        UsageError: There are fewer than two sides, or runs and files are mixed.
        RunError: A run was not scanned, or is damaged.
        InputError: A file cannot be read.
    """
    from detector.inputs import is_run_folder

    runs = [path for path in request.paths if is_run_folder(Path(path))]
    if runs and len(runs) < len(request.paths):
        raise UsageError("Runs and story files cannot be compared with each other.", "Name one kind.")
    sides, checks = _of_runs(runs) if runs else _of_files(request)
    if len(sides) < 2:
        raise UsageError(
            f"There is nothing to compare: {', '.join(sides) or 'no story'} stands alone.",
            "Name two runs, or files that hold the stories of several models.",
        )
    return dict(sorted(sides.items())), checks


def _of_runs(paths: Sequence[str]) -> tuple[Sides, dict[str, str]]:
    """One side a run; named by its model where models differ, else by its folder."""
    from detector.cli.rates import require_scanned
    from detector.report.source import sources_of

    require_scanned([Path(path) for path in paths])
    sources = sources_of(list(paths))
    models = [source.group[1] or path for source, path in zip(sources, paths, strict=True)]
    names = models if len(set(models)) == len(models) else [Path(path).name for path in paths]
    names = names if len(set(names)) == len(names) else list(paths)
    scans = {source.scan.scan_id for source in sources if source.scan is not None}
    if len(scans) > 1:
        raise UsageError(
            "These runs were scanned with different checks or classifiers: the detector would differ too.",
            "Scan them again with one configuration: storyfault scan RUN",
        )
    sides = {name: source.outcomes() for name, source in zip(names, sources, strict=True)}
    return sides, {code: kind for source in sources for code, kind in source.checks().items()}


def _of_files(request: SidesRequest) -> tuple[Sides, dict[str, str]]:
    """One side a model; a file without models is a side of its own."""
    from detector.rates.outcomes import outcomes

    sides: Sides = defaultdict(list)
    seen: Counter[tuple[str, str]] = Counter()
    for result in _scanned(request):
        story = result.story
        name = story.model or story.source
        (row,) = outcomes([story], result.scores)
        prompt = story.sample_id or story.prompt or story.id
        seen[(name, prompt)] += 1
        sides[name].append(replace(row, sample_id=prompt, dataset=None, epoch=seen[(name, prompt)]))
    return dict(sides), {check.code: check.category.value for check in request.setup.checks()}


def _scanned(request: SidesRequest) -> Iterator[StoryScan]:
    from detector.classifier.scoring import Scorer
    from detector.cli.failure import say
    from detector.cli.meter import Meter
    from detector.inputs import Progress, read_stories
    from detector.scanning.stream import scan_stories
    from detector.scanning.tally import Tally

    progress, tally = Progress(), Tally()
    scorer = Scorer.load()
    stories = read_stories(
        request.paths,
        fields=request.fields,
        skip_bad=request.skip_bad,
        on_bad=lambda error: say(f"skipped: {error.message}"),
        progress=progress,
    )
    wanted = (story for story in stories if _wanted(story, request.where))
    here = scorer if request.workers <= 1 else None
    with Meter("scanning") as meter:
        for result in scan_stories(wanted, request.setup, workers=request.workers, scorer=here):
            tally.add(result)
            meter.update(tally.n_stories, tally.n_words, share=progress.share, flagged=tally.flagged_rate)
            yield result


def _wanted(story: StoryInput, where: Mapping[str, str]) -> bool:
    known = {"genre": story.genre, "model": story.model, **story.metadata}
    return all(str(known.get(name)) == value for name, value in where.items())
