"""What ``run`` and ``demo`` do: write stories, scan them, count, report; each step resumable."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from detector.cli.interrupt import stop_on_interrupt
from detector.cli.judging import judge_run_folder, print_judges
from detector.cli.rates_table import print_rates
from detector.cli.run_scan import scan_run_folder
from detector.cli.until_width import stopped_line
from detector.cli.write_stories import WriteRequest, write_stories

if TYPE_CHECKING:
    from detector.scanning.judging import JudgeRequest
    from detector.scanning.setup import ScanSetup


def whole_run(
    request: WriteRequest,
    setup: ScanSetup,
    *,
    workers: int = 1,
    judge: JudgeRequest | None = None,
    after_rates: Callable[[Path], None] | None = None,
) -> Path:
    """Do all of it, print the rates, and give the report's path.

    Args:
        request: What to write.
        setup: How to scan.
        workers: Processes that scan.
        judge: Lets a model read the stories as well.
        after_rates: Prints more about the run's folder, before the report is named.

    Raises:
        StoryfaultError: Whatever stopped it; the same command goes on from there.
    """
    from detector.scanning.core import StoryScanner

    scanner = StoryScanner(setup)
    _ = scanner.scorer
    write_stories(request, scanner)
    with stop_on_interrupt() as stop:
        scan_run_folder(request.folder, setup, workers, stop)
        if judge is not None:
            judge_run_folder(request.folder, judge, stop)
    return finish_run(request.folder, after_rates)


def finish_run(folder: Path, after_rates: Callable[[Path], None] | None = None) -> Path:
    """Count a scanned run, write ``summary.json`` and ``report.html`` into it, and print the rates."""
    from detector.rates import rates
    from detector.report.write import write_report
    from detector.runs import RunFolder

    found = rates(folder)
    with RunFolder.open(folder, write=True) as run:
        run.write_summary(found.summary)
    report = write_report([folder], folder / "report.html")
    print_rates(found.model)
    if stopped := stopped_line(folder):
        print(stopped)
    print_judges([folder])
    if after_rates is not None:
        after_rates(folder)
    print(f"Report: {report}")
    return report
