"""Days and months that follow each other in the wrong order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from detector.checks.base import Candidate
from detector.checks.commonsense._prose import Prose, clashes_with
from detector.text.cued import Cued
from detector.text.dates import MONTH, MONTHS, WEEKDAY, WEEKDAYS

_STEP = (
    r"(?P<step>(?:the )?(?:very )?(?P<way>next|following|previous) {unit}|the {unit} (?P<way2>after|before))"
)
_LINK = r"(?:,| was| had been|, which was|, it was| being|,? on)*\s+(?:an?\s+|on\s+)?(?:\w+\s)??"


def _follow(unit: str, names: str) -> Cued:
    return Cued(
        rf"\b{_STEP.format(unit=unit)}{_LINK}(?P<name>{names})\b(?! (?:after|before|week))", re.IGNORECASE
    )


_NEXT_DAY = _follow("(?:day|morning|evening|afternoon|night)", WEEKDAY)
_NEXT_MONTH = _follow("month", MONTH)
_DAY = Cued(rf"\b(?:{WEEKDAY})\b")
_MONTH = Cued(rf"\b(?:{MONTH})\b")
_ANCHOR = re.compile(
    r"(?:\b(?:[Oo]n|[Ii]t was|[Tt]hat|[Ii]n|[Tt]oday was|was a|[Ee]arly)\s+(?:a\s+|the\s+)?(?:\w+\s)?|^|"
    r"[\"“.!?]\s|\n)$"
)
_TODAY = Cued(
    rf"\b[Tt]oday (?:was|is|being) (?P<today>{WEEKDAY})\b[^.!?\n]{{0,40}}\b(?P<word>tomorrow|yesterday)"
    rf"(?: (?:was|is|would be|will be|had been))? (?P<other>{WEEKDAY})\b"
)
_TODAY_AFTER = re.compile(
    rf"\b[Yy]esterday (?:was|had been) (?:a )?(?P<today>{WEEKDAY})\b[^.!?\n]{{0,40}}\b(?P<word>today)"
    rf" (?:was|is|had to be|must be) (?:a )?(?P<other>{WEEKDAY})\b|"
    rf"\b[Tt]omorrow (?:was|is|would be|will be) (?:a )?(?P<today2>{WEEKDAY})\b[^.!?\n]{{0,40}}"
    rf"\b(?P<word2>today)"
    rf" (?:was|is|had to be|must be) (?:a )?(?P<other2>{WEEKDAY})\b",
)
_BLOCK = re.compile(
    r"\b(?:weeks?|days? later|days? after|fortnight|month|since|until|till|every|each|last|next|calendar|"
    r"time loop|"
    r"loop(?:ed|ing)?|again and again|or|postponed|moved|skipp\w+|lost a day|slept (?:through|for))\b",
    re.IGNORECASE,
)


def wrong_sequences(prose: Prose) -> Iterator[Candidate]:
    """A named day (month) and right after it *the next day* (month) with a name that does not follow."""
    yield from _sequence(prose, _NEXT_DAY, _DAY, WEEKDAYS)
    yield from _sequence(prose, _NEXT_MONTH, _MONTH, MONTHS)
    for found in _TODAY_AFTER.finditer(prose.text):
        one, other = found["today"] or found["today2"], found["other"] or found["other2"]
        group = "other" if found["other"] else "other2"
        expected = WEEKDAYS[(WEEKDAYS.index(one) + (1 if found["today"] else -1)) % 7]
        if expected != other:
            yield Candidate(
                "C05",
                *found.span(group),
                f"Beside {one} it is {expected}, not {other}.",
                (clashes_with(prose.text, found.start(), found.end()),),
                {"kind": "weekday_sequence", "sure": True, "distance": 0},
            )
    for found in _TODAY.finditer(prose.text):
        step = 1 if found["word"] == "tomorrow" else -1
        expected = WEEKDAYS[(WEEKDAYS.index(found["today"]) + step) % 7]
        if expected != found["other"]:
            yield Candidate(
                "C05",
                found.start("other"),
                found.end("other"),
                f"If today is {found['today']}, {found['word']} is {expected}.",
                (clashes_with(prose.text, found.start("today"), found.end("today")),),
                {"kind": "weekday_sequence", "distance": 0},
            )


def _sequence(prose: Prose, follow: Cued, name: Cued, cycle: Sequence[str]) -> Iterator[Candidate]:
    text = prose.text
    for found in follow.finditer(text):
        if not found["name"][0].isupper() or prose.quoted(found.start(), found.end()):
            continue
        before = [
            m
            for m in name.finditer(text, max(0, found.start() - 4000), found.start())
            if not prose.quoted(m.start(), m.end())
        ]
        if not before or (
            found.start() - before[-1].end() > 300
            and not _same_people(prose, before[-1].start(), found.start())
        ):
            continue
        if len({m[0] for m in before if m.start() > found.start() - 300} | {before[-1][0]}) != 1:
            continue
        anchor = before[-1]
        between = text[anchor.end() : found.start()]
        lead = text[max(0, anchor.start() - 24) : anchor.start()]
        if between.startswith(("s ", "s,", "s.", "'", "’", "-")) or not _ANCHOR.search(lead):
            continue
        far = len(between) > 300
        if far:
            between = text[found.start() - 60 : found.start()]
        if _BLOCK.search(between) or _BLOCK.search(lead) or _moves_on(between):
            continue
        way = (found["way"] or found["way2"]).lower()
        step = -1 if way in ("previous", "before") else 1
        expected = cycle[(cycle.index(anchor[0]) + step) % len(cycle)]
        if found["name"] == expected:
            continue
        yield Candidate(
            "C05",
            found.start("name"),
            found.end("name"),
            f"{found['step'][0].upper()}{found['step'][1:]} {'from' if way in ('next', 'following') else ''}"
            f" {anchor[0]} is {expected}, not {found['name']}.".replace("  ", " "),
            (clashes_with(text, anchor.start(), anchor.end()),),
            {"kind": "sequence", "sure": not far, "distance": found.start() - anchor.end()},
            scope="asserted",
            in_dialogue=False,
        )


def _same_people(prose: Prose, one: int, other: int) -> bool:
    """Both sentences name a person, the same one."""
    names = [set(_NAME.findall(prose.around(at, 0, 0))) - _NO_NAMES for at in (one, other)]
    return bool(names[0] & names[1])


_NAME = re.compile(r"(?<=\s)[A-Z][a-zà-ÿ’-]{2,}")
_NO_NAMES = frozenset((*WEEKDAYS, *MONTHS, "The", "And", "But", "His", "Her", "They"))


def _moves_on(between: str) -> bool:
    """The story passes another night, or starts another scene, between the two names."""
    return bool(
        re.search(
            r"\b(?:next|following) (?:day|morning|evening|night|month)|\bthat night\b.*\bmorning\b|\*\s*\*|"
            r"\n\s*\n.*\n\s*\n|"
            r"\bthe day (?:after|before)|\btomorrow|\byesterday",
            between,
            re.IGNORECASE | re.DOTALL,
        )
    )
