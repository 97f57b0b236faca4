"""Calendar dates, weekdays and clock times, with their spans."""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from detector.text.cued import Cued
from detector.text.numbers import ORDINAL, VALUES, ordinal_value

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH = "|".join(MONTHS)
WEEKDAY = "|".join(WEEKDAYS)
_SHORT = r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
_YEAR = r"(?P<year{n}>1[0-9]\d\d|2\d\d\d)"
_DAY_FIRST = (
    rf"(?:the\s+)?(?P<day1>{ORDINAL}|\d{{1,2}})\s+(?:day\s+)?(?:of\s+)?(?P<month1>{MONTH}|(?:{_SHORT})\.?)\b"
    rf"(?:,?\s+(?:of\s+|in\s+)?(?:the\s+year\s+)?{_YEAR.format(n=1)}\b)?"
)
_MONTH_FIRST = (
    rf"(?P<month2>{MONTH}|(?:{_SHORT})\.?)\s+(?:the\s+)?(?P<day2>{ORDINAL}|\d{{1,2}})(?![\w:%]|[.,]\d)"
    rf"(?:(?:,?\s+(?:of\s+|in\s+)?(?:the\s+year\s+)?){_YEAR.format(n=2)}\b)?"
)
_DATE = Cued(
    rf"\b(?:(?P<weekday>{WEEKDAY})\b(?:,|,?\s+the|\s+on)?\s+)?(?:{_DAY_FIRST}|{_MONTH_FIRST})", re.IGNORECASE
)
_ISO = re.compile(
    r"(?<![\w-])(?P<year>1[5-9]\d\d|2[0-4]\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>\d\d)(?![\w-])"
)
_CLOCK_DIGITS = re.compile(
    r"(?<![\w.:,/$£-])(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?(?:\s?(?P<half>[ap])\.?\s?m\b\.?|"
    r"\s?(?P<hours>o['’]clock|hours)\b|(?<=:\d\d)(?![\w:]|[.,]\d))",
    re.IGNORECASE,
)
_HOUR_WORDS = "|".join([*VALUES, "noon", "midnight"])
_CLOCK_WORDS = Cued(
    rf"\b(?:(?:half|a quarter|quarter|ten|twenty|five) (?:past|to) )?(?P<hour>{_HOUR_WORDS})"
    r"(?:\s+o['’]clock\b|(?:\s+o['’]clock)?\s+in the (?P<part>morning|afternoon|evening))|"
    rf"\b(?:half past|(?:a )?quarter (?:past|to)) (?P<hour2>{_HOUR_WORDS})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class CalendarDate:
    """A day of a month as the text writes it; it need not exist.

    Attributes:
        start: First code point (of the weekday, where one is written).
        end: One past the last code point.
        day: As written; may be impossible.
        month: 1 to 12.
        year: Where written.
        weekday: 0 for Monday, where written.
        bare_day: The day is digits without an ordinal ending and no year follows, so it may count something
        else.
    """

    start: int
    end: int
    day: int
    month: int
    year: int | None
    weekday: int | None
    bare_day: bool


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of day as the text writes it; it need not exist.

    Attributes:
        start: First code point.
        end: One past the last code point.
        hour: As written.
        minute: Where written.
        half: ``a`` or ``p`` for a.m. and p.m., where written.
        marked: ``o'clock``, ``hours``, a.m. or p.m. or *half past* makes it a time for certain.
    """

    start: int
    end: int
    hour: int
    minute: int | None
    half: str | None
    marked: bool


def month_number(name: str) -> int:
    """1 to 12 for an English month name or its three-letter form."""
    return 1 + [month[:3].lower() for month in MONTHS].index(name[:3].lower())


def days_in_month(month: int, year: int | None) -> int:
    """The last day of a month; February has 29 days unless the (Gregorian) year says otherwise."""
    if month == 2:
        return 29 if year is None or isleap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def weekday_of(day: int, month: int, year: int) -> int | None:
    """0 for Monday in the Gregorian calendar, or None for a day that does not exist."""
    try:
        return date(year, month, day).weekday()
    except ValueError:
        return None


def find_dates(text: str, start: int = 0, end: int | None = None) -> Iterator[CalendarDate]:
    """Dates with a month name (``Tuesday, 3 March 2021``; ``May 4th``; ``the thirtieth of June``) and ISO
    dates.
    """
    stop = len(text) if end is None else end
    for found in _DATE.finditer(text, start, stop):
        written = found["day1"] or found["day2"]
        name = found["month1"] or found["month2"]
        if not name[0].isupper():
            continue
        day = int(written) if written.isascii() and written.isdigit() else ordinal_value(written)
        if day is None:
            continue
        year = found["year1"] or found["year2"]
        weekday = found["weekday"]
        yield CalendarDate(
            found.start(),
            found.end(),
            day,
            month_number(name),
            int(year) if year else None,
            WEEKDAYS.index(weekday.capitalize()) if weekday else None,
            written.isdigit() and not year,
        )
    for found in _ISO.finditer(text, start, stop):
        yield CalendarDate(
            found.start(),
            found.end(),
            int(found["day"]),
            int(found["month"]),
            int(found["year"]),
            None,
            False,
        )


def find_clock_times(text: str, start: int = 0, end: int | None = None) -> Iterator[ClockTime]:
    """Clock times in digits (``25:10``, ``3 p.m.``) and in words (``half past nine``, ``two o'clock``)."""
    stop = len(text) if end is None else end
    for found in _CLOCK_DIGITS.finditer(text, start, stop):
        minute = int(found["minute"]) if found["minute"] else None
        half = found["half"].lower() if found["half"] else None
        if found["hours"] and found["hours"].lower() == "hours" and minute is None:
            continue
        marked = bool(half or found["hours"])
        yield ClockTime(found.start(), found.end(), int(found["hour"]), minute, half, marked)
    for found in _CLOCK_WORDS.finditer(text, start, stop):
        word = (found["hour"] or found["hour2"]).lower()
        if word in VALUES:
            half = None
            if found["part"]:
                half = "a" if found["part"].lower() == "morning" else "p"
            yield ClockTime(found.start(), found.end(), VALUES[word], None, half, True)
