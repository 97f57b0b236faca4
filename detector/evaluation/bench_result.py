"""What ``storyfault bench scan`` measured."""

from __future__ import annotations

from typing import Any

from detector.records import Record


class Memory(Record):
    """The peak memory of a process that scanned so many stories as they came.

    Attributes:
        scan: ``formula`` or ``full``.
        stories: How many.
        peak_bytes: The most that was resident, libraries and models included.
        words_per_s: By the processor time of that process, stories made included, once all is loaded.
    """

    scan: str
    stories: int
    peak_bytes: int
    words_per_s: float


class Workers(Record):
    """A full scan in so many processes, by the wall clock, from the first result on.

    Attributes:
        workers: Processes.
        words_per_s: Of all together.
        speed_up: Over one process.
    """

    workers: int
    words_per_s: float
    speed_up: float


class ScanBench(Record):
    """All of it; a stage's words a second are words over the seconds that this stage alone took.

    Attributes:
        stories: Stories that the stages are measured on.
        words: Their words.
        spacy_words_per_s: The bare pipeline.
        full_words_per_s: The whole scan, parse included.
        reading_words_per_s: Tokens, clauses and entities of a parsed story.
        checks_words_per_s: All that the scan does besides parse, these readings and the classifiers.
        classifier_words_per_s: The classifiers; None where no candidate came up.
        full_to_spacy_ratio: Words a second of the full scan over the bare pipeline's, on the same stories in
            the same run, chunk by chunk in turns, on the processor's clock: 0.67 is 1.5 times the time.
        formula_only_words_per_s: A scan for formulas alone.
        memory: One row a size.
        peak_memory_ratio: Formula-only, the largest size over the smallest.
        workers: One row a number of processes; empty where there is one processor.
        hardware: What it ran on.
        seconds: All in all.
    """

    stories: int
    words: int
    spacy_words_per_s: float
    full_words_per_s: float
    reading_words_per_s: float
    checks_words_per_s: float
    classifier_words_per_s: float | None
    full_to_spacy_ratio: float
    formula_only_words_per_s: float
    memory: tuple[Memory, ...]
    peak_memory_ratio: float | None
    workers: tuple[Workers, ...]
    hardware: dict[str, Any]
    seconds: float
