"""What ``storyfault scan`` does: read, scan, write, count, and say how it went."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from detector.cli.failure import DONE, GATE, say
from detector.cli.interrupt import stop_on_interrupt
from detector.cli.meter import Meter
from detector.cli.show import PlainConsole, TextWriter, summary_line
from detector.cli.writers import CsvWriter, JsonlWriter, JsonWriter, SarifWriter, Writer
from detector.errors import InputError, Interrupted, UsageError, WriteError
from detector.inputs import FieldNames, Progress, is_run_folder, read_stories
from detector.inputs.sources import find_sources
from detector.report.write import require_report_name
from detector.scanning.setup import ScanSetup
from detector.scanning.tally import Tally

if TYPE_CHECKING:
    from detector.scanning.core import StoryScan
    from detector.scanning.judging import JudgeRequest


@dataclass(frozen=True)
class ScanRequest:
    """What the user asked of ``scan``.

    Attributes:
        paths: Story files, folders, globs and ``-``, or run folders.
        setup: What to run.
        format: ``text``, ``json``, ``jsonl``, ``csv`` or ``sarif``.
        output: Where to write the results; standard output where it is None.
        report: Where to write an HTML report as well.
        fail_over: The share of stories flagged by rules above which the gate trips.
        judge: Lets a model read the stories as well; rates of rules are the same without it.
    """

    paths: tuple[str, ...]
    setup: ScanSetup
    fields: FieldNames = field(default_factory=FieldNames)
    format: str = "text"
    output: Path | None = None
    report: Path | None = None
    workers: int = 1
    skip_bad: bool = False
    fail_over: float | None = None
    judge: JudgeRequest | None = None


def run_scan(request: ScanRequest) -> int:
    """Scan, write the results, and give the exit code.

    Raises:
        StoryfaultError: Anything that stopped it; what was found until then is written.
        Interrupted: The user stopped it.
    """
    runs = [path for path in request.paths if path != "-" and is_run_folder(Path(path))]
    alone = len(runs) == len(request.paths)
    runs = list({Path(path).resolve(): path for path in runs}.values())
    if runs and not alone:
        raise UsageError("Run folders and story files cannot be scanned together.", "Scan them one by one.")
    if request.report is not None:
        require_report_name(request.report)
    tally = Tally()
    with stop_on_interrupt() as stop:
        if runs:
            results = _runs(runs, request, stop)
        else:
            results = _files(request)
            _guard(request)
        judged: list[str] = []
        if request.judge is not None:
            results = _judged(runs, results, request.judge, judged, stop)
        kept = _write(results, request, tally, stop, judged)
    if request.report is not None:
        _report(runs, kept, request.setup, request.report)
    if not runs and tally.n_stories and not tally.n_scored:
        raise _unscorable(request, tally)
    if stop():
        raise Interrupted(
            f"Interrupted after {tally.n_stories:,} stories; what was found in them is written.",
            "Run the same command again to scan all of them.",
        )
    return _gate(request, tally)


def _unscorable(request: ScanRequest, tally: Tally) -> InputError:
    where = ", ".join(request.paths[:3])
    if tally.all_empty:
        return InputError(where, "there is nothing to scan: every story is empty.", "Name other files.")
    if tally.any_too_long:
        return InputError(
            where,
            f"there is nothing to scan: every story is longer than {request.setup.max_chars:,} characters.",
            'Split it: one story a file, or {"id": …, "text": …} a line of a .jsonl file.',
        )
    reason = next(reason for counted in tally.categories.values() for reason in counted.unscored)
    return InputError(where, f"no story could be scored: {reason}.", "Name other files.")


def _guard(request: ScanRequest) -> None:
    if request.output is None or not request.output.exists():
        return
    for source in find_sources(request.paths):
        if source.name != "-" and source.path.exists() and request.output.samefile(source.path):
            raise UsageError(
                f"{request.output} is read and would be overwritten.", "Write to another file with --output."
            )


def _files(request: ScanRequest) -> Iterator[tuple[StoryScan, float | None]]:
    """The stories of files, each with the share of the input read so far."""
    from detector.scanning.stream import scan_stories

    progress = Progress()
    n_bad = 0

    def on_bad(error: InputError) -> None:
        nonlocal n_bad
        n_bad += 1
        say(f"skipped: {error.message}")

    stories = read_stories(
        request.paths, fields=request.fields, skip_bad=request.skip_bad, on_bad=on_bad, progress=progress
    )

    def results() -> Iterator[tuple[StoryScan, float | None]]:
        scorer = request.setup.scorer()
        scan_id = request.setup.scan_row(scorer).scan_id
        for result in scan_stories(
            stories, request.setup, scan_id=scan_id, workers=request.workers, scorer=scorer
        ):
            yield result, progress.share
        if n_bad:
            say(
                "1 bad row or file was skipped."
                if n_bad == 1
                else f"{n_bad:,} bad rows or files were skipped."
            )

    return results()


def _runs(
    paths: list[str], request: ScanRequest, stop: Callable[[], bool]
) -> Iterator[tuple[StoryScan, float | None]]:
    """The stories of runs, scanned in place first."""
    from detector.cli.run_scan import scan_run_folder, scanned_stories

    for path in paths:
        scan_run_folder(path, request.setup, request.workers, stop)
        for result in scanned_stories(path):
            yield result, None


def _judged(
    runs: list[str],
    results: Iterator[tuple[StoryScan, float | None]],
    judge: JudgeRequest,
    lines: list[str],
    stop: Callable[[], bool],
) -> Iterator[tuple[StoryScan, float | None]]:
    """What the rules found, all of it, and then what a judge found beside it."""
    from detector.cli.judging import judge_run_folder, judge_scans, judged_stories
    from detector.cli.run_scan import scanned_stories

    scans = [result for result, _ in results]
    for path in runs:
        judge_run_folder(path, judge, stop)
        scans, said = judged_stories(path, scanned_stories(path))
        lines += said
        yield from ((scan, None) for scan in scans)
    if not runs:
        scans, said = judge_scans(scans, judge, stop)
        lines += said
        yield from ((scan, None) for scan in scans)


def _write(
    results: Iterator[tuple[StoryScan, float | None]],
    request: ScanRequest,
    tally: Tally,
    stop: Callable[[], bool],
    judged: Sequence[str] = (),
) -> list[StoryScan]:
    """Write what was found as it comes; keep it only where a report is asked for."""
    kept: list[StoryScan] = []
    with _target(request.output) as file, Meter("scanning") as meter:
        writer = _writer(request, file)
        shared = file.isatty()
        try:
            for result, share in results:
                if not tally.n_stories and share is None:
                    meter.restart()  # a run was scanned, or standard input waited for, before this
                with meter.paused() if shared and result.findings else contextlib.nullcontext():
                    writer.add(result)
                tally.add(result)
                if request.report is not None:
                    kept.append(result)
                meter.update(tally.n_stories, tally.n_words, share=share, flagged=tally.flagged_rate)
                if stop():
                    break
        finally:
            meter.close()
            writer.finish()
        file.flush()
        if request.format == "text" and request.output is None:
            for line in (summary_line(tally), *judged):
                PlainConsole(file).print(line, soft_wrap=True)
        else:
            for line in (*summary_line(tally).split("\n"), *judged):
                say(line)
    return kept


def _report(runs: list[str], kept: list[StoryScan], setup: ScanSetup, out: Path) -> None:
    from detector.report.write import write_report

    if runs:
        write_report(runs, out)
    else:
        from detector.scanning.source import result_of

        write_report([result_of(kept, setup.scan_row(setup.scorer()))], out)
    say(f"Report: {out}")


def _writer(request: ScanRequest, file: TextIO) -> Writer:
    if request.format == "json":
        return JsonWriter(file, request.setup)
    if request.format == "csv":
        return CsvWriter(file)
    if request.format == "jsonl":
        return JsonlWriter(file)
    if request.format == "sarif":
        return SarifWriter(file)
    names = {check.code: check.name for check in request.setup.checks()}
    return TextWriter(PlainConsole(file), names)


@contextmanager
def _target(output: Path | None) -> Iterator[TextIO]:
    if output is None:
        yield sys.stdout
        return
    try:
        with output.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            yield file
    except OSError as error:
        raise WriteError(
            f"{output}: it cannot be written: {error.strerror or error}.",
            "Make room, or name another file with --output.",
        ) from error


def _gate(request: ScanRequest, tally: Tally) -> int:
    if request.fail_over is None:
        return DONE
    rate = tally.flagged_rate
    if rate is None:
        say("The gate of --fail-over cannot pass: no story could be scored.")
        return GATE
    if rate > request.fail_over:
        say(f"The gate tripped: {100 * rate:.1f}% of stories flagged, over {100 * request.fail_over:g}%.")
        return GATE
    return DONE
