"""The sentence a span stands in, short enough for a line or two of a terminal."""

from __future__ import annotations

import re
from typing import NamedTuple

from detector.cli.visible import visible

_END = re.compile(r"[.!?…][\"'”’»)\]*_]*\s+|\n+")
_WINDOW = 200
_SPAN = 240


class Excerpt(NamedTuple):
    """What stands before a span in its sentence, the span, and what follows; safe to show."""

    before: str
    span: str
    after: str


def excerpt(text: str, start: int, end: int) -> Excerpt:
    """The sentence around ``text[start:end]``, at most 200 characters on either side."""
    left = text[max(0, start - _WINDOW) : start]
    ends = [match.end() for match in _END.finditer(left)]
    before = left[ends[-1] :] if ends else ("…" if start > _WINDOW else "") + left
    right = text[end : end + _WINDOW]
    stop = _END.match(text, max(start, end - 1)) or _END.search(text, end, end + _WINDOW)
    if stop:
        after = text[end : max(end, stop.end())].rstrip()
    else:
        after = right.rstrip() + ("…" if end + _WINDOW < len(text) else "")
    return Excerpt(visible(before.lstrip()), visible(_shortened(text[start:end])), visible(after))


def _shortened(span: str) -> str:
    return span if len(span) <= _SPAN else f"{span[: _SPAN - 60]} … {span[-50:]}"
