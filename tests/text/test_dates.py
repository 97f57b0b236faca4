from calendar import monthrange
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.text.dates import MONTHS, days_in_month, find_clock_times, find_dates, weekday_of


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Tuesday, 3 March 2021", (3, 3, 2021, 1)),
        ("May 4th", (4, 5, None, None)),
        ("the thirtieth of June", (30, 6, None, None)),
        ("Sept. 31", (31, 9, None, None)),
        ("July 4, 1997", (4, 7, 1997, None)),
        ("2019-02-30", (30, 2, 2019, None)),
        ("Sunday the 12th of October", (12, 10, None, 6)),
    ],
)
def test_dates_read_as_written(text: str, parts: tuple[int, int, int | None, int | None]) -> None:
    (found,) = find_dates(text)
    assert (found.day, found.month, found.year, found.weekday) == parts
    assert text[found.start : found.end] == text


@pytest.mark.parametrize(
    "text", ["They may 4 times pass.", "the march of 30 men", "3 mayors", "Chapter 12", "June came"]
)
def test_dates_words_that_are_no_months(text: str) -> None:
    assert not list(find_dates(text))


@given(st.dates(date(1753, 1, 1), date(2200, 12, 31)))
def test_dates_written_out_are_found_and_have_their_weekday(day: date) -> None:
    (found,) = find_dates(f"{MONTHS[day.month - 1]} {day.day}, {day.year}")
    assert (found.day, found.month, found.year) == (day.day, day.month, day.year)
    assert weekday_of(found.day, found.month, day.year) == day.weekday()
    assert days_in_month(day.month, day.year) == monthrange(day.year, day.month)[1]


def test_dates_weekday_of_no_date_is_none() -> None:
    assert weekday_of(30, 2, 2021) is None


@pytest.mark.parametrize(
    ("text", "hour", "minute", "half"),
    [
        ("at 25:10", 25, 10, None),
        ("by 3 p.m. today", 3, None, "p"),
        ("half past nine", 9, None, None),
        ("two o'clock", 2, None, None),
        ("eleven in the morning", 11, None, "a"),
        ("17:05", 17, 5, None),
    ],
)
def test_dates_clock_times(text: str, hour: int, minute: int | None, half: str | None) -> None:
    (found,) = find_clock_times(text)
    assert (found.hour, found.minute, found.half) == (hour, minute, half)


@pytest.mark.parametrize("text", ["1:2:3:4", "3.5 miles", "$7.50", "twelve men", "10 hours"])
def test_dates_numbers_that_are_no_clock_times(text: str) -> None:
    assert not [t for t in find_clock_times(text) if t.marked or t.minute is not None]
