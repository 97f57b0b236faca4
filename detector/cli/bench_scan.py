"""``storyfault bench scan`` on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detector.evaluation.bench_result import ScanBench


def bench_scan_lines(found: ScanBench) -> Iterator[str]:
    """Stages, the ratio and what it is of, memory by size, workers."""
    yield (
        f"{found.stories:,} stories of the grammar, {found.words:,} words, on {found.hardware['cpu']}; "
        "words a second of processor time"
    )
    yield _row("bare spaCy pipeline", found.spacy_words_per_s)
    yield _row("readings of the parse", found.reading_words_per_s)
    yield _row("checks", found.checks_words_per_s)
    if found.classifier_words_per_s is not None:
        yield _row("classifiers", found.classifier_words_per_s)
    yield _row("full scan", found.full_words_per_s)
    yield _row("formula-only scan", found.formula_only_words_per_s)
    ratio = found.full_to_spacy_ratio
    yield (
        f"full scan: {ratio:.2f} of the pipeline's words a second, {1 / ratio:.2f} times its time "
        "(same stories, same run, in turns)"
    )
    for row in found.memory:
        yield (
            f"peak memory, {row.scan} scan of {row.stories:>9,} stories: {row.peak_bytes / 1e6:>6,.0f} MB"
            f" ({row.words_per_s:,.0f} words/s)"
        )
    if found.peak_memory_ratio is not None:
        yield f"peak memory, largest formula scan over smallest: {found.peak_memory_ratio:.2f}"
    for team in found.workers:
        yield (
            f"full scan, {team.workers} worker{'s'[: team.workers > 1]}: {team.words_per_s:,.0f} words/s "
            f"by the wall clock, {team.speed_up:.2f} times the first row's"
        )
    yield f"{found.seconds:.0f} s in all"


def _row(name: str, speed: float) -> str:
    return f"{name:<24}{speed:>14,.0f}"
