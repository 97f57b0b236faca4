"""Every finding with its verdict, and every miss, as rows to read: for development files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from detector.errors import WriteError
from detector.evaluation.commonsense_metrics import Judged
from detector.evaluation.gold import load_stories

_AROUND = 90


def write_listing(
    path: Path,
    sets: Mapping[str, Sequence[Judged]],
    clean_paths: Sequence[Path],
    clean: Mapping[str, Any] | None,
) -> None:
    """Write one JSON row for every finding (true, false, duplicate, clean) and every missed label.

    Raises:
        WriteError: The file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8") as file:
            for name, rows in sets.items():
                for row in rows:
                    for made in _rows(row):
                        file.write(json.dumps({"set": name, **made}, ensure_ascii=False) + "\n")
            for made in _clean(clean_paths, clean):
                file.write(json.dumps(made, ensure_ascii=False) + "\n")
    except OSError as error:
        raise WriteError(f"{path}: cannot be written ({error}).", "Give a file you may write to.") from None


def _rows(row: Judged) -> Iterator[dict[str, Any]]:
    story, verdict = row.labelled.story, row.verdict
    for kind, found in (
        ("true", verdict.found.values()),
        ("false", verdict.false),
        ("duplicate", verdict.duplicates),
    ):
        for p in found:
            yield {
                "verdict": kind,
                "story": story.id,
                "code": p.code,
                "probability": p.probability,
                "at": [p.start, p.end],
                "text": story.text[p.start : p.end],
                "related": [story.text[a:b] for a, b in p.related],
                "why": p.explanation,
                "around": _around(story.text, p.start, p.end),
            }
    for i, error in enumerate(row.labelled.errors):
        if i not in verdict.found:
            yield {
                "verdict": "missed",
                "story": story.id,
                "code": error.code,
                "kind": error.kind,
                "strength": error.strength,
                "at": [error.start, error.end],
                "text": story.text[error.start : error.end],
                "related": [story.text[a:b] for a, b in error.related],
            }


def _clean(paths: Sequence[Path], clean: Mapping[str, Any] | None) -> Iterator[dict[str, Any]]:
    for path in paths if clean else ():
        texts = {story.id: story.text for story in load_stories([path])}
        for name, code, start, end, probability in (clean or {})["files"][path.name]["findings"]:
            yield {
                "set": path.name,
                "verdict": "clean",
                "story": name,
                "code": code,
                "probability": probability,
                "at": [start, end],
                "text": texts[name][start:end],
                "around": _around(texts[name], start, end),
            }


def _around(text: str, start: int, end: int) -> str:
    return text[max(0, start - _AROUND) : end + _AROUND]
