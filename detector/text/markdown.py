"""Markdown as stories use it: fenced blocks, inline code, headings, quotes, rules and emphasis, as spans."""

from __future__ import annotations

import re
from dataclasses import dataclass

from detector.text.cued import Cued
from detector.text.story import StoryDoc

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})([^\n]*?)\r?$", re.MULTILINE)
# Not CommonMark, but what stories show: a fence that opens after words on the same line.
_LATE_FENCE = Cued(r"(?<!`)```(?P<info>[\w+-]{0,20})[ \t]*\n(?P<inner>[^`]{1,4000})```(?!`)")
_INLINE_CODE = re.compile(r"(?<!`)`([^`\n]{1,200})`(?!`)")
_LINE = re.compile(
    r"^(?:[ \t]*(?P<quote>>)[^\n]*|(?P<heading> {0,3}#{1,6} [^\n]*)"
    r"|(?P<rule>[ \t]*(?:[-=*_~#·•+][ \t]*){3,}))\r?$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of Markdown.

    Attributes:
        kind: ``fence``, ``code`` (inline), ``quote`` (a line after ``>``), ``heading`` or ``rule``.
        start: First code point, markup included.
        end: One past the last, markup included.
        inner_start: First code point of what the markup encloses.
        inner_end: One past its last.
        info: What follows an opening fence (a language), else empty.
    """

    kind: str
    start: int
    end: int
    inner_start: int
    inner_end: int
    info: str = ""


def fences(text: str) -> tuple[Block, ...]:
    """Fenced blocks. An unclosed fence runs to the end of the text, as in CommonMark."""
    if "```" not in text and "~~~" not in text:
        return ()
    found = []
    opened: re.Match[str] | None = None
    for match in _FENCE.finditer(text):
        if opened is None:
            if "`" not in match[2]:
                opened = match
        elif match[1].startswith(opened[1]) and not match[2].strip():
            inner = min(opened.end() + 1, match.start())
            found.append(
                Block("fence", opened.start(1), match.end(1), inner, match.start(), opened[2].strip())
            )
            opened = None
    if opened is not None:
        inner = min(opened.end() + 1, len(text))
        found.append(Block("fence", opened.start(1), len(text), inner, len(text), opened[2].strip()))
    late = [
        Block("fence", m.start(), m.end(), m.start("inner"), m.end("inner"), m["info"])
        for m in _LATE_FENCE.finditer(text)
    ]
    if not late:
        return tuple(found)
    kept = [b for b in found if not any(b.start < other.end and other.start < b.end for other in late)]
    return tuple(sorted((*kept, *late), key=lambda b: b.start))


def inline_code(text: str) -> tuple[Block, ...]:
    """Text between single backticks on one line."""
    if "`" not in text:
        return ()
    return tuple(Block("code", m.start(), m.end(), m.start(1), m.end(1)) for m in _INLINE_CODE.finditer(text))


def lines(text: str) -> tuple[Block, ...]:
    """Block quotes (a block a line), headings and scene breaks drawn as rules."""
    found = []
    for match in _LINE.finditer(text):
        kind = match.lastgroup or "rule"
        inner = match.start()
        if kind != "rule":
            while inner < match.end() and text[inner] in " \t>#":
                inner += 1
        found.append(Block(kind, match.start(), match.end(), inner, match.end()))
    return tuple(found)


def story_fences(story: StoryDoc) -> tuple[Block, ...]:
    """:func:`fences` of a story, computed once."""
    return story.view(fences)
