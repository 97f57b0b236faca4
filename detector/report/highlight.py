"""A story cut into pieces that can be shown: paragraphs, folds of what holds no finding, marked spans."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from detector.report.visible import visible

LONGEST = 900
"""Paragraphs longer than this are cut at a space, so that what is far from a span can be folded."""

WORTH_FOLDING = 40
"""Words; less than this stays open."""

_BREAK = re.compile(r"[ \t\r]*\n(?:[ \t\r]*\n)+")


@dataclass(frozen=True, slots=True)
class Span:
    """A place in the text that is marked.

    Attributes:
        anchor: The mark's id in the page.
        note: The id of the note it belongs to.
        label: The small figure behind the mark.
        kind: Its class: the category.
        role: ``main``, or ``related`` for the other end of a contradiction.
        title: What a pointer resting on it, or a screen reader, gets to know.
    """

    start: int
    end: int
    anchor: str = ""
    note: str = ""
    label: str = ""
    kind: str = ""
    role: str = "main"
    title: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text under the same spans.

    Attributes:
        spans: The spans that cover it; none for plain text.
        starts: Those that begin with it.
        ends: Those that end with it.
    """

    text: str
    spans: tuple[Span, ...] = ()
    starts: tuple[Span, ...] = ()
    ends: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, or a part of a long one (``joined`` to the piece before it)."""

    segments: tuple[Segment, ...]
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Pieces shown in a row, or folded away because no finding is near them.

    Attributes:
        pieces: What is in it; nothing where the text is left out of the page.
        folded: It opens on request.
    """

    pieces: tuple[Piece, ...]
    folded: bool
    n_words: int


def cut(text: str) -> list[tuple[int, int, bool]]:
    """Where the pieces of a text begin and end, and whether one goes on the paragraph before it.

    Only the blank lines between paragraphs are in no piece.
    """
    pieces: list[tuple[int, int, bool]] = []
    begin = 0
    for gap in [*_BREAK.finditer(text), None]:
        end = gap.start() if gap else len(text)
        pieces += _parts(text, begin, end)
        begin = gap.end() if gap else end
    return pieces


def _parts(text: str, begin: int, end: int) -> Iterator[tuple[int, int, bool]]:
    joined = False
    while end - begin > LONGEST:
        space = max(
            text.rfind(mark, begin + LONGEST // 2, begin + LONGEST) for mark in (". ", ".\n", " ", "\n")
        )
        at = space + 1 if space > 0 else begin + LONGEST
        yield begin, at, joined
        begin, joined = at, True
    if begin < end:
        yield begin, end, joined


def blocks(text: str, spans: Sequence[Span], *, whole: bool = True, context: int = 1) -> list[Block]:
    """The text as blocks: pieces with spans and their neighbours open, the rest folded or left out.

    Args:
        text: The unmodified story.
        spans: What to mark; they may overlap and touch.
        whole: Keep the folded text in the page; otherwise only the number of its words.
        context: Pieces shown before and after one that holds a span.
    """
    pieces = cut(text)
    held = [
        index
        for index, (start, end, _) in enumerate(pieces)
        if any(span.start < end and span.end > start for span in spans)
    ]
    shown = {near for index in held for near in range(index - context, index + context + 1)}
    if not spans:
        shown = set(range(context + 1))
    found: list[Block] = []
    for near, group in groupby(range(len(pieces)), key=lambda index: index in shown):
        run = [pieces[index] for index in group]
        n_words = sum(len(text[start:end].split()) for start, end, _ in run)
        folded = not near and n_words >= WORTH_FOLDING
        kept = run if whole or not folded else []
        found.append(
            Block(
                tuple(Piece(tuple(segments(text, spans, start, end)), joined) for start, end, joined in kept),
                folded,
                n_words,
            )
        )
    return found


def segments(text: str, spans: Sequence[Span], start: int, end: int) -> Iterator[Segment]:
    """A stretch of the text cut wherever a span begins or ends in it. Their texts joined are the stretch."""
    inside = [span for span in spans if span.start < end and span.end > start]
    cuts = sorted({start, end, *(at for span in inside for at in (span.start, span.end) if start < at < end)})
    for begin, stop in pairwise(cuts):
        over = tuple(span for span in inside if span.start < stop and span.end > begin)
        yield Segment(
            visible(text[begin:stop]),
            over,
            tuple(span for span in over if span.start == begin),
            tuple(span for span in over if span.end == stop),
        )
