"""Numbers in prose, as words or digits, with their spans and values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"),
    *("seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "eleventh": 11,
    "twelfth": 12,
    "thirteenth": 13,
    "fourteenth": 14,
    "fifteenth": 15,
    "sixteenth": 16,
    "seventeenth": 17,
    "eighteenth": 18,
    "nineteenth": 19,
    "twentieth": 20,
    "thirtieth": 30,
    "fortieth": 40,
    "fiftieth": 50,
    "sixtieth": 60,
    "seventieth": 70,
    "eightieth": 80,
    "ninetieth": 90,
    "hundredth": 100,
}

VALUES: dict[str, int] = {
    **{word: value for value, word in enumerate(_UNITS, 1)},
    **{word: value for value, word in enumerate(_TEENS, 10)},
    **{word: 10 * value for value, word in enumerate(_TENS, 2)},
}

HYPHEN = "[-\u2010\u2011]"
_U, _T, _X = "|".join(_UNITS), "|".join(_TEENS), "|".join(_TENS)
_SUB = rf"(?:(?:{_X})(?:[-\u2010\u2011 ](?:{_U})\b)?|{_T}|{_U})"
_HUNDRED = rf"(?:(?:{_SUB}|an?)\s+hundred(?:\s+(?:and\s+)?{_SUB})?|{_SUB})"
_LARGE = rf"(?:(?:{_HUNDRED}|an?)\s+(?:thousand|million|billion)(?:(?:,|\s+and)?\s+{_HUNDRED})?)"
_DOZEN = rf"(?:(?:half\s+a|a|{_SUB})\s+dozen)"
# How any of them begins, looked at before each is tried.
_BEGINS = "(?=on|tw|thr|thi|fo|fi|si|se|ei|ni|te|el|half|an?\\s)"
WORDS = rf"(?:{_BEGINS}(?:{_LARGE}|{_DOZEN}|{_HUNDRED}))"
DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,3}|\d{1,12})(?:\.\d{1,6})?"

_NUMBER = re.compile(
    rf"(?<![\w$£€.,:/#-])(?:\b(?P<words>{WORDS})\b|(?P<digits>{DIGITS}))(?![\w%°]|[.,:/]\d|"
    rf"[-\u2010\u2011]\w)",
    re.IGNORECASE,
)
_ORDINAL_WORDS = "|".join(sorted(_ORDINALS, key=len, reverse=True))
ORDINAL = rf"(?:\d{{1,3}}(?:st|nd|rd|th)|(?:(?:{_X}){HYPHEN})?(?:{_ORDINAL_WORDS}))"


@dataclass(frozen=True, slots=True)
class Number:
    """A cardinal number in a text.

    Attributes:
        start: First code point.
        end: One past the last code point.
        value: Its exact value; whole numbers have denominator 1.
    """

    start: int
    end: int
    value: Fraction


def value_of(text: str) -> Fraction | None:
    """The value of a number written as words or digits, or None where the text is no number.

    Bounded: at most twelve digits and words below a trillion, so the value is always small.

    >>> value_of("two hundred and six")
    Fraction(206, 1)
    """
    if re.fullmatch(DIGITS, text, re.ASCII):
        return Fraction(text.replace(",", ""))
    if not re.fullmatch(WORDS, text, re.IGNORECASE):
        return None
    total, part = 0, 0
    for word in re.findall("[a-z]+", text.lower()):
        if word == "dozen":
            part = 12 * max(part, 1)
        elif word == "half":
            return Fraction(6)
        elif word == "hundred":
            part = 100 * max(part, 1)
        elif word in _SCALES:
            total, part = total + _SCALES[word] * max(part, 1), 0
        else:
            part += VALUES.get(word, 0)
    return Fraction(total + part)


def ordinal_value(text: str) -> int | None:
    """The rank that an ordinal names (``thirty-first``, ``31st``), or None."""
    lowered = text.lower()
    if found := re.fullmatch(r"(\d{1,3})(?:st|nd|rd|th)", lowered, re.ASCII):
        return int(found[1])
    parts = re.split(HYPHEN, lowered)
    if len(parts) == 2 and parts[1] in _ORDINALS and parts[0] in VALUES:
        return VALUES[parts[0]] + _ORDINALS[parts[1]]
    return _ORDINALS.get(lowered) if len(parts) == 1 else None


def find_numbers(text: str, start: int = 0, end: int | None = None) -> Iterator[Number]:
    """Every cardinal in ``text[start:end]``, in order; amounts of money, clock times and codes are left
    out.
    """
    for found in _NUMBER.finditer(text, start, len(text) if end is None else end):
        value = value_of(found[0])
        if value is not None:
            yield Number(found.start(), found.end(), value)
