"""Unlabelled clean text: what is found there, and how fast it is scanned."""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from detector.checks.formula._base import FormulaCheck
from detector.checks.registry import select_checks
from detector.evaluation.gold import load_stories
from detector.evaluation.numbers import rate
from detector.evaluation.predict import Detector
from detector.inputs.story import StoryInput
from detector.records import Category
from detector.scanning.core import StoryScanner
from detector.scanning.setup import ScanSetup


def clean_figures(
    paths: Sequence[Path], detector: Detector, *, most: int | None = None, seed: int = 0
) -> dict[str, Any]:
    """Findings per 10,000 words of each file, with their places but not their text.

    A finding is an upper bound of a false finding until a reader has judged it.

    Args:
        paths: JSONL(.gz) files of stories.
        detector: Gives a story's candidates; those that it shows are counted.
        most: Read so many stories of each file, drawn by ``seed``; all of them without it.
        seed: Fixes that draw.
    """
    files: dict[str, Any] = {}
    total = words = 0
    for path in paths:
        count, n_words, places = 0, 0, []
        for story in sample(list(load_stories([path])), most, seed):
            n_words += len(story.text.split())
            for found in detector(story):
                if found.shown:
                    count += 1
                    places.append([story.id, found.code, found.start, found.end, found.probability])
        by_code = Counter(place[1] for place in places)
        files[path.name] = {**rate(count, n_words), "by_code": dict(sorted(by_code.items()))}
        files[path.name]["findings"] = places
        total, words = total + count, words + n_words
    return {"all": rate(total, words), "files": files}


def sample(stories: list[StoryInput], most: int | None, seed: int) -> list[StoryInput]:
    """At most so many of the stories, drawn by the seed, in their order."""
    if most is None or len(stories) <= most:
        return stories
    drawn = random.Random(f"{seed}|sample").sample(range(len(stories)), most)
    return [stories[i] for i in sorted(drawn)]


def speed_figures(stories: Sequence[StoryInput], repeats: int = 3) -> dict[str, Any]:
    """Words a second of a formula-only scan and of the checks' prefilters as one bare regular expression.

    Each is the best of ``repeats`` passes over the same stories, by the process's own clock.
    """
    words = sum(len(story.text.split()) for story in stories)
    scanner = StoryScanner(ScanSetup.make(only=Category.FORMULA))
    scanner.scan(StoryInput("warm", "He fell, $E = mc^2$, and rose."))
    bare = prefilter()
    scanned = min(_timed(lambda: [scanner.scan(story) for story in stories]) for _ in range(repeats))
    matched = min(
        _timed(lambda: [sum(1 for _ in bare.finditer(story.text)) for story in stories])
        for _ in range(repeats)
    )
    return {
        "words": words,
        "scan_words_per_second": words / scanned if scanned else None,
        "prefilter_words_per_second": words / matched if matched else None,
        "ratio": matched / scanned if scanned else None,
    }


def prefilter() -> re.Pattern[str]:
    """The prefilters of the enabled formula checks as one alternation."""
    patterns = {
        check.prefilter.pattern
        for check in select_checks(Category.FORMULA)
        if isinstance(check, FormulaCheck)
    }
    return re.compile("|".join(f"(?:{pattern})" for pattern in sorted(patterns)), re.MULTILINE)


def _timed(work: Any) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
