"""Weekdays and dates that are told of two days of one story and do not fit each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from detector.checks.base import Candidate
from detector.checks.commonsense._told import Told, clash
from detector.text.cued import Cued
from detector.text.dates import MONTH, MONTHS, WEEKDAY, WEEKDAYS, CalendarDate, days_in_month, find_dates
from detector.text.numbers import value_of

_SAYS_TODAY = Cued(
    rf"\b(?:[Ii]t was|[Ii]t is|[Ii]t['’]s|[Tt]oday (?:was|is)|[Tt]oday['’]s) (?:only |still |"
    rf"now )?(?:a )?(?P<day>{WEEKDAY})\b"
    r"(?! (?:after|before|last|next|when (?:he|she|I|they) had))"
)
_SAYS_TOMORROW = Cued(
    rf"\b(?P<what>(?P<word>[Tt]omorrow|[Yy]esterday)(?:['’]s| is| was| would be| will be|"
    rf" had been)(?: only)? (?:a )?"
    rf"(?P<day>{WEEKDAY}))\b"
)
_BEFORE_TODAY = Cued(
    rf"\b[Tt]he (?:day|evening|night) before,? (?:a |on |had been a |"
    rf"was a )?(?P<one>{WEEKDAY}),?[^.!?\n]{{0,60}}[.!?;]\s+"
    rf"(?P<what>[Tt]oday,? (?:was |is )?(?:a )?(?P<two>{WEEKDAY}))\b"
)
_AFTER_DAY = Cued(
    rf"\b(?P<what>(?P<n>one|two|three|four|five|six|2|3|4|5|6) (?:days|nights) (?P<way>after|"
    rf"before) (?P<one>{WEEKDAY}),? "
    rf"(?:it was |which was |on |was )?(?:a )?(?P<two>{WEEKDAY}))\b",
    re.IGNORECASE,
)
_WOKE = Cued(r"\b(?:woke|awoke|dream\w*)\b")
_AWAY = re.compile(
    r"\b(?:next|following|later|days|weeks?|night|slept|woke|morning|if|joke\w*|wrong|mistak\w*|forgot\w*|thought)\b|\n\s*\n",
    re.IGNORECASE,
)
_LAST = Cued(rf"\b(?P<what>[Tt]he last day of (?P<m>{MONTH}), the (?P<d>[a-z-]+(?:st|nd|rd|th)))\b")
_MONTH_LENGTH = re.compile(
    rf"\b(?P<what>(?P<m>{MONTH}) (?:had|has) (?P<n>twenty-eight|twenty-nine|thirty|thirty-one|"
    rf"thirty-two|28|29|30|31|32) days)\b"
)
_SIZES = {"twenty-eight": 28, "twenty-nine": 29, "thirty": 30, "thirty-one": 31, "thirty-two": 32}
_DATED_DAY = re.compile(
    rf"^(?:,? (?:was|is|fell on|had been|would be)(?: on)?(?: an?)? |, an? )(?P<day>{WEEKDAY})\b"
)
_YEARS = re.compile(r"\b(?:years?|1\d\d\d|20\d\d|calendars?|planet|Julian)\b")


def wrong_day_names(told: Told) -> Iterator[Candidate]:
    """``It was Sunday. “Tomorrow is Wednesday”``; the first of March a Monday, the fifth a Thursday."""
    yield from _tomorrow(told)
    yield from _after_day(told)
    yield from _lengths(told)
    yield from _dated(told)


def _tomorrow(told: Told) -> Iterator[Candidate]:
    text = told.text
    for found in _SAYS_TOMORROW.finditer(text):
        before = list(_SAYS_TODAY.finditer(text, max(0, found.start() - 220), found.start()))
        if len({m["day"] for m in before}) != 1 or not told.real(found.start()):
            continue
        if _AWAY.search(text[before[-1].end() : found.start()]) or not told.real(before[-1].start()):
            continue
        if _WOKE.search(text, found.end(), min(len(text), found.end() + 900)):
            continue
        step = 1 if found["word"].lower() == "tomorrow" else -1
        real = WEEKDAYS[(WEEKDAYS.index(before[-1]["day"]) + step) % 7]
        if real != found["day"]:
            why = f"If it is {before[-1]['day']}, {found['word'].lower()} is {real}."
            yield clash(told.prose, "C05", found.span("what"), why, [before[-1].span()], "tomorrow")
    for found in _BEFORE_TODAY.finditer(text):
        real = WEEKDAYS[(WEEKDAYS.index(found["one"]) + 1) % 7]
        if real != found["two"] and told.plain(*found.span("what")):
            why = f"The day after a {found['one']} is a {real}."
            yield clash(told.prose, "C05", found.span("what"), why, [found.span("one")], "day_before")


def _after_day(told: Told) -> Iterator[Candidate]:
    """``Two days after Sunday, on Wednesday``"""
    for found in _AFTER_DAY.finditer(told.text):
        count = value_of(found["n"])
        one, two = found["one"].capitalize(), found["two"].capitalize()
        if count is None or one not in WEEKDAYS or two not in WEEKDAYS or not told.plain(*found.span("what")):
            continue
        step = int(count) if found["way"].lower() == "after" else -int(count)
        real = WEEKDAYS[(WEEKDAYS.index(one) + step) % 7]
        if real != two:
            why = f"{found['n']} days {found['way']} {one} it is {real}."
            yield clash(told.prose, "C05", found.span("what"), why, [], "days_after")


def _lengths(told: Told) -> Iterator[Candidate]:
    for found in _LAST.finditer(told.text):
        days = days_in_month(MONTHS.index(found["m"]) + 1, None)
        dates = list(find_dates(f"the {found['d']} of January"))
        allowed = {28, 29} if found["m"] == "February" else {days}
        if dates and dates[0].day not in allowed and told.plain(*found.span("what")):
            why = f"{found['m']} has {days} days."
            yield clash(told.prose, "C05", found.span("what"), why, [], "month_length")
    for found in _MONTH_LENGTH.finditer(told.text):
        stated = _SIZES.get(found["n"]) or int(found["n"])
        days = days_in_month(MONTHS.index(found["m"]) + 1, None)
        if (
            stated != days
            and not (found["m"] == "February" and stated in (28, 29))
            and told.plain(*found.span("what"))
        ):
            why = f"{found['m']} has {days} days."
            yield clash(told.prose, "C05", found.span("what"), why, [], "month_length")


def _dated(told: Told) -> Iterator[Candidate]:
    """Pairs of dates with weekdays, in one year; and *the next day* with a date that does not follow."""
    text = told.text
    known: list[tuple[CalendarDate, int, tuple[int, int]]] = []
    for found in find_dates(text):
        if found.year is not None or not told.plain(found.start, found.end) or found.day > 31:
            continue
        after = _DATED_DAY.match(text[found.end : found.end + 40])
        day = found.weekday if found.weekday is not None else WEEKDAYS.index(after["day"]) if after else None
        end = found.end if found.weekday is not None or after is None else found.end + after.end()
        if day is None:
            continue
        for other, other_day, span in known[-4:]:
            between = text[span[1] : found.start]
            gap = _gap(other, found)
            if gap is None or len(between) > 3000 or _YEARS.search(between):
                continue
            if (other_day + gap) % 7 != day:
                real = WEEKDAYS[(other_day + gap) % 7]
                why = f"{gap} days after a {WEEKDAYS[other_day]} it is a {real}."
                yield clash(
                    told.prose, "C05", (found.start, end), why, [span], "dated_days", sure=len(between) < 600
                )
                break
        known.append((found, day, (found.start, end)))


def _gap(one: CalendarDate, two: CalendarDate) -> int | None:
    """Days from the one to the other in a common year; None where a leap day may lie between."""
    if (two.month, two.day) <= (one.month, one.day) or (one.month <= 2 < two.month):
        return None
    try:
        return (date(2001, two.month, two.day) - date(2001, one.month, one.day)).days
    except ValueError:
        return None
