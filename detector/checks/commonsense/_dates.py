"""Dates that no calendar has, and weekdays that fall on another date."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.checks.base import Candidate
from detector.checks.commonsense._prose import Prose
from detector.text.cued import Cued
from detector.text.dates import MONTHS, WEEKDAYS, CalendarDate, days_in_month, find_dates, weekday_of

_DELIBERATE = Cued(
    r"\b(?:no such|exist\w*|nonexist\w+|non-exist\w+|impossibl\w+|imaginary|invented|never (?:come|came|"
    r"happen\w*|was)|"
    r"misprint\w*|mistake\w*|typo\w*|errors?|wrong\w*|glitch\w*|bug|joke\w*|nonsens\w*|absurd\w*|leap "
    r"(?:day|year)|"
    r"calendars?|fake\w*|forg(?:ed|er\w*)|between the days|extra day|thirty-second day|Julian|Old Style|"
    r"couldn['’]t be|could not be|can['’]t be)\b",
    re.IGNORECASE,
)
_COUNTS = re.compile(
    r" (?!in |at |and |on |was |is |when |the |by |with |she |he |they |we |I |as |after |before )[a-z]"
)


def impossible_dates(prose: Prose) -> Iterator[Candidate]:
    """Days past the end of their month, told by the narrator as if they were real."""
    for found in find_dates(prose.text):
        last = days_in_month(found.month, found.year)
        if 1 <= found.day <= last or found.day == 0 or found.day > 99:
            continue
        if _is_no_date(prose.text, found) or prose.quoted(found.start, found.end):
            continue
        if _DELIBERATE.search(prose.around(found.start, 0, 1)):
            continue
        month = MONTHS[found.month - 1]
        year = f" {found.year}" if found.month == 2 and found.year and found.day == 29 else ""
        yield Candidate(
            "C05",
            found.start,
            found.end,
            f"{month}{year} has {last} days, so there is no {month} {found.day}.",
            evidence={"kind": "impossible_date", "day": found.day, "month": found.month, "year": found.year},
            scope="asserted",
            in_dialogue=False,
        )


_FEASTS = {
    "christmas day": (12, 25),
    "christmas eve": (12, 24),
    "boxing day": (12, 26),
    "new year's day": (1, 1),
    "new year's eve": (12, 31),
    "halloween": (10, 31),
    "hallowe'en": (10, 31),
    "valentine's day": (2, 14),
    "st. patrick's day": (3, 17),
    "saint patrick's day": (3, 17),
    "epiphany": (1, 6),
    "all saints' day": (11, 1),
    "bastille day": (7, 14),
    "april fools' day": (4, 1),
    "april fool's day": (4, 1),
    "armistice day": (11, 11),
}
_FEAST = Cued(
    "(?P<feast>"
    + "|".join(re.escape(name).replace("'", "['’]") for name in _FEASTS)
    + r"),\s(?:(?:on|which fell on) )?",
    re.IGNORECASE,
)


def wrong_feasts(prose: Prose) -> Iterator[Candidate]:
    """``Christmas Day, the twenty-sixth of December``: a fixed feast on another date."""
    for found in _FEAST.finditer(prose.text):
        named = next(find_dates(prose.text, found.end(), found.end() + 40), None)
        if named is None or named.start != found.end() or named.weekday is not None:
            continue
        month, day = _FEASTS[found["feast"].lower().replace("’", "'")]
        if (named.month, named.day) == (month, day) or prose.quoted(found.start(), named.end):
            continue
        if _DELIBERATE.search(prose.around(found.start())) or _OLD_STYLE.search(prose.text):
            continue
        yield Candidate(
            "C05",
            found.start(),
            named.end,
            f"{found['feast']} is {MONTHS[month - 1]} {day}.",
            evidence={"kind": "feast", "day": named.day, "month": named.month},
            scope="asserted",
            in_dialogue=False,
        )


_OLD_STYLE = Cued(r"\b(?:Orthodox|Julian|Russian?|Coptic|Armenian|Ethiopian)\b")
_TERM = Cued(
    r"\b(?:inaugurat\w+|(?:took|takes|taking) the (?:presidential )?oath of office)\b[^.!?\n]{0,60}?"
    r"\b(?:in |on |of )?(?P<date>January(?: \d{1,2},?)? (?P<year>19[4-9]\d|20\d\d))\b"
)
_AMERICAN = Cued(r"\b(?:President|White House|Capitol|United States|America\w*|U\.S\.|Washington)\b")
_OTHER_OFFICE = Cued(
    r"\b(?:[Gg]overnor|[Mm]ayor|[Ss]enator|Brazil\w*|Nigeria\w*|Ghana\w*|Philippine\w*|Mexic\w*|died|"
    r"assassinat\w+|"
    r"resign\w*|succeed\w*|alternate|prime minister)\b"
)


def wrong_inaugurations(prose: Prose) -> Iterator[Candidate]:
    """A president of the United States sworn in in a January that follows no election (every fourth year
    does).
    """
    for found in _TERM.finditer(prose.text):
        year = int(found["year"])
        if year % 4 == 1 or prose.quoted(*found.span()) or not _AMERICAN.search(prose.text):
            continue
        if _OTHER_OFFICE.search(prose.around(found.start(), 3, 3)):
            continue
        yield Candidate(
            "C05",
            *found.span("date"),
            f"A president of the United States takes office in January {year - year % 4 + 1}, not {year}.",
            evidence={"kind": "inauguration", "year": year},
            scope="asserted",
            in_dialogue=False,
        )


def _is_no_date(text: str, found: CalendarDate) -> bool:
    """A bare number after a month may count something (``In April 34 men``); 29 February needs a sure
    year.
    """
    if found.month == 2 and found.day == 29:
        return found.year is None or found.year % 100 == 0 or found.year < 1583
    return found.bare_day and (found.day > 31 or bool(_COUNTS.match(text, found.end)))


def wrong_weekdays(prose: Prose) -> Iterator[Candidate]:
    """A weekday written with a full date that fell on another one in the Gregorian calendar."""
    for found in find_dates(prose.text):
        if found.weekday is None or found.year is None or not 1753 <= found.year <= 2200:
            continue
        real = weekday_of(found.day, found.month, found.year)
        if real is None or real == found.weekday or _DELIBERATE.search(prose.around(found.start)):
            continue
        yield Candidate(
            "C05",
            found.start,
            found.end,
            f"{MONTHS[found.month - 1]} {found.day}, {found.year} was a {WEEKDAYS[real]}, not a "
            f"{WEEKDAYS[found.weekday]}.",
            evidence={
                "kind": "weekday_of_date",
                "days_off": min((real - found.weekday) % 7, (found.weekday - real) % 7),
                "year": found.year,
            },
            in_dialogue=prose.quoted(found.start, found.end),
        )
