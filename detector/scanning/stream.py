"""Many stories through the scanner: streaming, in order, in one process or several."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from typing import TYPE_CHECKING

from detector.errors import StoryfaultError
from detector.inputs.story import StoryInput
from detector.scanning.core import StoryScan, StoryScanner
from detector.scanning.setup import ScanSetup

if TYPE_CHECKING:
    from detector.classifier.scoring import Scorer

CHUNK_STORIES = 8
CHUNK_CHARS = 100_000


def scan_stories(
    stories: Iterable[StoryInput],
    setup: ScanSetup,
    *,
    scan_id: str = "",
    workers: int = 1,
    scorer: Scorer | None = None,
) -> Iterator[StoryScan]:
    """Scan stories as they come, in their order, holding only a few of them.

    Args:
        stories: Any number of them; read as needed.
        setup: What to run.
        scan_id: What findings and scores carry.
        workers: Processes that scan; 1 scans here. The results are the same.
        scorer: Gives candidates their probability; several workers each load the shipped one.

    Yields:
        One result a story.

    Raises:
        StoryfaultError: Something shipped is missing, or a worker died.
    """
    if workers <= 1:
        scanner = StoryScanner(setup, scorer=scorer, scan_id=scan_id)
        for story in stories:
            yield scanner.scan(story)
    else:
        yield from _in_processes(stories, setup, scan_id, workers)


def _in_processes(
    stories: Iterable[StoryInput], setup: ScanSetup, scan_id: str, workers: int
) -> Iterator[StoryScan]:
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=_start_worker)
    waiting: deque[Future[list[StoryScan]]] = deque()
    finished = False
    try:
        for chunk in chunks(stories):
            waiting.append(pool.submit(_scan_chunk, setup, scan_id, chunk))
            if len(waiting) > 2 * workers:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
        finished = True
    except BrokenProcessPool:
        raise StoryfaultError(
            "A scanning process died, most likely for lack of memory.", "Scan with fewer --workers."
        ) from None
    finally:
        if not finished:
            for process in list((getattr(pool, "_processes", None) or {}).values()):
                process.terminate()  # what it works on would go nowhere
        pool.shutdown(wait=True, cancel_futures=True)


def chunks(stories: Iterable[StoryInput]) -> Iterator[list[StoryInput]]:
    """Stories in groups small enough to keep every worker busy and memory flat."""
    chunk: list[StoryInput] = []
    size = 0
    for story in stories:
        chunk.append(story)
        size += len(story.text)
        if len(chunk) >= CHUNK_STORIES or size >= CHUNK_CHARS:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


@cache
def _scanner(setup: ScanSetup, scan_id: str) -> StoryScanner:
    """The scanner of this process, loaded once."""
    return StoryScanner(setup, scan_id=scan_id)


def _start_worker() -> None:
    """One thread for each worker, as there are several; an interrupt is the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _scan_chunk(setup: ScanSetup, scan_id: str, chunk: Sequence[StoryInput]) -> list[StoryScan]:
    scanner = _scanner(setup, scan_id)
    return [scanner.scan(story) for story in chunk]
