"""The hour of one unbroken scene, read off sun, moon, bells and clocks, set beside the next such sign."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detector.checks.base import Candidate
from detector.checks.commonsense._prose import Prose
from detector.checks.commonsense._telling import fine, one_scene, sentences_apart
from detector.checks.commonsense._told import clash
from detector.text.cued import Cued
from detector.text.numbers import VALUES

_BE = r"(?:was|is|were|are|had been|came|hung)"
_SIGNS: tuple[tuple[float, float, str], ...] = (
    (11.5, 13.5, r"(?:bells?|clock|chimes?|hour) (?:\w+ ){0,4}?(?:tolled|struck|chimed|rang|sounded|boomed)"
                 r"(?: out)? (?:noon|midday)|(?:just |exactly |past )?(?:high noon|midday sun|"
                 r"noon ?day sun|noon sun)|"
                 r"[Ii]t (?:was|is) (?:exactly |just |past |barely )*(?:noon|midday|high noon)"),
    (4.0, 8.5, rf"[Ss]un {_BE} (?:only |just |now )?(?:coming up|rising|peeping up)|[Ss]un (?:rose|came up|"
               r"peeped over)\b|(?:first|pale|gr[ea]y|early)? ?[Dd]awn (?:was|is|broke|came|had broken|"
               r"crept|light|"
               r"had come)|(?:watch(?:ed|ing)|saw|in) the (?:first of the |last of the )?(?:sunrise|dawn)|"
               r"[Ii]t was (?:just |barely |nearly )*(?:dawn|daybreak|sunrise|first light)|(?:[Dd]aybreak|"
               r"[Ff]irst light) (?:found|came|crept|was)|at (?:dawn|sunrise|daybreak|first light)"),
    (16.0, 22.0, rf"[Ss]un {_BE} (?:only |just |now |already )?(?:setting|going down|sinking)|"
                 rf"[Ss]un (?:set|went "
                 r"down|sank|dipped below)\b|(?:watch(?:ed|ing)|saw|in) the (?:first of the |last of the |"
                 r"end of the )?"
                 r"(?:sunset|dusk)|[Ii]t was (?:just |barely |nearly )*(?:dusk|sunset|sundown|twilight)|"
                 r"(?:[Dd]usk|[Nn]ightfall) (?:was falling|fell|came|had fallen)|at (?:dusk|sundown|"
                 r"sunset|nightfall)"),
    (11.0, 17.5, r"(?:the|an?) (?:hot |late |fierce |bright |warm |low )?(?:afternoon|noon|midday|"
                 r"noonday) sun(?:light|"
                 r"shine)?|[Bb]road daylight|(?:[Ss]un (?:was|stood|hung|blazed|beat) (?:high|straight|"
                 r"directly|"
                 r"overhead))"),
    (18.5, 29.0, r"[Ss]un had (?:been down|(?:long )?(?:set|gone down)|already set)|(?:pitch|full|quite|"
                 r"already|"
                 r"completely) dark(?: night| outside)?|[Ss]tars (?:were out|had come out|glittered|"
                 r"wheeled)"),
    (23.5, 24.5, r"(?:bells?|clock|chimes?) (?:\w+ ){0,3}?(?:tolled|struck|chimed|rang)(?: out)? midnight|"
                 r"[Ii]t (?:was|is) (?:exactly |just |past |nearly )*midnight"),
)  # fmt: skip
_SIGN = tuple((low, high, Cued(rf"\b(?P<what>{words})", re.IGNORECASE)) for low, high, words in _SIGNS)
_TWELVE = Cued(
    r"\b(?P<what>(?:[Bb]ells?|[Cc]lock|[Cc]himes?|[Cc]hurch) (?:\w+ ){0,4}?(?:tolled|struck|chimed|rang|"
    r"sounded)"
    r"(?: out)? twelve)\b"
)
_HOUR = r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|1[0-2]|[1-9]"
_MINUTE = r"five|ten|twenty|twenty-five|(?:a )?quarter|half|[1-5]?\d"
_CLOCK = re.compile(
    rf"\b(?P<what>(?:(?P<m>{_MINUTE})(?: minutes)? (?P<rel>past|to|after|before) )?(?P<h>{_HOUR})"
    rf"(?::(?P<mm>[0-5]\d))?(?: ?(?P<ampm>[ap]\.?m\b\.?)| (?:o['’]clock )?(?:in the (?P<part>morning|"
    rf"afternoon|"
    rf"evening)|at (?P<night>night)|(?P<same>that same|that very|the same) (?P<part2>morning|afternoon|"
    rf"evening|"
    rf"night|day))))",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"\b(?:(?P<n>\w+) (?P<u>minutes?|seconds?)|(?P<mom>moments?)|half an hour|quarter of an hour|an instant)"
    r"(?: or (?:two|so))? (?:later|after(?:wards)?|passed|went by|crawled by|ticked by|had passed)|"
    r"\b(?:at once|immediately|that instant|that moment|the next moment|straight away|just then)\b",
    re.IGNORECASE,
)
_PASS = Cued(
    r"\b(?:next|following|hours?|days|(?:that|all|whole|another|same|by) day|nights?|weeks?|months?|"
    r"years?|morning|evening|tomorrow|yesterday|later|"
    r"until|till|by the time|slept|asleep|fell asleep|woke\w*|wake|bed|breakfast|lunch|dinner|supper|"
    r"all (?:day|"
    r"night|morning|afternoon|evening)|drove|travel\w*|journey|rode|sailed|flew|march\w*|waited|wait|"
    r"tomorrow|"
    r"used to|would|every|each|always|once|remember\w*|meanwhile|finally|eventually|at last|afternoon|noon|"
    r"midnight|dawn|dusk|sunset|sunrise|nightfall|twilight)\b",
    re.IGNORECASE,
)
_ELSEWHERE = Cued(
    r"\b(?:painting|picture|photograph\w*|film|screen|postcard|window display|planets?|suns|moons|Mars|orbit|"
    r"space station|Station [A-Z]|ship's|arctic|antarctic|polar|pole|Norw\w+|Troms\w*|Lapland|Murmansk|"
    r"midnight sun|Iceland|Alaska|Finland|Svalbard|eclipse\w*|call(?:ed)?|phone|"
    r"time ?zones?|clock was|clock had stopped|watch had stopped|slow|fast|wrong|underground|curse\w*|"
    r"in (?:London|Paris|Tokyo|New York|Sydney|Moscow)|mural|memory)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Sign:
    low: float
    high: float
    start: int
    end: int
    same: bool = False
    clock: bool = False


def wrong_hours_told(prose: Prose) -> Iterator[Candidate]:
    """Noon by the bell and sunrise five minutes on; the last train at nine, and eight that same evening."""
    signs = sorted(_signs(prose), key=lambda s: s.start)
    for i, one in enumerate(signs):
        for two in signs[i + 1 : i + 3]:
            if two.start < one.end:
                continue
            if (found := _pair(prose, one, two)) is not None:
                yield found
                break


def _signs(prose: Prose) -> Iterator[_Sign]:
    text = prose.text
    for low, high, pattern in _SIGN:
        for m in pattern.finditer(text):
            if fine(prose, *m.span()) and not prose.quoted(*m.span()):
                yield _Sign(low, high, *m.span("what"))
    for m in _TWELVE.finditer(text):
        near = text[max(0, m.start() - 200) : m.end() + 160]
        night = re.search(r"\b(?:night|dark|moon|stars?|midnight|candle|lamp)", near, re.I)
        day = re.search(r"\b(?:noon|sun|heat|shadows?|lunch|hot|shade|midday|dinner)", near, re.I)
        if fine(prose, *m.span()) and bool(night) != bool(day):
            yield _Sign(*((23.5, 24.5) if night else (11.5, 13.0)), *m.span("what"))
    for m in _CLOCK.finditer(text):
        hour = _clock(m)
        if hour is not None and fine(prose, *m.span()) and not prose.quoted(*m.span()):
            yield _Sign(hour, hour, *m.span("what"), bool(m["same"]), True)


def _number(word: str | None) -> float:
    word = (word or "").lower().replace("a ", "")
    return {"quarter": 15.0, "half": 30.0, "twenty-five": 25.0}.get(
        word, float(word) if word.isdigit() else float(VALUES.get(word, 0))
    )


def _clock(m: re.Match[str]) -> float | None:
    hour = _number(m["h"]) % 12
    minute = _number(m["m"]) / 60 if m["m"] else float(m["mm"] or 0) / 60
    if m["rel"] and m["rel"].lower() in ("to", "before"):
        minute = -minute
    part = (m["part"] or m["part2"] or m["night"] or m["ampm"] or "").lower()
    if part == "day":
        return None
    if (part.startswith("a") and part != "afternoon") or part == "morning":
        return hour + minute
    if part == "night" and hour < 5:
        return 24 + hour + minute
    return hour + 12 + minute


def _pair(prose: Prose, one: _Sign, two: _Sign) -> Candidate | None:
    text = prose.text
    between = text[one.end : two.start]
    far = sentences_apart(prose, one.start, two.start)
    if not 1 <= far <= 12 or not one_scene(between):
        return None
    near = text[max(0, one.start - 200) : two.end + 120]
    if _ELSEWHERE.search(near):
        return None
    steps = list(_SHORT.finditer(between))
    rest = _SHORT.sub(" ", between)
    sentence = prose.sentence(two.start)
    if re.search(
        r"\b(?:had|before|earlier|ago|since|every|would|used to)\b", text[sentence.start : two.start]
    ):
        return None
    if one.clock and two.clock:
        if not (two.same and two.high < one.low - 0.1) or (not steps and far > 8):
            return None
        if re.search(r"\b(?:day|days|week|tomorrow|next|following|earlier|ago|before)\b", between, re.I):
            return None
    else:
        if one.clock or two.clock:
            return None
        gap = max(two.low - one.high, one.low - two.high, 0.0)
        gap = min(gap, max(0.0, 24 + two.low - one.high), max(0.0, 24 + one.low - two.high))
        if gap < (2.4 if steps else 1.4) or _PASS.search(rest):
            return None
        if "\n\n" in between and not steps:
            return None
        if far > 8:
            return None
    return clash(
        prose, "C05", (two.start, two.end), f"“{text[one.start : one.end]}” stands before it in one scene.",
        [(one.start, one.end)], "hours_told", sure=bool(steps) or one.clock or far <= 6, sentences=far,
    )  # fmt: skip
