"""All cells and sequences, spread over processes; the same seed gives the same figures."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

from detector.rates.simulation.cells import cells
from detector.rates.simulation.draw import Cell
from detector.rates.simulation.looks import SETTINGS, look
from detector.rates.simulation.measure import measure
from detector.rates.simulation.result import CellResult, RatesBench, SequenceResult

TIMES = 4_000
SEQUENCES = 1_000
ENOUGH_FLAGGED = 5

R = TypeVar("R")


def bench_rates(
    *,
    seed: int = 1,
    times: int = TIMES,
    sequences: int = SEQUENCES,
    workers: int | None = None,
    chosen: Sequence[Cell] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> RatesBench:
    """Simulate every cell and every sequence.

    Args:
        seed: From which each cell's own seed is made.
        times: Simulated runs a cell.
        sequences: Simulated sequences a setting.
        workers: Processes; as many as processors, at most 4, unless given.
        chosen: Other cells than the sixty.
        progress: Is told how many parts of how many are done.
    """
    began = time.monotonic()
    chosen = cells() if chosen is None else chosen
    tasks: list[tuple[Any, ...]] = [
        (look, *setting, sequences, (seed, 1, i)) for i, setting in enumerate(SETTINGS)
    ]
    tasks += [(measure, cell, times, (seed, 0, i)) for i, cell in enumerate(chosen)]
    found: list[Any] = []
    for result in _in_order(tasks, workers or min(4, os.cpu_count() or 1)):
        found.append(result)
        if progress is not None:
            progress(len(found), len(tasks))
    sequence: list[SequenceResult] = found[: len(SETTINGS)]
    return summary(
        found[len(SETTINGS) :], sequence, seed=seed, n=times, seconds=round(time.monotonic() - began, 1)
    )


def summary(
    found: Sequence[CellResult], sequence: Sequence[SequenceResult], *, seed: int, n: int, seconds: float
) -> RatesBench:
    """The cells, and the figures that sum them up."""
    claimed = [cell for cell in found if cell.claimed]
    covered = [cell.coverage for cell in claimed if cell.coverage is not None]
    flagged = [
        cell.coverage
        for cell in claimed
        if cell.coverage is not None and cell.expected_flagged >= ENOUGH_FLAGGED
    ]
    return RatesBench(
        seed=seed,
        n=n,
        seconds=seconds,
        cells=tuple(found),
        claimed_share=len(claimed) / len(found) if found else 0.0,
        lowest=min(covered, default=None),
        highest=max(flagged, default=None),
        sequence=tuple(sequence),
        sequence_coverage=min((one.coverage for one in sequence), default=None),
    )


def _in_order(tasks: Iterable[tuple[Any, ...]], workers: int) -> Iterator[Any]:
    if workers <= 1:
        for task in tasks:
            yield _run(task)
        return
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(_run, tasks)


def _run(task: tuple[Any, ...]) -> Any:
    return task[0](*task[1:])
