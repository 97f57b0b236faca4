"""Regular expressions that look for their own rarest words first, and read on only around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from detector.text.cues import LONGEST_GAP, LONGEST_WORD, Cues, cues_of

_EDGE = re.compile(r"\b")
_LONG_GAP = re.compile(rf"\s{{{LONGEST_GAP + 1}}}")
_ODD_CASE = "\u0130\u0131\u017f\u212a"  # letters that an expression equates with ASCII ones of other case
_SHORT = 400
_NEAR = 40


class Cued:
    """A compiled expression with the methods of :class:`re.Pattern` that search; the same matches.

    Every match holds one of the expression's cues (:func:`detector.text.cues.cues_of`). A text without them
    is not searched; a text with few is read only where a match can begin.

    Args:
        pattern: The expression.
        flags: As for :func:`re.compile`.
    """

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.regex = re.compile(pattern, flags)
        self.cues: Cues | None = cues_of(pattern, flags)

    @property
    def pattern(self) -> str:
        """The expression as it was written."""
        return self.regex.pattern

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """All matches in order, as ``re.Pattern.finditer`` gives them."""
        stop = len(text) if end is None else end
        cues = self.cues
        lower = None if cues is None else _small(text)
        if cues is None or lower is None:
            return self.regex.finditer(text, start, stop)
        there = [cue for cue in cues.words if cue in lower]
        if not there:
            return iter(())
        near = cues.reach is not None and (cues.edge or cues.reach <= _NEAR)
        if cues.reach is None or not near or stop < len(text) or len(text) < _SHORT:
            return self.regex.finditer(text, start, stop)
        places = _places(lower, there, (len(text) - start) // (2 * cues.reach + 20))
        if places is None:
            return self.regex.finditer(text, start, stop)
        return self._around(text, start, places, cues.reach)

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first match, as ``re.Pattern.search`` gives it."""
        return next(self.finditer(text, start, end), None)

    def _around(self, text: str, start: int, places: list[int], reach: int) -> Iterator[re.Match[str]]:
        """The matches that begin no further than ``reach`` before a place."""
        match, at = self.regex.match, start
        edge = self.cues is not None and self.cues.edge
        for place in places:
            first = max(at, place - reach)
            starts = (
                (e.start() for e in _EDGE.finditer(text, first, place + 1))
                if edge
                else range(first, place + 1)
            )
            for here in starts:
                if here < at:
                    continue
                at = here + 1
                found = match(text, here)
                if found is not None:
                    yield found
                    at = max(at, found.end())


def _places(lower: str, cues: list[str], most: int) -> list[int] | None:
    """Where the cues stand, in order; None where that is in more than ``most`` places."""
    places: list[int] = []
    for cue in cues:
        at = lower.find(cue)
        while at >= 0:
            places.append(at)
            if len(places) > most:
                return None
            at = lower.find(cue, at + 1)
    return sorted(places)


def _small(text: str) -> str | None:
    """The text in small letters, place for place; None where cues cannot be trusted to tell anything."""
    return _small_of_story(text) if len(text) >= _SHORT else _plain(text)


@lru_cache(maxsize=4)
def _small_of_story(text: str) -> str | None:
    if max(map(len, text.split()), default=0) > LONGEST_WORD or _LONG_GAP.search(text):
        return None
    return _plain(text)


def _plain(text: str) -> str | None:
    if not text.isascii() and any(letter in text for letter in _ODD_CASE):
        return None
    return text.lower()
