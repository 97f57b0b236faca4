"""Quoted documents inside a story: letters, logs, signs, screens, notebooks and fenced blocks."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from detector.text.markdown import fences, lines
from detector.text.scenes import Stretch, paragraphs
from detector.text.story import StoryDoc

_LETTER = re.compile(
    r"[*_>“\" ]*(?:Dear|My dear|My dearest|Dearest|To whom)\b[^\n.!?]{1,60}[,:—]?[*_]*\s*(?:\n|$)"
)
_CLOSE = re.compile(
    r"^[*_> ]*(?:Yours|Sincerely|Love|With love|Regards|Respectfully|Ever yours|Your friend|Signed)"
    r"\b[^\n]{0,60}$",
    re.MULTILINE,
)
_LOG = re.compile(
    r"[*_>\[# ]*(?:(?:(?:captain|personal|ship|mission|lab|field|research|medical|flight)[’'s]*\s+)?"
    r"(?:log|journal|diary|notebook|report|entry|notes?|transcript|memo(?:randum)?|transmission|ledger|recording)\b"
    r"[^\n.!?]{0,60}[:\]#*—–-]"
    r"|day \d+\b[^\n.!?]{0,40}[:.—–-]|\d{1,2}:\d\d(?::\d\d)?\s*[-—–:\]]"
    r"|(?:from|to|subject|date|time|location|re):\s"
    r"|\[?(?:sol|stardate|entry|log|case file|file|exhibit|page|note)\s*#?\d)",
    re.IGNORECASE,
)
_SCREEN = re.compile(r"[*_\[> ]*(?:>|\$|#|C:\\>|>>>|\[[A-Z _0-9:.-]{3,40}\]|[A-Z][A-Z _0-9-]{4,40}:)\s?\S")
_ITALIC = re.compile(r"(?:\*(?![*\s])[^*\n]+\*|_(?![_\s])[^_\n]+_|\*\*[^*\n]+\*\*)[.,;:!?\s]*")


@dataclass(frozen=True, slots=True)
class Document:
    """A stretch that the story shows as written matter.

    Attributes:
        kind: ``fence``, ``blockquote``, ``letter``, ``log``, ``screen`` or ``italic`` (a paragraph).
        start: First code point.
        end: One past the last.
    """

    kind: str
    start: int
    end: int


def documents(text: str) -> tuple[Document, ...]:
    """The documents of a text, in order of start; they may nest."""
    found = [Document("fence", block.start, block.end) for block in fences(text)]
    found += [Document("blockquote", b.start, b.end) for b in lines(text) if b.kind == "quote"]
    stretches = paragraphs(text)
    letter: Stretch | None = None
    for stretch in stretches:
        part = text[stretch.start : min(stretch.end, stretch.start + 400)]
        if letter is not None and _CLOSE.search(text, stretch.start, stretch.end):
            found.append(Document("letter", letter.start, stretch.end))
            letter = None
        elif _LETTER.match(part):
            letter = stretch
            found.append(Document("letter", stretch.start, stretch.end))
        elif _LOG.match(part):
            found.append(Document("log", stretch.start, stretch.end))
        elif _SCREEN.match(part):
            found.append(Document("screen", stretch.start, stretch.end))
        elif _ITALIC.fullmatch(text, stretch.start, stretch.end):
            found.append(Document("italic", stretch.start, stretch.end))
    return tuple(sorted(found, key=lambda d: (d.start, -d.end)))


def document_at(story: StoryDoc, offset: int) -> Document | None:
    """The innermost document that ``offset`` stands in, if any."""
    found = story.view(documents)
    i = bisect_right(found, offset, key=lambda document: document.start) - 1
    for document in reversed(found[max(0, i - 50) : i + 1]):
        if document.start <= offset < document.end:
            return document
    return None
