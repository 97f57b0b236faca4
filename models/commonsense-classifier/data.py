"""Training rows: candidates with labels from seeded injections, grammar stories, own gold and clean text."""

from __future__ import annotations

import csv
import gzip
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from detector.checks.base import Candidate, Check
from detector.checks.registry import select_checks
from detector.classifier.commonsense_features import matrix, stated
from detector.evaluation.gold import load_stories
from detector.evaluation.labelled import ErrorSpan
from detector.evaluation.labelled_read import load_labelled
from detector.evaluation.parse_cache import ParseCache
from detector.inputs.story import StoryInput
from detector.records import Category
from detector.synthesis.grammar import generate_story
from detector.synthesis.inject_commonsense import KINDS, inject_commonsense, kinds_that_insert
from detector.text.pipeline import default_parse
from detector.text.story import StoryDoc

GOLD = Path(__file__).parents[2] / "corpora" / "gold"
READINGS = Path(__file__).parent / "readings.jsonl"
CLEAN = ("fiction_human_dev.jsonl.gz", "fairy_tales_dev.jsonl.gz")
CARRIERS = "fiction_llm_dev.jsonl.gz"
_EXCERPT_WORDS = (250, 700)
_WHOLE = 0.15


@dataclass(frozen=True)
class Task:
    """A story to scan for rows.

    Attributes:
        source: ``injected``, ``twin``, ``grammar``, ``gold``, ``read`` or the stem of a clean file.
        group: Rows of one group are never parted by cross-validation: the template, or the story.
        story: The story.
        errors: Its errors.
        traps: Places where a candidate is known to be false; None means that every other candidate is.
    """

    source: str
    group: str
    story: StoryInput
    errors: tuple[ErrorSpan, ...] = ()
    traps: tuple[ErrorSpan, ...] | None = None


@dataclass(frozen=True)
class Row:
    """One candidate: its source and check, its features, what its check says, and whether it is an error."""

    source: str
    group: str
    code: str
    x: tuple[float, ...]
    says: dict[str, float]
    label: int


@dataclass(frozen=True)
class Read:
    """What a scan of one story gave: its rows, its words, and how many of its errors have a candidate."""

    source: str
    words: int
    rows: tuple[Row, ...]
    errors: int = 0
    met: int = 0


@cache
def _checks() -> tuple[Check, ...]:
    return select_checks(Category.COMMONSENSE)


def propose(story: StoryDoc) -> list[Candidate]:
    """The candidates of a story, each place of a check once, as the scanner sees them."""
    found: dict[tuple[str, int, int], Candidate] = {}
    for check in _checks():
        if check.might_match(story.text):
            for candidate in check.propose(story):
                found.setdefault((candidate.code, candidate.start, candidate.end), candidate)
    return list(found.values())


def read(task: Task, parse: Callable[[str], Any] = default_parse) -> Read:
    """The rows of a task's story.

    A candidate that meets an error with all its ends is 1; one that meets it with some of them is left out;
    any other is 0, but only where the text is known to be clean: in clean text, in gold, at the traps.
    """
    given = task.story
    story = StoryDoc(given.text, prompt=given.prompt, genre=given.genre, premise=given.premise, parse=parse)
    candidates = propose(story)
    rows, met = [], set()
    for candidate, x in zip(candidates, matrix(story, candidates, ()), strict=True):
        label = _label(task, candidate)
        met |= {i for i, e in enumerate(task.errors) if e.found_by((candidate.start, candidate.end))}
        if label is not None:
            rows.append(Row(task.source, task.group, candidate.code, tuple(x), stated(candidate), label))
    return Read(task.source, len(given.text.split()), tuple(rows), len(task.errors), len(met))


def _label(task: Task, candidate: Candidate) -> int | None:
    span = (candidate.start, candidate.end)
    related = tuple((other.start, other.end) for other in candidate.related)
    for error in task.errors:
        if error.code and task.source == "read" and error.code != candidate.code:
            continue
        if error.found_by(span):
            right = error.both_found_by(span, related) or not related
            return 1 if right or task.source in ("gold", "read") else None
    if task.traps is None:
        return 0
    same = (trap for trap in task.traps if task.source != "read" or trap.code == candidate.code)
    return 0 if any(trap.found_by(span) for trap in same) else None


