"""Read labelled stories: the project's gold, hand labels beside their texts, TRIP, ComVE, figurative phrases.

The format is told by the fields of the first row.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from detector.errors import InputError
from detector.evaluation.labelled import Format, LabelledSet, LabelledStory
from detector.evaluation.labelled_rows import comve_rows, figurative_row, gold_row, label_row, trip_row

_FORMATS: tuple[tuple[Format, frozenset[str]], ...] = (
    ("labels", frozenset({"id", "findings"})),
    ("trip", frozenset({"sentence_texts", "plausible", "confl_pairs"})),
    ("comve", frozenset({"sent0", "sent1", "against_common_sense"})),
    ("figurative", frozenset({"startphrase"})),
    ("gold", frozenset({"id", "text", "spans", "kind"})),
)
_KNOWN = (
    "Give labelled stories: the project's gold (id, text, kind, spans), hand labels (id, findings) beside "
    "their texts, TRIP (sentence_texts, plausible, confl_pairs), ComVE (sent0, sent1, against_common_sense) "
    "or figurative phrases (startphrase, CSV). Stories without labels go to --clean."
)
Rows = list[tuple[int, dict[str, Any]]]


def load_labelled(path: Path, texts: Path | None = None) -> LabelledSet:
    """Read a file of labelled stories.

    Args:
        path: JSONL or CSV, plain or gzipped.
        texts: The stories of a file of hand labels. Without it, ``x.jsonl.gz`` beside ``x_labels.jsonl.gz``.

    Raises:
        InputError: A file cannot be read, is of no known format, or a row breaks its format; names the line.
    """
    rows = read_rows(path)
    if not rows:
        raise InputError(path, "holds no labelled story.", "Give a file with at least one.")
    fields = set(rows[0][1])
    form = next((name for name, needed in _FORMATS if needed <= fields), None)
    if form is None:
        raise InputError(path, f"is of no known format: its fields are {', '.join(sorted(fields))}.", _KNOWN)
    makers: dict[Format, Callable[[dict[str, Any]], Iterator[LabelledStory]]] = {
        "gold": gold_row,
        "trip": trip_row,
        "comve": comve_rows,
        "figurative": figurative_row,
    }
    if form == "labels":
        stories = _texts(texts or _beside(path))
        makers["labels"] = lambda row: label_row(row, stories)
    made: list[LabelledStory] = []
    for number, row in rows:
        try:
            made += makers[form](row)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            what = f"has no {error}" if isinstance(error, KeyError) else str(error)
            raise InputError(path, f"is no row of the format {form}: {what}.", _KNOWN, line=number) from None
    return LabelledSet(path.name, form, tuple(_unique(made)))


def read_rows(path: Path) -> Rows:
    """The rows of a JSONL or CSV file, gzipped or not, with their line numbers.

    Raises:
        InputError: The file cannot be read, or a line is no JSON object.
    """
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8", newline="")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8", newline="") as file
        ):
            if ".csv" in path.suffixes:
                return [(number, dict(row)) for number, row in enumerate(csv.DictReader(file), 2)]
            lines = file.read().split("\n")
    except (OSError, UnicodeDecodeError, EOFError, csv.Error) as error:
        raise InputError(path, f"cannot be read ({error}).", _KNOWN) from None
    rows: Rows = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise InputError(path, f"is not JSON ({error}).", _KNOWN, line=number) from None
        if not isinstance(row, dict):
            raise InputError(path, "is not a JSON object.", _KNOWN, line=number)
        rows.append((number, row))
    return rows


def _beside(path: Path) -> Path:
    found = path.with_name(path.name.replace("_labels", "", 1))
    if found == path or not found.exists():
        raise InputError(
            path, "holds labels, but their stories are not beside it.", "Name their file with --texts."
        )
    return found


def _texts(path: Path) -> dict[str, dict[str, Any]]:
    stories = {}
    for number, row in read_rows(path):
        if not isinstance(row.get("id"), str) or not isinstance(row.get("text"), str):
            raise InputError(path, "has no id and text.", "Give the stories of the labels.", line=number)
        stories[row["id"]] = row
    return stories


def _unique(stories: list[LabelledStory]) -> Iterator[LabelledStory]:
    """Each text once with the same labels: TRIP repeats its plausible stories."""
    seen = set()
    for story in stories:
        key = (story.story.text, story.errors, story.group if story.group != story.story.id else "")
        if key not in seen:
            seen.add(key)
            yield story
