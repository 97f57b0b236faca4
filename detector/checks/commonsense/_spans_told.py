"""Two clock times told as beginning and end, and a length beside them; bells that strike another hour."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.checks.base import Candidate
from detector.checks.commonsense._elapsed import AWAY, NUMBER, VAGUE, clock_gaps, clock_times
from detector.checks.commonsense._told import Told, clash
from detector.text.cued import Cued
from detector.text.numbers import VALUES
from detector.text.timeline import amount_of

_BEGIN = Cued(
    r"\b(?:left|departed|set (?:out|off)|started|began|opened|opens|starts|begins|leaves|"
    r"sat down|went to (?:bed|sleep)|"
    r"fell asleep|sailed|took off|arrived|lit)\b",
    re.IGNORECASE,
)
_END = Cued(
    r"\b(?:arrived|arrives|reached|reaches|ended|ends|closed|closes|landed|stopped|finished|woke|"
    r"awoke|got (?:in|up|home|there)|"
    r"came (?:in|home|back)|was over|left|docked|went out|returned)\b",
    re.IGNORECASE,
)
_LENGTH = Cued(
    rf"\b(?:(?:[Tt]he|[Hh]is|[Hh]er|[Tt]heir) (?:[a-z]+ )?(?:journey|trip|flight|voyage|drive|"
    rf"ride|walk|crossing|meeting|concert|"
    rf"performance|lecture|sleep|shift|operation|wait|vigil|play|film|match|show|service|exam|"
    rf"test) (?:had )?(?:taken|took|lasted)|"
    rf"[Ii]t (?:had )?(?:taken|took)(?: him| her| them| me| us)?|[Ii]n (?:those|these)|"
    rf"[Ff]or (?:those|these)|"
    rf"(?:[Tt]hose|[Tt]hese)|[Aa]fter) (?P<what>(?P<how>only |just |exactly |barely )?(?P<n>{NUMBER})"
    r"(?P<half> and a half)? (?P<unit>hours?|minutes?))\b(?! (?:more|later|late|early|before|ago))"
)
_EARLIER = Cued(
    rf"\b(?P<what>(?P<n>{NUMBER}) (?P<unit>hours?|minutes?) (?:earlier|before))\b,? at\b", re.IGNORECASE
)
_LATER_STRUCK = Cued(
    rf"\b(?P<what>(?P<n>{NUMBER}) (?P<unit>hours?|minutes?) later,? (?:the |a )?(?:[a-z]+ )?(?:clock|bells?) "
    rf"(?:struck|chimed|tolled) (?P<h>{'|'.join(VALUES)}|midnight|noon))\b",
    re.IGNORECASE,
)
_STRIKES = Cued(
    rf"\b(?P<what>(?:clock|bells?|chimes|tower) (?:[a-z]+ ){{0,3}}?(?:struck|tolled|chimed|"
    rf"rang) (?P<n>{NUMBER}) times)\b",
    re.IGNORECASE,
)
_HOUR = Cued(rf"\b[Ii]t was (?:exactly |now )?(?P<what>(?P<h>{'|'.join(VALUES)}) o['’]clock|midnight|noon)\b")
_FOURTEEN = Cued(
    r"\b(?P<what>(?:clock|bells?|tower) (?:[a-z]+ ){0,4}?(?:struck|tolled|chimed) (?:fourteen|"
    r"fifteen|sixteen|seventeen|eighteen|"
    r"nineteen|twenty(?:-\w+)?|thirty))\b(?! (?:times|minutes|seconds|blows|paces|men|years))"
)
_ODD = Cued(
    r"\b(?:impossibl\w*|strange\w*|wrong\w*|broken|mad|magic\w*|thirteen\w*|quarter|half|slow|fast|ahead|behind|stopped)\b",
    re.IGNORECASE,
)


def wrong_spans(told: Told) -> Iterator[Candidate]:
    """``left at nine, arrived at ten. It had taken three hours``; ``struck three times. It was five``"""
    yield from _taken(told)
    yield from _earlier(told)
    yield from _beside(told)
    yield from _struck(told)


def _minutes(found: re.Match[str]) -> float | None:
    amount = 0.5 if found["n"].lower().startswith("half") else amount_of(found["n"])
    if amount is None:
        return None
    half = 0.5 if found.groupdict().get("half") else 0.0
    return (amount + half) * (60 if found["unit"].lower().startswith("hour") else 1)


def _taken(told: Told) -> Iterator[Candidate]:
    text = told.text
    times = clock_times(text) if _LENGTH.search(text) else []
    for found in _LENGTH.finditer(text):
        stated = _minutes(found)
        here = told.prose.sentence(found.start())
        before = told.prose.sentence(max(0, here.start - 2))
        ends = [t for t in times if before.start <= t.span[0] < here.start]
        if (
            stated is None
            or len(ends) != 2
            or not told.real(found.start("n"))
            or not told.real(ends[0].span[0])
        ):
            continue
        first, last = text[before.start : ends[0].span[0]], text[ends[0].span[1] : ends[1].span[0]]
        told_as_range = re.search(r"\b[Ff]rom (?:about )?$", first) and re.fullmatch(
            r",? (?:until|till|to) ", last
        )
        if not (told_as_range or (_BEGIN.search(first) and _END.search(last))) or AWAY.search(
            text[before.start : found.end()]
        ):
            continue
        gaps = clock_gaps(ends[0], ends[1])
        slack = max(6.0, 0.15 * stated) if stated < 90 else max(31.0, 0.12 * stated)
        if any(abs(gap - stated) <= slack for gap in gaps):
            continue
        yield _clash(told, found.span("what"), [t.span for t in ends], gaps, stated, "span_taken")


def _as_range(first: str, last: str) -> bool:
    """*From noon to three*."""
    return bool(re.search(r"\b[Ff]rom (?:about )?$", first) and re.fullmatch(r",? (?:until|till|to) ", last))


def _earlier(told: Told) -> Iterator[Candidate]:
    text = told.text
    times = clock_times(text) if _EARLIER.search(text) or _LATER_STRUCK.search(text) else []
    for found in _EARLIER.finditer(text):
        stated = _minutes(found)
        after = [t for t in times if 0 <= t.span[0] - found.end() < 6]
        before = [t for t in times if t.span[1] <= found.start() and found.start() - t.span[1] < 160]
        if (
            stated is None
            or not after
            or not before
            or VAGUE.search(text[max(0, found.start() - 12) : found.start()])
        ):
            continue
        gaps = clock_gaps(after[0], before[-1])
        if told.real(found.start()) and not any(abs(gap - stated) <= max(6.0, 0.12 * stated) for gap in gaps):
            span = (found.start("what"), after[0].span[1])
            yield _clash(told, span, [before[-1].span], gaps, stated, "span_earlier")
    for found in _LATER_STRUCK.finditer(text):
        stated = _minutes(found)
        before = [t for t in times if t.span[1] <= found.start() and found.start() - t.span[1] < 160]
        hour = 12 if found["h"].lower() in ("midnight", "noon") else VALUES[found["h"].lower()]
        if (
            stated is None
            or not before
            or hour > 12
            or VAGUE.search(text[max(0, found.start() - 12) : found.start()])
        ):
            continue
        gap = (hour * 60 - before[-1].minutes) % 720
        if told.real(found.start()) and min(abs(gap - stated), abs(gap + 720 - stated)) > max(
            6.0, 0.12 * stated
        ):
            yield _clash(told, found.span("what"), [before[-1].span], {gap}, stated, "span_struck")


_BEFORE = Cued(
    rf"\b(?P<what>(?P<n>{NUMBER}) (?P<unit>hours?|minutes?) (?P<way>before|after) [^.,;!?“”]{{3,50}}? at )",
    re.IGNORECASE,
)


def _beside(told: Told) -> Iterator[Candidate]:
    """``He arrived at eight, an hour before the doors opened at ten``"""
    text = told.text
    times = clock_times(text) if _BEFORE.search(text) else []
    for found in _BEFORE.finditer(text):
        stated = _minutes(found)
        here = told.prose.sentence(found.start())
        before = [t for t in times if here.start <= t.span[0] and 0 <= found.start() - t.span[1] < 8]
        after = [t for t in times if 0 <= t.span[0] - found.end() < 3]
        if stated is None or len(before) != 1 or not after or not told.real(found.start()):
            continue
        one, two = (before[0], after[0]) if found["way"].lower() == "before" else (after[0], before[0])
        gaps = clock_gaps(one, two)
        if not any(abs(gap - stated) <= max(6.0, 0.12 * stated) for gap in gaps):
            span = (found.start(), after[0].span[1])
            yield _clash(told, span, [before[0].span], gaps, stated, "span_beside")


def _struck(told: Told) -> Iterator[Candidate]:
    text = told.text
    for found in _STRIKES.finditer(text):
        count = amount_of(found["n"])
        hour = _HOUR.search(text, found.end(), min(len(text), found.end() + 60))
        if (
            hour is None
            or count is None
            or _ODD.search(told.prose.around(found.start()))
            or not told.plain(*found.span())
        ):
            continue
        real = VALUES[hour["h"].lower()] if hour["h"] else 12
        if real != count and told.sentences_between(found.start(), hour.start()) <= 1:
            yield clash(
                told.prose,
                "C05",
                hour.span("what"),
                f"The bell struck {found['n']}.",
                [found.span("what")],
                "strokes",
                stated=real,
                counted=count,
            )
    for found in _FOURTEEN.finditer(text):
        if told.plain(*found.span("what")) and not _ODD.search(told.prose.around(found.start())):
            yield clash(
                told.prose,
                "C05",
                found.span("what"),
                "A clock strikes twelve at the most.",
                [],
                "strokes_too_many",
            )


def _clash(
    told: Told, span: tuple[int, int], others: list[tuple[int, int]], gaps: set[int], stated: float, kind: str
) -> Candidate:
    hours = " or ".join(f"{gap / 60:g} hours" if gap >= 60 else f"{gap} minutes" for gap in sorted(gaps))
    return clash(
        told.prose,
        "C06",
        span,
        f"Between the two it is {hours}.",
        others,
        kind,
        stated=stated,
        computed=min(gaps),
    )
