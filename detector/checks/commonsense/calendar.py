"""C05: calendar and clock."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.checks.base import Candidate, Check
from detector.checks.commonsense._clock import clashing_halves, impossible_times
from detector.checks.commonsense._dates import (
    impossible_dates,
    wrong_feasts,
    wrong_inaugurations,
    wrong_weekdays,
)
from detector.checks.commonsense._day_names import wrong_day_names
from detector.checks.commonsense._days import wrong_days
from detector.checks.commonsense._prose import read_prose
from detector.checks.commonsense._sky import wrong_sky
from detector.checks.commonsense._spans_told import wrong_spans
from detector.checks.commonsense._told import read_told
from detector.checks.commonsense._weekdays import wrong_sequences
from detector.checks.commonsense._wider import TRACE, wider
from detector.records import Category, Severity
from detector.text.dates import MONTH, WEEKDAY
from detector.text.story import StoryDoc

_TRACE = re.compile(
    rf"\b(?:{MONTH}|{WEEKDAY}|Jan|Feb|Apr|Jun|Sept?|Nov|\d{{4}}-\d\d-|[ap]\.?\s?m\b|o['’]clock)|\d:\d\d|"
    r"\b(?:half past|quarter|noon|midday|midnight|moon|sunrise|sunset|dawn|dusk|of the year|"
    r"middle of the night|dead of night|struck|tolled|chimed|the next day|the day before|"
    r"in the morning|morning|winter|summer)\b",
    re.IGNORECASE,
)


class CalendarAndClock(Check):
    """A date, weekday or clock time that cannot be, or that clashes with one right beside it.

    Flags days past the end of their month ("on February 30"), times no clock shows ("at 25:10", "13 p.m.",
    "half past thirteen", "4 p.m. in the morning"), a weekday that its full date did not fall on ("Monday, 3
    March 2021"), a feast on another date ("Christmas Day, the twenty-sixth of December"), a president sworn
    in a year early, and days in the wrong order ("It was Tuesday. The next day, a Monday, ...").

    Not in speech, not where the story says the date is strange, forged or another world's, not verses, scores
    and timers. Weekdays are computed in the proleptic Gregorian calendar from 1753 on.
    """

    code = "C05"
    name = "calendar and clock"
    category = Category.COMMONSENSE
    severity = Severity.ERROR

    def might_match(self, text: str) -> bool:
        """Some month, weekday or clock word is there."""
        return bool(_TRACE.search(text) or TRACE[self.code].search(text))

    def propose(self, story: StoryDoc) -> Iterator[Candidate]:
        """Yield impossible dates and times, wrong weekdays, and days out of order."""
        if not self.might_match(story.text):
            return
        prose = story.view(read_prose)
        yield from wider(story, self.code)
        if not _TRACE.search(story.text):
            return
        yield from impossible_dates(prose)
        yield from wrong_weekdays(prose)
        yield from wrong_feasts(prose)
        yield from wrong_inaugurations(prose)
        yield from impossible_times(prose)
        yield from clashing_halves(prose)
        yield from wrong_sequences(prose)
        told = story.reading(read_told)
        yield from wrong_sky(told)
        for more in (wrong_days, wrong_spans, wrong_day_names):
            yield from (found for found in more(told) if found.code == self.code)
