"""Regular expressions that look for their own rarest words first, and read on only around them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from detector.text.cues import LONGEST_GAP, LONGEST_WORD, Cues, cues_of

_WORD = re.compile(r"\w+")
_LONG_GAP = re.compile(rf"\s\s{{{LONGEST_GAP}}}")
_ODD_CASE = "\u0130\u0131\u017f\u212a"  # letters that an expression equates with ASCII ones of other case
_SHORT = 400
_NEAR = 40
_LONG = 800  # an expression of so many characters, such as one with all numbers in words, is slow to try


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
        weight = 4 if len(self.pattern) > _LONG else 1
        places = _places(lower, there, weight * (len(text) - start) // (40 + 8 * cues.reach))
        if places is None:
            return self.regex.finditer(text, start, stop)
        return self._around(text, start, places, cues.reach)

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first match, as ``re.Pattern.search`` gives it."""
        return next(self.finditer(text, start, end), None)

    def _around(self, text: str, start: int, places: list[int], reach: int) -> Iterator[re.Match[str]]:
        """The matches that begin no further than ``reach`` before a place."""
        match, at = self.regex.match, start
        words = _words(text) if self.cues is not None and self.cues.edge else None
        for place in places:
            first = max(at, place - reach)
            every: Sequence[int] = range(first, place + 1)
            if words is not None:
                every = words[bisect_left(words, first) : bisect_right(words, place)]
            for here in every:
                if here < at:
                    continue
                at = here + 1
                found = match(text, here)
                if found is not None:
                    yield found
                    at = max(at, found.end())


@lru_cache(maxsize=4)
def _words(text: str) -> list[int]:
    """Where the words begin."""
    return [found.start() for found in _WORD.finditer(text)]


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