def tasks(data: Path, *, seed: int, n_injected: int, n_grammar: int) -> Iterator[Task]:
    """Every story that training reads, in a fixed order."""
    for name in ("commonsense.jsonl", "commonsense_dev.jsonl"):
        for labelled in load_labelled(GOLD / name).stories:
            yield Task("gold", labelled.story.id, labelled.story, labelled.errors)
    yield from _read_by_eye(data / CARRIERS)
    yield from _injected(data / CARRIERS, seed, n_injected)
    for number in range(n_grammar):
        yield from _grammar(seed * 100_000 + number, broken=number % 2 == 0)
    with gzip.open(data / "figurative_dev.csv.gz", "rt", encoding="utf-8", newline="") as file:
        phrases = dict.fromkeys(row["startphrase"].strip() for row in csv.DictReader(file))
    for number, phrase in enumerate(phrases):
        yield Task("figurative_dev", f"figurative/{number}", StoryInput(f"figurative/{number}", phrase))
    for name in CLEAN:
        for story in load_stories([data / name]):
            yield Task(name.partition(".")[0], story.id, story)


def _read_by_eye(path: Path) -> Iterator[Task]:
    """Stories whose candidates a reader has judged: ``readings.jsonl`` names place, check and verdict."""
    verdicts: dict[str, list[dict[str, Any]]] = {}
    for line in READINGS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        verdicts.setdefault(row["story"], []).append(row)
    for story in load_stories([path]):
        spans = {
            verdict: tuple(
                ErrorSpan(row["start"], row["end"], (), row["code"])
                for row in verdicts.get(story.id, ())
                if row["verdict"] == verdict
            )
            for verdict in ("true", "false")
        }
        if story.id in verdicts:
            yield Task("read", story.id, story, spans["true"], spans["false"])


def _injected(path: Path, seed: int, n: int) -> Iterator[Task]:
    """Errors of the training half, and half as many of their right twins, in stories and excerpts."""
    rng = random.Random(f"{seed}|classifier")
    pool = [story for story in load_stories([path]) if len(story.text) > 800]
    inserting = kinds_that_insert()
    for number in range(n + n // 2):
        negative = number >= n
        kind = inserting[number % len(inserting)] if negative else KINDS[number % len(KINDS)]
        for story in islice(rng.sample(pool, len(pool)), 120):
            text = story.text if rng.random() < _WHOLE else excerpt(story.text, rng)
            made = inject_commonsense(text, seed=rng.randrange(1 << 30), kind=kind, negative=negative)
            if made is None:
                continue
            error = ErrorSpan(made.start, made.end, made.related, made.code, made.kind)
            changed = StoryInput(f"{story.id}#{number}", made.text, prompt=story.prompt)
            group = f"{made.kind}/{made.template}" if made.template != "edit" else f"edit/{number % 8}"
            if negative:
                yield Task("twin", group, changed, (), (error,))
            else:
                yield Task("injected", group, changed, (error,), ())
            break


def _grammar(seed: int, *, broken: bool) -> Iterator[Task]:
    made = generate_story(seed, rates={"commonsense": 1.0} if broken else {})
    errors = tuple(
        ErrorSpan(found.start, found.end, tuple((other.start, other.end) for other in found.related))
        for found in made.injections
        if found.kind == "commonsense"
    )
    story = StoryInput(f"grammar/{seed}", made.text, prompt=made.prompt, genre=made.genre)
    yield Task("grammar", f"grammar/{made.plot}", story, errors, () if errors else None)


def excerpt(text: str, rng: random.Random) -> str:
    """Some paragraphs in a row, of about 250 to 700 words, or the whole story where it is shorter."""
    paragraphs = text.split("\n")
    lengths = [len(paragraph.split()) for paragraph in paragraphs]
    least = rng.randint(*_EXCERPT_WORDS)
    starts = [i for i in range(len(paragraphs)) if sum(lengths[i:]) >= least]
    if not starts:
        return text
    start = end = rng.choice(starts)
    while sum(lengths[start:end]) < least:
        end += 1
    return "\n".join(paragraphs[start:end])


def read_all(work: Sequence[Task], cache_folder: Path | None, jobs: int) -> list[Read]:
    """The rows of every task, in order, by several processes; a folder keeps parsed texts for later."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    chunks = [(work[i : i + 40], cache_folder) for i in range(0, len(work), 40)]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        return [row for chunk in pool.map(_read_chunk, chunks) for row in chunk]


def _read_chunk(given: tuple[Sequence[Task], Path | None]) -> list[Read]:
    work, folder = given
    kept = ParseCache(folder) if folder is not None else default_parse
    return [read(task, kept) for task in work]
