"""A run's stories scanned in place: findings and scores are appended, nothing is rewritten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from detector.errors import Interrupted
from detector.inputs.story import StoryInput, from_story
from detector.records import Category, Scan
from detector.runs import RunFolder
from detector.scanning.core import StoryScan
from detector.scanning.setup import ScanSetup
from detector.scanning.stream import scan_stories

if TYPE_CHECKING:
    from detector.classifier.scoring import Scorer


def scan_run(
    folder: RunFolder,
    setup: ScanSetup,
    *,
    workers: int = 1,
    scorer: Scorer | None = None,
    on_begin: Callable[[int], None] | None = None,
    on_scan: Callable[[StoryScan], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Scan:
    """Scan the stories of a run that this configuration has not scanned yet, and write what was found.

    The scan becomes the run's current one, whose checks and classifier ``run.json`` names. A scan of another
    configuration that was there before stays.

    Args:
        folder: A run opened for writing.
        setup: What to run.
        workers: Processes that scan.
        scorer: Gives candidates their probability; the shipped one unless given.
        on_begin: Is told how many stories this configuration has scanned already.
        on_scan: Is told of each story, after its rows are written.
        should_stop: Asked after each story.

    Returns:
        The scan's row.

    Raises:
        Interrupted: ``should_stop`` said so; the same call goes on where this one stopped.
        WriteError: A row could not be written; those before it are kept.
    """
    if scorer is None:
        scorer = setup.scorer()
    scan = setup.scan_row(scorer)
    current = folder.current_scan()
    if current is None or current.scan_id != scan.scan_id:
        folder.append_scan(scan)
    classifier = scan.classifiers[0] if scan.classifiers else None
    if (folder.info.checks, folder.info.classifier) != (scan.checks, classifier):
        folder.update_info(checks=scan.checks, classifier=classifier)
    done = folder.scored(scan.scan_id)
    if on_begin is not None:
        on_begin(sum(not _lacks(story.story_id, setup, done) for story in folder.stories()) if done else 0)
    here = scorer if workers <= 1 else None
    pending = _unscanned(folder, setup, done)
    results = scan_stories(pending, setup, scan_id=scan.scan_id, workers=workers, scorer=here)
    for n, result in enumerate(results, start=1):
        folder.append_finding(*(f for f in result.findings if (f.story_id, f.category) not in done))
        folder.append_score(*(s for s in result.scores if (s.story_id, s.category) not in done))
        if on_scan is not None:
            on_scan(result)
        if should_stop is not None and should_stop():
            were = "1 story was" if n == 1 else f"{n:,} stories were"
            raise Interrupted(f"{folder.path}: stopped after {were} scanned; what was found is kept.")
    return scan


def _unscanned(folder: RunFolder, setup: ScanSetup, done: set[tuple[str, Category]]) -> Iterator[StoryInput]:
    for number, story in enumerate(folder.stories(), start=1):
        if _lacks(story.story_id, setup, done):
            yield from_story(story, str(folder.path), number)


def _lacks(story_id: str, setup: ScanSetup, done: set[tuple[str, Category]]) -> bool:
    return any((story_id, category) not in done for category in setup.categories())
