"""Sentences and paragraphs by punctuation alone: fast, linear, and the same for every pipeline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ABBREVIATION = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Mt|Prof|Rev|Capt|Col|Gen|Lt|Sgt|Jr|Sr|vs|No|[A-Z]))\.$")
_END = re.compile(r"""[.!?…]{1,8}["”’'»)\]*_]{0,4}(?=\s|$)|\n[ \t\r\n]*""")
_LOWER_NEXT = re.compile(r"\s+[a-z]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: ``text[start:end]``, without the white space around it."""

    start: int
    end: int


def find_sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[Sentence]:
    """The sentences of ``text[start:end]``, in order.

    A line break always ends one; so does closing punctuation, unless an abbreviation stands before it or a
    lower-case word follows ("“Run!” she said").
    """
    stop = len(text) if end is None else end
    begin = start
    for found in _END.finditer(text, start, stop):
        if not found[0].startswith("\n"):
            if _LOWER_NEXT.match(text, found.end(), min(stop, found.end() + 80)):
                continue
            if found[0] == "." and _ABBREVIATION.search(
                text[max(begin, found.start() - 6) : found.start() + 1]
            ):
                continue
        yield from _trimmed(text, begin, found.end())
        begin = found.end()
    yield from _trimmed(text, begin, stop)


def _trimmed(text: str, start: int, end: int) -> Iterator[Sentence]:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    if piece := piece.strip():
        yield Sentence(start + left, start + left + len(piece))


def find_lines(text: str) -> Iterator[Sentence]:
    """The lines that are not blank, as spans: in most stories each is a paragraph."""
    for found in re.finditer(r"[^\n]+", text):
        yield from _trimmed(text, found.start(), found.end())


def sentence_at(sentences: list[Sentence], offset: int) -> int:
    """The index of the sentence that holds the offset, or of the last that starts before it."""
    low, high = 0, len(sentences)
    while low < high:
        middle = (low + high) // 2
        if sentences[middle].start <= offset:
            low = middle + 1
        else:
            high = middle
    return max(0, low - 1)
