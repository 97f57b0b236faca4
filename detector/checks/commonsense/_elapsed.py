"""Time that passes between two named times, and how long the text says it was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from detector.checks.base import Candidate
from detector.checks.commonsense._told import Told, clash
from detector.text.dates import MONTH, MONTHS, WEEKDAY, WEEKDAYS, find_dates
from detector.text.numbers import VALUES
from detector.text.timeline import amount_of

Span = tuple[int, int]
_NUMBER = (
    r"(?:half an?|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    r"fifteen|sixteen|"
    r"seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:[-\u2010\u2011 ](?:one|two|three|four|five|six|"
    r"seven|eight|nine))?|\d{1,3})"
)
_VAGUE = re.compile(
    r"\b(?:about|around|almost|nearly|some|roughly|over|under|more than|less than|at least|at most|"
    r"perhaps|maybe|another|first|last|"
    r"next|every|each|within|or|up to|another|good|other|next|than|few)\s$",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"\b(?:the next (?:day|morning|night|week|month|year)|next (?:day|morning|week|month|year)|that night|"
    r"the following|days? later|weeks? later|"
    r"months? later|years? later|yesterday|tomorrow|again|another|other|every|each|always|usually|time "
    r"zones?|clocks? (?:went|had) |"
    r"daylight saving|slow|fast|stopped|broken|wrong|loop|dream\w*|light ?speed|o['’]clock news|postponed|"
    r"delayed|delay|early)\b|\n\s*(?:\*|#|-{3})",
    re.IGNORECASE,
)
_HOUR = "|".join([*VALUES, "noon", "midnight", "midday"])
_CLOCK = re.compile(
    rf"\b(?:(?P<half>half past|half after) (?P<h1>{_HOUR})|(?:a )?quarter (?P<q>past|to) (?P<h2>{_HOUR})|"
    rf"(?P<m>five|ten|twenty|twenty[-\u2011 ]five) (?:minutes )?(?P<mq>past|to) (?P<h3>{_HOUR})|"
    rf"(?P<h4>{_HOUR}|\d{{1,2}}) o['’]clock|(?P<h5>\d{{1,2}})[:.](?P<m5>[0-5]\d)(?![\d%])|(?P<h8>\d{{1,2}}"
    rf")(?=\s?[ap]\.?\s?m\b)|"
    rf"(?<=\bat )(?P<h6>{_HOUR})(?=[.,;!?—–”\"]|\s(?:and|that|in the|the|sharp|exactly|until|to|with|when|"
    rf"but|she|he|they|we|I|[A-Z])\b|\s[A-Z])|"
    rf"(?P<h7>\bnoon|\bmidnight|\bmidday))(?P<part>\s?[ap]\.?\s?m\b\.?|,? in the (?:morning|afternoon|"
    rf"evening)|,? at night)?",
    re.IGNORECASE,
)
_PASSED = re.compile(
    rf"(?P<what>(?P<neg>not |only |just |barely |exactly |precisely )?(?P<n>{_NUMBER})(?: (?:and a half|"
    rf"full|whole|long|solid|straight))* (?P<unit>minutes?|hours?)"
    r"(?P<how> later| afterwards?| after| in all| together| altogether)?)\b(?! (?:past|to|ago|away|before|"
    r"earlier|early|late|walk|drive|flight|per|an? )\b)",
    re.IGNORECASE,
)
_LASTING = re.compile(
    r"\b(?:for|took|taken|lasted|waited|after|spent|in all|all|those|these|the whole|of sleep|journey|"
    r"slept|sat|stood|it was)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Time:
    span: Span
    minutes: int
    half: str


def clock_times(text: str) -> list[_Time]:
    """Clock times as minutes after twelve, with their half of the day where it is written."""
    found = []
    for m in _CLOCK.finditer(text):
        word = next(m[g] for g in ("h1", "h2", "h3", "h4", "h5", "h6", "h7", "h8") if m[g]).lower()
        hour = (
            12
            if word in ("noon", "midnight", "midday")
            else VALUES.get(word) or (int(word) if word.isdigit() else 0)
        )
        if (
            not 0 <= hour <= 24
            or (hour > 12 and not m["h5"])
            or (
                m["h5"]
                and "." in m[0]
                and not re.search(
                    r"\b(?:at|by|until|till|about|past) $", text[max(0, m.start() - 7) : m.start()], re.I
                )
            )
        ):
            continue
        minute = 30 if m["half"] else int(m["m5"]) if m["m5"] else 0
        if m["q"]:
            minute = 15 if m["q"].lower() == "past" else -15
        if m["mq"]:
            late = {"five": 5, "ten": 10, "twenty": 20}.get(m["m"].lower(), 25)
            minute = late if m["mq"].lower() == "past" else -late
        part = (m["part"] or "").lower()
        half = (
            "a"
            if "a" in part.replace("at night", "").replace("afternoon", "p").replace("part", "")[:4]
            and "morning" not in part
            else ""
        )
        half = (
            "a"
            if "morning" in part or re.match(r"\s?a", part)
            else "p"
            if re.match(r"\s?p", part) or "afternoon" in part or "evening" in part
            else ""
        )
        if word == "noon" or word == "midday":
            half = "p"
        elif word == "midnight":
            half = "a"
        elif m["h5"] and hour > 12:
            half = "24"
        found.append(_Time(m.span(), (hour * 60 + minute), half))
    return found


def _gaps(one: _Time, two: _Time) -> set[int]:
    """Every number of minutes that can lie between two clock readings."""
    if "24" in (one.half, two.half):
        return {(two.minutes - one.minutes) % 1440}
    if one.half and two.half:
        a = one.minutes % 720 + 720 * (one.half == "p")
        b = two.minutes % 720 + 720 * (two.half == "p")
        return {(b - a) % 1440}
    gap = (two.minutes - one.minutes) % 720
    return {gap, gap + 720} if gap else {0, 720, 1440}


def wrong_hours(told: Told) -> Iterator[Candidate]:
    """``At 11.40 … At 11.55, not five minutes later``; ``from two … it was nine, three hours later``"""
    text = told.text
    if not _PASSED.search(text):
        return
    times = clock_times(text)
    if len(times) < 2:
        return
    for found in _PASSED.finditer(text):
        amount = amount_of(found["n"]) if not found["n"].lower().startswith("half") else 0.5
        if (
            amount is None
            or _VAGUE.search(text[max(0, found.start() - 12) : found.start()])
            or not told.real(found.start("n"))
        ):
            continue
        stated = amount * (60 if found["unit"].lower().startswith("hour") else 1)
        if "and a half" in found[0].lower():
            stated += 30
        sentence = told.prose.sentence(found.start())
        same = [t for t in times if sentence.start <= t.span[0] < sentence.end]
        earlier = [t for t in times if t.span[1] <= sentence.start and sentence.start - t.span[1] < 260]
        ends = _pair(told, found, same, earlier)
        if ends is None:
            continue
        one, two = ends
        if told.prose.quoted(*one.span) != told.prose.quoted(*two.span):
            continue
        between = text[min(one.span[0], found.start()) : max(two.span[1], found.end())]
        gaps = _gaps(one, two)
        slack = (
            max(5.0, 0.12 * stated)
            if stated < 60
            else max(31.0 if one.minutes % 60 or two.minutes % 60 else 1.0, 0.1 * stated)
        )
        if (found["neg"] or "").lower() == "not " and min(gaps) < stated:
            continue
        if any(abs(gap - stated) <= slack for gap in gaps) or _AWAY.search(between):
            continue
        hours = " or ".join(f"{gap / 60:g} hours" if gap >= 60 else f"{gap} minutes" for gap in sorted(gaps))
        yield clash(
            told.prose,
            "C06",
            found.span("what"),
            f"From {text[slice(*one.span)]} to {text[slice(*two.span)]} it is {hours}.",
            [one.span, two.span],
            "clock_gap",
            sure=bool(found["how"]) or found["neg"] is not None or len(same) == 2,
            stated=stated,
            computed=min(gaps),
        )


def _pair(
    told: Told, found: re.Match[str], same: list[_Time], earlier: list[_Time]
) -> tuple[_Time, _Time] | None:
    """The two clock times that the stretch of time lies between."""
    text = told.text
    how = (found["how"] or "").strip().lower()
    if how.startswith(("later", "after")):
        if (
            len(same) == 1
            and len(earlier) >= 1
            and told.sentences_between(earlier[-1].span[0], found.start()) <= 2
        ):
            near = abs(same[0].span[0] - found.end()) < 40 or abs(found.start() - same[0].span[1]) < 90
            return (earlier[-1], same[0]) if near else None
        if len(same) == 2:
            return same[0], same[1]
        return None
    before = text[max(0, found.start() - 40) : found.start()]
    if not _LASTING.search(before + " " + found[0]):
        return None
    if len(same) == 2 and re.search(
        r"\b(?:from|between|opened|slept|woke|began|started|left)\b",
        text[same[0].span[0] - 40 if same[0].span[0] > 40 else 0 : same[1].span[1]],
        re.I,
    ):
        return same[0], same[1]
    if (
        len(same) == 1
        and len(earlier) == 1
        and told.sentences_between(earlier[-1].span[0], found.start()) <= 1
    ) and re.search(
        r"\bit (?:was|is|struck)|\bby\b|\bat\b|\buntil\b",
        text[max(0, same[0].span[0] - 25) : same[0].span[0]],
        re.I,
    ):
        return earlier[-1], same[0]
    return None


_DAYS = re.compile(
    rf"(?P<what>(?P<n>{_NUMBER}) (?P<unit>days?|nights?|weeks?|months?|years?) (?P<how>later|"
    rf"after(?:wards)?|on)),? (?:it was |which was |(?:was |had been |on |in |by |that was )*(?:a |the )?)"
    rf"(?:\w+ly )?(?P<to>{WEEKDAY}|{MONTH})\b",
    re.IGNORECASE,
)
_NAME = re.compile(rf"\b(?:{WEEKDAY}|{MONTH})\b")
_SAME_YEAR = re.compile(
    rf"\b(?P<what>(?P<n>{_NUMBER}) (?P<unit>years?|decades|months?|weeks?|days?) later,? [^.!?\n]{{0,40}}"
    rf"?\b(?:of |in |on |during )?(?:the|that) (?:very )?same (?P<same>year|month|week|day|afternoon|"
    rf"evening|morning|hour))\b",
    re.IGNORECASE,
)
_ORDER = ("hour", "day", "week", "month", "year", "decade")


def wrong_days(told: Told) -> Iterator[Candidate]:
    """``On Monday … Three days later, on a Friday``; ``in April … two months later, in August``"""
    text = told.text
    for found in _DAYS.finditer(text):
        name = found["to"]
        amount = amount_of(found["n"])
        cycle = WEEKDAYS if name.capitalize() in WEEKDAYS else MONTHS
        if (
            not name[0].isupper()
            or amount is None
            or _VAGUE.search(text[max(0, found.start() - 12) : found.start()])
        ):
            continue
        unit = found["unit"].lower().rstrip("s")
        step = {"day": 1, "night": 1, "week": 7} if len(cycle) == 7 else {"month": 1, "year": 12}
        if unit not in step or not told.real(found.start("n")):
            continue
        before = [
            m
            for m in _NAME.finditer(text, max(0, found.start() - 320), found.start())
            if m[0] in cycle and text[m.end() : m.end() + 1] not in ("s", "'", "’")
        ]
        if len({m[0] for m in before}) != 1 or told.sentences_between(before[-1].start(), found.start()) > 3:
            continue
        anchor, between = before[-1], text[before[-1].end() : found.start()]
        if _AWAY.search(between) or re.search(
            r"\b(?:since|until|by|before|after|last|next|every|each|from|to)\s+$",
            text[max(0, anchor.start() - 8) : anchor.start()],
            re.I,
        ):
            continue
        real = cycle[(cycle.index(anchor[0]) + int(amount) * step[unit]) % len(cycle)]
        off = (cycle.index(name) - cycle.index(real)) % len(cycle)
        if off == 0 or (len(cycle) == 12 and off in (1, 11)):
            continue
        yield clash(
            told.prose,
            "C05",
            (found.start("what"), found.end("to")),
            f"{found['n']} {found['unit']} after {anchor[0]} it is {real}, not {name}.",
            [anchor.span()],
            "days_later",
            sure=told.prose.quoted(*anchor.span()) == told.prose.quoted(*found.span("to")),
            stated=int(amount),
        )
    for found in _SAME_YEAR.finditer(text):
        unit = found["unit"].lower().rstrip("s")
        same = {"afternoon": "day", "evening": "day", "morning": "day"}.get(
            found["same"].lower(), found["same"].lower()
        )
        amount = amount_of(found["n"])
        if (
            unit in _ORDER
            and _ORDER.index(unit) >= _ORDER.index(same)
            and amount
            and amount > 1
            and told.plain(*found.span("what"))
        ):
            yield clash(
                told.prose,
                "C06",
                found.span("what"),
                f"{found['n']} {found['unit']} later it is not the same {same} any more.",
                [],
                "same_year",
            )


_TOOK = re.compile(
    rf"\b(?:took|lasted|was)(?: (?:them|him|her|us|me|exactly|just|only|a full))* "
    rf"(?P<what>(?P<n>{_NUMBER}) (?P<unit>days|weeks|months|hours))\b",
    re.IGNORECASE,
)
_SPAN = re.compile(
    rf"\b(?:left|set (?:out|off)|started|began|departed|sailed|opened)\b[^.!?\n]{{0,50}}?\bon (?:the |a )"
    rf"?(?P<a>{WEEKDAY})\b(?P<mid>.{{0,260}}?)\b(?P<end>[Oo]n (?:the )?(?P<b>{WEEKDAY})(?: of that week| "
    rf"of the same week)?)\b"
    r"[^.!?\n]{0,40}?\b(?:arrived|got (?:there|in|home)|reached|came (?:in|to)|ended|finished|landed|"
    r"docked|over)\b",
    re.DOTALL,
)
_MONTHS_SINCE = re.compile(
    rf"\b(?P<end>[Bb]y {MONTH.join(('(?P<b>', ')'))}(?: [a-z]+){{0,3}}? (?:had been|had lived|had worked|"
    rf"had waited|have been) [^.!?\n]{{0,30}}?for (?P<n>{_NUMBER})(?: a)? (?P<unit>months?|years?|weeks))"
    rf"\b"
)
_IN_MONTH = re.compile(rf"\b(?:in|since|last|early|late|mid)[- ](?P<a>{MONTH})\b", re.IGNORECASE)


def wrong_stretches(told: Told) -> Iterator[Candidate]:
    """A journey of three days from Monday to Friday; half a year from April to June; dates and weeks."""
    text = told.text
    for found in _SPAN.finditer(text):
        took = next(_TOOK.finditer(text, max(0, found.start() - 160), found.end() + 160), None)
        if (
            took is None
            or took["unit"].lower() != "days"
            or not told.plain(*took.span("what"))
            or not told.real(found.start("b"))
        ):
            continue
        amount, gap = amount_of(took["n"]), (WEEKDAYS.index(found["b"]) - WEEKDAYS.index(found["a"])) % 7
        if (
            amount is None
            or amount > 6
            or amount in (gap, gap + 1)
            or _AWAY.search(found["mid"])
            or _VAGUE.search(text[max(0, took.start("n") - 10) : took.start("n")])
        ):
            continue
        yield clash(
            told.prose,
            "C06",
            found.span("end"),
            f"From {found['a']} to {found['b']} it is {gap} days, not {took['n']}.",
            [took.span("what"), found.span("a")],
            "journey_days",
            stated=amount,
            computed=gap,
        )
    for found in _MONTHS_SINCE.finditer(text):
        before = list(_IN_MONTH.finditer(text, max(0, found.start() - 300), found.start()))
        if len({m["a"] for m in before}) != 1 or not told.real(found.start()):
            continue
        half = found["n"].lower().startswith("half")
        amount = 0.5 if half else amount_of(found["n"])
        if amount is None or re.search(
            r"\byears? (?:before|earlier)|\blast\b",
            text[before[-1].start() - 30 if before[-1].start() > 30 else 0 : found.start()],
            re.I,
        ):
            continue
        unit = found["unit"].lower().rstrip("s")
        months = amount * {"month": 1.0, "year": 12.0, "week": 0.25}[unit]
        gap = (MONTHS.index(found["b"]) - MONTHS.index(before[-1]["a"].capitalize())) % 12
        if months < 12 and abs(months - gap) > 1.2:
            yield clash(
                told.prose,
                "C06",
                found.span("end"),
                f"From {before[-1]['a']} to {found['b']} it is {gap} months.",
                [before[-1].span("a")],
                "months_since",
                stated=months,
                computed=gap,
            )


_DATE_RANGE = re.compile(
    r"\bfrom (?P<range>(?P<a>the \w+(?:-\w+)? of (?P<m1>"
    + MONTH
    + r")|(?P<m2>"
    + MONTH
    + r") \d{1,2}(?:st|nd|rd|th)?) (?:to|until|till) (?P<b>the \w+(?:-\w+)?(?: of (?P<m3>"
    + MONTH
    + r"))?|(?P<m4>"
    + MONTH
    + r") \d{1,2}(?:st|nd|rd|th)?))"
)
_LENGTH = re.compile(
    rf"\b(?:by then|in all|those|these|for|all|the|after|had been|spent)(?: [a-z]+){{0,3}}? "
    rf"(?P<what>(?P<n>{_NUMBER}) (?P<unit>days|weeks|months))\b(?! (?:ago|later|before|earlier))",
    re.IGNORECASE,
)


def wrong_date_ranges(told: Told) -> Iterator[Candidate]:
    """``from the second of May to the thirtieth, and by then they had been nine weeks on the roof``"""
    text = told.text
    for found in _DATE_RANGE.finditer(text):
        month = found["m1"] or found["m2"]
        first = next(find_dates(found["a"]), None)
        written = found["b"] if (found["m3"] or found["m4"]) else f"{found['b']} of {month}"
        last = next(find_dates(written), None)
        length = _LENGTH.search(text, found.end(), min(len(text), told.prose.sentence(found.end()).end + 130))
        if (
            first is None
            or last is None
            or length is None
            or not told.real(length.start())
            or not told.real(found.start())
        ):
            continue
        amount = amount_of(length["n"])
        try:
            days = (date(2001, last.month, last.day) - date(2001, first.month, first.day)).days % 365
        except ValueError:
            continue
        size = {"days": 1, "weeks": 7, "months": 30}[length["unit"].lower()]
        if amount is None or abs(amount * size - days) <= size or not told.exact(*length.span("n")):
            continue
        yield clash(
            told.prose,
            "C06",
            length.span("what"),
            f"From {found['a']} to {found['b']} it is {days} days.",
            [found.span("range")],
            "date_range",
            stated=amount * size,
            computed=days,
        )
