"""C06: durations, ages and speed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.checks.base import Candidate, Check
from detector.checks.commonsense._ages import clashing_ages
from detector.checks.commonsense._careers import wrong_careers
from detector.checks.commonsense._days import wrong_date_ranges, wrong_days, wrong_stretches
from detector.checks.commonsense._elapsed import wrong_hours
from detector.checks.commonsense._lifetimes import clashing_lifetimes
from detector.checks.commonsense._prose import Prose, clashes_with, plainly_told, read_prose
from detector.checks.commonsense._restated import restated_lengths
from detector.checks.commonsense._soon import wrong_ages_soon
from detector.checks.commonsense._spans_told import wrong_spans
from detector.checks.commonsense._speed import wrong_answers, wrong_speeds
from detector.checks.commonsense._spells import taken_up
from detector.checks.commonsense._told import read_told
from detector.checks.commonsense._wider import TRACE, wider
from detector.records import Category, Severity
from detector.text.cued import Cued
from detector.text.quantities import is_approximate
from detector.text.story import StoryDoc
from detector.text.timeline import NUMBER, UNITS, Duration, amount_of, find_durations, find_ranges, unit_of

_TRACE = re.compile(
    r"\b(?:decades?|years?|hours?|days?|months?|weeks?|minutes?|nights?|born|younger|older|age|aged|"
    r"birthday|turned|century|"
    r"o['’]clock)\b|\b1\d\d\d\b|\b(?:was|is|am|at|['’]m|be|turn|were) (?:only |just )?(?:\w+teen|"
    r"\w+ty|\d+)\b",
    re.IGNORECASE,
)
_DEMONSTRATIVE = Cued(r"\b(?:those|these|all those|all these|the whole of those) $", re.IGNORECASE)
_FOR = Cued(r"\b[Ff]or (?:more than |over |nearly |almost |about )?$")
_RESTATED = Cued(
    rf"\b[Ff]or {NUMBER} (?P<unit>years|months|weeks|days|hours|decades)(?P<stop>[.!?—]\s?[”\"]?\s*)"
    rf"(?P<again>(?P<n2>{NUMBER.replace('number', 'inner')}) (?P<unit2>years|months|weeks|days|hours|"
    rf"decades)) (?:of|with|spent|in|since|alone)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\w$£.,-])(?P<year>1[0-9]\d\d|2[0-4]\d\d)(?![\w,-]|\.\d)")
_YEARS_LATER = Cued(
    rf"\b(?P<what>{NUMBER} (?P<unit>years|decades) later),? (?:in|by)(?: the year)? "
    r"(?P<year>1[0-9]\d\d|2[0-4]\d\d)\b",
    re.IGNORECASE,
)
_SPAN_OF_YEARS = Cued(
    r"\b(?P<span>(?:in|from|since)(?: the year)? (?P<a>1[0-9]\d\d|2[0-4]\d\d)\b[^.!?\n]{0,60}\b(?:until|"
    r"till|to|and held it until)\b"
    r"[^.!?\n]{0,45}?\b(?P<b>1[0-9]\d\d|2[0-4]\d\d))\b"
)
_RELATIVE = Cued(
    r"\b(?:light ?speed|(?:ship|probe)['’]s (?:own )?(?:time|clock)|cryo\w*|stasis|relativity|relativistic|"
    r"time[ -]travel\w*|time machine|time loop)\b",
    re.IGNORECASE,
)


class DurationAgeSpeed(Check):
    """A length of time that the story's own dates, hours or ages deny.

    Flags "from nine until midnight … for those five hours", "left in 2140. Sixty years later, in 2190",
    "took the job in 1950 and held it until 1985. For fifty years", "content for twelve years. Six years with
    her had been", a sister born when I was six who is sixteen when I turn twenty, and one born in 1921 who
    is eighty in 1991.

    A span and a length are compared only where the text ties them: *those* hours, a restated length, *years
    later, in* a year. Never two lengths that stand by themselves. A year more or less is no error. Not in
    speech, condition, dream, nor where time itself is bent (relativity, stasis, loops).
    """

    code = "C06"
    name = "duration, age, speed"
    category = Category.COMMONSENSE
    severity = Severity.ERROR

    def might_match(self, text: str) -> bool:
        """A unit of time or a birth is there."""
        return bool(_TRACE.search(text) or TRACE[self.code].search(text))

    def propose(self, story: StoryDoc) -> Iterator[Candidate]:
        """Yield lengths of time, and ages, that do not fit."""
        if not self.might_match(story.text):
            return
        prose = story.view(read_prose)
        if _RELATIVE.search(prose.text):
            return
        yield from wider(story, self.code)
        if not _TRACE.search(story.text):
            return
        yield from _those_hours(prose)
        yield from _restated(prose)
        yield from _years_later(prose)
        yield from _years_between(prose)
        yield from clashing_ages(prose)
        told = story.reading(read_told)
        yield from clashing_lifetimes(told)
        for rule in (
            wrong_careers,
            restated_lengths,
            taken_up,
            wrong_ages_soon,
            wrong_hours,
            wrong_stretches,
            wrong_date_ranges,
            wrong_speeds,
            wrong_answers,
        ):
            yield from rule(told)
        for more in (wrong_days, wrong_spans):
            yield from (found for found in more(told) if found.code == self.code)


def _those_hours(prose: Prose) -> Iterator[Candidate]:
    for span in find_ranges(prose.text):
        if not plainly_told(prose, span.start, span.end):
            continue
        for length in find_durations(prose.text, span.end, span.end + 220):
            lead = prose.text[max(0, length.start - 24) : length.start]
            if length.unit != span.unit or not _DEMONSTRATIVE.search(lead) or length.amount in span.lengths:
                continue
            if plainly_told(prose, length.start, length.end):
                yield _candidate(
                    prose,
                    length,
                    (span.start, span.end),
                    f"That is {_some(span.lengths)} {span.unit}s.",
                    "range",
                )
            break


def _some(lengths: frozenset[int]) -> str:
    return " or ".join(str(n) for n in sorted(lengths))


def _restated(prose: Prose) -> Iterator[Candidate]:
    for found in _RESTATED.finditer(prose.text):
        one, two = amount_of(found["number"]), amount_of(found["n2"])
        same_unit = unit_of(found["unit"]) == unit_of(found["unit2"])
        if one is None or two is None or not same_unit or one == two:
            continue
        first = (found.start("number"), found.end("unit"))
        if prose.quoted(*first) or is_approximate(prose.text, *found.span("number")):
            continue
        length = Duration(*found.span("again"), two, unit_of(found["unit2"]))
        yield _candidate(prose, length, first, f"It was {one:g} {found['unit']} just before.", "restated")


def _years_later(prose: Prose) -> Iterator[Candidate]:
    for found in _YEARS_LATER.finditer(prose.text):
        floor = max(0, found.start() - 500)
        before = [m for m in _YEAR.finditer(prose.text, floor, found.start()) if not prose.quoted(*m.span())]
        amount = amount_of(found["number"])
        if len({m["year"] for m in before}) != 1 or amount is None or prose.quoted(*found.span()):
            continue
        if is_approximate(prose.text, *found.span("number")):
            continue
        years = amount * (10 if found["unit"].lower() == "decades" else 1)
        real = int(found["year"]) - int(before[-1]["year"])
        if abs(real - years) > (1 if found["unit"].lower() == "years" else 6) and plainly_told(
            prose, *found.span()
        ):
            length = Duration(found.start(), found.end(), amount, "year")
            why = f"From {before[-1]['year']} to {found['year']} is {real} years."
            yield _candidate(prose, length, before[-1].span(), why, "years_later")


def _years_between(prose: Prose) -> Iterator[Candidate]:
    for found in _SPAN_OF_YEARS.finditer(prose.text):
        real = int(found["b"]) - int(found["a"])
        if real <= 0 or not plainly_told(prose, *found.span()):
            continue
        sentence_end = prose.sentence(found.end()).end
        following = prose.text[sentence_end : sentence_end + 80]
        begin = sentence_end + len(following) - len(following.lstrip())
        for length in find_durations(prose.text, begin, begin + 40):
            tied = _FOR.search(prose.text[max(0, length.start - 20) : length.start]) or length.start == begin
            if (
                length.unit != "year"
                or not tied
                or length.start - begin > 14
                or abs(length.amount - real) <= 1
            ):
                continue
            if is_approximate(prose.text, length.start, length.end) or not plainly_told(
                prose, length.start, length.end
            ):
                continue
            if re.match(
                r" (?:before|after|earlier|ago|later|old)\b", prose.text[length.end : length.end + 10]
            ):
                continue
            why = f"From {found['a']} to {found['b']} is {real} years."
            yield _candidate(prose, length, found.span("span"), why, "years_between")
            break


def _candidate(prose: Prose, length: Duration, other: tuple[int, int], why: str, kind: str) -> Candidate:
    return Candidate(
        "C06",
        length.start,
        length.end,
        why,
        (clashes_with(prose.text, *other),),
        {"kind": kind, "stated": length.amount, "unit": length.unit, "unit_rank": UNITS.index(length.unit)},
        scope="asserted",
        in_dialogue=False,
    )
