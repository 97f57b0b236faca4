"""A story as it came in: its text, what is known of it, and the place a person finds it at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from detector.records import Status, Story


@dataclass(frozen=True, slots=True)
class StoryInput:
    """One story to scan, whatever it was read from.

    Attributes:
        id: What findings and scores name as ``story_id``; unique within one scan.
        text: The unmodified text; every offset of a finding counts its code points.
        prompt: The request it answers, where known.
        genre: Its genre, where known.
        premise: What the request takes for granted, where known.
        expects_formula: The request makes mathematics belong in the story.
        model: What wrote it, where known.
        source: The file it was read from, as the user named it; ``-`` is standard input.
        row: 1-based line (JSONL, CSV) or row (Parquet) in that file; None where the file is the story.
        line_offset: Lines of the file that stand before the text (front matter).
        sample_id: The prompt's id; stories that share it are one cluster.
        status: How its writing ended; only ``ok`` is scanned.
        metadata: The other fields of its row.
    """

    id: str
    text: str
    prompt: str | None = None
    genre: str | None = None
    premise: str | None = None
    expects_formula: bool = False
    model: str | None = None
    source: str = ""
    row: int | None = None
    line_offset: int = 0
    sample_id: str | None = None
    status: Status = Status.OK
    metadata: Mapping[str, Any] = field(default_factory=dict)

    def place(self, offset: int) -> str:
        """Where an offset is, for a person: ``file:line:col``, or ``file#id:line:col`` in a file of many."""
        line, column = line_and_column(self.text, offset)
        if self.row is None:
            return f"{self.source or self.id}:{line + self.line_offset}:{column}"
        return f"{self.source}#{self.id}:{line}:{column}"


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """The 1-based line and column, in code points, of an offset into a text."""
    start = text.rfind("\n", 0, offset) + 1
    return text.count("\n", 0, offset) + 1, offset - start + 1


def from_story(story: Story, source: str = "", row: int | None = None) -> StoryInput:
    """The input that a row of ``stories.jsonl`` stands for."""
    known = story.metadata
    return StoryInput(
        id=story.story_id,
        text=story.completion,
        prompt=story.input or None,
        genre=known.get("genre"),
        premise=known.get("premise"),
        expects_formula=bool(known.get("expects_formula", False)),
        model=story.model,
        source=source,
        row=row,
        sample_id=story.sample_id,
        status=story.status,
        metadata=known,
    )
