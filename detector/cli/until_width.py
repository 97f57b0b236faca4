"""``--until-width``: stories in growing batches, scanned as they come, until the intervals are narrow."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from detector.cli.failure import say
from detector.cli.interrupt import stop_on_interrupt
from detector.cli.run_scan import scan_run_folder
from detector.cli.write_stories import WriteRequest, write_stories
from detector.errors import UsageError

if TYPE_CHECKING:
    from detector.rates.stopping import Stopper
    from detector.scanning.setup import ScanSetup

FIRST = 20
"""Prompts of the first batch."""

GROWTH = 1.5
"""Each batch brings the run to this many times its prompts; a look costs one start of the model."""

_SHARES = (0.01, 0.05, 0.2, 0.5)


def write_until(request: WriteRequest, setup: ScanSetup, width: float, workers: int = 1) -> WriteRequest:
    """Write and scan stories until the interval of every category is as narrow as asked, or prompts run out.

    Returns:
        The request with as many prompts as were written; how it ended is in the run's ``stopping.json``.

    Raises:
        UsageError: The width makes no sense.
        StoryfaultError: Whatever stopped it; the same command goes on from there.
    """
    from detector.inputs import read_prompts
    from detector.rates.stopping import STOPPING, Stopper
    from detector.report.source import source_of
    from detector.runs.atomic import write_json

    if not 0 < width < 1:
        raise UsageError(f"--until-width {width:g}: this is no width.", "Give one between 0 and 1, as 0.03.")
    prompts = len(read_prompts(request.prompts, skip_bad=request.skip_bad, on_bad=lambda _: None))
    most = min(request.n or prompts, prompts)
    for line in cost_ahead(width, most, request.epochs):
        say(line)
    stopper = Stopper(width)
    began, at_first = time.monotonic(), started_with(request)
    n = min(most, max(FIRST, at_first))
    while True:
        write_stories(replace(request, n=n))
        with stop_on_interrupt() as stop:
            scan_run_folder(request.folder, setup, workers, stop)
        done = stopper.look(source_of(request.folder).outcomes())
        write_json(request.folder / STOPPING, stopper.result().model_dump(mode="json"))
        each = (time.monotonic() - began) / max(n - at_first, 1)
        for line in look_lines(stopper, n, most, each if n > at_first else None):
            say(line)
        if done or n >= most:
            return replace(request, n=n)
        n = min(most, max(n + 1, round(GROWTH * n)))


def started_with(request: WriteRequest) -> int:
    """How many prompts a run that is there was asked for; 0 where there is none."""
    from detector.runs import RunFolder

    if not (request.folder / "run.json").exists():
        return 0
    info = RunFolder.open(request.folder).info
    return -(-info.n_requested // max(info.epochs, 1))


def cost_ahead(width: float, most: int, epochs: int) -> Iterator[str]:
    """What it may cost, before anything is written."""
    from detector.rates.sequence import prompts_to_width

    stories = "1 story" if epochs == 1 else f"{epochs} stories"
    needed = {share: prompts_to_width(share, width) for share in _SHARES}
    listed = ", ".join(
        f"{n:,} if {share:.0%} are flagged" if n is not None else f"over a million if {share:.0%} are"
        for share, n in needed.items()
    )
    yield f"Prompts for an interval of width {width:g} that may be looked at on the way: about {listed}."
    yield f"There are {most:,} prompts, {stories} each; writing stops at the width or at their end."


def look_lines(stopper: Stopper, n: int, most: int, seconds: float | None) -> Iterator[str]:
    """Where the run stands, and what is left."""
    from detector.rates.sequence import prompts_to_width

    for category, one in sorted(stopper.sequences.items()):
        share = "–" if one.mean is None else f"{one.mean:.1%}"
        yield (
            f"{n:,} prompts, {category}: {share} flagged, at any look within {one.low:.1%} to {one.high:.1%} "
            f"with 95%, width {one.width:.3f}"
        )
    if stopper.reached:
        yield f"Every interval is no wider than {stopper.width:g}: done."
        return
    if n >= most:
        yield (
            f"The prompts ran out before the width of {stopper.width:g}: name a file with more of them "
            "(--prompts), or a larger --n."
        )
        return
    widest = stopper.widest
    if widest is None or widest[1].mean is None:
        return
    needed = prompts_to_width(widest[1].mean, stopper.width)
    more = "over a million" if needed is None else f"{max(needed - n, 1):,}"
    cost = "" if seconds is None or needed is None else f", {_time(max(needed - n, 1) * seconds)}"
    yield f"About {more} prompts more if it stays so{cost}."


def stopped_line(folder: Path) -> str | None:
    """What ``rates`` says of a run that was stopped by its width: the interval that allows for it."""
    from detector.rates.stopping import read_stopping

    found = read_stopping(folder)
    if found is None or not found.categories:
        return None
    listed = "; ".join(
        f"{one.category} {one.low:.1%} to {one.high:.1%} ({one.n_prompts:,} prompts)"
        for one in found.categories
    )
    return f"Writing went on until a width of {found.width:g}; intervals that allow for it: {listed}."


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
