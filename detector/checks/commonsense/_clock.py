"""Clock times that no clock shows, and halves of the day that deny each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.checks.base import Candidate
from detector.checks.commonsense._prose import Prose
from detector.text.cued import Cued
from detector.text.dates import ClockTime, find_clock_times

_READS = re.compile(
    r"\b(?:(?:clock|watch|alarm|display|timer|phone|dashboard)\b[^.!?\n]{0,30}?\b(?:read|showed|said|"
    r"struck|flashed|"
    r"blinked|displayed|glowed)|(?:it was|it is|until|since|by|before|after|around|at)(?: exactly| "
    r"precisely)?)\s+$",
    re.IGNORECASE,
)
_STRANGE = Cued(
    r"\b(?:impossibl\w+|wrong\w*|broken|thirteenth|no such|exist\w*|backwards?|strange\w*|nonsens\w*|"
    r"absurd\w*|glitch\w*|"
    r"magic\w*|enchanted|planet|Mars|Martian|sols?|alien|station|extra hour|hours? (?:long|day)|verses?|"
    r"chapter|psalms?|"
    r"scripture|gospel|tape|track|recording|video|odds|score|ratio|timer|countdown|stopwatch|mad|Wonderland|"
    r"dials?|typo\w*|mistake\w*|errors?|Book of|"
    r"[1-3] (?:Kings|Samuel|Chronicles|Corinthians|Peter|John|Timothy)|day (?:runs|ran) to|dawn and dusk)\b",
    re.IGNORECASE,
)
_HALVES = Cued(
    r"\b(?P<time>(?:\d{1,2}(?:[:.]\d\d)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s?"
    r"(?P<half>[ap])\.?\s?m\b\.?)(?P<rest>\s+in the (?P<part>morning|afternoon|evening)\b)",
    re.IGNORECASE,
)


_OTHER_DAY = re.compile(
    r"\b(?:Mars|Martian|sols|(?:day|days|clocks?) (?:runs?|ran|lasts?|lasted|go(?:es)? round|had|has)"
    r"[^.!?\n]{0,20}(?:hours?|o['’]clock)|"
    r"(?:twenty-(?:five|six|seven|eight|nine)|thirty|2[5-9])[- ]hours?)\b"
)
_LIGHTLY = Cued(
    r"\b(?:laugh\w*|joke\w*|grin\w*|wink\w*|trouble|update|malfunction\w*|crazy)\b", re.IGNORECASE
)


def impossible_times(prose: Prose) -> Iterator[Candidate]:
    """Hours past twenty-four, thirteen p.m., minutes past fifty-nine: where the text surely means a clock."""
    text = prose.text
    for found in find_clock_times(text):
        why = _fault(text, found)
        if (
            why is None
            or _spoken_lightly(prose, found)
            or _OTHER_DAY.search(text)
            or _STRANGE.search(prose.around(found.start, 0, 0))
        ):
            continue
        yield Candidate(
            "C05",
            found.start,
            found.end,
            why,
            evidence={
                "kind": "impossible_time",
                "sure": not prose.quoted(found.start, found.end),
                "hour": found.hour,
                "minute": found.minute,
            },
            scope="quoted" if prose.quoted(found.start, found.end) else "asserted",
            in_dialogue=prose.quoted(found.start, found.end),
        )


def _spoken_lightly(prose: Prose, time: ClockTime) -> bool:
    """In speech only hours in digits after *at* count (*leaves at 26:15*): with words people joke."""
    return prose.quoted(time.start, time.end) and (
        _LIGHTLY.search(prose.around(time.start, 1, 3)) is not None
        or time.minute is None
        or not prose.text[max(0, time.start - 4) : time.start].lower().endswith("at ")
    )


def _fault(text: str, time: ClockTime) -> str | None:
    written = text[time.start : time.end]
    sure = time.marked or bool(_READS.search(text[max(0, time.start - 60) : time.start]))
    if not sure:
        return None
    if time.minute is not None and time.minute > 59:
        return f"An hour has sixty minutes, so no clock shows {written}."
    if time.hour > 24 or (time.hour == 24 and time.minute):
        return f"A day has twenty-four hours, so there is no {written}."
    if time.half and time.minute is None and time.hour > 12:
        return f"Twelve hours make each half of the day, so there is no {written}."
    if time.half == "a" and time.hour > 12:
        return f"{written} names an hour after noon and calls it a.m."
    if time.minute is None and not time.half and time.hour > 12:
        return f"Hours told this way go from one to twelve, so there is no {written}."
    return None


def clashing_halves(prose: Prose) -> Iterator[Candidate]:
    """``3 p.m. in the morning``."""
    for found in _HALVES.finditer(prose.text):
        half, part = found["half"].lower(), found["part"].lower()
        if (half == "a") == (part == "morning") or prose.quoted(found.start(), found.end()):
            continue
        yield Candidate(
            "C05",
            found.start(),
            found.end(),
            f"{half}.m. is not in the {part}.",
            evidence={"kind": "clashing_half"},
            in_dialogue=False,
        )
