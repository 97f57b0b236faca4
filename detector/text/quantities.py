"""Counted things: a number and the noun it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from detector.text.numbers import find_numbers

_APPROXIMATE = re.compile(
    r"\b(?:about|around|almost|nearly|some|roughly|over|under|at least|at most|more than|less than|fewer "
    r"than|"
    r"up to|perhaps|maybe|approximately|or so|barely|close to|another|other|extra|additional|every|each|"
    r"first|"
    r"last|next|further|only the|no more than|as many as|well over|the other|of the|good|odd|or)\W{0,3}$",
    re.IGNORECASE,
)
_COUNT = r"(?:\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty)"
_AFTER = re.compile(
    rf"\W{{0,2}}(?:or (?:so|more|less|fewer|thereabouts)\b|odd\b|(?:to|or) {_COUNT}\b|more\b|other\b|-|–|"
    rf"—\d)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[ \u00a0]([A-Za-z][\w'’-]*)")
_STOP = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "or",
        "but",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "from",
        "with",
        "by",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "had",
        "has",
        "have",
        "his",
        "her",
        "its",
        "their",
        "our",
        "my",
        "your",
        "this",
        "that",
        "these",
        "those",
        "who",
        "which",
        "whom",
        "when",
        "where",
        "while",
        "then",
        "than",
        "so",
        "if",
        "not",
        "no",
        "nor",
        "into",
        "onto",
        "over",
        "under",
        "up",
        "down",
        "out",
        "off",
        "again",
        "there",
        "here",
        "he",
        "she",
        "it",
        "they",
        "we",
        "i",
        "you",
        "me",
        "him",
        "them",
        "us",
        "all",
        "more",
        "less",
        "left",
    ]
)
_IRREGULAR = frozenset(
    [
        "men",
        "women",
        "children",
        "people",
        "feet",
        "teeth",
        "geese",
        "mice",
        "oxen",
        "sheep",
        "fish",
        "deer",
        "pence",
        "folk",
        "folks",
        "lives",
        "wolves",
        "knives",
        "loaves",
        "leaves",
        "thieves",
        "dice",
        "pennies",
    ]
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of things.

    Attributes:
        start: Where the number starts.
        end: Where the noun ends.
        value: How many.
        number_end: Where the number ends.
        noun: The counted noun, lower case, as written.
        approximate: A word beside it makes it inexact, partial or additional.
    """

    start: int
    end: int
    value: Fraction
    number_end: int
    noun: str
    approximate: bool


def is_approximate(text: str, start: int, end: int) -> bool:
    """Whether words right before or after ``start:end`` make the number there inexact, partial or
    additional.
    """
    return bool(_APPROXIMATE.search(text[max(0, start - 24) : start]) or _AFTER.match(text, end, end + 24))


def find_quantities(text: str, start: int = 0, end: int | None = None) -> Iterator[Quantity]:
    """Numbers followed by the noun they count, at most three words on, in order."""
    stop = len(text) if end is None else end
    for number in find_numbers(text, start, stop):
        noun, noun_end, at = "", 0, number.end
        for _ in range(3):
            found = _WORD.match(text, at, min(stop, at + 40))
            if found is None or found[1].lower() in _STOP:
                break
            at = found.end()
            word = found[1].lower()
            if noun and not is_plural(word):
                continue
            noun, noun_end = word, found.end()
            if is_plural(word):
                break
        if noun:
            yield Quantity(
                number.start,
                noun_end,
                number.value,
                number.end,
                noun,
                is_approximate(text, number.start, number.end),
            )


def is_plural(word: str) -> bool:
    """Whether a lower-case word looks like a plural noun."""
    return word in _IRREGULAR or (
        len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    )


def singular(noun: str) -> str:
    """A rough singular, good for comparing two mentions of one noun.

    >>> singular("berries"), singular("boxes"), singular("coins")
    ('berry', 'box', 'coin')
    """
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("ches", "shes", "xes", "sses")):
        return noun[:-2]
    return noun[:-1] if is_plural(noun) and noun not in _IRREGULAR else noun
