"""``bench scan``: words a second by stage against the bare pipeline, memory by size, workers; one run."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from detector.checks.base import Candidate
from detector.evaluation.bench_result import Memory, ScanBench, Workers
from detector.evaluation.bench_stories import bench_stories, count_words
from detector.generation.hardware import describe_hardware, own_peak_bytes, usable_cpus
from detector.inputs.story import StoryInput
from detector.records import Category
from detector.scanning.core import StoryScanner
from detector.scanning.setup import ScanSetup
from detector.scanning.stream import scan_stories
from detector.text.clauses import read_clauses
from detector.text.entities import read_entities
from detector.text.story import StoryDoc

SIZES = (1_000, 10_000, 100_000)
_CHUNK = 25

Progress = Callable[[str], None]
"""Called with what is measured now."""


def bench_scan(
    *,
    stories: int = 1_000,
    sizes: Sequence[int] = SIZES,
    full_sizes: Sequence[int] = (),
    workers: Sequence[int] | None = None,
    worker_stories: int = 240,
    progress: Progress | None = None,
) -> ScanBench:
    """Measure on stories of the grammar; under five minutes on two quiet cores as it stands.

    Args:
        stories: How many for the stages.
        sizes: Stories that one process scans for formulas, each size in a process of its own.
        full_sizes: The same with all checks: about 20 stories of 200 words a second.
        workers: Numbers of processes to compare; 1 and doubles of it up to the processors otherwise.
        worker_stories: Stories that they share.
        progress: Told what is measured now.
    """
    tell = progress or (lambda what: None)
    started = time.perf_counter()
    tell(f"stages on {stories:,} stories")
    stages = _stages(list(bench_stories(stories)))
    memory = []
    for scan, each in (("formula", sizes), ("full", full_sizes)):
        for size in each:
            tell(f"memory of a {scan} scan of {size:,} stories")
            memory.append(_in_a_process(scan, size))
    teams = []
    for number in _teams() if workers is None else workers:
        tell(f"full scan with {number} worker{'s'[: number > 1]}")
        teams.append((number, _team(number, worker_stories)))
    formula = [row.peak_bytes for row in memory if row.scan == "formula"]
    return ScanBench(
        **stages,
        memory=tuple(memory),
        peak_memory_ratio=formula[-1] / formula[0] if len(formula) > 1 else None,
        workers=tuple(
            Workers(workers=number, words_per_s=speed, speed_up=speed / teams[0][1])
            for number, speed in teams
        ),
        hardware=describe_hardware(),
        seconds=time.perf_counter() - started,
    )


class _Clock:
    """A callable and the processor time that went into it."""

    def __init__(self, call: Callable[..., Any]) -> None:
        self._call = call
        self.seconds = 0.0

    def __call__(self, *given: Any) -> Any:
        start = time.process_time()
        try:
            return self._call(*given)
        finally:
            self.seconds += time.process_time() - start


class _TimedScorer:
    """The classifiers with a clock."""

    def __init__(self, setup: ScanSetup) -> None:
        self._scorer = setup.scorer()
        self.clock = _Clock(self._scorer.probabilities)
        self.threshold = self._scorer.threshold

    def probabilities(self, story: StoryDoc, candidates: Sequence[Candidate]) -> list[float | None]:
        found: list[float | None] = self.clock(story, candidates)
        return found


def _stages(stories: Sequence[StoryInput]) -> dict[str, Any]:
    from detector.text.pipeline import default_parse

    setup = ScanSetup.make()
    scorer: Any = _TimedScorer(setup)
    parse = _Clock(default_parse)
    bare = _Clock(lambda chunk: [default_parse(story.text) for story in chunk])
    full_scanner = StoryScanner(setup, scorer=scorer, parse=parse)
    full = _Clock(lambda chunk: [full_scanner.scan(story) for story in chunk])
    formula_scanner = StoryScanner(ScanSetup.make(only=Category.FORMULA))
    formula = _Clock(lambda chunk: [formula_scanner.scan(story) for story in chunk])
    reading = _Clock(lambda doc: (doc.reading(read_clauses), doc.reading(read_entities)))
    clocks = (parse, scorer.clock, bare, full, formula, reading)
    for stage in (bare, full, formula):
        stage(list(bench_stories(0, broken=_CHUNK)))  # all is loaded that is loaded once
    for clock in clocks:
        clock.seconds = 0.0
    for at in range(0, len(stories), _CHUNK):
        chunk = stories[at : at + _CHUNK]
        docs = bare(chunk)
        full(chunk)
        formula(chunk)
        for story, doc in zip(chunk, docs, strict=True):
            reading(StoryDoc(story.text, parse=lambda _, doc=doc: doc))  # type: ignore[misc]
    words = count_words(stories)
    rest = full.seconds - parse.seconds - reading.seconds - scorer.clock.seconds
    return {
        "stories": len(stories),
        "words": words,
        "spacy_words_per_s": words / bare.seconds,
        "full_words_per_s": words / full.seconds,
        "reading_words_per_s": words / reading.seconds,
        "checks_words_per_s": words / max(rest, 1e-9),
        "classifier_words_per_s": words / scorer.clock.seconds if scorer.clock.seconds else None,
        "full_to_spacy_ratio": bare.seconds / full.seconds,
        "formula_only_words_per_s": words / formula.seconds,
    }


def _in_a_process(scan: str, size: int) -> Memory:
    """One size, in a process whose memory nothing else has touched."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_memory_of, scan, size).result()


def _memory_of(scan: str, size: int) -> Memory:
    setup = ScanSetup.make(only=Category.FORMULA if scan == "formula" else None)
    started, words = 0.0, 0
    for n, found in enumerate(scan_stories(bench_stories(size, broken=_CHUNK), setup), start=1):
        if n <= _CHUNK:
            started = time.process_time()
            continue
        words += found.scores[0].n_words
    seconds = time.process_time() - started
    return Memory(
        scan=scan, stories=size, peak_bytes=own_peak_bytes(), words_per_s=words / max(seconds, 1e-9)
    )


def _teams() -> Iterator[int]:
    processors = usable_cpus()
    number = 1
    while number <= processors and processors > 1:
        yield number
        number *= 2


def _team(number: int, stories: int) -> float:
    """Words a second of a full scan by so many processes, all loaded before the clock starts."""
    early = 16 * number
    scans = scan_stories(bench_stories(stories, broken=early), ScanSetup.make(), workers=number)
    return _speed(scans, early)


def _speed(scans: Iterable[Any], early: int) -> float:
    started, words = time.perf_counter(), 0
    for n, found in enumerate(scans, start=1):
        if n == early:
            started, words = time.perf_counter(), 0
            continue
        words += found.scores[0].n_words
    return words / max(time.perf_counter() - started, 1e-9)
