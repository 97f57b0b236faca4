"""Places in a story's text where something can be put: code-point offsets, in order."""

from __future__ import annotations

import re

Place = tuple[str, int, int]

_SENTENCE_END = re.compile(r"(?<=[a-z\d][.!?…])(?=\s+\S)|(?<=[a-z][.!?]\*)(?=\s+\S)")
_SPEECH = re.compile(r"“[^“”\n]{12,}?[.!?]”|(?<!\S)\"[^\"\n]{12,}?[.!?]\"")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_GAP = re.compile(r"(?<=[a-z]) (?=[a-z])")


def _quoted(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"“[^”\n]*”?|\"[^\"\n]*\"?", text)]


def _outside(offsets: list[int], spans: list[tuple[int, int]]) -> list[int]:
    kept, at = [], 0
    for offset in offsets:
        while at < len(spans) and spans[at][1] <= offset:
            at += 1
        if at == len(spans) or not spans[at][0] < offset < spans[at][1]:
            kept.append(offset)
    return kept


def boundaries(text: str) -> list[int]:
    """Ends of sentences of the narration that another sentence follows, and the end of the text."""
    ends = [match.start() for match in _SENTENCE_END.finditer(text)]
    if text.rstrip()[-1:] in ".!?…":
        ends.append(len(text.rstrip()))
    return _outside(sorted(set(ends)), _quoted(text))


def word_gaps(text: str) -> list[int]:
    """Ends of words inside narrated sentences, at least four words away from a sentence's ends."""
    gaps = []
    for sentence in re.finditer(r"[^.!?…\n]+", text):
        inside = [match.start() for match in _GAP.finditer(sentence.group())]
        gaps += [sentence.start() + offset for offset in inside[3:-3]]
    return _outside(gaps, _quoted(text))


def paragraph_breaks(text: str) -> list[int]:
    """Ends of paragraphs; without blank lines, ends of lines; the end of the text always."""
    breaks = [match.start() for match in _PARAGRAPH.finditer(text.rstrip())]
    if not breaks:
        breaks = [match.start() for match in re.finditer(r"(?<=[.!?”\"])\n", text.rstrip())]
    return [offset for offset in breaks if offset] + [len(text.rstrip())]


def speech_ends(text: str) -> list[int]:
    """Just before the closing mark of quoted speech that ends in a full stop."""
    return [match.end() - 1 for match in _SPEECH.finditer(text)]
