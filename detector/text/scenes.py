"""Paragraphs and scenes of a story, as spans of its text."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

from detector.text.story import StoryDoc

_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*")
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_BREAK = re.compile(
    r"^[ \t]*(?:(?:[-*_~=#•·⁂✦❖—–][ \t]*){3,}|[#⁂✦❖§•]|#{1,6} [^\n]+"
    r"|(?:Chapter|CHAPTER|Part|PART) [^\n]{1,60})[ \t]*\r?$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A span of text; ``text[start:end]`` has no blank edge lines."""

    start: int
    end: int


def paragraphs(text: str) -> tuple[Stretch, ...]:
    """Paragraphs: parted by blank lines, or by line ends where the text has no blank lines."""
    pattern = _PARAGRAPH if re.search(r"\n[ \t\r]*\n", text) else _LINE
    return tuple(Stretch(m.start(), m.end()) for m in pattern.finditer(text))


def scenes(text: str) -> tuple[Stretch, ...]:
    """Scenes: parted by drawn breaks (``* * *``, ``---``), headings and chapter lines."""
    edges = [(0, 0), *((m.start(), m.end()) for m in _BREAK.finditer(text)), (len(text), len(text))]
    found = []
    for (_, start), (end, _) in pairwise(edges):
        inner = text[start:end]
        if inner.strip():
            lead = len(inner) - len(inner.lstrip())
            found.append(Stretch(start + lead, start + len(inner.rstrip())))
    return tuple(found)


def stretch_at(stretches: tuple[Stretch, ...], offset: int) -> Stretch | None:
    """The stretch that holds ``offset``, if any."""
    i = bisect_right(stretches, offset, key=lambda stretch: stretch.start) - 1
    return stretches[i] if i >= 0 and offset < stretches[i].end else None


def paragraph_at(story: StoryDoc, offset: int) -> Stretch | None:
    """The paragraph that holds ``offset``."""
    return stretch_at(story.view(paragraphs), offset)


def scene_at(story: StoryDoc, offset: int) -> Stretch | None:
    """The scene that holds ``offset``."""
    return stretch_at(story.view(scenes), offset)
