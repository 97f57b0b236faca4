"""Hours and minutes between two clock times, and how long the text says it was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detector.checks.base import Candidate
from detector.checks.commonsense._told import Told, clash
from detector.text.cued import Cued
from detector.text.numbers import VALUES
from detector.text.timeline import amount_of

Span = tuple[int, int]
NUMBER = (
    r"(?:half an?|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    r"fifteen|sixteen|"
    r"seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:[-\u2010\u2011 ](?:one|two|three|four|five|six|"
    r"seven|eight|nine))?|\d{1,3})"
)
VAGUE = re.compile(
    r"\b(?:about|around|almost|nearly|some|roughly|over|under|more than|less than|at least|at most|"
    r"perhaps|maybe|another|first|last|"
    r"next|every|each|within|or|up to|another|good|other|next|than|few)\s$",
    re.IGNORECASE,
)
AWAY = re.compile(
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
    rf"(?:(?<=\bat )|(?<=\bfrom )|(?<=\buntil )|(?<=\btill )|"
    rf"(?:(?<=\bat )|(?<=\bfrom )|(?<=\buntil )|(?<=\bsince ))(?P<h10>{_HOUR}) (?P<m10>fifteen|"
    rf"thirty|forty[- ]five|twenty|ten)"
    rf"(?= ?[.,;!?—–”]| (?:and|that|in the|sharp|he|she|they|we|I)\b)|"
    rf"(?<=\bsince ))(?P<h6>{_HOUR})(?=[.,;!?—–”\"]|\s(?:and|that|"
    rf"in the|the|sharp|exactly|until|till|to|with|when|"
    rf"but|she|he|they|we|I|[A-Z])\b|\s[A-Z])|"
    rf"(?:(?<=\bwas )|(?<=\bis )|(?<=\bstruck )|"
    rf"(?<=\bchimed ))(?P<h9>{_HOUR})(?=,? in the (?:morning|afternoon|evening)\b|"
    rf" at night\b)|"
    rf"(?P<h7>\bnoon|\bmidnight|\bmidday))(?P<part>\s?[ap]\.?\s?m\b\.?|,? in the (?:morning|afternoon|"
    rf"evening)|,? at night)?",
    re.IGNORECASE,
)
_PASSED = Cued(
    rf"(?P<what>(?P<neg>not |only |just |barely |exactly |precisely )?(?P<n>{NUMBER})(?: (?:and a half|"
    rf"full|whole|long|solid|straight))* (?P<unit>minutes?|hours?)"
    r"(?P<how> later| afterwards?| after| in all| together| altogether)?)\b(?! (?:past|to|ago|away|before|"
    r"earlier|early|late|walk|drive|flight|per|an? )\b)",
    re.IGNORECASE,
)
_LASTING = Cued(
    r"\b(?:for|took|taken|lasted|waited|after|spent|in all|all|those|these|the whole|of sleep|journey|"
    r"slept|sat|stood|it was)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ClockReading:
    """A time of day: its span, minutes after twelve, and the half of the day where that is written."""

    span: Span
    minutes: int
    half: str


def clock_times(text: str) -> list[ClockReading]:
    """Clock times as minutes after twelve, with their half of the day where it is written."""
    found = []
    for m in _CLOCK.finditer(text):
        word = next(
            m[g] for g in ("h1", "h2", "h3", "h4", "h5", "h6", "h7", "h8", "h9", "h10") if m[g]
        ).lower()
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
        if m["m10"]:
            minute = {"fifteen": 15, "thirty": 30, "twenty": 20, "ten": 10}.get(m["m10"].lower(), 45)
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
        found.append(ClockReading(m.span(), (hour * 60 + minute), half))
    return found


def clock_gaps(one: ClockReading, two: ClockReading) -> set[int]:
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
            or VAGUE.search(text[max(0, found.start() - 12) : found.start()])
            or not told.real(found.start("n"))
        ):
            continue
        stated = amount * (60 if found["unit"].lower().startswith("hour") else 1)
        if "and a half" in found[0].lower():
            stated += 30
        sentence = told.prose.sentence(found.start())
        same = [t for t in times if sentence.start <= t.span[0] < sentence.end]
        earlier = [t for t in times if t.span[1] <= sentence.start and sentence.start - t.span[1] < 6000]
        ends = _pair(told, found, same, earlier, _following(told, times, sentence.end))
        if ends is None:
            continue
        one, two = ends
        if told.prose.quoted(*one.span) != told.prose.quoted(*two.span):
            continue
        between = text[min(one.span[0], found.start()) : max(two.span[1], found.end())]
        if len(between) > 400:
            between = told.prose.around(one.span[0], 0, 0) + "\n" + told.prose.around(found.start(), 0, 0)
        gaps = clock_gaps(one, two)
        slack = (
            max(5.0, 0.12 * stated)
            if stated < 60
            else max(31.0 if one.minutes % 60 or two.minutes % 60 else 1.0, 0.1 * stated)
        )
        if (found["neg"] or "").lower() == "not " and min(gaps) < stated:
            continue
        if any(abs(gap - stated) <= slack for gap in gaps) or AWAY.search(between):
            continue
        hours = " or ".join(f"{gap / 60:g} hours" if gap >= 60 else f"{gap} minutes" for gap in sorted(gaps))
        yield clash(
            told.prose,
            "C06",
            _together(found.span("what"), two.span),
            f"From {text[slice(*one.span)]} to {text[slice(*two.span)]} it is {hours}.",
            [one.span, two.span],
            "clock_gap",
            sure=bool(found["how"]) or found["neg"] is not None or len(same) == 2,
            stated=stated,
            computed=min(gaps),
        )


def _following(told: Told, times: list[ClockReading], end: int) -> list[ClockReading]:
    """The time in the next sentence, where it says what time it then was."""
    sentence = told.prose.sentence(min(len(told.text) - 1, end + 1))
    if sentence.start < end - 1 or not _THEN_IT_WAS.match(told.text[sentence.start : sentence.start + 60]):
        return []
    return [t for t in times if sentence.start <= t.span[0] < sentence.end][:1]


def _together(one: Span, other: Span) -> Span:
    """Both phrases as one where they stand side by side."""
    low, high = min(one[0], other[0]), max(one[1], other[1])
    return (low, high) if high - low < 70 else one


def _near(told: Told, one: int, other: int, sentences: int) -> bool:
    """Few sentences apart, or further where both name the same person."""
    apart = told.sentences_between(one, other)
    return apart <= sentences or (apart < 45 and bool(told.names(one) & told.names(other)))


_THEN_IT_WAS = re.compile(
    r"^\W*(?:It was|By then it was|When (?:he|she|they|I|we) (?:stopped|finished|looked up),? it was)\b"
)


def _pair(
    told: Told,
    found: re.Match[str],
    same: list[ClockReading],
    earlier: list[ClockReading],
    following: list[ClockReading],
) -> tuple[ClockReading, ClockReading] | None:
    """The two clock times that the stretch of time lies between."""
    text = told.text
    how = (found["how"] or "").strip().lower()
    if how.startswith(("later", "after")):
        if len(same) == 1 and len(earlier) >= 1 and _near(told, earlier[-1].span[0], found.start(), 2):
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
    if len(same) == 1 and following and re.search(r"\bfor $", before):
        return same[0], following[0]
    if (len(same) == 1 and earlier and _near(told, earlier[-1].span[0], found.start(), 1)) and re.search(
        r"\bit (?:was|is|had struck|struck)(?: already| nearly| exactly| now)? |\bby\b|\bat\b|\buntil\b",
        text[max(0, same[0].span[0] - 25) : same[0].span[0]],
        re.I,
    ):
        return earlier[-1], same[0]
    return None
