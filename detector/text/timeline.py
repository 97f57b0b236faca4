"""Spans of time as a story tells them: how long, from when until when, how old."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detector.text.cued import Cued
from detector.text.dates import MONTHS, WEEKDAYS
from detector.text.numbers import VALUES, value_of

UNITS = ("second", "minute", "hour", "day", "night", "week", "month", "year", "decade", "century")
_UNIT = r"(?P<unit>seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?|centur(?:y|ies))"
_NUMBER_WORDS = (
    r"(?:(?:a |one |two |three |four |five |six |seven |eight |nine )?hundred(?: and [a-z-]+)?|half a|an?|"
    + "(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    + "(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|"
    + "|".join(VALUES)
    + r"|\d{1,4})"
)
NUMBER = rf"(?P<number>{_NUMBER_WORDS})"
DURATION = Cued(
    rf"\b{NUMBER} (?:(?:long|whole|full|short|good|wonderful|terrible) )?{_UNIT}\b", re.IGNORECASE
)
_POINT = (
    r"(?:the (?:year |age of )?)?(?:midnight|noon|midday|"
    + "|".join((*MONTHS, *WEEKDAYS))
    + rf"|\d{{4}}|{_NUMBER_WORDS}(?: o['’]clock)?)"
)
_RANGE = Cued(
    rf"\b[Ff]rom (?:about )?(?P<a>{_POINT})(?: in the (?:morning|evening|afternoon)| that (?:morning|"
    rf"evening))?,? "
    rf"(?:until|till|to)(?: about)? (?P<b>{_POINT})\b(?! (?:years?|miles?|days?|hours?|feet|pounds))"
)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time: ``twelve years``.

    Attributes:
        start: First code point.
        end: One past the last.
        amount: How many units.
        unit: One of :data:`UNITS`.
    """

    start: int
    end: int
    amount: float
    unit: str


@dataclass(frozen=True, slots=True)
class Range:
    """From one point of time to another (``from nine until midnight``), and how long that is.

    Attributes:
        start: First code point.
        end: One past the last.
        lengths: Every length a reader could defend (twelve-hour clocks, both ends counted), in ``unit``.
        unit: ``hour``, ``day``, ``month`` or ``year``.
    """

    start: int
    end: int
    lengths: frozenset[int]
    unit: str


def unit_of(word: str) -> str:
    """The singular of a unit of time, lower case."""
    lowered = word.lower()
    return "century" if lowered.startswith("centur") else lowered.rstrip("s")


def amount_of(text: str) -> float | None:
    """The number in front of a unit; *a* is one, *half a* a half."""
    lowered = text.lower()
    if lowered in ("a", "an"):
        return 1.0
    if lowered == "half a":
        return 0.5
    value = value_of(lowered)
    return None if value is None else float(value)


def find_durations(text: str, start: int = 0, end: int | None = None) -> Iterator[Duration]:
    """Numbered lengths of time, in order."""
    for found in DURATION.finditer(text, start, len(text) if end is None else end):
        amount = amount_of(found["number"])
        if amount is not None:
            yield Duration(found.start(), found.end(), amount, unit_of(found["unit"]))


def find_ranges(text: str) -> Iterator[Range]:
    """Ranges whose two ends are of one kind: clock hours, weekdays, months, or years."""
    for found in _RANGE.finditer(text):
        lengths = _length(found["a"], found["b"])
        if lengths is not None:
            yield Range(found.start(), found.end(), frozenset(lengths[0]), lengths[1])


def _length(a: str, b: str) -> tuple[set[int], str] | None:
    if a.isdigit() and b.isdigit() and len(a) == len(b) == 4 and int(a) < int(b):
        years = int(b) - int(a)
        return {years - 1, years, years + 1}, "year"
    for names, size, unit in ((WEEKDAYS, 7, "day"), (MONTHS, 12, "month")):
        if a in names and b in names:
            steps = (names.index(b) - names.index(a)) % size
            return {steps, steps + 1, max(steps - 1, 0)}, unit
    first, last = _hour(a), _hour(b)
    if first is None or last is None:
        return None
    hours = (last - first) % 12
    return ({hours, hours + 12} if hours else {12, 24}), "hour"


def _hour(text: str) -> int | None:
    lowered = re.sub(r" o['’]clock$", "", text.lower())
    if lowered in ("midnight", "noon", "midday"):
        return 12
    value = VALUES.get(lowered) or (int(lowered) if lowered.isdigit() and len(lowered) < 3 else None)
    return value if value is not None and 1 <= value <= 12 else None
