"""Runs scanned in place, and read back with what was found in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from detector.cli.command_line import this_command
from detector.cli.failure import say
from detector.cli.meter import Meter
from detector.errors import Interrupted
from detector.records import Finding, Score
from detector.scanning.tally import Tally

if TYPE_CHECKING:
    from detector.records import Scan
    from detector.scanning.core import StoryScan
    from detector.scanning.setup import ScanSetup


def scan_run_folder(path: str | Path, setup: ScanSetup, workers: int, stop: Callable[[], bool]) -> Scan:
    """Scan what a run's stories still lack, with progress; rows are appended.

    Raises:
        RunError: It is no run, damaged, or in use.
        Interrupted: The user stopped it.
    """
    from detector.runs import RunFolder
    from detector.scanning.run import scan_run

    tally = Tally()
    with RunFolder.open(path, write=True) as folder:
        for repair in folder.repairs:
            say(repair)
        total = sum(1 for _ in folder.stories())
        with Meter("scanning", total) as meter:

            def on_begin(n: int) -> None:
                meter.resumed = n
                if 0 < n < total:
                    say(f"{path}: {n:,} of {total:,} stories are scanned; going on.")

            def on_scan(result: StoryScan) -> None:
                tally.add(result)
                done = meter.resumed + tally.n_stories
                meter.update(done, tally.n_words, flagged=tally.flagged_rate)

            try:
                return scan_run(
                    folder, setup, workers=workers, on_begin=on_begin, on_scan=on_scan, should_stop=stop
                )
            except Interrupted as error:
                raise Interrupted(error.message, f"Resume with: {this_command()}") from None


def scanned_stories(path: str | Path) -> Iterator[StoryScan]:
    """The stories of a run with the findings and scores of its current scan."""
    from detector.inputs import from_story
    from detector.runs import RunFolder
    from detector.scanning.core import StoryScan

    folder = RunFolder.open(path)
    findings: dict[str, list[Finding]] = defaultdict(list)
    for finding in folder.findings():
        findings[finding.story_id].append(finding)
    scores: dict[str, list[Score]] = defaultdict(list)
    for score in folder.scores():
        scores[score.story_id].append(score)
    for number, story in enumerate(folder.stories(), start=1):
        found = sorted(findings.get(story.story_id, ()), key=lambda f: (f.start, f.end, f.code))
        yield StoryScan(
            from_story(story, str(path), number), tuple(found), tuple(scores.get(story.story_id, ()))
        )
