"""``scan`` for Python: whatever holds stories in, one result out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detector.errors import UsageError
from detector.inputs.options import FieldNames, Reading
from detector.inputs.read import read_stories
from detector.inputs.row import row_to_story
from detector.inputs.sources import is_run_folder, kind_of
from detector.inputs.story import StoryInput, from_story
from detector.records import Category, Scan, Story
from detector.runs import RunFolder
from detector.scanning.core import StoryScan
from detector.scanning.run import scan_run
from detector.scanning.setup import ScanSetup
from detector.scanning.stream import scan_stories

if TYPE_CHECKING:
    from detector.classifier.scoring import Scorer
    from detector.results import Run, ScanResult


def scan(
    source: Any,
    *,
    only: Category | str | None = None,
    checks: Sequence[str] | None = None,
    min_probability: float | None = None,
    workers: int = 1,
    spacy_model: str | None = None,
    classifier: str | Path | None = None,
    fields: FieldNames | None = None,
    skip_bad: bool = False,
    on_progress: Callable[[StoryScan], None] | None = None,
    scorer: Scorer | None = None,
) -> ScanResult | Run:
    """Scan stories for formulas that intrude and for errors against common sense.

    Args:
        source: A story's text; a file, folder, glob or run folder, or a list of these; a run; any
            iterable of ``Story`` records, ``StoryInput``, mappings with ``id`` and ``text``, or texts; or a
            pandas DataFrame with such columns. A run is scanned in place: rows are appended.
        only: ``"formula"`` or ``"commonsense"``.
        checks: Codes of the checks to run, such as ``["F01"]``.
        min_probability: Emit findings from this probability on, rather than from each check's own threshold.
        workers: Processes that scan.
        spacy_model: An installed spaCy pipeline to use.
        classifier: A file that ``storyfault train`` wrote from labels.
        fields: The source's names of the fields.
        skip_bad: Pass over rows that cannot be used.
        on_progress: Is told of each story that was scanned.
        scorer: Gives candidates their probability; the shipped one unless given.

    Returns:
        The stories with their findings and scores; of a run, the run.

    Raises:
        InputError: The source cannot be read.
        UsageError: The options make no sense.
    """
    from detector.results import Run, load_run

    setup = ScanSetup.make(
        only=only,
        checks=checks,
        min_probability=min_probability,
        spacy_model=spacy_model,
        classifier=None if classifier is None else str(classifier),
    )
    if isinstance(source, RunFolder) and source.writable:
        scan_run(source, setup, workers=workers, scorer=scorer, on_scan=on_progress)
        return load_run(source.path)
    if isinstance(source, RunFolder | Run):
        source = source.path
    if _is_place(source) and is_run_folder(Path(source)):
        with RunFolder.open(source, write=True) as folder:
            scan_run(folder, setup, workers=workers, scorer=scorer, on_scan=on_progress)
        return load_run(source)
    scorer = scorer or setup.scorer()
    row = setup.scan_row(scorer)
    results: list[StoryScan] = []
    stories = stories_of(source, fields, skip_bad)
    here = scorer if workers <= 1 else None
    for result in scan_stories(stories, setup, scan_id=row.scan_id, workers=workers, scorer=here):
        results.append(result)
        if on_progress is not None:
            on_progress(result)
    return result_of(results, row)


def result_of(results: Sequence[StoryScan], row: Scan) -> ScanResult:
    """The scans of many stories as one result."""
    from detector.results import ScanResult

    return ScanResult(
        [result.story for result in results],
        [finding for result in results for finding in result.findings],
        [score for result in results for score in result.scores],
        scan=row,
    )


def stories_of(source: Any, fields: FieldNames | None = None, skip_bad: bool = False) -> Iterator[StoryInput]:
    """The stories in whatever :func:`scan` takes.

    Raises:
        InputError: Something cannot be used.
        UsageError: It is nothing that holds stories.
    """
    if isinstance(source, StoryInput | Story | Mapping):
        source = [source]
    elif isinstance(source, str) and not _is_path(source):
        return iter([StoryInput(id="story", text=source)])
    elif isinstance(source, str | Path):
        return read_stories([source], fields=fields, skip_bad=skip_bad)
    elif hasattr(source, "to_dict") and hasattr(source, "columns"):
        source = source.to_dict("records")
    if not isinstance(source, Iterable) or isinstance(source, bytes):
        raise UsageError(
            f"A {type(source).__name__} holds no stories.", "Give a text, a path, or a list of them."
        )
    items = list(source) if isinstance(source, Sequence) else source
    if isinstance(items, list) and items and all(_is_place(item) for item in items):
        return read_stories(items, fields=fields, skip_bad=skip_bad)
    return _each(items, Reading(fields or FieldNames(), skip_bad))


def _each(items: Iterable[Any], reading: Reading) -> Iterator[StoryInput]:
    for number, item in enumerate(items, start=1):
        if isinstance(item, StoryInput):
            yield item
        elif isinstance(item, Story):
            yield from_story(item)
        elif isinstance(item, str):
            yield StoryInput(id=f"story {number}", text=item)
        elif isinstance(item, Mapping):
            story = row_to_story(item, "input", number, reading)
            if story is not None:
                yield story
        else:
            raise UsageError(f"A {type(item).__name__} is no story.", "Give texts, records, or mappings.")


def _is_place(item: Any) -> bool:
    return isinstance(item, Path) or (isinstance(item, str) and _is_path(item))


def _is_path(text: str) -> bool:
    """Whether a string names files rather than being a story: it exists, ends like one, or is a pattern."""
    if text == "-":
        return True
    if not text or "\n" in text or len(text) > 4096 or "\0" in text:
        return False
    if os.path.lexists(os.path.expanduser(text)):
        return True
    if any(mark.isspace() for mark in text):
        return kind_of(Path(text)) not in (None, "unknown")
    return has_magic(text) or "/" in text or kind_of(Path(text)) not in (None, "unknown")
