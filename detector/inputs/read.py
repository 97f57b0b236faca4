"""Stories from whatever the user named, one after the other."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, cast

from detector.errors import InputError
from detector.inputs.jsonl import read_rows
from detector.inputs.opening import STDIN, opened
from detector.inputs.options import FieldNames, Progress, Reading
from detector.inputs.row import row_to_story
from detector.inputs.sources import Source, find_sources
from detector.inputs.story import StoryInput, from_story
from detector.inputs.tables import read_csv, read_parquet
from detector.inputs.textfile import read_text


def read_stories(
    paths: Sequence[str | Path],
    *,
    fields: FieldNames | None = None,
    skip_bad: bool = False,
    on_bad: Callable[[InputError], None] | None = None,
    progress: Progress | None = None,
    stdin: BinaryIO | None = None,
) -> Iterator[StoryInput]:
    """Stream stories from files, folders, globs, run folders and standard input (``-``).

    What the user named is looked up at once; the files are read as stories are asked for.

    Args:
        paths: What to read.
        fields: The input's names of the fields.
        skip_bad: Go on after a row or file that cannot be used, rather than raise.
        on_bad: Gets each error that was skipped.
        progress: Is told how far reading has come.
        stdin: Standard input's bytes, for tests.

    Returns:
        The stories; each id comes once.

    Raises:
        InputError: Something cannot be used; it names file, line and cure.
    """
    sources = find_sources(paths)
    reading = Reading(fields or FieldNames(), skip_bad, on_bad, progress or Progress())
    reading.progress.total_bytes = (
        0 if any(s.name == STDIN for s in sources) else sum(s.size for s in sources)
    )
    return _read(sources, reading, stdin)


def _read(sources: Sequence[Source], reading: Reading, stdin: BinaryIO | None) -> Iterator[StoryInput]:
    n_stories = 0
    for source in sources:
        in_file, bad_before = 0, reading.n_bad
        try:
            for story in _stories(source, reading, stdin):
                in_file += 1
                yield story
            if not in_file and reading.n_bad == bad_before:
                raise InputError(
                    source.name, "it is empty: there is no story in it.", "Name a file with stories."
                )
        except InputError as error:
            reading.bad(error)
        n_stories += in_file
        reading.progress.finished_bytes += source.size
        reading.progress.current_bytes = 0
    if not n_stories:
        where = sources[0].name if len(sources) == 1 else f"{len(sources)} files"
        bad = "1 bad row or file" if reading.n_bad == 1 else f"{reading.n_bad:,} bad rows or files"
        raise InputError(where, f"nothing to scan is left: {bad}.", "Repair them.")


def _stories(source: Source, reading: Reading, stdin: BinaryIO | None) -> Iterator[StoryInput]:
    if source.kind == "run":
        yield from _from_run(source, reading)
        return
    if source.kind == "parquet":
        yield from _from_rows(read_parquet(source.path, source.name, reading), source, reading)
        return
    stream = (stdin or sys.stdin.buffer) if source.name == STDIN else None
    place = STDIN if source.name == STDIN else source.path
    with opened(place, stream) as (file, below):
        kind = _sniff(file) if source.kind == "unknown" else source.kind
        if kind == "jsonl":
            yield from _from_rows(read_rows(file, source.name, reading, below), source, reading)
        elif kind in {"csv", "tsv"}:
            delimiter = "\t" if kind == "tsv" else ","
            rows = read_csv(file, source.name, reading, below, delimiter=delimiter)
            yield from _from_rows(rows, source, reading)
        else:
            story = read_text(file, source.name, reading, markdown=kind == "markdown")
            if story is not None:
                yield story


def _from_rows(
    rows: Iterator[tuple[int, dict[str, Any]]], source: Source, reading: Reading
) -> Iterator[StoryInput]:
    for number, row in rows:
        story = row_to_story(row, source.name, number, reading)
        if story is not None:
            yield story


def _from_run(source: Source, reading: Reading) -> Iterator[StoryInput]:
    from detector.runs import RunFolder

    for number, story in enumerate(RunFolder.open(source.path).stories(), start=1):
        if reading.is_new(story.story_id):
            yield from_story(story, source.name, number)
        else:
            reading.bad(
                InputError(source.name, f"the id {story.story_id!r} was used before.", "", line=number)
            )


def _sniff(file: BinaryIO) -> str:
    """JSONL where the first thing is an object with a quoted name, text otherwise; nothing is consumed."""
    start = cast(io.BufferedReader, file).peek(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
    return "jsonl" if start[:1] == b"{" and start[1:].lstrip()[:1] == b'"' else "text"
