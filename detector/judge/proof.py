"""Proof by quotation: two quotes are looked for in the story, and stand only where they are found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from detector.judge.answers import Claim
from detector.judge.instructions import Instructions
from detector.judge.numbered import NumberedStory
from detector.judge.typography import Key, key

Flaw = Literal["invented", "parroted", "too_short"]

_SHORTEST, _SHORT, _LONG = 4, 14, 24  # characters of a folded quote
_MOST_PLACES = 200
_EDGES = " .,;:!?()-"


@dataclass(frozen=True, slots=True)
class Span:
    """A place in the story: ``text[start:end]``, in the sentence of this number."""

    start: int
    end: int
    number: int


@dataclass(frozen=True, slots=True)
class Proof:
    """A claim whose quotes both stand in the story.

    Attributes:
        first: Where the first quote is.
        second: Where the second one is.
        moved: Quotes that stand in another sentence than the one the judge named.
    """

    claim: Claim
    first: Span
    second: Span
    moved: int = 0


def prove(claim: Claim, story: NumberedStory, instructions: Instructions) -> Proof | Flaw:
    """Look for a claim's quotes.

    A quote that comes from the instruction's own examples proves nothing, even where the story holds the same
    words.

    Returns:
        The proof, or what is wrong with the first quote that is none.
    """
    spans: list[Span] = []
    moved = 0
    for number, quote in ((claim.first, claim.quote1), (claim.second, claim.quote2)):
        folded = _trimmed(key(quote))
        if instructions.parroted(folded):
            return "parroted"
        if len(folded.text) < _SHORTEST:
            return "too_short"
        span = locate(story, folded, number)
        if span is None:
            return "invented"
        moved += span.number != number
        spans.append(span)
    return Proof(claim, spans[0], spans[1], moved)


def locate(story: NumberedStory, quote: Key, number: int) -> Span | None:
    """The place of a quote that is nearest to a sentence.

    A quote of a word or two must stand in that sentence or beside it; a longer one may stand anywhere. It
    begins and ends with whole words, except that a long one may be cut off at its end.
    """
    whole = story.key
    best: tuple[int, int] | None = None
    at = whole.text.find(quote.text)
    for _ in range(_MOST_PLACES):
        if at < 0:
            break
        if _whole_words(whole.text, at, at + len(quote.text), cut=len(quote.text) >= _LONG):
            there = _sentence(story, whole.at[at])
            far = abs(there - number)
            if (len(quote.text) > _SHORT or far <= 1) and (best is None or far < best[0]):
                best = (far, at)
        at = whole.text.find(quote.text, at + 1)
    if best is None:
        return None
    start = whole.at[best[1]]
    end = whole.at[best[1] + len(quote.text) - 1] + 1
    return Span(start, end, _sentence(story, start))


def _sentence(story: NumberedStory, offset: int) -> int:
    """The number of the sentence that holds an offset, or of the last one before it."""
    low, high = 0, len(story.sentences)
    while low < high:
        middle = (low + high) // 2
        if story.sentences[middle].start <= offset:
            low = middle + 1
        else:
            high = middle
    return max(1, low)


def _whole_words(text: str, start: int, end: int, *, cut: bool) -> bool:
    if start > 0 and text[start].isalnum() and text[start - 1].isalnum():
        return False
    return cut or not (end < len(text) and text[end - 1].isalnum() and text[end].isalnum())


def _trimmed(quote: Key) -> Key:
    """A quote without the stops and dots around it, which judges add and leave out."""
    start, end = 0, len(quote.text)
    while start < end and quote.text[start] in _EDGES:
        start += 1
    while end > start and quote.text[end - 1] in _EDGES:
        end -= 1
    return Key(quote.text[start:end], quote.at[start:end])
